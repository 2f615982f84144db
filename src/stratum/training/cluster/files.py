"""Files by the digest of their content: the same content travels and lies somewhere once."""

import os
import re
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from stratum.core.errors import InvalidInputError, NotFoundError
from stratum.effects.files import digest_file

CHUNK: Final = 4 << 20
"""Bytes that travel at once."""
_PART: Final = ".part"
_NAME = re.compile(r"\w{1,64}\.part", re.ASCII)
_DIGEST = re.compile(r"[0-9a-f]{64}")


def digests_below(path: Path) -> dict[str, str]:
    """Digest of each file of a folder by its relative path; of a file its own, under ``""``.

    Raises:
        OSError: If one cannot be read.
    """
    if path.is_file():
        return {"": digest_file(path)}
    found = sorted(p for p in path.rglob("*") if p.is_file())
    return {p.relative_to(path).as_posix(): digest_file(p) for p in found}


def chunks(path: Path) -> Iterator[tuple[int, bytes]]:
    """Offset and content of the parts of a file, at least one."""
    with path.open("rb") as file:
        offset = 0
        while (part := file.read(CHUNK)) or not offset:
            yield offset, part
            offset += len(part)
            if len(part) < CHUNK:
                return


class FileStore:
    """A folder of files named by their digest; those that were not used for the longest time are dropped.

    Args:
        folder: Made where needed. What was left half written before is dropped.
        keep: Most bytes; the newest file is kept whatever its size.
    """

    def __init__(self, folder: Path, keep: int) -> None:
        self._folder = folder
        self._keep = keep
        folder.mkdir(parents=True, exist_ok=True)
        for left in folder.glob(f"*{_PART}"):
            left.unlink(missing_ok=True)

    def find(self, digest: str) -> Path | None:
        """Where a file is; None where it is not there. It counts as used."""
        path = self._path(digest)
        if not path.is_file():
            return None
        os.utime(path)
        return path

    def part(self) -> str:
        """A name for a file that is written piece by piece."""
        file, name = tempfile.mkstemp(_PART, dir=self._folder)
        os.close(file)
        return Path(name).name

    def write(self, part: str, offset: int, content: bytes) -> None:
        """Write a piece of a file.

        Raises:
            InvalidInputError: If ``part`` is no name that ``part`` gave.
        """
        with self._half(part).open("r+b") as file:
            file.seek(offset)
            file.write(content)

    def finish(self, part: str, digest: str) -> Path:
        """Take a file that was written as a whole.

        Raises:
            InvalidInputError: If it is another one than ``digest`` says; it is dropped then.
        """
        half, path = self._half(part), self._path(digest)
        if digest_file(half) != digest:
            half.unlink()
            raise InvalidInputError(f"the file {digest[:12]} came damaged", "train again")
        half.replace(path)
        self._drop_old(path)
        return path

    def read(self, digest: str, offset: int) -> bytes:
        """A piece of a file; empty behind its end.

        Raises:
            NotFoundError: If it is not there.
        """
        path = self.find(digest)
        if path is None:
            raise NotFoundError(f"the scheduler does not have the file {digest[:12]} any more", "train again")
        with path.open("rb") as file:
            file.seek(offset)
            return file.read(CHUNK)

    def _path(self, digest: str) -> Path:
        if not _DIGEST.fullmatch(digest):
            raise InvalidInputError("that is no digest of a file")
        return self._folder / digest

    def _half(self, part: str) -> Path:
        if not _NAME.fullmatch(part):
            raise InvalidInputError("that is no name of a part")
        return self._folder / part

    def _drop_old(self, newest: Path) -> None:
        files = [(p.stat().st_mtime, p.stat().st_size, p) for p in self._folder.iterdir() if p != newest]
        room = self._keep - newest.stat().st_size
        for _, size, path in sorted(files, reverse=True):
            room -= size
            if room < 0:
                path.unlink(missing_ok=True)
