"""What is cleared away for good: training runs, and tables that nobody used for long."""

import dataclasses
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from stratum.core.errors import InvalidInputError
from stratum.runtime.line import Line
from stratum.runtime.runs import QUEUED, RUNNING, RunRecords
from stratum.runtime.wiring import TABLES, Parts
from stratum.training.records import RunFolder, unwritable
from stratum.training.types import Run

_DAMAGED: Final = "damaged"
_HINT: Final = "it is what its lineage points to, and what training the model again looks at"


@dataclasses.dataclass(frozen=True, slots=True)
class Cleared:
    """What goes, and what does not.

    Attributes:
        names: Of what goes; of runs their folders, whatever their records say.
        bytes: How much that is.
        kept: Why each of the others stays, by name.
    """

    names: tuple[str, ...] = ()
    bytes: int = 0
    kept: Mapping[str, str] = dataclasses.field(default_factory=dict)


@dataclasses.dataclass(frozen=True, slots=True)
class _Found:
    """A run by its folder: a copy of one has the id of its original in its record.

    Attributes:
        folder: Where it is.
        run: As it is recorded; None where the record cannot be read.
        status: As it is now.
    """

    folder: RunFolder
    run: Run | None
    status: str

    @property
    def name(self) -> str:
        """What it is called by."""
        return self.folder.path.name

    @property
    def is_busy(self) -> bool:
        """Whether somebody works on it or will."""
        return self.status in {RUNNING, QUEUED}


class Clearing:
    """Removes runs of a workspace, each whole.

    Args:
        parts: The workspace.
    """

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._records = RunRecords(parts)

    def named(self, runs: Sequence[str], *, registered: bool) -> Cleared:
        """What is removed of runs that somebody names.

        Args:
            runs: The names of their folders; a record that is damaged does not hinder it.
            registered: Whether also those that a registered version came out of.

        Raises:
            NotFoundError: If there is no such run.
            InvalidInputError: If one goes on or waits, or a registered version came out of it.
        """
        found = [self._look(self._records.folder(run)) for run in dict.fromkeys(runs)]
        for one in found:
            if one.is_busy:
                hint = f"wait for its end, or cancel it: stratum runs cancel {one.name}"
                raise InvalidInputError(f"run {one.name} stays: it is {one.status}", hint)
        told = self._told(found, registered=registered)
        for run, why in told.kept.items():
            raise InvalidInputError(f"run {run} stays: {why}", f"add --registered: {_HINT}")
        return told

    def old(self, keep: int, age: float) -> Cleared:
        """What is removed of all runs: those that are no pipeline's newest ones and are old enough.

        Those whose records are damaged stay: nobody knows how old they are. A copy goes before its original.

        Args:
            keep: So many of the newest runs of each pipeline stay.
            age: Runs that began within so many seconds stay.
        """
        latest = self._parts.clock.now() - age
        counts: dict[str, int] = {}
        seen = [self._look(folder) for folder in self._records.folders()]
        readable = [(one, one.run) for one in seen if one.run is not None]
        found = []
        for one, run in sorted(readable, key=lambda pair: (-pair[1].started, pair[0].name != pair[1].id)):
            counts[run.pipeline] = counts.get(run.pipeline, 0) + 1
            if counts[run.pipeline] > keep and run.started <= latest:
                found.append(one)
        told = self._told(found, registered=False)
        damaged = {
            one.name: f"its record is damaged: stratum runs remove {one.name}" for one in seen if not one.run
        }
        return dataclasses.replace(told, kept={**told.kept, **damaged})

    def remove(self, cleared: Cleared, *, registered: bool) -> Cleared:
        """Remove runs, but what began to go on or was registered since they were told.

        Raises:
            PermanentError: If the disk does not let it.
        """
        with Line(self._parts).deciding():
            there = {folder.path.name: folder for folder in self._records.folders()}
            found = [self._look(there[name]) for name in cleared.names if name in there]
            told = self._told(found, registered=registered)
            for folder in map(there.__getitem__, told.names):
                try:
                    folder.remove()
                except OSError as error:
                    raise unwritable(folder.path, error) from error
        return dataclasses.replace(told, kept={**cleared.kept, **told.kept})

    def _look(self, folder: RunFolder) -> _Found:
        try:
            run = self._records.seen(folder)
        except InvalidInputError:
            status = RUNNING if folder.going() else QUEUED if folder.waits() else _DAMAGED
            return _Found(folder, None, status)
        return _Found(folder, run, run.status)

    def _told(self, found: Sequence[_Found], *, registered: bool) -> Cleared:
        models = {version.run: f"{version.name}@{version.version}" for version in self._parts.registry.list()}
        why = {one.name: _reason(one, {} if registered else models) for one in found}
        going = [one for one in found if not why[one.name]]
        size = sum(_size(one.folder.path) for one in going)
        return Cleared(
            tuple(one.name for one in going), size, {name: reason for name, reason in why.items() if reason}
        )


def clear_tables(parts: Parts, age: float, *, dry: bool) -> Cleared:
    """Remove cached tables that were not used for so many seconds; they are made again when they are needed.

    Args:
        parts: The workspace.
        age: Seconds.
        dry: Whether it is only told.
    """
    latest = parts.clock.now() - age
    root = parts.state / TABLES
    files = sorted(root.glob("*.parquet")) if root.is_dir() else []
    sizes = {file: told.st_size for file in files if (told := file.stat()).st_mtime <= latest}
    if not dry:
        for file in sizes:
            file.unlink(missing_ok=True)
    return Cleared(tuple(file.stem for file in sizes), sum(sizes.values()))


def _reason(found: _Found, models: Mapping[str, str]) -> str:
    """Why a run stays; empty where it need not."""
    if found.is_busy:
        return f"it is {found.status}"
    model = models.get(found.run.id if found.run else found.name)
    return f"{model} came out of it" if model else ""


def _size(folder: Path) -> int:
    return sum(file.lstat().st_size for file in folder.rglob("*") if not file.is_dir())
