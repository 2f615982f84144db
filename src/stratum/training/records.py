"""The folder of a run: ``run.json`` written step by step, graphs in work, documents."""

import contextlib
import dataclasses
import fcntl
import os
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path

import msgspec

from stratum.core.errors import InvalidInputError, NotFoundError, PermanentError
from stratum.effects.files import write_durably
from stratum.training.logic.progress import Plan, Progress, plan_line, read_lines, step_line
from stratum.training.logic.records import run_from_json, run_to_json
from stratum.training.orders import Waiting
from stratum.training.types import Run

RECORD = "run.json"
BUNDLE = "bundle"
PROGRESS = "progress.jsonl"
SEARCH = "search.json"
FOUND = "found.yaml"
"""The document that an automatic run writes into the workspace, as it wrote it."""
LOCK = ".lock"
"""Locked by whoever works on the run, for as long as they do."""
MAKE_ROOM = "make room on the disk and train again"
_RESERVE = 1 << 20


def unwritable(directory: Path, error: OSError) -> PermanentError:
    """The error of a run whose folder cannot be written."""
    return PermanentError(
        f"run {directory.name}: cannot write to {directory}: {error.strerror or error}", MAKE_ROOM
    )


class RunFolder:
    """A folder of its own for each run.

    While a run goes on, the folder keeps a reserve of disk space, so that a disk that fills up still has
    room for the record of what was finished.

    Args:
        path: Made where needed.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.work = path / "work"
        self.answers = self.work / "answers"
        self.bundle = path / BUNDLE
        self.lock = path / LOCK
        self._reserve = path / ".reserve"
        self._cancel = path / ".cancel"
        self._waits = path / ".waits"

    def open(self) -> None:
        """Make the folder and its reserve."""
        self.work.mkdir(parents=True, exist_ok=True)
        self._reserve.write_bytes(bytes(_RESERVE))

    def close(self) -> None:
        """Give the reserve back and drop what was only needed while running."""
        self._reserve.unlink(missing_ok=True)
        shutil.rmtree(self.work, ignore_errors=True)

    def save(self, run: Run) -> None:
        """Write ``run.json``: the old or the new one is there at any moment.

        Raises:
            OSError: If even the reserve is too small.
        """
        content = run_to_json(run)
        try:
            write_durably(self.path / RECORD, content)
        except OSError:
            self._reserve.unlink(missing_ok=True)
            write_durably(self.path / RECORD, content)

    def load(self) -> Run:
        """The run as recorded.

        Raises:
            NotFoundError: If there is no record.
            InvalidInputError: If the record cannot be read.
        """
        record = self.path / RECORD
        if not record.is_file():
            raise NotFoundError(f"there is no run {self.path.name!r}", "list runs")
        try:
            return run_from_json(record.read_bytes())
        except InvalidInputError as error:
            name = self.path.name
            hint = f"take it away with stratum runs remove {name}, then train again"
            raise InvalidInputError(f"run {name}: {error.message}", hint) from error

    def recorded(self) -> float:
        """When the record was written, in seconds since 1970.

        Raises:
            OSError: If there is no record.
        """
        return (self.path / RECORD).stat().st_mtime

    @contextlib.contextmanager
    def held(self) -> Iterator[None]:
        """Show that somebody works on the run, until this ends or the process does.

        Raises:
            OSError: If the folder cannot be written.
        """
        self.path.mkdir(parents=True, exist_ok=True)
        file = os.open(self.lock, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        try:
            with contextlib.suppress(BlockingIOError):  # whoever started this process holds it for it
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            yield
        finally:
            self.lock.unlink(missing_ok=True)
            self._cancel.unlink(missing_ok=True)
            os.close(file)

    def going(self) -> bool:
        """Whether somebody works on the run."""
        try:
            file = os.open(self.lock, os.O_RDONLY | os.O_CLOEXEC)
        except OSError:
            return False
        try:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
        finally:
            os.close(file)
        return False

    def let_go(self) -> None:
        """Show that nobody works on the run any more, for a process that was given its lock."""
        self.lock.unlink(missing_ok=True)

    def wait(self, waiting: Waiting) -> None:
        """Write down that the run waits for its turn.

        Raises:
            OSError: If the folder cannot be written.
        """
        write_durably(self._waits, msgspec.json.encode(waiting))

    def waits(self) -> Waiting | None:
        """What the run waits for its turn with; None where it does not wait."""
        try:
            return msgspec.json.decode(self._waits.read_bytes(), type=Waiting)
        except (OSError, msgspec.DecodeError):
            return None

    def wait_no_more(self) -> None:
        """Take the run out of the line."""
        self._waits.unlink(missing_ok=True)

    def ask_to_end(self, by: str) -> None:
        """Ask whoever works on the run to end; ``by`` says who asks."""
        write_durably(self._cancel, by.encode())

    def asked_to_end(self) -> str | None:
        """Who asked for the end of the run; None where nobody did."""
        try:
            return self._cancel.read_text(encoding="utf-8")
        except OSError:
            return None

    def forget_end(self) -> None:
        """Drop a wish for the end that whoever worked on the run did not live to obey.

        Raises:
            OSError: If the folder cannot be written.
        """
        self._cancel.unlink(missing_ok=True)

    def begin(self, plan: Plan) -> None:
        """Write down what the run sets out to do; nothing happens where that was done before."""
        if not (self.path / PROGRESS).exists():
            write_durably(self.path / PROGRESS, plan_line(plan))

    def redate(self, started: float) -> None:
        """Have what the run sets out to do begin at a time, in seconds since 1970-01-01 UTC.

        Raises:
            OSError: If the folder cannot be written.
        """
        told = self.told()
        if told is not None:
            write_durably(self.path / PROGRESS, plan_line(dataclasses.replace(told[0], started=started)))

    def mend(self) -> None:
        """Drop a step that was not written whole, so that further ones can follow."""
        content = (self.path / PROGRESS).read_bytes()
        write_durably(self.path / PROGRESS, content[: content.rfind(b"\n") + 1])

    def note(self, step: Progress) -> None:
        """Write down a step, if the disk lets it."""
        with contextlib.suppress(OSError), (self.path / PROGRESS).open("ab") as file:
            file.write(step_line(step))

    def told(self) -> tuple[Plan, tuple[Progress, ...]] | None:
        """What the run set out to do, and its steps; None where nobody wrote that down."""
        try:
            return read_lines((self.path / PROGRESS).read_bytes())
        except OSError:
            return None

    def trials(self) -> int:
        """How many trials a search has finished that has not ended."""
        return sum(1 for _ in self.answers.glob("[0-9]*.trial"))

    def keep_search(self, facts: Mapping[str, object]) -> None:
        """Keep what a search found until the run ends; where there is no room, one that goes on searches."""
        with contextlib.suppress(OSError):
            write_durably(self.work / SEARCH, msgspec.json.encode(facts))

    def search(self) -> Mapping[str, object] | None:
        """What the search of this run found; None where it has not ended."""
        try:
            return msgspec.json.decode((self.work / SEARCH).read_bytes(), type=dict[str, object])
        except (OSError, msgspec.MsgspecError):
            return None

    def write_document(self, name: str, text: str) -> Path:
        """Write a report or notebook beside the record."""
        write_durably(self.path / name, text.encode())
        return self.path / name

    def remove(self) -> None:
        """Remove the folder for good; its record goes last, so that what was cut off can be done again.

        Raises:
            OSError: If something of it cannot be removed.
        """
        for path in self.path.iterdir():
            if path.is_dir() and not path.is_symlink():
                shutil.rmtree(path)
            elif path.name != RECORD:
                path.unlink()
        (self.path / RECORD).unlink()
        self.path.rmdir()
