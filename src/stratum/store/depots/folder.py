"""Contents in a folder: of this machine, or one that a network shares."""

import contextlib
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from stratum.core.errors import InvalidInputError, NotFoundError, TransientError
from stratum.store.logic.pointers import DIGEST

PIECE: Final = 1 << 20
"""Bytes that are read at a time."""


class FolderDepot:
    """A file for each content, in a folder named by its first two digits.

    Args:
        options: ``path``, an absolute folder; made when something is first kept.
    """

    def __init__(self, options: Mapping[str, str]) -> None:
        self._root = Path(options["path"])

    def size(self, digest: str) -> int | None:
        """Bytes of a content; None where it is not there."""
        path = self.path(digest)
        return path.stat().st_size if path.is_file() else None

    def put(self, digest: str, file: Path) -> None:
        """Keep a copy of a file: written beside its place, and moved there when it is whole."""
        path = self.path(digest)
        part = path.with_name(f".{digest}.{file.stat().st_ino}.part")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(file, part)
            part.replace(path)
        except OSError as error:
            with contextlib.suppress(OSError):
                part.unlink(missing_ok=True)
            raise TransientError(f"{self._root} cannot be written: {error.strerror or error}") from error

    def get(self, digest: str, start: int = 0) -> Iterator[bytes]:
        """A content in pieces, from a byte on.

        Raises:
            NotFoundError: If it is not there.
        """
        path = self.path(digest)
        if not path.is_file():
            raise NotFoundError(f"{self._root} has no content {digest[:12]}")
        with path.open("rb") as content:
            content.seek(start)
            while piece := content.read(PIECE):
                yield piece

    def digests(self) -> Iterator[str]:
        """What is there, in no order."""
        for path in self._root.glob("??/*"):
            if DIGEST.fullmatch(path.name):
                yield path.name

    def remove(self, digest: str) -> None:
        """Forget a content; nothing where it is not there."""
        self.path(digest).unlink(missing_ok=True)

    def path(self, digest: str) -> Path:
        """Where a content is, or would be.

        Raises:
            InvalidInputError: If that is no digest.
        """
        if not DIGEST.fullmatch(digest):
            raise InvalidInputError(f"{digest!r} is no SHA-256")
        return self._root / digest[:2] / digest
