"""A real SSH server for tests: on a loopback port, as the user who runs them, with keys of its own."""

import contextlib
import dataclasses
import getpass
import os
import shutil
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from stratum.testing.servers import free_port
from stratum.testing.waiting import wait_until

_ADDRESS = "127.0.0.1"
_PRIVILEGES = Path("/run/sshd")
_PATIENCE = 20.0


@dataclasses.dataclass(frozen=True, slots=True)
class Door:
    """Where an SSH server listens and what leads in.

    Attributes:
        name: What the server is called in ``config``.
        config: For ``ssh -F``: a user whose key the server knows, and who knows the server's key.
        stranger: The same without the server's key.
        unwanted: The same with a key that the server does not know.
        port: Where it listens on the loopback address.
    """

    name: str
    config: Path
    stranger: Path
    unwanted: Path
    port: int


@contextlib.contextmanager
def lent_sshd(folder: Path) -> Iterator[Door]:
    """An SSH server that ends with the test; skips it where none is installed.

    Args:
        folder: Empty; gets keys and configuration.
    """
    program = shutil.which("sshd") or shutil.which("sshd", path="/usr/sbin:/sbin")
    keygen = shutil.which("ssh-keygen")
    if program is None or keygen is None:
        pytest.skip("no SSH server: install openssh-server")
    if os.getuid() == 0:
        _PRIVILEGES.mkdir(exist_ok=True)
    for name in ("host", "friend", "foe"):
        _make_key(keygen, folder / name)
    port = free_port()
    settings = _server(folder, port)
    with subprocess.Popen([program, "-D", "-e", "-f", str(settings)], stderr=subprocess.DEVNULL) as server:
        try:
            wait_until(lambda: _answers(port), _PATIENCE, "the SSH server")
            yield _door(folder, port)
        finally:
            server.terminate()


def _make_key(keygen: str, path: Path) -> None:
    subprocess.run([keygen, "-q", "-t", "ed25519", "-N", "", "-f", str(path)], check=True)


def _server(folder: Path, port: int) -> Path:
    (folder / "authorized").write_text((folder / "friend.pub").read_text(encoding="utf-8"), encoding="utf-8")
    lines = {
        "ListenAddress": f"{_ADDRESS}:{port}",
        "HostKey": folder / "host",
        "AuthorizedKeysFile": folder / "authorized",
        "PasswordAuthentication": "no",
        "KbdInteractiveAuthentication": "no",
        "PermitRootLogin": "prohibit-password",
        "StrictModes": "no",
        "UsePAM": "no",
        "PidFile": "none",
        "Subsystem": "sftp internal-sftp",
    }
    path = folder / "sshd_config"
    path.write_text("".join(f"{name} {value}\n" for name, value in lines.items()), encoding="utf-8")
    return path


def _door(folder: Path, port: int) -> Door:
    key = (folder / "host.pub").read_text(encoding="utf-8")
    (folder / "known").write_text(f"[{_ADDRESS}]:{port} {key}", encoding="utf-8")
    (folder / "nothing").write_text("", encoding="utf-8")
    return Door(
        "door",
        _client(folder, "config", port, "friend", "known"),
        _client(folder, "stranger", port, "friend", "nothing"),
        _client(folder, "unwanted", port, "foe", "known"),
        port,
    )


def _client(folder: Path, name: str, port: int, key: str, known: str) -> Path:
    lines = {
        "HostName": _ADDRESS,
        "Port": port,
        "User": getpass.getuser(),
        "IdentityFile": folder / key,
        "IdentitiesOnly": "yes",
        "UserKnownHostsFile": folder / known,
    }
    path = folder / name
    body = "".join(f"  {key} {value}\n" for key, value in lines.items())
    path.write_text(f"Host door\n{body}", encoding="utf-8")
    return path


def _answers(port: int) -> bool:
    try:
        with socket.create_connection((_ADDRESS, port), 1.0) as connection:
            return connection.recv(4) == b"SSH-"
    except OSError:
        return False
