"""One supervisor at a time: a lock on a file that the system gives back when its holder dies."""

import fcntl
import os
from pathlib import Path
from typing import Self


class SupervisorLock:
    """Held from ``acquire`` until ``release`` or the end of the process, however it ends.

    A child that was forked but has not begun its program holds it as well: who gets the lock can rely on
    every start of the one before having become a process that carries its token.
    """

    def __init__(self, file: int) -> None:
        self._file = file

    @classmethod
    def acquire(cls, path: Path) -> Self | None:
        """The lock, or None if somebody holds it. The file then names the holder's pid, for people."""
        path.parent.mkdir(parents=True, exist_ok=True)
        file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(file)
            return None
        os.ftruncate(file, 0)
        os.pwrite(file, f"{os.getpid()}\n".encode(), 0)
        return cls(file)

    def release(self) -> None:
        """Give it back."""
        os.close(self._file)
