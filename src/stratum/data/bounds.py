"""Which files sources may read: those of folders that are open to them, whoever wrote the document."""

import dataclasses
from pathlib import Path
from typing import Final

from stratum.core.errors import InvalidInputError
from stratum.data.ports import Source
from stratum.data.types import PACKAGE, Fetched, SourceSpec

CLOSED: Final = frozenset({".stratum", ".git"})
"""Folders that are never read, wherever they are below an open one: accounts, secrets and history."""
_HINT: Final = "copy it into the workspace, or name its folder in STRATUM_DATA_ROOTS where stratum is started"


@dataclasses.dataclass(frozen=True, slots=True)
class Bounded:
    """A source that reads files of open folders and of installed packages alone.

    Attributes:
        source: Reads.
        roots: The open folders, absolute.
    """

    source: Source
    roots: tuple[Path, ...]

    def fetch(self, spec: SourceSpec, scratch: Path) -> Fetched:
        """As the source does.

        Raises:
            InvalidInputError: If its file is in no open folder; else as ``Source.fetch``.
        """
        check(spec, self.roots)
        return self.source.fetch(spec, scratch)


def check(spec: SourceSpec, roots: tuple[Path, ...]) -> None:
    """Check that the file of a source, with links followed, is in an open folder and in no closed one below.

    Raises:
        InvalidInputError: If it is not, whether there is such a file or not.
    """
    place = str(spec.attributes.get("path", PACKAGE))
    if place.startswith(PACKAGE):
        return
    try:
        path = Path(place).resolve()
    except (OSError, ValueError, RuntimeError):
        raise InvalidInputError(f"source {spec.name!r}: {place!r} is no path", "set path") from None
    if not any(is_open(path, root.resolve()) for root in roots):
        raise InvalidInputError(
            f"source {spec.name!r}: {place} is in no folder that data are read from", _HINT
        )


def is_open(path: Path, root: Path) -> bool:
    """Whether a resolved path is below a folder, and in no closed one there."""
    if not path.is_relative_to(root):
        return False
    return CLOSED.isdisjoint(part.casefold() for part in path.relative_to(root).parts)
