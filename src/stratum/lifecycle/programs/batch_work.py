"""One run of a batch predictor: rows in, a model asked about them, answers kept whole or not at all."""

import contextlib
import dataclasses
import importlib.metadata
import shutil
import tempfile
import threading
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

import pyarrow as pa
import pyarrow.parquet as arrow_parquet

from stratum.core.bundles import FILES
from stratum.core.clock import Clock
from stratum.core.errors import InvalidInputError, NotFoundError, PermanentError, TransientError
from stratum.data.access import Access
from stratum.data.bounds import Bounded
from stratum.data.formats.reading import read_rows
from stratum.data.formats.rows import Rows
from stratum.data.ports import Source
from stratum.data.service import TableService
from stratum.data.signing import check_signers
from stratum.lifecycle.logic.batch_runs import Run, Written
from stratum.lifecycle.logic.batch_spec import BatchSpec
from stratum.lifecycle.programs.batch_tables import drop_answers, put_answers
from stratum.serving.loader import permitted
from stratum.serving.service import load_model
from stratum.serving.skins.batch import predict_rows

GROUP: Final = "stratum.data.sources"
ANSWERS: Final = "answers"
SCRATCH: Final = "scratch"


class StoppedError(Exception):
    """The program is to end; the run is done again by the next one."""


class Work:
    """Asks the model of a specification about its rows.

    Args:
        spec: The specification.
        clock: For limits of time.
        stop: Set when the program is to end.

    Attributes:
        model: The version that answers, as ``name@version``.
        digest: Its identity.

    Raises:
        NotFoundError: If there is no bundle, or a kind of source is not installed.
        PermanentError: If the bundle may not be loaded.
    """

    def __init__(self, spec: BatchSpec, clock: Clock, stop: threading.Event) -> None:
        told = spec.model
        self.model, self.digest = f"{told.name}@{told.version}", told.digest
        self._spec = spec
        self._stop = stop
        self._folder = Path(spec.folder)
        self._readers = _readers(spec, clock)
        bundle = Path(told.path)
        check_signers(bundle, told.signers)
        self._model = load_model(told.name, told.version, bundle, permitted(FILES), told.variant)

    def do(self, run: Run) -> Written:
        """Read the rows as they are now, and keep the model's answers under the name of the run.

        Doing it again replaces what was kept under that name.

        Raises:
            StoppedError: If the program is to end.
            StratumError: If the rows cannot be read, do not fit the model, or the answers cannot be kept.
        """
        try:
            return self._done(run)
        except PermanentError as error:
            if isinstance(error.__cause__, OSError):  # a disk that is away may come back
                raise TransientError(error.message, error.hint) from error
            raise
        except (pa.ArrowException, OverflowError, UnicodeDecodeError) as error:
            raise InvalidInputError(f"answers cannot be kept: {error}", "name the columns to keep") from error

    def _done(self, run: Run) -> Written:
        with self._scratch() as scratch:
            wanted = self._spec.rows
            service = TableService(wanted.source_specs(), wanted.step_specs(), self._readers, scratch)
            table = service.materialise(wanted.block)
            sources = {name: facts.digest for name, facts in service.facts(wanted.block).items()}
            if _count(table) == 0:
                self._forget(run)
                return Written(0, sources=sources)
            if self._spec.target.database:
                return self._into_table(run, table, scratch, sources)
            return self._into_file(run, table, sources)

    def _into_file(self, run: Run, table: Path, sources: Mapping[str, str]) -> Written:
        target = self._file(run)
        target.parent.mkdir(exist_ok=True)
        return Written(self._ask(table, target), str(target), sources)

    def _into_table(self, run: Run, table: Path, scratch: Path, sources: Mapping[str, str]) -> Written:
        target, answers = self._spec.target, scratch / "answers.parquet"
        rows = self._ask(table, answers)
        put_answers(Path(target.database), target.table, run.id, answers)
        return Written(rows, f"{target.database}#{target.table}", sources)

    def _forget(self, run: Run) -> None:
        """Take away what was kept under the name of a run."""
        target = self._spec.target
        if target.database:
            drop_answers(Path(target.database), target.table, run.id)
        else:
            self._file(run).unlink(missing_ok=True)

    def _file(self, run: Run) -> Path:
        return self._folder / ANSWERS / f"{run.id}.{self._spec.target.format}"

    def _ask(self, table: Path, target: Path) -> int:
        rows = read_rows(table, "parquet", self._spec.rows.block, {})
        found = dataclasses.replace(rows, batches=self._until_stopped(rows))
        return predict_rows(self._model, found, self._spec.rows.block, target, self._spec.target.columns).rows

    def _until_stopped(self, rows: Rows) -> Iterator[Any]:
        for batch in rows.batches:
            if self._stop.is_set():
                raise StoppedError
            yield batch

    @contextlib.contextmanager
    def _scratch(self) -> Iterator[Path]:
        """An empty folder; what a killed run left of its own goes first."""
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            for left in (*self._folder.glob(f"{SCRATCH}-*"), *self._folder.glob(f"{ANSWERS}/.predicting-*")):
                shutil.rmtree(left)
            with tempfile.TemporaryDirectory(prefix=f"{SCRATCH}-", dir=self._folder) as folder:
                yield Path(folder)
        except OSError as error:
            raise PermanentError(f"{self._folder}: {error.strerror or error}", "look at the disk") from error


def _count(table: Path) -> int:
    with arrow_parquet.ParquetFile(table) as parquet:
        rows: int = parquet.metadata.num_rows
        return rows


def _readers(spec: BatchSpec, clock: Clock) -> Mapping[str, Source]:
    """The source of each kind that is wanted, as an installed package offers it."""
    found = {entry.name: entry for entry in importlib.metadata.entry_points(group=GROUP)}
    kinds = {source.kind for source in spec.rows.sources}
    if absent := sorted(kinds - found.keys()):
        raise NotFoundError(f"no source {absent[0]!r}", f"known: {', '.join(sorted(found))}")
    roots, access = tuple(map(Path, spec.rows.roots)), Access(clock)
    return {kind: Bounded(found[kind].load()(access), roots) for kind in sorted(kinds)}
