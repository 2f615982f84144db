"""How containers ended: kept in the directories of their components, because ended containers are removed."""

import contextlib
from pathlib import Path

import msgspec

from stratum.deployment.backends.directory import exit_file, write_files


class Exit(msgspec.Struct, frozen=True):
    """The end of a start.

    Attributes:
        token: The start.
        status: Exit status as a shell says it.
        cause: What ended it, where more is known than the status; for people.
    """

    token: str
    status: int
    cause: str = ""


def keep_exit(directory: Path, role: str, over: Exit) -> None:
    """Write it down; a folder that is gone, or that takes nothing more, costs the reason of an end."""
    with contextlib.suppress(OSError):
        if directory.is_dir():
            write_files(directory, {exit_file(directory, role).name: msgspec.json.encode(over).decode()})


def recall_exit(directory: Path, role: str, token: str) -> Exit | None:
    """The end of a start; None where nobody saw it."""
    try:
        kept = msgspec.json.decode(exit_file(directory, role).read_bytes(), type=Exit)
    except (OSError, msgspec.DecodeError):
        return None
    return kept if kept.token == token else None
