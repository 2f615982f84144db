"""Samples of tables that need not fit into memory: each row as likely as any other, in their order."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as arrow_parquet

from stratum.data.formats.parquet import keep_parquet

_BATCH = 16_384


def sample(
    file: arrow_parquet.ParquetFile, most: int, seed: int, columns: list[str] | None = None
) -> Iterator[pa.RecordBatch]:
    """At most so many rows of a file, the same each time; a batch is held at a time.

    Args:
        file: The table.
        most: How many rows.
        seed: Which rows.
        columns: Those that are read; None for all.
    """
    rows = file.metadata.num_rows
    if rows <= most:
        yield from file.iter_batches(_BATCH, columns=columns)
        return
    chosen = np.sort(np.random.default_rng(seed).choice(rows, most, replace=False, shuffle=False))
    start = 0
    for batch in file.iter_batches(_BATCH, columns=columns):
        low, high = np.searchsorted(chosen, (start, start + batch.num_rows))
        yield batch.take(pa.array(chosen[low:high] - start))
        start += batch.num_rows


def keep_sample(path: Path, most: int, seed: int) -> Path:
    """A Parquet file with at most so many rows of another one, beside it; the other one where it has no more.

    Raises:
        OSError: If there is no room.
    """
    with arrow_parquet.ParquetFile(path) as file:
        if file.metadata.num_rows <= most:
            return path
        target = path.with_name(f"{path.stem}-{most}-{seed}.parquet")
        if target.is_file():
            return target
        keep_parquet(target, file.schema_arrow, sample(file, most, seed))
    return target
