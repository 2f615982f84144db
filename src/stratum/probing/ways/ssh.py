"""A host over SSH: known by its key, entered with a key of the user or of an agent."""

import asyncio
from collections.abc import Mapping
from typing import Final

import asyncssh

from stratum.core.errors import PermanentError, StratumError, TransientError
from stratum.probing.ports import PYTHON

CONFIG: Final = "ssh-config"
"""The setting that names a file as ``ssh -F`` does; ``~/.ssh/config`` without it."""
_CONNECTING: Final = 15.0
_PATIENCE: Final = 90.0
_MOST: Final = 8 * 2**20


class SshWay:
    """Leads to a host over SSH. The entry point ``ssh``.

    Users, ports, keys and jumps are those of the user's own configuration. A host whose key is not known is
    refused.

    Args:
        address: Its address, or its name in the configuration.
        settings: ``CONFIG``.
    """

    def __init__(self, address: str, settings: Mapping[str, str]) -> None:
        self._address = address
        self._config = [settings[CONFIG]] if settings.get(CONFIG) else ()

    def about(self) -> Mapping[str, str]:
        """Nothing that the script would not find out."""
        return {}

    def run(self, interpreter: str, script: str) -> tuple[int, bytes]:
        """Send a script to the host's interpreter.

        Raises:
            TransientError: If the host does not answer, or not in time.
            PermanentError: If its key is not known, it lets nobody in, or it prints without end.
        """
        command = f"{interpreter} -" if interpreter == PYTHON else f"{interpreter} -s"
        try:
            return asyncio.run(asyncio.wait_for(self._run(command, script.encode()), _PATIENCE))
        except (asyncssh.Error, OSError) as error:
            raise _explained(self._address, error) from error

    async def _run(self, command: str, script: bytes) -> tuple[int, bytes]:
        async with asyncssh.connect(
            self._address, config=self._config, connect_timeout=_CONNECTING, login_timeout=_CONNECTING
        ) as connection:
            process = await connection.create_process(command, encoding=None)
            process.stdin.write(script)
            process.stdin.write_eof()
            output = await _bounded(process.stdout)
            done = await process.wait()
            return done.exit_status if done.exit_status is not None else 1, output


async def _bounded(stream: asyncssh.SSHReader[bytes]) -> bytes:
    """All that a host prints.

    Raises:
        PermanentError: If it does not end within ``_MOST`` bytes.
    """
    found = bytearray()
    while piece := await stream.read(2**16):
        found += piece
        if len(found) > _MOST:
            raise PermanentError(f"the host prints more than {_MOST} bytes", "look at it with ssh")
    return bytes(found)


def _explained(address: str, error: Exception) -> StratumError:
    """What an error on the way means for whoever wants to look at a host."""
    if isinstance(error, asyncssh.HostKeyNotVerifiable):
        return PermanentError(
            f"the key of {address} is not known: {error.reason}",
            "compare its fingerprint (there: ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub), then add it: "
            f"ssh-keyscan {address} >> ~/.ssh/known_hosts",
        )
    if isinstance(error, asyncssh.PermissionDenied):
        return PermanentError(
            f"{address} lets nobody in with these keys: {error.reason}",
            "add a key with ssh-copy-id, or name user and key in ~/.ssh/config",
        )
    why = str(error) or ("it took too long" if isinstance(error, TimeoutError) else type(error).__name__)
    return TransientError(f"{address} does not answer over SSH: {why}", "see whether ssh reaches it")
