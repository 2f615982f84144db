"""What is cleared away for good: training runs, and tables that nobody used for long."""

import dataclasses
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Final

from stratum.core.errors import InvalidInputError
from stratum.runtime.line import Line
from stratum.runtime.runs import QUEUED, RUNNING, RunRecords
from stratum.runtime.wiring import TABLES, Parts
from stratum.training.records import unwritable
from stratum.training.types import Run

_HINT: Final = "it is what its lineage points to, and what training the model again looks at"


@dataclasses.dataclass(frozen=True, slots=True)
class Cleared:
    """What goes, and what does not.

    Attributes:
        names: Of what goes.
        bytes: How much that is.
        kept: Why each of the others stays, by name.
    """

    names: tuple[str, ...] = ()
    bytes: int = 0
    kept: Mapping[str, str] = dataclasses.field(default_factory=dict)


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
            runs: Their ids.
            registered: Whether also those that a registered version came out of.

        Raises:
            NotFoundError: If there is no such run.
            InvalidInputError: If one goes on or waits, or a registered version came out of it.
        """
        found = [self._records.of(run) for run in dict.fromkeys(runs)]
        told = self._told(found, registered=registered)
        for run, why in told.kept.items():
            raise InvalidInputError(f"run {run} stays: {why}", f"add --registered: {_HINT}")
        return told

    def old(self, keep: int, age: float) -> Cleared:
        """What is removed of all runs: those that are no pipeline's newest ones and are old enough.

        Args:
            keep: So many of the newest runs of each pipeline stay.
            age: Runs that began within so many seconds stay.
        """
        latest = self._parts.clock.now() - age
        counts: dict[str, int] = {}
        found = []
        for run in self._records.all():
            counts[run.pipeline] = counts.get(run.pipeline, 0) + 1
            if counts[run.pipeline] > keep and run.started <= latest:
                found.append(run)
        return self._told(found, registered=False)

    def remove(self, cleared: Cleared, *, registered: bool) -> Cleared:
        """Remove runs, but what began to go on or was registered since they were told.

        Raises:
            PermanentError: If the disk does not let it.
        """
        with Line(self._parts).deciding():
            found = [run for run in self._records.all() if run.id in cleared.names]
            told = self._told(found, registered=registered)
            for name in told.names:
                folder = self._records.folder(name)
                try:
                    folder.remove()
                except OSError as error:
                    raise unwritable(folder.path, error) from error
        return dataclasses.replace(told, kept={**cleared.kept, **told.kept})

    def _told(self, runs: Iterable[Run], *, registered: bool) -> Cleared:
        models = {version.run: f"{version.name}@{version.version}" for version in self._parts.registry.list()}
        why = {run.id: _reason(run, "" if registered else models.get(run.id, "")) for run in runs}
        names = tuple(run for run, reason in why.items() if not reason)
        size = sum(map(_size, (self._records.folder(name).path for name in names)))
        return Cleared(names, size, {run: reason for run, reason in why.items() if reason})


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


def _reason(run: Run, model: str) -> str:
    """Why a run stays; empty where it need not."""
    if run.status in {RUNNING, QUEUED}:
        return f"it is {run.status}"
    return f"{model} came out of it" if model else ""


def _size(folder: Path) -> int:
    return sum(file.lstat().st_size for file in folder.rglob("*") if not file.is_dir())
