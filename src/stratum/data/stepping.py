"""Steps that make tables of Parquet files.

Queries, chosen rows and chosen columns need not fit into memory; joins, groups, past values and samples do,
and what the code of a user holds is bounded by its own limit.
"""

import contextlib
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import duckdb
import pyarrow as pa
import pyarrow.dataset as arrow_dataset
import pyarrow.parquet as arrow_parquet

from stratum.core.errors import InvalidInputError
from stratum.data.coding.running import run_code
from stratum.data.formats.rows import Rows
from stratum.data.logic import chains, relating, tables
from stratum.data.types import StepSpec

_SANDBOX: Final[dict[str, str | bool | int | float | list[str]]] = {
    "enable_external_access": "false",
    "autoinstall_known_extensions": "false",
    "TimeZone": "UTC",
}
MEMORY: Final = "1GB"
"""What a query may hold; more of it lies on the disk."""
_BATCH: Final = 65_536


def run_step(step: StepSpec, inputs: Mapping[str, Path], room: Path, memory: str = MEMORY) -> Rows:
    """The rows of a step that makes a table; they are read while they are asked for.

    Args:
        step: What is done.
        inputs: The Parquet file of each input, by name.
        room: A folder; what a query cannot hold lies in a new one below it until the rows were read.
        memory: What a query may hold.

    Raises:
        InvalidInputError: If the step belongs to a model, or its attributes or query are wrong.
    """
    if step.kind == "sql":
        return _queried(step, inputs, room, memory)
    if step.kind == "join" and len(inputs) == 2:
        left, right = (arrow_parquet.read_table(path) for path in inputs.values())
        return Rows.of(relating.join_rows(step.name, left, right, _sequence(step, "on"), step.attributes))
    if step.kind not in chains.TABLE_STEPS or len(inputs) != 1:
        raise InvalidInputError(
            f"block {step.name!r} ({step.kind}) makes no table of its own",
            "name a source, or a block that chooses rows or columns or makes others",
        )
    path = next(iter(inputs.values()))
    if step.kind == "python":
        return run_code(step, path)
    if step.kind in _WHOLE:
        return Rows.of(_WHOLE[step.kind](step, arrow_parquet.read_table(path)))
    if step.kind == "select":
        columns = _sequence(step, "columns")
        return _each(path, lambda table: tables.select_columns(step.name, table, columns))
    where = _sequence(step, "where")
    return _each(path, lambda table: tables.filter_rows(step.name, table, where))


def _grouped(step: StepSpec, table: pa.Table) -> pa.Table:
    return relating.group_rows(step.name, table, _sequence(step, "by"), _sequence(step, "figures"))


def _with_past(step: StepSpec, table: pa.Table) -> pa.Table:
    return relating.add_past(step.name, table, step.attributes)


def _sampled(step: StepSpec, table: pa.Table) -> pa.Table:
    values = step.attributes
    share, seed = float(str(values["share"])), int(str(values.get("seed", 0)))
    return relating.sample_rows(step.name, table, share, str(values.get("by", "")), seed)


_WHOLE: Final[Mapping[str, Callable[[StepSpec, pa.Table], pa.Table]]] = {
    "group": _grouped,
    "past": _with_past,
    "sample": _sampled,
}


def _each(path: Path, change: Callable[[pa.Table], pa.Table]) -> Rows:
    """A table batch by batch; columns and values are checked on no rows first."""
    with arrow_parquet.ParquetFile(path) as file:
        schema = change(file.schema_arrow.empty_table()).schema
    return Rows(schema, _changed(path, change))


def _changed(path: Path, change: Callable[[pa.Table], pa.Table]) -> Iterator[pa.RecordBatch]:
    with arrow_parquet.ParquetFile(path) as file:
        for batch in file.iter_batches(_BATCH):
            yield from change(pa.Table.from_batches([batch])).to_batches()


def _sequence(step: StepSpec, attribute: str) -> Sequence[Any]:
    value = step.attributes.get(attribute, ())
    if isinstance(value, Sequence) and not isinstance(value, str):
        return value
    raise InvalidInputError(f"block {step.name!r}: {attribute} is no list", "write it as [a, b]")


def _queried(step: StepSpec, inputs: Mapping[str, Path], room: Path, memory: str) -> Rows:
    with contextlib.ExitStack() as stack:
        spilled = stack.enter_context(tempfile.TemporaryDirectory(".part", "spill-", room))
        with _explained(step):
            config = {**_SANDBOX, "memory_limit": memory, "temp_directory": spilled}
            connection = stack.enter_context(duckdb.connect(config=config))
            for name, path in inputs.items():
                connection.register(name, arrow_dataset.dataset(path, format="parquet"))
            connection.execute("SET lock_configuration = true")
            relation = connection.sql(str(step.attributes.get("query", "")))
            if relation is None:
                raise InvalidInputError(
                    f"block {step.name!r}: the query gives no table", "end it with SELECT"
                )
            reader = relation.to_arrow_reader(_BATCH)
        tables.check_names(f"block {step.name!r}", reader.schema.names)
        return Rows(reader.schema, _answered(step, reader, stack.pop_all()))


def _answered(
    step: StepSpec, reader: pa.RecordBatchReader, stack: contextlib.ExitStack
) -> Iterator[pa.RecordBatch]:
    with stack, _explained(step):
        yield from reader


@contextlib.contextmanager
def _explained(step: StepSpec) -> Iterator[None]:
    try:
        yield
    except duckdb.OutOfMemoryException:
        what = f"block {step.name!r}: the query needs more memory than it may take"
        raise InvalidInputError(what, "ask for less: filter and choose columns first") from None
    except (duckdb.Error, pa.ArrowException) as error:
        raise InvalidInputError(f"block {step.name!r}: {error}", "correct the query") from None
