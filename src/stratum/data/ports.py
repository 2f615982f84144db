"""The port of data: a source of rows."""

from typing import Protocol

import pyarrow as pa

from stratum.data.types import SourceSpec


class Source(Protocol):
    """Reads one kind of place. Implementations hold no state; they may be called from several threads."""

    def read(self, spec: SourceSpec) -> pa.Table:
        """All rows, in the order of the place; at least one row, no two columns of one name.

        Raises:
            NotFoundError: If the place does not exist.
            InvalidInputError: If the content is broken; the message names file and, if known, row and column.
        """
        ...

    def fingerprint(self, spec: SourceSpec) -> str:
        """SHA-256 of the content: equal content gives equal digests, whatever the place is called.

        Raises:
            NotFoundError: If the place does not exist.
        """
        ...
