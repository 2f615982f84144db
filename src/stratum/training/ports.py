"""The ports of training: frameworks that fit and export, executors that run tasks, renderers of runs."""

import dataclasses
from collections.abc import Callable, Generator, Iterable, Mapping
from pathlib import Path
from typing import Protocol, Self, TypeVar, runtime_checkable

import numpy as np

from stratum.core.clock import Clock
from stratum.core.errors import InvalidInputError, StratumError
from stratum.data.logic.rows import Columns
from stratum.training.types import CandidateSpec, FitOrder, Graph, PipelineSpec, Run

Task = TypeVar("Task")
Tell = Callable[[str], None]
"""How a task says what it does now, in a word; more of it follows after a colon."""


def silent(_word: str) -> None:
    """A ``Tell`` that nobody hears."""


# What a task may fail with; anything else is a fault of the program and ends its worker.
FAILURES = (
    StratumError,
    ValueError,
    TypeError,
    ArithmeticError,
    LookupError,
    RuntimeError,
    MemoryError,
    OSError,
    Warning,
)


class FittedModel(Protocol):
    """A fitted pipeline from prepared columns to predictions."""

    @property
    def classes(self) -> tuple[object, ...]:
        """The classes in the order of the probabilities; empty for regression."""
        ...

    def predict(self, columns: Columns) -> np.ndarray:
        """Probabilities of shape (rows, classes), or values of shape (rows,)."""
        ...

    def weights(self) -> Mapping[str, float]:
        """What the model says itself of its prepared features, as shares of one; empty where nothing."""
        ...

    def export(self) -> Graph:
        """The same model in ONNX, with the outputs ``label`` and ``probabilities``, or ``prediction``.

        Raises:
            PermanentError: If ONNX cannot say it.
        """
        ...

    def seal(self) -> Graph:
        """The same model in the form of skops, for where ONNX cannot say it; same inputs and outputs.

        Raises:
            PermanentError: If it holds something that such a file may not hold.
        """
        ...


class Framework(Protocol):
    """Compiles candidates to models. Implementations hold no state and can be pickled."""

    def check(self, candidate: CandidateSpec, task: str) -> None:
        """Check algorithm and parameters without data.

        Raises:
            InvalidInputError: If one is unknown or out of range; the hint lists what is known.
        """
        ...

    def fit(
        self, order: FitOrder, columns: Columns, target: np.ndarray, tell: Tell = silent, /
    ) -> FittedModel:
        """Fit on prepared columns; the same order and rows give the same model.

        Args:
            order: What to fit.
            columns: Prepared training columns, each of shape (rows,).
            target: From ``target_values``, shape (rows,).
            tell: Told how far a long fit is, now and then.

        Raises:
            InvalidInputError: If the algorithm cannot take the columns.
        """
        ...


@dataclasses.dataclass(frozen=True, slots=True)
class TaskEvent:
    """What happened to a task.

    Attributes:
        index: Of the task in its sequence.
        state: ``started``, ``finished`` or ``failed``.
        result: Of a finished task.
        error: Why a task failed.
    """

    index: int
    state: str
    result: object = None
    error: str = ""


class Executor(Protocol):
    """Runs tasks, perhaps several at a time; what it has to load it begins to load when it is made."""

    def run(
        self,
        function: Callable[[Task, Tell], object],
        tasks: Iterable[Task],
        tell: Callable[[int, str], None],
    ) -> Generator[TaskEvent]:
        """Each task gives ``started``, then ``finished`` or ``failed``, as it happens.

        A task that raises one of ``FAILURES``, or whose worker dies, fails alone; the others go on.
        Closing the iterator stops the workers, and so does an exception of ``tell``. Function, tasks and
        results must be picklable.

        Args:
            function: Does a task.
            tasks: What is done. The next one is taken when a worker is free for it and not before, so that
                it may follow from what was found until then.
            tell: Called in the caller's thread with the index of a task and what it says, as it says it,
                between its ``started`` and its end.
        """
        ...


@runtime_checkable
class Portable(Protocol):
    """A task that may be done where the files of the caller are not."""

    @property
    def needs(self) -> Mapping[str, float]:
        """What it asks of where it is done, by name; executors of one machine have what that has."""
        ...

    @property
    def reads(self) -> tuple[Path, ...]:
        """Files and folders that it reads."""
        ...

    @property
    def writes(self) -> tuple[Path, ...]:
        """Files that it writes; the caller finds them there once it is finished."""
        ...

    def moved(self, places: Mapping[Path, Path]) -> Self:
        """The same task with each of these paths elsewhere."""
        ...


@dataclasses.dataclass(frozen=True, slots=True)
class Meeting:
    """Where a cluster of workers is, and what lets one in.

    Attributes:
        address: Of its scheduler, such as ``tls://10.0.0.7:8786``.
        credentials: Folder with ``ca.pem``, ``own.pem`` and ``own.key``.
        shared: Whether the workers see the files of this machine.
    """

    address: str
    credentials: Path
    shared: bool = False


@dataclasses.dataclass(frozen=True, slots=True)
class Workforce:
    """What an executor is made with; the entry points of ``stratum.training.executors`` take it.

    Attributes:
        workers: How many tasks at a time on this machine.
        clock: The time.
        meeting: The cluster that was named; None where none was.
    """

    workers: int
    clock: Clock
    meeting: Meeting | None = None

    def refuse_cluster(self, executor: str) -> None:
        """For executors of one machine.

        Raises:
            InvalidInputError: If a cluster was named.
        """
        if self.meeting is not None:
            raise InvalidInputError(
                f"executor {executor} works on this machine alone, and a cluster was named",
                "leave the cluster out, or train with the executor dask",
            )


class Renderer(Protocol):
    """Writes a document about a run: a pure function."""

    def __call__(self, spec: PipelineSpec, run: Run) -> str:
        """The text of the document; equal arguments give equal text."""
        ...


def failure_text(error: BaseException) -> str:
    """A failure in a line or two for the leaderboard."""
    return str(error) if isinstance(error, StratumError) else f"{type(error).__name__}: {error}"
