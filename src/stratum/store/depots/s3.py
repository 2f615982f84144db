"""Contents in a bucket of S3, or of another server that speaks its protocol."""

import contextlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Final

import obstore
from obstore import exceptions
from obstore.store import S3Store

from stratum.core.errors import NotFoundError, PermanentError, TransientError
from stratum.store.logic.pointers import DIGEST

if TYPE_CHECKING:
    from obstore import GetResult
    from obstore.store import S3Config

_PIECE: Final = 1 << 20
_PART: Final = 8 << 20
_REFUSED: Final = (exceptions.PermissionDeniedError, exceptions.UnauthenticatedError)


class S3Depot:
    """An object for each content.

    Args:
        options: ``bucket``; ``prefix``, ``endpoint`` and ``region`` where they are not the usual ones;
            ``key`` and ``secret``, the credentials themselves, never written anywhere; without them those of
            the machine count.
    """

    def __init__(self, options: Mapping[str, str]) -> None:
        config: S3Config = {"region": options.get("region") or "us-east-1"}
        if endpoint := options.get("endpoint", ""):
            config["endpoint"] = endpoint
        if key := options.get("key"):
            config["access_key_id"] = key
            config["secret_access_key"] = options.get("secret", "")
        self._place = f"s3://{options['bucket']}"
        self._store = S3Store(
            options["bucket"],
            prefix=options.get("prefix") or None,
            config=config,
            client_options={"allow_http": endpoint.startswith("http://"), "timeout": "60s"},
            retry_config={"max_retries": 2},
        )

    def size(self, digest: str) -> int | None:
        """Bytes of a content; None where it is not there."""
        with self._told():
            try:
                return obstore.head(self._store, _key(digest))["size"]
            except (exceptions.NotFoundError, FileNotFoundError):
                return None

    def put(self, digest: str, file: Path) -> None:
        """Keep a file, in parts where it is long: the object is there when all of them are."""
        with self._told():
            obstore.put(self._store, _key(digest), file, chunk_size=_PART)

    def get(self, digest: str, start: int = 0) -> Iterator[bytes]:
        """A content in pieces, from a byte on.

        Raises:
            NotFoundError: If it is not there.
        """
        length = self.size(digest)
        if length is None:
            raise NotFoundError(f"{self._place} has no content {digest[:12]}")
        if start >= length:
            return
        with self._told():
            found, before = self._from(digest, start, length)
            for piece in found.stream(min_chunk_size=_PIECE):
                content = bytes(piece)
                yield content[before:]
                before = max(0, before - len(content))

    def _from(self, digest: str, start: int, length: int) -> "tuple[GetResult, int]":
        """What is answered, and how many of its bytes come before those that were asked for.

        A server that knows no ranges sends everything.
        """
        if start:
            with contextlib.suppress(exceptions.GenericError):
                return obstore.get(self._store, _key(digest), options={"range": (start, length)}), 0
        return obstore.get(self._store, _key(digest)), start

    def digests(self) -> Iterator[str]:
        """What is there, in no order."""
        with self._told():
            for page in obstore.list(self._store):
                names = (str(one["path"]).rpartition("/")[2] for one in page)
                yield from (name for name in names if DIGEST.fullmatch(name))

    def remove(self, digest: str) -> None:
        """Forget a content; nothing where it is not there."""
        with self._told(), contextlib.suppress(exceptions.NotFoundError, FileNotFoundError):
            obstore.delete(self._store, _key(digest))

    @contextlib.contextmanager
    def _told(self) -> Iterator[None]:
        """What the library raises, as errors that say what to do; they hold no credentials."""
        try:
            yield
        except _REFUSED as error:
            hint = "the variables that the remote names must hold a key that may read and write there"
            raise PermanentError(f"{self._place} refuses these credentials", hint) from error
        except (exceptions.NotFoundError, FileNotFoundError) as error:
            raise NotFoundError(f"there is no {self._place}", "make the bucket first") from error
        except exceptions.BaseError as error:
            raise TransientError(f"{self._place} cannot be reached now", "try again") from error


def _key(digest: str) -> str:
    return f"{digest[:2]}/{digest}"
