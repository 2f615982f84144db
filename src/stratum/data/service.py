"""Tables of blocks: sources and steps run with DuckDB, kept as Parquet by content."""

import contextlib
import dataclasses
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import duckdb
import pyarrow as pa
import pyarrow.parquet as arrow_parquet

from stratum.core.errors import InvalidInputError, PermanentError
from stratum.data.logic import chains, tables
from stratum.data.ports import Source
from stratum.data.types import SourceSpec, StepSpec

_SANDBOX: Final[dict[str, str | bool | int | float | list[str]]] = {
    "enable_external_access": "false",
    "autoinstall_known_extensions": "false",
    "TimeZone": "UTC",
}


@dataclasses.dataclass(frozen=True, slots=True)
class SourceFacts:
    """What is known of a source after reading it.

    Attributes:
        rows: Number of rows.
        columns: Number of columns.
        digest: SHA-256 of its content.
    """

    rows: int
    columns: int
    digest: str


class TableService:
    """Runs blocks up to a table. Holds one set of blocks; not thread-safe.

    Args:
        sources: Specifications of the sources.
        steps: Specifications of the steps.
        readers: The source plug-in of each kind.
        cache: Folder of cached tables; made where needed.
    """

    def __init__(
        self,
        sources: Sequence[SourceSpec],
        steps: Sequence[StepSpec],
        readers: Mapping[str, Source],
        cache: Path,
    ) -> None:
        self._blocks = chains.blocks_by_name(sources, steps)
        self._readers = readers
        self._cache = cache
        self._prints: dict[str, str] = {}

    def materialise(self, block: str) -> Path:
        """Path of the Parquet file that holds the rows of ``block``; made unless its content is cached.

        Rows are in the order that the blocks give. That of a query without ORDER BY may differ from run to
        run, and training on rows in another order gives another model.

        Raises:
            NotFoundError: If the block, a file or a table does not exist.
            InvalidInputError: If a source or step is wrong, or the block is a step of a model.
        """
        target = self._target(block)
        if not target.is_file():
            self._write(self._table(block), target)
        return target

    def facts(self, block: str) -> Mapping[str, SourceFacts]:
        """Size and digest of each source that ``block`` depends on, by name."""
        return {s.name: self._facts(s) for s in chains.sources_of(self._blocks, block)}

    def _facts(self, spec: SourceSpec) -> SourceFacts:
        parquet = arrow_parquet.ParquetFile(self.materialise(spec.name))
        with parquet:
            shape = parquet.metadata
            return SourceFacts(shape.num_rows, shape.num_columns, self._fingerprint(spec))

    def _target(self, block: str) -> Path:
        for source in chains.sources_of(self._blocks, block):
            self._fingerprint(source)
        return self._cache / f"{chains.table_digest(self._blocks, block, self._prints)}.parquet"

    def _fingerprint(self, spec: SourceSpec) -> str:
        if spec.name not in self._prints:
            self._prints[spec.name] = self._reader(spec).fingerprint(spec)
        return self._prints[spec.name]

    def _reader(self, spec: SourceSpec) -> Source:
        if spec.kind not in self._readers:
            raise InvalidInputError(
                f"source {spec.name!r}: no reader for {spec.kind!r}",
                tables.near_matches(spec.kind, self._readers),
            )
        return self._readers[spec.kind]

    def _table(self, name: str) -> pa.Table:
        block = chains.block_of(self._blocks, name)
        if isinstance(block, SourceSpec):
            return self._reader(block).read(block)
        inputs = {i: arrow_parquet.read_table(self.materialise(i)) for i in block.inputs}
        return _run_step(block, inputs)

    def _write(self, table: pa.Table, target: Path) -> None:
        part = target.with_suffix(f".{os.getpid()}.part")
        try:
            self._cache.mkdir(parents=True, exist_ok=True)
            arrow_parquet.write_table(table, part, compression="zstd")
            part.replace(target)
        except OSError as error:
            with contextlib.suppress(OSError):
                part.unlink()
            raise PermanentError(
                f"cannot keep a table in {self._cache}: {error.strerror or error}", "make room on the disk"
            ) from error


def materialise(
    sources: Sequence[SourceSpec],
    steps: Sequence[StepSpec],
    block: str,
    loaded_sources: Mapping[str, Source],
    cache: Path,
) -> Path:
    """``TableService.materialise`` for one block: path of its Parquet file."""
    return TableService(sources, steps, loaded_sources, cache).materialise(block)


def _run_step(step: StepSpec, inputs: Mapping[str, pa.Table]) -> pa.Table:
    if step.kind == "sql":
        return _queried(step, inputs)
    if step.kind not in chains.TABLE_STEPS or len(inputs) != 1:
        raise InvalidInputError(
            f"block {step.name!r} ({step.kind}) makes no table of its own",
            "name a source or a block of type SqlQuery, FilterRows or SelectColumns",
        )
    table = next(iter(inputs.values()))
    if step.kind == "select":
        return tables.select_columns(step.name, table, _sequence(step, "columns"))
    return tables.filter_rows(step.name, table, _sequence(step, "where"))


def _sequence(step: StepSpec, attribute: str) -> Sequence[Any]:
    value = step.attributes.get(attribute, ())
    if isinstance(value, Sequence) and not isinstance(value, str):
        return value
    raise InvalidInputError(f"block {step.name!r}: {attribute} is no list", "write it as [a, b]")


def _queried(step: StepSpec, inputs: Mapping[str, pa.Table]) -> pa.Table:
    try:
        with duckdb.connect(config=_SANDBOX) as connection:
            for name, table in inputs.items():
                connection.register(name, table)
            connection.execute("SET lock_configuration = true")
            relation = connection.sql(str(step.attributes.get("query", "")))
            if relation is None:
                raise InvalidInputError(
                    f"block {step.name!r}: the query gives no table", "end it with SELECT"
                )
            result = relation.to_arrow_table()
    except duckdb.Error as error:
        raise InvalidInputError(f"block {step.name!r}: {error}", "correct the query") from None
    tables.check_names(f"block {step.name!r}", result.column_names)
    return result
