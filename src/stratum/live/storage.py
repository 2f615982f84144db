"""The bytes of a journal in a file."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from stratum.core.errors import TransientError


class FileStorage:
    """Satisfies ``ports.Storage`` with one file, in a folder that is made when it is needed.

    Args:
        path: The file.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock: IO[bytes] | None = None

    def read(self) -> bytes:
        """As the port says."""
        with self._explained():
            return self._path.read_bytes() if self._path.exists() else b""

    def append(self, data: bytes) -> None:
        """As the port says."""
        with self._explained():
            self._have()
            with self._path.open("ab", buffering=0) as file:
                rest = memoryview(data)
                while rest:
                    rest = rest[file.write(rest) :]

    def sync(self) -> None:
        """As the port says."""
        with self._explained(), self._path.open("rb") as file:
            os.fsync(file.fileno())

    def replace(self, data: bytes) -> None:
        """As the port says."""
        new = self._path.with_name(f"{self._path.name}.new")
        with self._explained():
            self._have()
            with new.open("wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            new.replace(self._path)
            _sync_folder(self._path.parent)

    def close(self) -> None:
        """As the port says."""
        if self._lock is not None:
            self._lock.close()
            self._lock = None

    def _have(self) -> None:
        """Have it alone."""
        if self._lock is not None:
            return
        self._path.parent.mkdir(parents=True, exist_ok=True)
        lock = self._path.with_name(f"{self._path.name}.lock").open("ab")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            lock.close()
            hint = "edit there, or stop it first"
            raise TransientError("another server edits this workspace", hint) from error
        self._lock = lock

    @contextmanager
    def _explained(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            problem = f"the journal {self._path} cannot be used: {error.strerror}"
            raise TransientError(problem, "make room on the disk, or see who may write there") from error


def _sync_folder(folder: Path) -> None:
    opened = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
