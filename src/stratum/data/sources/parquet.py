"""Parquet files."""

import pyarrow as pa
import pyarrow.parquet as arrow_parquet

from stratum.core.errors import InvalidInputError
from stratum.data.logic.tables import check_names
from stratum.data.sources import places
from stratum.data.types import SourceSpec


class ParquetSource:
    """Reads a Parquet file. Attributes of the specification: ``path``."""

    def read(self, spec: SourceSpec) -> pa.Table:
        """All rows of the file.

        Raises:
            NotFoundError: If the file does not exist.
            InvalidInputError: If it is no Parquet file or has no rows.
        """
        place = f"source {spec.name!r}: {spec.attributes.get('path')}"
        path = places.locate(spec)
        try:
            # a file, not its name: Arrow would take "key=value" in the folders for columns
            with path.open("rb") as content:
                table = arrow_parquet.ParquetFile(content).read()
        except (pa.ArrowInvalid, OSError) as error:
            raise InvalidInputError(f"{place} is no Parquet file ({error})", "check path") from None
        check_names(place, table.column_names)
        if not table.num_rows:
            raise InvalidInputError(f"{place} has no rows", "add rows")
        return table

    def fingerprint(self, spec: SourceSpec) -> str:
        """SHA-256 of the file."""
        return places.fingerprint(spec)
