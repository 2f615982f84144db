"""Text of files as UTF-8, plain or inside .zip or .gz, in pieces, so that its length does not matter."""

import codecs
import contextlib
import gzip
import io
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Final, Protocol

from stratum.core.errors import InvalidInputError

if TYPE_CHECKING:
    from typing_extensions import Buffer

_ROOM: Final = 1_000_000
_RATIO: Final = 200
"""Packing makes tables some ten times smaller; what is made to fill the memory, a thousand times."""
_PIECE: Final = 1 << 20


class _Readable(Protocol):
    def read(self, size: int = -1, /) -> bytes: ...


class _Utf8(io.RawIOBase):
    """Content of a file as UTF-8, checked while it is read."""

    def __init__(self, content: _Readable, place: str, encoding: str, most: int | None) -> None:
        self._content = content
        self._place = place
        self._encoding = encoding
        self._most = most
        self._decoder = codecs.getincrementaldecoder(encoding)()
        self._is_utf8 = codecs.lookup(encoding).name == "utf-8"
        self._ready = b""
        self._read = self._lines = 0

    def readable(self) -> bool:
        """It is."""
        return True

    def readinto(self, buffer: "Buffer", /) -> int:
        """Fill a buffer; 0 at the end."""
        target = memoryview(buffer).cast("B")
        while not self._ready:
            piece = self._content.read(_PIECE)
            self._ready = self._translated(piece)
            if not piece:
                break
        size = min(len(target), len(self._ready))
        target[:size] = self._ready[:size]
        self._ready = self._ready[size:]
        return size

    def _translated(self, piece: bytes) -> bytes:
        self._read += len(piece)
        if self._most is not None and self._read > self._most:
            problem = f"{self._place} unpacks to more than {_RATIO} times its size"
            raise InvalidInputError(problem, "give it unpacked, if it is what you think it is")
        try:
            text = self._decoder.decode(piece, final=not piece)
        except UnicodeDecodeError as error:
            line = self._lines + error.object.count(b"\n", 0, error.start) + 1
            raise InvalidInputError(
                f"{self._place}: line {line} is not {self._encoding} text",
                "save as UTF-8 or set encoding: latin-1",
            ) from None
        self._lines += piece.count(b"\n")
        return piece if self._is_utf8 else text.encode()


@contextlib.contextmanager
def utf8(path: Path, place: str, encoding: str = "utf-8") -> Iterator["io.BufferedReader[_Utf8]"]:
    """The content of a file as UTF-8.

    Args:
        path: The file; .zip with exactly one file inside, and .gz, are unpacked.
        place: What errors call it.
        encoding: What it is written in.

    Raises:
        InvalidInputError: If the encoding is unknown, or the archive damaged; while reading, if a line is in
            another encoding or it unpacks to more than a table would.
    """
    try:
        codecs.lookup(encoding).incrementaldecoder()
    except (LookupError, TypeError):
        raise InvalidInputError(f"{place}: unknown encoding {encoding!r}", "try utf-8") from None
    try:
        with _unpacked(path, place) as content:
            most = _ROOM + _RATIO * path.stat().st_size if path.suffix in {".zip", ".gz"} else None
            with io.BufferedReader(_Utf8(content, place, encoding, most), _PIECE) as text:
                yield text
    except (zipfile.BadZipFile, gzip.BadGzipFile, EOFError, zlib.error) as error:
        raise InvalidInputError(f"{place} is damaged ({error})", "pack it again") from None


@contextlib.contextmanager
def _unpacked(path: Path, place: str) -> Iterator[_Readable]:
    match path.suffix:
        case ".zip":
            with zipfile.ZipFile(path) as archive, archive.open(_only_member(archive, place)) as member:
                yield member
        case ".gz":
            with gzip.open(path) as packed:
                yield packed
        case _:
            with path.open("rb") as plain:
                yield plain


def _only_member(archive: zipfile.ZipFile, place: str) -> str:
    members = [n for n in archive.namelist() if not n.endswith("/") and not n.startswith("__MACOSX")]
    if len(members) != 1:
        raise InvalidInputError(f"{place} holds {len(members)} files", "pack exactly one file")
    return members[0]
