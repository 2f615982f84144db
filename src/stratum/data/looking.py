"""Looking at tables: the first rows, and a profile of a bounded sample of them."""

import dataclasses
from typing import Final

import pyarrow as pa
import pyarrow.parquet as arrow_parquet

from stratum.core.errors import InvalidInputError
from stratum.data.logic.cells import cell
from stratum.data.logic.profiling import MOST_COLUMNS, profile_table
from stratum.data.sampling import sample
from stratum.data.service import TableService
from stratum.data.types import Preview, TableProfile

MOST_FIRST: Final = 200
"""Rows of a preview."""
MOST_LOOKED: Final = 50_000
"""Rows that a profile looks at; of a larger table a sample, the same each time."""
_SEED: Final = 7


def preview(tables: TableService, block: str, rows: int = 20) -> Preview:
    """The first rows of a block, with its schema; columns beyond ``MOST_COLUMNS`` have no cells.

    Args:
        tables: Runs the blocks.
        block: A source, or a step that makes a table.
        rows: How many, from 1 to ``MOST_FIRST``.

    Raises:
        InvalidInputError: If so many rows are not shown; else as ``TableService.materialise``.
        NotFoundError: As ``TableService.materialise``.
    """
    if not 1 <= rows <= MOST_FIRST:
        raise InvalidInputError(f"{rows} rows are not shown", f"ask for 1 to {MOST_FIRST}")
    with arrow_parquet.ParquetFile(tables.materialise(block)) as file:
        schema = file.schema_arrow
        shown = schema.names[:MOST_COLUMNS]
        first = next(file.iter_batches(rows, columns=shown), pa.record_batch([], schema=pa.schema([])))
        columns = [[cell(value) for value in column.to_pylist()] for column in first.columns]
        return Preview(
            block=block,
            rows=file.metadata.num_rows,
            columns=tuple((field.name, str(field.type)) for field in schema),
            first=tuple(zip(*columns, strict=True)),
            digests={name: facts.digest for name, facts in tables.facts(block).items()},
        )


def profile(tables: TableService, block: str, target: str = "", most: int = MOST_LOOKED) -> TableProfile:
    """What a block holds, as far as at most ``most`` of its rows tell.

    Args:
        tables: Runs the blocks.
        block: A source, or a step that makes a table.
        target: The column that a model predicts; one that the block lacks counts as none.
        most: Rows that are looked at.

    Raises:
        InvalidInputError: If the block makes no row; else as ``TableService.materialise``.
        NotFoundError: As ``TableService.materialise``.
    """
    with arrow_parquet.ParquetFile(tables.materialise(block)) as file:
        rows = file.metadata.num_rows
        if not rows:
            raise InvalidInputError(f"block {block!r} makes no row", "look at the steps before it")
        names = file.schema_arrow.names
        wanted = names[:MOST_COLUMNS] + [target] * (target in names[MOST_COLUMNS:])
        schema = pa.schema([file.schema_arrow.field(name) for name in wanted])
        table = pa.Table.from_batches(sample(file, most, _SEED, wanted), schema).select(wanted)
    found = profile_table(table, rows, target)
    return dataclasses.replace(found, left_out=len(names) - len(found.columns))
