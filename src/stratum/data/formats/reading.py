"""The rows of a file by its format."""

import itertools
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final

import pyarrow as pa

from stratum.core.errors import InvalidInputError
from stratum.data.formats import csv, excel, json, parquet, sqlite
from stratum.data.formats.rows import Rows
from stratum.data.logic.tables import check_names, near_matches

FORMATS: Final[Mapping[str, Callable[[Path, str, Mapping[str, Any]], Rows]]] = {
    "csv": csv.read,
    "json": json.read,
    "excel": excel.read,
    "parquet": parquet.read_parquet,
    "arrow": parquet.read_arrow,
    "sqlite": sqlite.read,
}
"""What reads each format: from the file, what errors call it, and options of the format, to its rows."""


def read_rows(path: Path, kind: str, place: str, options: Mapping[str, Any]) -> Rows:
    """The rows of a file: at least one, and no two columns of one name.

    Args:
        path: The file.
        kind: Its format, one of ``FORMATS``.
        place: What errors call it.
        options: Of the format.

    Raises:
        NotFoundError: If a part of it that is named, such as a table, does not exist.
        InvalidInputError: If it holds something else, is empty, or names a column twice.
    """
    if kind not in FORMATS:
        raise InvalidInputError(f"{place}: unknown format {kind!r}", near_matches(kind, FORMATS))
    return _checked(place, FORMATS[kind](path, place, options))


def _checked(place: str, rows: Rows) -> Rows:
    check_names(place, rows.schema.names)
    exact = rows.exact
    return Rows(rows.schema, _some(place, rows.batches), exact and (lambda: _checked(place, exact())))


def _some(place: str, batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    full = (batch for batch in batches if batch.num_rows)
    first = next(full, None)
    if first is None:
        raise InvalidInputError(f"{place} has columns but no rows", "add rows")
    yield from itertools.chain((first,), full)
