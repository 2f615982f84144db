"""Files of SSH servers."""

import asyncio
from pathlib import Path
from typing import Any, Final, Protocol, cast
from urllib.parse import SplitResult, unquote, urlsplit

from stratum.core.errors import DeniedError, InvalidInputError, NotFoundError, TransientError
from stratum.core.extras import install
from stratum.data.access import Access
from stratum.data.sources.remote import copied, target_in, url_of
from stratum.data.types import Fetched, SourceSpec

_PIECE: Final = 1 << 20
_CONNECT: Final = 20.0
_PORT: Final = 22


class _Content(Protocol):
    """A file on a server, opened for bytes."""

    async def read(self, size: int, /) -> bytes: ...


class SftpSource:
    """One file.

    Attributes of the specification: ``url``, ``sftp://HOST/PATH``; ``format``; ``user``; ``hostKey``, the
    server's public key, without which nothing is sent; ``password`` or ``privateKey``, secrets.

    Args:
        access: What may be reached.
    """

    def __init__(self, access: Access) -> None:
        self._access = access

    def fetch(self, spec: SourceSpec, scratch: Path) -> Fetched:
        """A copy of the file.

        Raises:
            DeniedError: If the host may not be reached, is another one, or refuses the credentials.
            NotFoundError: If there is no such file.
            InvalidInputError: If attributes are wrong, or asyncssh is not installed.
            TransientError: If it cannot be reached now.
        """
        place = url_of(spec)
        try:
            import asyncssh
        except ImportError:
            raise InvalidInputError(
                f"source {spec.name!r}: SFTP needs the package asyncssh", install("asyncssh")
            ) from None
        parts = urlsplit(place)
        target = target_in(scratch, parts.path)
        try:
            asyncio.run(self._copy(spec, parts, target))
        except asyncssh.SFTPNoSuchFile:
            raise NotFoundError(f"source {spec.name!r}: there is no {place}", "check url") from None
        except (asyncssh.PermissionDenied, asyncssh.SFTPPermissionDenied):
            what = f"source {spec.name!r}: {parts.netloc} refuses the user or the file"
            raise DeniedError(what, "check user, password or privateKey") from None
        except asyncssh.HostKeyNotVerifiable:
            what = f"source {spec.name!r}: {parts.netloc} has another key than hostKey"
            raise DeniedError(what, "ask whoever runs the server for its key") from None
        except (asyncssh.Error, OSError, TimeoutError) as error:
            what = f"source {spec.name!r}: {parts.netloc} cannot be reached ({type(error).__name__})"
            raise TransientError(what, "check url and the network, and try again") from None
        return copied(spec, target, place)

    async def _copy(self, spec: SourceSpec, parts: SplitResult, target: Path) -> None:
        import asyncssh

        host, port = parts.hostname or "", parts.port or _PORT
        address = self._access.address(spec.name, host, port)
        options = self._credentials(spec, host, port)
        deadline = self._access.deadline()
        async with asyncio.timeout(self._access.seconds):
            connection = await asyncssh.connect(address, port, connect_timeout=_CONNECT, **options)
            async with (
                connection,
                connection.start_sftp_client() as files,
                files.open(unquote(parts.path), "rb") as content,
            ):
                await self._save(spec.name, cast("_Content", content), target, deadline)

    async def _save(self, source: str, content: "_Content", target: Path, deadline: float) -> None:
        size = 0
        with target.open("wb") as file:
            while piece := await content.read(_PIECE):
                size += len(piece)
                self._access.check_size(source, size)
                self._access.check_time(source, deadline)
                file.write(piece)

    def _credentials(self, spec: SourceSpec, host: str, port: int) -> dict[str, Any]:
        import asyncssh

        values = spec.attributes
        password = self._access.secret_of(values.get("password"), host, port)
        private = self._access.secret_of(values.get("privateKey"), host, port)
        try:
            known = asyncssh.import_public_key(str(values.get("hostKey", "")))
            keys = [asyncssh.import_private_key(private)] if private else []
        except asyncssh.KeyImportError:
            what = f"source {spec.name!r}: hostKey or privateKey is no key"
            raise InvalidInputError(what, "write hostKey as ssh-ed25519 AAAA...") from None
        return {
            "username": str(values.get("user", "")),
            "password": password or None,
            "client_keys": keys or None,
            "known_hosts": ([known], [], []),
            "config": None,
            "agent_path": None,
        }
