"""The directory of a component: its files, its log, the exit status of its processes."""

import contextlib
import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import IO

from stratum.deployment.logic.launches import check_file_name

LOG = "log.txt"
_OLD_LOG = "log.1.txt"
_LOG_LIMIT = 8 * 2**20
_START = "--- start "
_TAIL = 256 * 2**10
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
    """The log, open for appending, with a line that marks a start; a log over 8 MiB is put aside first."""
    log = directory / LOG
    with contextlib.suppress(FileNotFoundError):
        if log.stat().st_size > _LOG_LIMIT:
            log.replace(directory / _OLD_LOG)
    file = log.open("ab")
    file.write(f"{_START}{token}\n".encode())
    file.flush()
    return file


def tail_log(directory: Path, lines: int) -> tuple[str, ...]:
    """The last lines of the log, oldest first, at most 256 KiB of them."""
    try:
        with (directory / LOG).open("rb") as file:
            size = file.seek(0, os.SEEK_END)
            file.seek(max(0, size - _TAIL))
            content = file.read()
    except OSError:
        return ()
    said = content.decode(errors="replace").splitlines()
    return tuple(said[-lines:]) if lines > 0 else ()


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
