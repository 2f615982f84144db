"""Texts on disk to the byte: read as they are, replaced whole or not at all."""

import os
import tempfile
from pathlib import Path
from typing import Final

from stratum.core.errors import InvalidInputError, TransientError

_PLAIN: Final = 0o644


def exact_text(path: Path) -> str:
    """Text of a file, with its line ends as they are.

    Raises:
        InvalidInputError: If it is not UTF-8.
    """
    try:
        return path.read_bytes().decode("utf-8")
    except UnicodeDecodeError as error:
        problem = f"{path} is not UTF-8 text (byte {error.start})"
        raise InvalidInputError(problem, "save it as UTF-8") from error


def replace_text(path: Path, before: str, after: str) -> None:
    """Put a text in place of another one, so that nobody ever reads half of it.

    Args:
        path: A file that is there; where it is a link, what it leads to is replaced.
        before: Its exact text as it was read.
        after: The text in its place.

    Raises:
        TransientError: If the file is not the same any more.
    """
    place = path.resolve()
    _refuse_changed(place, before)
    new = _beside(place, after)
    new.chmod(place.stat().st_mode & 0o7777)
    new.replace(place)
    _sync_folder(place.parent)


def create_text(path: Path, text: str) -> None:
    """Make a file, and the folders that it is in, so that nobody ever reads half of it.

    Args:
        path: Where nothing is, or a file with this very text.
        text: All that it holds.

    Raises:
        TransientError: If something else is there.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    new = _beside(path, text)
    try:
        new.chmod(_PLAIN)
        os.link(new, path)
    except FileExistsError:
        _refuse_changed(path, text)
    finally:
        new.unlink()
    _sync_folder(path.parent)


def remove_text(path: Path, before: str) -> None:
    """Remove a file, where it is not gone already.

    Args:
        path: The file; where it is a link, the link.
        before: Its exact text as it was read.

    Raises:
        TransientError: If the file is not the same any more.
    """
    if os.path.lexists(path):
        _refuse_changed(path, before)
        path.unlink()
        _sync_folder(path.parent)


def _sync_folder(folder: Path) -> None:
    """Have the folder's list of names outlive a loss of power too."""
    opened = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


def _refuse_changed(place: Path, text: str) -> None:
    if not place.is_file() or exact_text(place) != text:
        raise TransientError(f"{place} was changed meanwhile", "nothing was written; try again")


def _beside(place: Path, text: str) -> Path:
    """A new file beside another one, safe from a loss of power."""
    with tempfile.NamedTemporaryFile(dir=place.parent, prefix=f".{place.name}.", delete=False) as file:
        file.write(text.encode("utf-8"))
        file.flush()
        os.fsync(file.fileno())
    return Path(file.name)
