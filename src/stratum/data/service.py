"""Tables of blocks: sources and steps run with DuckDB, kept as Parquet by content."""

import contextlib
import dataclasses
import os
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import pyarrow.parquet as arrow_parquet

from stratum.core.errors import InvalidInputError, NotFoundError, PermanentError
from stratum.data.formats.parquet import keep_parquet
from stratum.data.formats.reading import read_rows
from stratum.data.formats.rows import Rows
from stratum.data.logic import chains, tables
from stratum.data.ports import Source
from stratum.data.stepping import run_step
from stratum.data.types import Fetched, SourceSpec, StepSpec
from stratum.effects.files import digest_file


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
            DeniedError: If a source may not be reached.
            InvalidInputError: If a source or step is wrong, or the block is a step of a model.
            TransientError: If a source cannot be reached now.
        """
        for source in chains.sources_of(self._blocks, block):
            self._source(source)
        target = self._target(block)
        if target.is_file():
            with contextlib.suppress(OSError):  # another user's: it stays as old as it is
                os.utime(target)
        else:
            self._write(self._rows(block), target)
        return target

    def facts(self, block: str) -> Mapping[str, SourceFacts]:
        """Size and digest of each source that ``block`` depends on, by name."""
        return {s.name: self._facts(s) for s in chains.sources_of(self._blocks, block)}

    def rows(self, block: str) -> Mapping[str, int]:
        """Number of rows that each step up to ``block`` left, by name; without tables that are not kept."""
        tables = {s.name: self._target(s.name) for s in chains.steps_of(self._blocks, block)}
        kept = {name: path for name, path in tables.items() if path.is_file()}
        return {name: arrow_parquet.read_metadata(path).num_rows for name, path in kept.items()}

    def brought(self, block: str) -> frozenset[str]:
        """Names of the columns that the sources which ``block`` depends on bring."""
        kept = [self.materialise(s.name) for s in chains.sources_of(self._blocks, block)]
        return frozenset(name for path in kept for name in arrow_parquet.read_schema(path).names)

    def _facts(self, spec: SourceSpec) -> SourceFacts:
        parquet = arrow_parquet.ParquetFile(self.materialise(spec.name))
        with parquet:
            shape = parquet.metadata
            return SourceFacts(shape.num_rows, shape.num_columns, self._prints[spec.name])

    def _target(self, block: str) -> Path:
        return self._cache / f"{chains.table_digest(self._blocks, block, self._prints)}.parquet"

    def _source(self, spec: SourceSpec) -> None:
        """Fetch a source once, and keep its rows unless its content is cached."""
        if spec.name in self._prints:
            return
        reader = self._reader(spec)
        with self._kept(), contextlib.ExitStack() as stack:
            self._cache.mkdir(parents=True, exist_ok=True)
            scratch = stack.enter_context(tempfile.TemporaryDirectory(".part", "fetch-", self._cache))
            fetched = reader.fetch(spec, Path(scratch))
            self._prints[spec.name] = digest_file(fetched.path)
            target = self._target(spec.name)
            if not target.is_file():
                self._keep(spec, fetched, target)

    def _keep(self, spec: SourceSpec, fetched: Fetched, target: Path) -> None:
        rows = read_rows(fetched.path, fetched.format, fetched.place, spec.attributes)
        declared = spec.attributes.get("schema")

        def keep(found: Rows) -> None:
            tables.check_declared(fetched.place, declared, found.schema)
            self._write(found, target)

        rows.settled(keep)

    def _reader(self, spec: SourceSpec) -> Source:
        if spec.kind not in self._readers:
            raise InvalidInputError(
                f"source {spec.name!r}: no reader for {spec.kind!r}",
                tables.near_matches(spec.kind, self._readers),
            )
        return self._readers[spec.kind]

    def _rows(self, name: str) -> Rows:
        block = chains.block_of(self._blocks, name)
        if isinstance(block, SourceSpec):  # was kept, and somebody deleted it meanwhile
            raise NotFoundError(f"the rows of source {name!r} are gone from {self._cache}", "try again")
        return run_step(block, {i: self.materialise(i) for i in block.inputs}, self._cache)

    def _write(self, rows: Rows, target: Path) -> None:
        with self._kept():
            self._cache.mkdir(parents=True, exist_ok=True)
            keep_parquet(target, rows.schema, rows.batches)

    @contextlib.contextmanager
    def _kept(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
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
