"""Makes the archive: an SQLite file that one program writes and others read."""

from collections.abc import Mapping
from pathlib import Path

from stratum.core.clock import Clock
from stratum.core.specs import read_spec
from stratum.streaming.programs.archive import create
from stratum.streaming.types import DatabaseSpec


def main(spec: Mapping[str, object], directory: Path, clock: Clock) -> int:
    """Create the file and its tables where they are missing, and end.

    Raises:
        InvalidInputError: If the specification is wrong.
        TransientError: If the file cannot be written.
    """
    del directory, clock  # a task without state
    create(Path(read_spec(DatabaseSpec, spec).path))
    return 0
