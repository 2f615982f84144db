"""The data plane over stored rows: batches of a file in, a file of predictions out, in the same order."""

import dataclasses
import tempfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, Final, TypeAlias

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as arrow_csv
import pyarrow.parquet as arrow_parquet

from stratum.core.bundles import Column
from stratum.core.errors import InvalidInputError, PermanentError
from stratum.data.formats.rows import Rows
from stratum.serving.logic.columns import check_columns
from stratum.serving.logic.rows import ENDING
from stratum.serving.logic.signature import NUMERIC
from stratum.serving.service import ServedModel
from stratum.serving.types import Array

Arrow: TypeAlias = Any  # pyarrow has no types
Writer: TypeAlias = Any
WRITERS: Final[dict[str, Callable[[str, Arrow], Writer]]] = {
    ".csv": arrow_csv.CSVWriter,
    ".parquet": arrow_parquet.ParquetWriter,
}
"""What writes a file, by the end of its name."""
BATCH: Final = 16_384
"""Rows that the model is asked about at a time."""
MODEL: Final = "model"
"""The column that says which version of which model answered."""
_ISO: Final = "%Y-%m-%dT%H:%M:%SZ"


@dataclasses.dataclass(frozen=True, slots=True)
class Predicted:
    """What came of a file: how many ``rows``, and the names of the ``columns`` that were written."""

    rows: int
    columns: tuple[str, ...]


def predict_rows(
    model: ServedModel, rows: Rows, place: str, target: Path, keep: Sequence[str] | None = None
) -> Predicted:
    """Ask a model about all rows and write its answers, whole or not at all.

    Holds one batch in memory; a forecast all rows, and it has rows of its own.

    Args:
        model: The model.
        rows: The rows; columns that the model does not take are left alone.
        place: What errors call them.
        target: The file, ``.csv`` or ``.parquet``; one that is there is replaced.
        keep: Columns of the rows to write beside the answers; None for all.

    Raises:
        InvalidInputError: If a column is missing, of the wrong type or taken, or a value is refused; the
            message says among which rows.
        PermanentError: If the file cannot be written.
    """
    names = rows.schema.names
    kept = _kept(model, names, keep, place)
    if target.suffix not in WRITERS:
        raise InvalidInputError(f"{target} is neither CSV nor Parquet", f"end it with {' or '.join(WRITERS)}")
    try:
        with tempfile.TemporaryDirectory(prefix=".predicting-", dir=target.parent) as folder:
            part = Path(folder) / f"part{target.suffix}"
            told = rows.settled(
                lambda found: _write(
                    WRITERS[target.suffix], part, _answers(model, _parts(model, found), kept, place)
                )
            )
            part.replace(target)
    except OSError as error:
        raise PermanentError(f"{target} cannot be written: {error.strerror or error}") from error
    return told


def _write(make: Callable[[str, Arrow], Writer], path: Path, tables: Iterator[Arrow]) -> Predicted:
    count, first = 0, next(tables)
    with make(str(path), first.schema) as writer:
        table = first
        while table is not None:
            writer.write_table(table)
            count += table.num_rows
            table = next(tables, None)
    return Predicted(count, tuple(first.schema.names))


def _kept(model: ServedModel, names: Sequence[str], keep: Sequence[str] | None, place: str) -> list[str]:
    if model.manifest.forecast is not None:
        if keep is not None:
            raise InvalidInputError(
                "a forecast has rows of its own, beside which no column can be kept", "leave --keep out"
            )
        return []
    kept = list(names) if keep is None else list(dict.fromkeys(keep))
    if absent := [name for name in kept if name not in names]:
        raise InvalidInputError(f"{place} has no column {absent[0]!r}", f"it has: {', '.join(names)}")
    if taken := [name for name in kept if name in answer_columns(model)]:
        raise InvalidInputError(
            f"{place} has a column {taken[0]!r}, as the answers have",
            "name the columns to keep: --keep COLUMN",
        )
    return kept


def answer_columns(model: ServedModel) -> tuple[str, ...]:
    """Names of the columns that a model's answers have in a file."""
    return (*(name for output in model.outputs for name in _flat_names(model, output)), MODEL)


def _flat_names(model: ServedModel, output: str) -> list[str]:
    """The columns of one output: one for each label, cluster or place of a list where it tells of each."""
    if output == "probabilities":
        return [f"probability_{label}" for label in model.manifest.labels]
    if output == "distances":
        return [f"distance_{place}" for place in range(model.examples[output].shape[1])]
    if output in ENDING:
        return [f"{output[:-1]}_{place}" for place in range(1, model.examples[output].shape[1] + 1)]
    return [output]


def _parts(model: ServedModel, rows: Rows) -> Iterator[Arrow]:
    if model.manifest.forecast is not None:  # its rows belong together
        yield pa.Table.from_batches(rows.batches, rows.schema).combine_chunks()
        return
    for batch in rows.batches:
        for start in range(0, batch.num_rows, BATCH):
            yield batch.slice(start, BATCH)


def _answers(
    model: ServedModel, batches: Iterator[Arrow], kept: Sequence[str], place: str
) -> Iterator[Arrow]:
    done = 0
    for batch in batches:
        try:
            answer = _asked(model, batch)
        except InvalidInputError as error:
            rows = f"rows {done + 1} to {done + batch.num_rows} (row 0 is the first of them)"
            raise InvalidInputError(f"{place}, {rows}: {error.message}", error.hint) from None
        yield pa.table({**{name: batch.column(name) for name in kept}, **answer})
        done += batch.num_rows


def _asked(model: ServedModel, batch: Arrow) -> dict[str, Arrow]:
    columns = model.signature.columns
    given = {
        name: _array(columns[name], batch.column(name)) for name in batch.schema.names if name in columns
    }
    outputs = dict(zip(model.outputs, model.infer(check_columns(given, model.signature)), strict=True))
    count = len(next(iter(outputs.values())))
    who = pa.array([f"{model.name}@{model.version}"] * count)
    names = answer_columns(model)
    values = [column for array in outputs.values() for column in array.reshape(count, -1).T]
    return {**dict(zip(names, map(pa.array, values), strict=False)), MODEL: who}


def _array(column: Column, values: Arrow) -> Array:
    """A column as a request gives it: float64 with NaN, or text with None; moments in ISO 8601, in UTC."""
    try:
        if column.type in NUMERIC:
            numbers = pc.fill_null(pc.cast(values, pa.float64()), float("nan"))
            return np.asarray(numbers.to_numpy(zero_copy_only=False))
        if pa.types.is_timestamp(values.type) or pa.types.is_date(values.type):
            whole = pc.cast(values, pa.timestamp("s", tz=getattr(values.type, "tz", None)), safe=False)
            values = pc.strftime(whole, format=_ISO)
        return np.array(pc.cast(values, pa.string()).to_pylist(), dtype=object)
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError) as error:
        raise InvalidInputError(f"column {column.name!r} holds no {column.type}: {error}") from None
