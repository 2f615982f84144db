"""The table of a replay: read in batches, filtered as columns, kept in time order as Arrow data."""

import functools
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, TypeAlias

from stratum.core.errors import InvalidInputError, PermanentError
from stratum.streaming.logic.frames import prepare_rows
from stratum.streaming.types import ReplaySpec, Scalar

BATCH = 16_384
CHUNK = 512
Arrow: TypeAlias = Any  # pyarrow has no types
_ISO = "%Y-%m-%dT%H:%M:%SZ"

try:
    import pyarrow as pa
    import pyarrow.compute as pc
    import pyarrow.parquet as pq
except ImportError as error:
    raise PermanentError(
        "a replay reads Parquet, which needs pyarrow", "pip install stratum[train]"
    ) from error


class Dataset:
    """The rows of a replay, in the order of their moments.

    Attributes:
        times: Moment of each row, in seconds since 1970-01-01 UTC.
        known: When its outcome is known; None where there is none.
    """

    def __init__(self, table: Arrow, spec: ReplaySpec) -> None:
        self._spec = spec
        self._table = table
        self._chunk = functools.lru_cache(maxsize=4)(self._prepare)
        self.times: Sequence[int] = _seconds(table[spec.time]).to_pylist()
        self.known: Sequence[int | None] = [None] * len(self.times)
        if spec.outcomes and spec.outcome_time and spec.target:
            has = pc.is_valid(table[spec.target])
            self.known = pc.if_else(has, _seconds(table[spec.outcome_time]), None).to_pylist()

    def identifier(self, row: int) -> str:
        """What names a row."""
        return str(self._table[self._spec.identifier][row].as_py())

    def body(self, row: int) -> bytes:
        """The model's columns of a row, as a JSON object."""
        return self._chunk(row // CHUNK)[row % CHUNK]

    def outcome(self, row: int) -> int:
        """What came true of a row: 1 or 0; only for rows in ``known``."""
        return int(bool(self._table[self._spec.target][row].as_py()))

    def _prepare(self, chunk: int) -> list[bytes]:
        part = self._table.slice(chunk * CHUNK, CHUNK)
        return prepare_rows({name: _plain(part[name]) for name in self._spec.columns})


def read_dataset(spec: ReplaySpec) -> Dataset:
    """Read what the replay needs of its file.

    Raises:
        InvalidInputError: If a column or every row is missing.
        PermanentError: If the file cannot be read.
    """
    path = Path(spec.dataset)
    pa.set_memory_pool(pa.system_memory_pool())
    try:
        with pq.ParquetFile(path, buffer_size=65536) as file:
            names = _columns(spec, file.schema_arrow.names)
            kept = [
                _filtered(batch, spec)
                for batch in file.iter_batches(batch_size=BATCH, columns=names, use_threads=False)
            ]
    except (OSError, pa.ArrowException) as error:
        raise PermanentError(f"{path} cannot be read: {error}", "was the pipeline trained?") from error
    table = pa.concat_tables(kept) if kept else None
    if table is None or not table.num_rows:
        raise InvalidInputError(f"{path} holds no row that the replay is to send", "check where and after")
    order = [(spec.time, "ascending"), (spec.identifier, "ascending")]
    dataset = Dataset(table.sort_by(order).combine_chunks(), spec)
    pa.default_memory_pool().release_unused()  # what reading took: a fifth of the resident memory
    return dataset


def _columns(spec: ReplaySpec, present: Sequence[str]) -> list[str]:
    outcome = [spec.target, spec.outcome_time] if spec.outcomes else []
    names = (*spec.columns, spec.identifier, spec.time, *spec.where, *outcome)
    wanted = [name for name in dict.fromkeys(names) if name]
    missing = [name for name in wanted if name not in present]
    if missing:
        raise InvalidInputError(
            f"{spec.dataset} has no column {', '.join(missing)}", f"it has: {', '.join(present)}"
        )
    return wanted


def _filtered(batch: Arrow, spec: ReplaySpec) -> Arrow:
    table = pa.Table.from_batches([batch])
    keep = pc.is_valid(table[spec.time])
    for name, value in spec.where.items():
        keep = pc.and_(keep, _equals(table[name], value))
    if spec.after:
        since = _seconds(pa.array([spec.after]))[0]
        keep = pc.and_(keep, pc.greater_equal(_seconds(table[spec.time]), since))
    return table.filter(keep)


def _equals(column: Arrow, value: Scalar) -> Arrow:
    return pc.equal(column, pa.scalar(value).cast(column.type))


def _seconds(column: Arrow) -> Arrow:
    """Moments as whole seconds since 1970-01-01 UTC; text is read as ISO 8601 in UTC."""
    if pa.types.is_string(column.type) or pa.types.is_large_string(column.type):
        column = pc.replace_substring_regex(column, pattern=r"(Z|\+00:?00)$", replacement="")
        column = pc.cast(column, pa.timestamp("us"))
    if pa.types.is_timestamp(column.type):
        column = pc.cast(column, pa.timestamp("s", tz=column.type.tz), safe=False)
    return pc.cast(column, pa.int64())


def _plain(column: Arrow) -> list[object]:
    """Values as JSON says them: moments as ISO 8601 text in UTC."""
    if pa.types.is_timestamp(column.type):
        whole = pc.cast(column, pa.timestamp("s", tz=column.type.tz), safe=False)
        column = pc.strftime(whole, format=_ISO)
    values: list[object] = column.to_pylist()
    return values


def column_report(dataset: Dataset) -> Mapping[str, int]:
    """How many rows and outcomes there are, for the log."""
    return {"rows": len(dataset.times), "outcomes": sum(when is not None for when in dataset.known)}
