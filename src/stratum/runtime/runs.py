"""The training runs of a workspace as they are now: what was recorded, and whether somebody works on it."""

import dataclasses
from pathlib import Path
from typing import Final

from stratum.core.errors import InvalidInputError, NotFoundError
from stratum.lifecycle.records import Job
from stratum.runtime.jobs import LOG, Jobs
from stratum.runtime.wiring import Parts
from stratum.training.documents import DOCUMENTS
from stratum.training.records import RECORD, RunFolder
from stratum.training.types import Run

DAMAGED: Final = "damaged"
INTERRUPTED: Final = "interrupted"
QUEUED: Final = "queued"
RUNNING: Final = "running"
_FILES: Final = frozenset(DOCUMENTS.values())


class RunRecords:
    """Looks runs up, each with its status as it is now; starts and changes none.

    Args:
        parts: The workspace.
    """

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    def all(self) -> list[Run]:
        """Every run, newest first; one whose record cannot be read is ``damaged`` and says why."""
        return sorted(map(self._listed, self.folders()), key=lambda run: -run.started)

    def of(self, run: str) -> Run:
        """One run as its record has it, with its status as it is now.

        Raises:
            NotFoundError: If there is no such run.
        """
        return self.seen(self.folder(run))

    def file(self, run: str, name: str) -> Path:
        """Path of a document of a run, such as ``report.html``.

        Raises:
            NotFoundError: If there is no such run or file.
        """
        path = self.folder(run).path / name
        if name not in _FILES or not path.is_file():
            raise NotFoundError(f"run {run} has no file {name!r}", f"known: {', '.join(sorted(_FILES))}")
        return path

    def folder(self, run: str) -> RunFolder:
        """The folder of a run.

        Raises:
            NotFoundError: If there is no such run.
        """
        for folder in self.folders():
            if folder.path.name == run:
                return folder
        raise NotFoundError(f"no training run {run!r}", "list them with: stratum runs list")

    def folders(self) -> list[RunFolder]:
        """The folder of every run, in no order."""
        root = self._parts.runs_root
        paths = [p for p in root.iterdir() if (p / RECORD).is_file()] if root.is_dir() else []
        return [RunFolder(path) for path in paths]

    def seen(self, folder: RunFolder) -> Run:
        """A run as it is: one that says it goes on while nobody works on it was interrupted."""
        waits, going = folder.waits() is not None, folder.going()
        run = folder.load()
        if waits:
            return dataclasses.replace(run, status=QUEUED, finished=None, error=None)
        if run.finished is not None:
            return run
        if going:
            return dataclasses.replace(run, status=RUNNING, error=None)
        kept = _kept(run, folder)
        kept = f"{kept}, go on with stratum train --resume {run.id}" if kept else "nothing is kept"
        reason = f"its process ended before the run did{self._last_words(folder)}; {kept}"
        return dataclasses.replace(run, status=INTERRUPTED, error=reason)

    def _listed(self, folder: RunFolder) -> Run:
        try:
            return self.seen(folder)
        except InvalidInputError as error:
            when, reason = folder.recorded(), f"{error.message}; {error.hint}"
            return Run(folder.path.name, "", "", "", when, when, status=DAMAGED, error=reason)

    def _last_words(self, folder: RunFolder) -> str:
        """What the process of a run said last, where it was one of its own."""
        if not (folder.path / LOG).is_file():
            return ""
        return f" ({Jobs(self._parts.runs_root, folder.lock).look(Job(folder.path.name)).reason})"


def _kept(run: Run, folder: RunFolder) -> str:
    """What an interrupted run has that one which goes on need not do again; empty for nothing."""
    if run.candidates:
        return _finished(len(run.candidates), "candidate")
    if count := folder.trials():
        return _finished(count, "trial")
    return "what its search found is kept" if folder.search() is not None else ""


def _finished(count: int, what: str) -> str:
    return f"1 finished {what} is kept" if count == 1 else f"{count} finished {what}s are kept"
