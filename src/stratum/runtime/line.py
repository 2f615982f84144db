"""The line of trainings of a workspace: one goes on, the others wait in the order in which they came.

Who waits is written down in the folder of its run, so that a line outlives whoever made it. It is decided
about one at a time, under a lock of the file system, whichever process does. The next training is started
by the one that ends, and by whoever looks at a line that stands still.
"""

import contextlib
import fcntl
import os
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

import msgspec

from stratum.core.errors import PermanentError, TransientError
from stratum.runtime.jobs import Jobs
from stratum.runtime.wiring import Parts
from stratum.training.orders import Order, Waiting
from stratum.training.records import RunFolder, unwritable

MOST_WAITING: Final = 20
"""So many trainings may wait in a workspace."""


class Line:
    """Who goes on and who waits; what is said of it holds while ``deciding``.

    Args:
        parts: The workspace.
    """

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    @contextlib.contextmanager
    def deciding(self) -> Iterator[None]:
        """Keep everybody else from deciding, for as long as this lasts.

        Raises:
            PermanentError: If the folder of the runs cannot be written.
        """
        root = self._parts.runs_root
        try:
            root.mkdir(parents=True, exist_ok=True)
            file = os.open(root / ".line", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError as error:
            raise unwritable(root, error) from error
        try:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield
        finally:
            os.close(file)

    def waiting(self) -> tuple[tuple[RunFolder, Waiting], ...]:
        """The runs that wait, the next one first."""
        found = [(folder, told) for folder in self._folders() if (told := folder.waits()) is not None]
        return tuple(sorted(found, key=lambda one: (one[1].number, one[0].path.name)))

    def ahead(self) -> tuple[str, ...]:
        """The names of all that a new training would wait for, the one that goes on first."""
        folders = (*self._going(), *(folder for folder, _ in self.waiting()))
        return tuple(dict.fromkeys(folder.path.name for folder in folders))

    def refuse_more(self) -> None:
        """Refuse a further training where too many wait.

        Raises:
            PermanentError: If they do.
        """
        if len(self.waiting()) >= MOST_WAITING:
            hint = "wait, or cancel one of them: stratum runs list"
            raise PermanentError(f"{MOST_WAITING} trainings wait in this workspace", hint)

    def refuse_others(self) -> None:
        """Refuse what cannot wait in line.

        Raises:
            PermanentError: If a training goes on or waits in the workspace.
        """
        for other in self.ahead()[:1]:
            hint = "wait for its end, or cancel it: they would take each other's time"
            raise PermanentError(f"run {other} goes on in this workspace", hint)

    def enter(self, folder: RunFolder, pipeline: str, order: Order) -> None:
        """Start a run where nobody is ahead of it, else have it wait behind all others.

        Raises:
            PermanentError: If its folder cannot be written.
            TransientError: If its process cannot be started now.
        """
        number = max((told.number for _, told in self.waiting()), default=0) + 1
        told = Waiting(number, pipeline, order)
        if not self.ahead():
            self._spawn(folder, told)
            return
        try:
            folder.wait(told)
        except OSError as error:
            raise unwritable(folder.path, error) from error

    def advance(self) -> None:
        """Start the training that waits first, where none goes on; where that cannot be now, it waits on."""
        if not self.waiting():
            return
        with contextlib.suppress(OSError, PermanentError, TransientError), self.deciding():
            waiting = self.waiting()
            if not waiting or self._going():
                return
            folder, told = waiting[0]
            if not told.order.resume:
                folder.redate(self._parts.clock.now())
            self._spawn(folder, told)
            folder.wait_no_more()

    @contextlib.contextmanager
    def turn(self, run: str) -> Iterator[bool]:
        """Be the training that goes on, in this process; whoever waits follows.

        Args:
            run: Its id.

        Yields:
            Whether it is that; if not, another one goes on or waits.

        Raises:
            PermanentError: If the folder of the run cannot be written.
        """
        with contextlib.ExitStack() as held:
            with self.deciding():
                is_free = not self.ahead()
                if is_free:
                    held.callback(self.advance)
                    held.enter_context(self._held(run))
            yield is_free

    @contextlib.contextmanager
    def alone(self, run: str) -> Iterator[None]:
        """As ``turn``, and refused where that is not free; a line that stands still begins.

        Raises:
            PermanentError: If another training goes on or waits, or did so a moment ago.
        """
        with self.turn(run) as is_free:
            if not is_free:
                self.advance()
                self.refuse_others()
                raise PermanentError("another training went on in this workspace", "try again")
            yield

    def _held(self, run: str) -> contextlib.AbstractContextManager[None]:
        return RunFolder(self._parts.runs_root / run).held()

    def _spawn(self, folder: RunFolder, told: Waiting) -> None:
        jobs = Jobs(self._parts.runs_root, folder.lock)
        if jobs.start(folder.path.name, _command(self._parts, told)) is None:
            raise TransientError(f"run {folder.path.name} cannot be started", "try again")

    def _going(self) -> tuple[RunFolder, ...]:
        return tuple(folder for folder in self._folders() if folder.going())

    def _folders(self) -> list[RunFolder]:
        root = self._parts.runs_root
        paths: list[Path] = [path for path in root.iterdir() if path.is_dir()] if root.is_dir() else []
        return [RunFolder(path) for path in paths]


def _command(parts: Parts, told: Waiting) -> tuple[str, ...]:
    root, order = str(parts.workspace.root), told.order
    given: Mapping[str, object] = {
        "--run": order.run,
        "--executor": order.executor,
        "--seed": order.seed,
        "--by": order.by,
        "--wish": msgspec.json.encode(order.wish).decode() if order.wish else None,
        "--cluster": order.cluster,
    }
    options = [f"{name}={value}" for name, value in given.items() if value not in {"", None}]
    options += ["--resume"] if order.resume else []
    return (sys.executable, "-m", "stratum.runtime.trainer", *options, "--", root, told.pipeline)
