"""Files on this machine, one kind of source for each format."""

from pathlib import Path

from stratum.data.access import Access
from stratum.data.sources.places import locate
from stratum.data.types import Fetched, SourceSpec


class FileSource:
    """A file. The kind of the specification is its format; ``path`` says where it is.

    Args:
        access: Not needed: bounds of files are checked around every source.
    """

    def __init__(self, access: Access | None = None) -> None:
        del access  # what one file may hold is bounded by its disk

    def fetch(self, spec: SourceSpec, scratch: Path) -> Fetched:
        """The file itself."""
        del scratch  # the file stays where it is
        return Fetched(locate(spec), spec.kind, f"source {spec.name!r}: {spec.attributes['path']}")
