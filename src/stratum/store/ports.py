"""The port of contents: a place that keeps large files by their digest."""

from collections.abc import Iterator
from pathlib import Path
from typing import Protocol


class Depot(Protocol):
    """Keeps contents by the SHA-256 of what they hold, outside of git.

    Every method raises ``TransientError`` where the place cannot be reached now, and ``PermanentError`` where
    it refuses: wrong credentials, no such bucket.
    """

    def size(self, digest: str) -> int | None:
        """Bytes of a content; None where it is not there."""
        ...

    def put(self, digest: str, file: Path) -> None:
        """Keep a file: whole, or not at all."""
        ...

    def get(self, digest: str, start: int = 0) -> Iterator[bytes]:
        """A content in pieces, from a byte on.

        Raises:
            NotFoundError: If it is not there.
        """
        ...

    def digests(self) -> Iterator[str]:
        """What is there, in no order."""
        ...

    def remove(self, digest: str) -> None:
        """Forget a content; nothing where it is not there."""
        ...
