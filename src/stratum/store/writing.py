"""Texts on disk to the byte: read as they are, replaced whole or not at all."""

import os
import tempfile
from pathlib import Path

from stratum.core.errors import InvalidInputError, TransientError


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
    if not place.is_file() or exact_text(place) != before:
        raise TransientError(f"{path} was changed meanwhile", "nothing was written; try again")
    with tempfile.NamedTemporaryFile(dir=place.parent, prefix=f".{place.name}.", delete=False) as file:
        file.write(after.encode("utf-8"))
        file.flush()
        os.fsync(file.fileno())
    new = Path(file.name)
    new.chmod(place.stat().st_mode & 0o7777)
    new.replace(place)
