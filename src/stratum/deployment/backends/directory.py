"""The directory of a component: its files, its log, the exit status of its processes."""

import contextlib
import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import IO

from stratum.deployment.logic.launches import check_file_name
from stratum.deployment.logic.logs import LOG_LIMIT, first_kept

LOG = "log.txt"
_OLD_LOG = "log.1.txt"
_START = "--- start "
_TAIL = 256 * 2**10
_PIECE = 2**20
_SAID = 300


def write_files(directory: Path, files: Mapping[str, str]) -> None:
    """Write each file so that a reader finds the old or the new content, never a part.

    Raises:
        InvalidInputError: If a name leads out of the directory.
        OSError: If the medium refuses.
    """
    for name, content in files.items():
        path = directory / check_file_name(name)
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        draft = path.with_name(f".{path.name}.new")
        with open(draft, "w", encoding="utf-8", opener=_private) as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)


def open_log(directory: Path, token: str) -> IO[bytes]:
    """The log, open for appending, with a line that marks a start; a long log is put aside first."""
    trim_log(directory)
    file = (directory / LOG).open("ab")
    file.write(f"{_START}{token}\n".encode())
    file.flush()
    return file


def trim_log(directory: Path, limit: int = LOG_LIMIT) -> None:
    """Put a log of more than ``limit`` bytes aside as the older one, and empty it.

    Programs have the file open for appending and go on with it; what they write in the moment between the
    copy and the cut is lost. A medium that refuses costs the older log, not the cut: it may be this log that
    has filled it.
    """
    with contextlib.suppress(OSError), (directory / LOG).open("r+b") as log:
        begin = first_kept(os.fstat(log.fileno()).st_size, limit)
        if begin is not None:
            log.seek(begin)
            with contextlib.suppress(OSError):
                _put_aside(log, directory / _OLD_LOG, 2 * limit)
            log.truncate(0)


def _put_aside(log: IO[bytes], old: Path, most: int) -> None:
    """What is left of ``log``, at most about ``most`` bytes if somebody writes faster than this reads."""
    old.unlink(missing_ok=True)
    with open(old, "wb", opener=_private) as file:
        while file.tell() < most and (piece := log.read(_PIECE)):
            file.write(piece)


def tail_log(directory: Path, lines: int) -> tuple[str, ...]:
    """The last lines that were logged, oldest first, at most 256 KiB of them."""
    content = _end_of(directory / LOG, _TAIL)
    content = _end_of(directory / _OLD_LOG, _TAIL - len(content)) + content
    said = content.decode(errors="replace").splitlines()
    return tuple(said[-lines:]) if lines > 0 else ()


def _end_of(file: Path, size: int) -> bytes:
    try:
        with file.open("rb") as content:
            content.seek(max(0, content.seek(0, os.SEEK_END) - size))
            return content.read(size)
    except OSError:
        return b""


def last_words(directory: Path) -> str:
    """The last line that was logged since the latest start, at most 300 characters of it."""
    for line in reversed(tail_log(directory, 50)):
        if line.startswith(_START):
            return ""
        if line.strip():
            return line.strip()[:_SAID]
    return ""


def exit_file(directory: Path, role: str) -> Path:
    """Where the exit status of the directory's process ``role`` is kept."""
    return directory / f".exit-{role}.json"


def read_status(directory: Path, role: str, token: str) -> int | None:
    """The exit status of the start ``token``; None where nobody kept it, as after a kill of the tree."""
    try:
        kept = json.loads(exit_file(directory, role).read_text())
    except (OSError, ValueError):
        return None
    if not isinstance(kept, dict) or kept.get("token") != token:
        return None
    status = kept.get("status")
    return status if isinstance(status, int) else None


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)
