"""Workers of a Dask cluster, on other machines or on this one."""

import contextlib
import pickle
import queue
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from stratum.core.clock import Clock
from stratum.core.errors import TransientError
from stratum.training.cluster.files import chunks, digests_below
from stratum.training.cluster.here import local_cluster
from stratum.training.cluster.install import WANTED, wanted
from stratum.training.cluster.labour import labour, unpacked
from stratum.training.cluster.parts import configure, security
from stratum.training.cluster.types import TOPIC, Errand, Returned
from stratum.training.ports import Meeting, Portable, Task, TaskEvent, Tell, Workforce

if TYPE_CHECKING:
    from distributed import Client, Future

PATIENCE: Final = 60.0
"""Seconds without a single worker after which a run gives up."""
_ENDED: Final = "\0ended"
Note = tuple[int, str]


class DaskExecutor:
    """Runs tasks on a Dask cluster; satisfies ``Executor``.

    A task whose worker dies is given to another one, twice; a failure of the task itself fails it at once.

    Args:
        workers: How many a cluster of this machine has, where no other is named.
        clock: For the certificates of such a cluster.
        meeting: Where a cluster is; None for one of this machine.
        patience: Seconds that its scheduler may take to answer, and that it may have no worker.
    """

    def __init__(
        self, workers: int, clock: Clock, meeting: Meeting | None = None, patience: float = PATIENCE
    ) -> None:
        self._patience = patience
        self.workers = max(1, workers)
        self._clock = clock
        self._meeting = meeting

    def run(
        self,
        function: Callable[[Task, Tell], object],
        tasks: Iterable[Task],
        tell: Callable[[int, str], None],
    ) -> Generator[TaskEvent]:
        """As many tasks at a time as there are workers; the scheduler gives them out."""
        with self._cluster() as (meeting, mend), _connected(meeting, self._patience) as client:
            shift = _Shift(client, meeting, mend, self._patience)
            try:
                yield from shift.go(function, tasks, tell)
            finally:
                shift.close()

    @contextlib.contextmanager
    def _cluster(self) -> Iterator[tuple[Meeting, Callable[[], None]]]:
        if self._meeting is not None:
            yield self._meeting, _nothing
            return
        with local_cluster(self.workers, self._clock) as cluster:
            yield cluster.meeting, cluster.mend


class _Shift:
    """The tasks of one run on a cluster."""

    def __init__(self, client: "Client", meeting: Meeting, mend: Callable[[], None], patience: float) -> None:
        self._client = client
        self._meeting = meeting
        self._mend = mend
        self._patience = patience
        self._run = client.id
        self._notes: queue.SimpleQueue[Note] = queue.SimpleQueue()
        self._futures: dict[int, Future[Returned]] = {}
        self._sent: dict[Path, Mapping[str, str]] = {}
        client.subscribe_topic(TOPIC, self._hear)

    def go(
        self,
        function: Callable[[Task, Tell], object],
        tasks: Iterable[Task],
        tell: Callable[[int, str], None],
    ) -> Generator[TaskEvent]:
        """Each task from its start to its end, as it happens."""
        waiting = enumerate(tasks)
        began: set[int] = set()
        yield from self._give_out(function, waiting)
        while self._futures:
            index, word = self._next()
            if index not in began:
                began.add(index)
                yield TaskEvent(index, "started")
            if word == _ENDED:
                yield self._end(index)
                yield from self._give_out(function, waiting)
            elif word:
                tell(index, word)

    def _give_out(
        self, function: Callable[[Task, Tell], object], waiting: Iterator[tuple[int, Task]]
    ) -> Iterator[TaskEvent]:
        """Submit a task for each worker that has none; one that no worker can take fails."""
        offers = self._offers()
        while len(self._futures) < max(1, len(offers)) and (item := next(waiting, None)):
            index, task = item
            if lack := _lack(task, offers):
                yield TaskEvent(index, "started")
                yield TaskEvent(index, "failed", error=lack)
            else:
                self._submit(index, function, task)

    def close(self) -> None:
        """Give up what is not done."""
        if self._futures and self._client.status == "running":
            self._client.cancel(list(self._futures.values()), force=True)
        self._futures.clear()

    def _submit(self, index: int, function: Callable[[Task, Tell], object], task: object) -> None:
        reads, writes = (task.reads, task.writes) if isinstance(task, Portable) else ((), ())
        sent = {} if self._meeting.shared else {str(path): self._send(path) for path in reads}
        away = () if self._meeting.shared else tuple(map(str, writes))
        errand = Errand(self._run, index, pickle.dumps((function, task)), sent, away)
        needs = dict(task.needs) if isinstance(task, Portable) else {}
        key = f"task-{self._run}-{index}"
        future = self._client.submit(labour, errand, key=key, pure=False, resources=needs or None)
        self._futures[index] = future
        future.add_done_callback(lambda _: self._notes.put((index, _ENDED)))

    def _send(self, path: Path) -> Mapping[str, str]:
        """Bring what the scheduler does not have yet to it; the digests of what lies below a path."""
        if path not in self._sent:
            below = digests_below(path)
            ask: Any = self._client.scheduler
            absent = self._client.sync(ask.file_missing, digests=sorted(set(below.values())))
            files = {digest: path / name if name else path for name, digest in below.items()}
            for digest, part in absent.items():
                for offset, content in chunks(files[digest]):
                    self._client.sync(ask.file_write, part=part, offset=offset, content=content)
                self._client.sync(ask.file_finish, part=part, digest=digest)
            self._sent[path] = below
        return self._sent[path]

    def _hear(self, event: tuple[float, tuple[str, int, str]]) -> None:
        run, index, word = event[1]
        if run == self._run:
            self._notes.put((index, word))

    def _next(self) -> Note:
        """What happens next.

        Raises:
            TransientError: If the scheduler is gone, or no worker comes.
        """
        for _ in range(int(self._patience)):
            while True:
                try:
                    return self._notes.get(timeout=1.0)
                except queue.Empty:
                    self._mend()
                if self._client.status != "running":
                    raise _gone()
                if not self._offers():
                    break
        raise TransientError(
            f"the cluster at {self._meeting.address} has had no worker for {self._patience:.0f} s",
            "start its workers: stratum apply",
        )

    def _end(self, index: int) -> TaskEvent:
        future = self._futures.pop(index)
        if future.status == "cancelled":
            raise _gone()
        if future.status == "error":
            error: Any = future.exception()
            reason = f"{type(error).__name__}: {error}"
            if type(error).__name__ == "KilledWorker":
                reason = f"{error.allowed_failures + 1} workers died while they did it (out of memory?)"
            return TaskEvent(index, "failed", error=reason)
        returned: Returned = future.result()
        future.release()
        if returned.failure:
            return TaskEvent(index, "failed", error=returned.failure)
        for path, content in returned.files.items():
            Path(path).write_bytes(content)
        return TaskEvent(index, "finished", unpacked(returned.content))

    def _offers(self) -> list[Mapping[str, float]]:
        """What each worker offers."""
        ask: Any = self._client.scheduler
        try:
            told: Any = self._client.sync(ask.identity, n_workers=-1)
        except OSError as error:
            raise _gone() from error
        return [worker["resources"] for worker in told["workers"].values()]


@contextlib.contextmanager
def _connected(meeting: Meeting, patience: float) -> Iterator["Client"]:
    """A client of a cluster with a worker at least.

    Raises:
        TransientError: If nobody answers, or no worker comes.
        PermanentError: If Dask is not installed.
    """
    configure()
    with wanted(WANTED):
        from distributed import Client
    guard = security(meeting.credentials)
    try:
        client = Client(meeting.address, security=guard, set_as_default=False, timeout=patience)
    except (OSError, TimeoutError) as error:
        raise TransientError(
            f"no scheduler answers at {meeting.address}", "start it: stratum apply; see: stratum status"
        ) from error
    try:
        client.wait_for_workers(1, timeout=patience)
        yield client
    except TimeoutError as error:
        raise TransientError(
            f"the cluster at {meeting.address} has no worker", "start one: stratum apply"
        ) from error
    finally:
        client.close(timeout=5)


def make(force: Workforce) -> DaskExecutor:
    """The executor; see ``Workforce``."""
    return DaskExecutor(force.workers, force.clock, force.meeting)


def _lack(task: object, offers: Sequence[Mapping[str, float]]) -> str:
    """Why no worker can take a task; empty where one can."""
    needs = task.needs if isinstance(task, Portable) else {}
    if any(all(offer.get(name, 0) >= amount for name, amount in needs.items()) for offer in offers):
        return ""
    if not needs or not offers:
        return ""
    wished = ", ".join(f"{name} {amount:g}" for name, amount in needs.items())
    return f"it asks for {wished}, and none of the {len(offers)} workers offers that"


def _gone() -> TransientError:
    return TransientError(
        "the scheduler of the cluster is gone",
        "look at it with: stratum status; go on with what was finished: stratum train --resume RUN",
    )


def _nothing() -> None:
    """Workers that somebody else keeps."""
