"""The sign of life of whoever supervises: which process it is, and when its last full look began."""

import contextlib
import dataclasses
import fcntl
import json
import os
from pathlib import Path
from typing import IO

from stratum.core.errors import TransientError


@dataclasses.dataclass(frozen=True, slots=True)
class Pulse:
    """What a living supervisor shows.

    Attributes:
        pid: Its process.
        looked: When its last completed look began; seconds since 1970-01-01 UTC. The look has seen
            everything that was the case, and everything that was in the journal, before that moment.
    """

    pid: int
    looked: float


class Heart:
    """Shows the pulse of this process. Only the holder of the supervisor's lock may have one that beats.

    The pulse is a file with a lock that the system takes away when the process dies, however it dies: a
    pulse that was left behind by a kill or a reboot is told from a living one without trusting process ids.
    Its modification time is the time of the look, so a beat is one call and never seen half done.

    Args:
        path: The file.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file: IO[str] | None = None

    def beat(self, looked: float) -> None:
        """Show that a look that began at ``looked`` is complete.

        Raises:
            TransientError: If the medium refuses.
        """
        try:
            if self._file is None or not self._path.exists():
                self._show(looked)
            else:
                _date(self._path, looked)
        except OSError as error:
            raise TransientError(f"{self._path} cannot be written: {error}", "free disk space") from error

    def stop(self) -> None:
        """Show nothing any more; a later beat begins anew."""
        if self._file is not None:
            self._path.unlink(missing_ok=True)
            self._file.close()
            self._file = None

    def _show(self, looked: float) -> None:
        """The file gets its name only once it is locked and complete."""
        draft = self._path.with_name(f".{self._path.name}.new")
        draft.unlink(missing_ok=True)
        with contextlib.ExitStack() as opened:
            file = opened.enter_context(draft.open("x", encoding="utf-8"))
            fcntl.flock(file, fcntl.LOCK_EX)
            file.write(json.dumps({"pid": os.getpid(), "since": looked}) + "\n")
            file.flush()
            _date(draft, looked)
            draft.replace(self._path)
            opened.pop_all()
        if self._file is not None:
            self._file.close()
        self._file = file


def read_pulse(path: Path) -> Pulse | None:
    """The pulse of the process that supervises now; None where none lives or none has looked yet."""
    try:
        with path.open(encoding="utf-8") as file:
            if not _is_locked(file):
                return None
            return Pulse(int(json.loads(file.read())["pid"]), os.fstat(file.fileno()).st_mtime)
    except FileNotFoundError:
        return None


def _is_locked(file: IO[str]) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    return False


def _date(path: Path, looked: float) -> None:
    os.utime(path, (looked, looked))
