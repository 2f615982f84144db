"""What a worker does with a task: fetch files, have it done in a process of its own, give back what it wrote.

The process can be ended, as a thread cannot: so a task that was cancelled, or whose client is gone, takes
nobody's time. It shares nothing with the connections of the worker, which go on while compiled code computes.
"""

import contextlib
import pickle
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from stratum.core.errors import StratumError
from stratum.training.cluster.files import FileStore
from stratum.training.cluster.types import TOPIC, Errand, Returned
from stratum.training.hands import TOLD, Hand
from stratum.training.ports import Portable, Tell, failure_text

if TYPE_CHECKING:
    from distributed import Worker

LOOK: Final = 0.2
"""Seconds between two looks at whether a task is still wanted."""
_WANTED: Final = frozenset({"executing", "long-running", "resumed"})
Fetch = Callable[[str, int], bytes]
Given = tuple[bytes, Mapping[str, str]]


class Bench:
    """Where a worker works: its files, and the process that does its tasks.

    Args:
        folder: Its own.
        store: What it fetched before.
    """

    def __init__(self, folder: Path, store: FileStore) -> None:
        self._tasks = folder / "tasks"
        self._store = store
        self._hand: Hand | None = None
        shutil.rmtree(self._tasks, ignore_errors=True)

    def close(self) -> None:
        """End the process."""
        hand, self._hand = self._hand, None
        if hand is not None:
            hand.stop()

    def do(self, errand: Errand, fetch: Fetch, tell: Tell, wanted: Callable[[], bool]) -> Returned:
        """Do a task.

        Args:
            errand: The task.
            fetch: Gives a piece of a file of the scheduler, by digest and offset.
            tell: Told what the task says.
            wanted: Whether it is still to be done; looked at each ``LOOK`` seconds.
        """
        with self._room(errand, fetch) as places:
            hand = self._hand or Hand(perform)
            self._hand = hand
            hand.give(errand.index, (errand.content, places))
            while True:
                if not hand.pipe.poll(LOOK):
                    if not wanted():
                        self.close()
                        return Returned(failure="it was cancelled")
                    continue
                event = hand.receive()
                if event is None:
                    self._hand = None
                    return Returned(failure=hand.cause())
                if event.state == TOLD:
                    tell(event.error)
                elif event.state == "failed":
                    return Returned(failure=event.error)
                else:
                    return Returned(_as_bytes(event.result), _read(errand.writes, places))

    @contextlib.contextmanager
    def _room(self, errand: Errand, fetch: Fetch) -> Iterator[dict[str, str]]:
        """A folder for a task, and where in it its paths are."""
        self._tasks.mkdir(exist_ok=True)
        room = Path(tempfile.mkdtemp(dir=self._tasks))
        try:
            places = {}
            for number, (path, below) in enumerate(errand.reads.items()):
                target = room / f"in-{number}"
                for relative, digest in below.items():
                    _link(self._fetched(digest, fetch), target / relative if relative else target)
                places[path] = str(target)
            for number, path in enumerate(errand.writes):
                places[path] = str(room / f"out-{number}")
            yield places
        finally:
            shutil.rmtree(room, ignore_errors=True)

    def _fetched(self, digest: str, fetch: Fetch) -> Path:
        found = self._store.find(digest)
        if found is not None:
            return found
        part, offset = self._store.part(), 0
        while (content := fetch(digest, offset)) or not offset:
            self._store.write(part, offset, content)
            offset += len(content)
            if not content:
                break
        return self._store.finish(part, digest)


def labour(errand: Errand) -> Returned:
    """Do a task on the worker that this thread belongs to; what Dask calls."""
    import distributed
    from distributed.utils import sync

    worker: Any = distributed.get_worker()
    key = worker.get_current_task()

    def fetch(digest: str, offset: int) -> bytes:
        content: bytes = sync(worker.loop, worker.scheduler.file_read, digest=digest, offset=offset)
        return content

    def tell(word: str) -> None:
        worker.log_event(TOPIC, (errand.run, errand.index, word))

    tell("")
    try:
        done: Returned = worker.bench.do(errand, fetch, tell, lambda: _wanted(worker, key))
    except (StratumError, OSError) as error:
        return Returned(failure=failure_text(error))
    return done


def perform(given: Given, tell: Tell) -> bytes:
    """What the process of a worker does: a pickled function and its task, with its files where they are here.

    Who sends them showed a certificate of the cluster: nothing else reaches a worker.
    """
    content, places = given
    packed: Any = unpacked(content)
    function, task = packed
    if isinstance(task, Portable):
        task = task.moved({Path(old): Path(new) for old, new in places.items()})
    return pickle.dumps(function(task, tell))


def unpacked(content: bytes) -> object:
    """What a part of the cluster has pickled; only for what came over mutual TLS from one of its members."""
    return pickle.loads(content)  # noqa: S301 - as said above


def _wanted(worker: "Worker", key: str) -> bool:
    """Whether a task is still to be done: scheduler and client are there, and it was not given up."""
    task = worker.state.tasks.get(key)
    going = worker.status.name in {"running", "paused", "closing_gracefully"}
    return going and task is not None and task.state in _WANTED


def _as_bytes(result: object) -> bytes:
    if not isinstance(result, bytes):
        raise TypeError(f"a worker process gave {type(result).__name__}")
    return result


def _read(writes: tuple[str, ...], places: Mapping[str, str]) -> dict[str, bytes]:
    here = {path: Path(places[path]) for path in writes}
    return {path: file.read_bytes() for path, file in here.items() if file.is_file()}


def _link(content: Path, name: Path) -> None:
    name.parent.mkdir(parents=True, exist_ok=True)
    name.symlink_to(content.resolve())
