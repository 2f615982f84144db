"""The port of data: a source of rows."""

from pathlib import Path
from typing import Protocol

from stratum.data.types import Fetched, SourceSpec


class Source(Protocol):
    """Brings what one kind of place holds. Implementations hold no state that changes; threads may share one.

    A plug-in is a class that takes what it may use: a ``stratum.data.access.Access``.
    """

    def fetch(self, spec: SourceSpec, scratch: Path) -> Fetched:
        """What is there now, as a file: the place itself where it is one on this machine, else a copy.

        Equal content gives equal bytes, whatever the place is called: its digest names the content.

        Args:
            spec: The place.
            scratch: An empty folder for the copy; it is removed when the rows were read.

        Raises:
            NotFoundError: If the place does not exist.
            InvalidInputError: If the specification is wrong, or what is there is no such thing; the message
                names source and place.
            DeniedError: If the place may not be reached, or refuses the credentials.
            TransientError: If it cannot be reached now.
        """
        ...
