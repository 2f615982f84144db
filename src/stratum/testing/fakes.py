"""Named fakes of the ports: in memory, steered by tests, with the promises of the real ones."""

import dataclasses
import ipaddress
import itertools
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from concurrent.futures import Executor, Future, ThreadPoolExecutor, wait
from pathlib import Path
from typing import TypeVar

from stratum.core.errors import InvalidInputError, NotFoundError, StratumError, TransientError
from stratum.core.events import Event
from stratum.core.journal import Entry, Journal, Query, Snapshot
from stratum.core.outside import Bounds
from stratum.deployment.logic.addresses import loopback_addresses
from stratum.deployment.logic.launches import check_file_name
from stratum.deployment.logic.records import Answer, Handle, Launch, Look
from stratum.deployment.ports import Question
from stratum.deployment.types import Artifact
from stratum.events.types import Mandate

_TERMINATED = 128 + 15
_KILLED = 128 + 9
Result = TypeVar("Result")


class ManualClock:
    """A clock that stands still until it is moved; satisfies ``stratum.core.clock.Clock``."""

    def __init__(self, now: float = 1_000_000.0) -> None:
        self._now = now

    def now(self) -> float:
        """Seconds since 1970-01-01 UTC."""
        return self._now

    def monotonic(self) -> float:
        """The same, as if the clock had never been set."""
        return self._now

    def advance(self, seconds: float) -> None:
        """Let time pass."""
        self._now += seconds


class CountingIds:
    """Ids in a row: ``id-1``, ``id-2`` and so on."""

    def __init__(self, prefix: str = "id") -> None:
        self._prefix = prefix
        self._numbers = itertools.count(1)

    def __call__(self) -> str:
        """The next one."""
        return f"{self._prefix}-{next(self._numbers)}"


class MemoryJournal:
    """Satisfies ``stratum.core.journal.Journal``; survives nothing but the tests that say so."""

    def __init__(self) -> None:
        self._entries: list[Entry] = []
        self._snapshots: dict[str, Snapshot] = {}

    def append(self, event: Event) -> int:
        """See ``Journal.append``."""
        for entry in self._entries:
            if (entry.event.source, entry.event.id) == (event.source, event.id):
                return entry.number
        self._entries.append(Entry(len(self._entries) + 1, event))
        return len(self._entries)

    def read(self, after: int = 0) -> tuple[Entry, ...]:
        """See ``Journal.read``."""
        return tuple(self._entries[after:])

    def find(self, query: Query) -> tuple[Entry, ...]:
        """See ``Journal.find``."""
        entries = [entry for entry in reversed(self._entries) if query.admits(entry.event)]
        return tuple(entries[: max(0, query.limit)])

    def remember(self, snapshot: Snapshot) -> None:
        """See ``Journal.remember``."""
        self._snapshots[snapshot.name] = snapshot

    def recall(self, name: str) -> Snapshot | None:
        """See ``Journal.recall``."""
        return self._snapshots.get(name)


class MemoryPowers:
    """Satisfies ``stratum.events.ports.Powers``: appends an event for everything that is done.

    Args:
        journal: Takes the events, under the ids of the mandates.
        secrets: Values of the variables.

    Attributes:
        trouble: Errors of calls to come, the next one first.
    """

    def __init__(self, journal: Journal, secrets: Mapping[str, str] | None = None) -> None:
        self._journal = journal
        self._secrets = secrets or {}
        self.trouble: list[StratumError] = []

    def retrain(self, service: str, mandate: Mandate) -> None:
        """See ``Powers.retrain``."""
        self.emit("lifecycle.retrain-requested", service, {}, mandate)

    def rollback(self, service: str, mandate: Mandate) -> None:
        """See ``Powers.rollback``."""
        self.emit("lifecycle.rollback-requested", service, {}, mandate)

    def run_batch(self, component: str, mandate: Mandate) -> None:
        """See ``Powers.run_batch``."""
        self.emit("batch.requested", component, {}, mandate)

    def scale(self, service: str, replicas: int, mandate: Mandate) -> None:
        """See ``Powers.scale``."""
        self.emit("test.scaled", service, {"replicas": replicas}, mandate)

    def resize(self, service: str, cpu: float | None, memory: int | None, mandate: Mandate) -> None:
        """See ``Powers.resize``."""
        self.emit("test.resized", service, {"cpu": cpu, "memory": memory}, mandate)

    def migrate(self, service: str, host: str, mandate: Mandate) -> None:
        """See ``Powers.migrate``."""
        self.emit("test.migrated", service, {"host": host}, mandate)

    def emit(self, kind: str, subject: str, data: Mapping[str, object], mandate: Mandate) -> None:
        """See ``Powers.emit``."""
        if self.trouble:
            raise self.trouble.pop(0)
        told = {**data, **mandate.data()}
        self._journal.append(Event(mandate.id, mandate.source, kind, subject, mandate.time, told))

    def reach(self, host: str, port: int) -> str:
        """See ``Powers.reach``: loopback addresses alone, written as such."""
        bounds = Bounds("TEST_HOSTS", ("127.0.0.0/8",))
        return str(bounds.pick(host, port, [ipaddress.ip_address(host)]))

    def secret(self, name: str) -> str:
        """See ``Powers.secret``."""
        if name not in self._secrets:
            raise NotFoundError(f"no variable {name}")
        return self._secrets[name]


class InlineWorkers(Executor):
    """An executor that is done with a call before ``submit`` returns."""

    def __init__(self) -> None:
        self._pool = ThreadPoolExecutor(max_workers=1)

    def submit(self, fn: Callable[..., Result], /, *args: object, **kwargs: object) -> "Future[Result]":
        """Call and wait."""
        future = self._pool.submit(fn, *args, **kwargs)
        wait([future])
        return future

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """End the thread."""
        self._pool.shutdown(wait=wait, cancel_futures=cancel_futures)


@dataclasses.dataclass(slots=True)
class FakeProcess:
    """A process of ``FakeBackend``: what it was started from, what it has taken over, how it fares."""

    launch: Launch
    handle: Handle
    alive: bool = True
    status: int | None = None
    memory: int = 0


class FakeBackend:
    """Satisfies ``stratum.deployment.ports.Backend`` without processes.

    A command whose first word ends in ``true`` or ``false`` ends at once with 0 or 1; everything else runs
    until it is ended.

    Attributes:
        processes: All that was ever started, oldest first.
        refusals: Messages of starts and adjustments that fail from now on, by directory name; of carries, by
            host.
        stubborn: Directory names whose programs end only by force.
        trimmed: Directory names whose logs were kept bounded.
        carried: Digests of the artifacts on each host, by folder.
        damaged: Digests of artifacts that differ from what they should be.
        trouble: Why nothing can be run now; empty where it can.
        prepared: Commands that were prepared.
        python: What ``{python}`` stands for.
    """

    python = "/usr/bin/python3"

    def __init__(self) -> None:
        self.carried: dict[Path, set[str]] = {}
        self.damaged: set[str] = set()
        self.trouble = ""
        self.prepared: set[tuple[str, ...]] = set()
        self.processes: list[FakeProcess] = []
        self.refusals: dict[str, str] = {}
        self.stubborn: set[str] = set()
        self.trimmed: set[str] = set()

    def addresses(self, place: str, hosts: Sequence[str]) -> Mapping[str, str]:
        """See ``Backend.addresses``."""
        return loopback_addresses(place, hosts)

    def check(self) -> str:
        """See ``Backend.check``."""
        return self.trouble

    def prepare(self, commands: Iterable[Sequence[str]]) -> None:
        """See ``Backend.prepare``."""
        self.prepared.update(tuple(command) for command in commands)

    def start(self, launch: Launch) -> Handle:
        """See ``Backend.start``."""
        name = Path(launch.directory).name
        for file in (*launch.files, *launch.live):
            check_file_name(file)
        if name in self.refusals:
            raise TransientError(self.refusals[name])
        number = len(self.processes) + 1
        handle = Handle(launch.token, number, f"birth-{number}", launch.directory, launch.role)
        process = FakeProcess(launch, handle)
        self.processes.append(process)
        word = launch.command[0] if launch.command else ""
        if word.endswith(("true", "false")):
            self._finish(process, 0 if word.endswith("true") else 1)
        return handle

    def find(self, launches: Sequence[Launch]) -> Mapping[str, Handle]:
        """See ``Backend.find``."""
        tokens = {launch.token for launch in launches}
        return {p.handle.token: p.handle for p in self.processes if p.handle.token in tokens}

    def look(self, handles: Sequence[Handle]) -> Mapping[str, Look]:
        """See ``Backend.look``."""
        looks = {}
        for handle in handles:
            process = self._find(handle)
            alive = process is not None and process.alive
            looks[handle.token] = Look(
                handle,
                alive=alive,
                status=process.status if process else None,
                pid=handle.pid if alive else 0,
                memory=process.memory if process and alive else 0,
            )
        return looks

    def end(self, handle: Handle, *, force: bool) -> None:
        """See ``Backend.end``."""
        process = self._find(handle)
        if process is None or not process.alive:
            return
        if force:
            self._finish(process, _KILLED)
        elif Path(handle.directory).name not in self.stubborn:
            self._finish(process, _TERMINATED)

    def adjust(self, handle: Handle, launch: Launch) -> None:
        """See ``Backend.adjust``."""
        process = self._find(handle)
        if process is None or not process.alive:
            return
        name = Path(handle.directory).name
        if name in self.refusals:
            raise TransientError(self.refusals[name])
        process.launch = dataclasses.replace(process.launch, limits=launch.limits, live=launch.live)

    def carry(self, artifact: Artifact, host: str, root: Path) -> None:
        """See ``Backend.carry``."""
        if artifact.digest in self.damaged:
            raise InvalidInputError(f"artifact {artifact.digest[:12]} is damaged")
        if host in self.refusals:
            raise TransientError(self.refusals[host])
        self.carried.setdefault(root / host, set()).add(artifact.digest)

    def clear(self, host: str, root: Path, keep: Collection[str]) -> tuple[str, ...]:
        """See ``Backend.clear``."""
        there = self.carried.get(root / host, set())
        gone = tuple(sorted(there - set(keep)))
        there.difference_update(gone)
        return gone

    def log(self, directory: Path, lines: int) -> tuple[str, ...]:
        """See ``Backend.log``: one line for each start."""
        said = [f"--- start {p.handle.token}" for p in self.processes if p.launch.directory == str(directory)]
        return tuple(said[-lines:]) if lines > 0 else ()

    def trim(self, directory: Path) -> None:
        """See ``Backend.trim``: only remembers who was asked for."""
        self.trimmed.add(directory.name)

    def running(self, name: str = "", role: str = "main") -> tuple[FakeProcess, ...]:
        """What runs now, of the component ``name`` or of all."""
        return tuple(
            process
            for process in self.processes
            if process.alive
            and process.handle.role == role
            and name in {"", Path(process.launch.directory).name}
        )

    def crash(self, name: str, status: int | None = _KILLED) -> None:
        """Let the processes of a component end by themselves."""
        for role in ("main", "hook"):
            for process in self.running(name, role):
                self._finish(process, status)

    def grow(self, name: str, memory: int) -> None:
        """Let a component hold ``memory`` bytes."""
        for process in self.running(name):
            process.memory = memory

    def _finish(self, process: FakeProcess, status: int | None) -> None:
        process.alive = False
        process.status = status

    def _find(self, handle: Handle) -> FakeProcess | None:
        return next((process for process in self.processes if process.handle == handle), None)


class FakeProber:
    """Satisfies ``stratum.deployment.ports.Prober``: everything answers, except what was told not to.

    Attributes:
        silent: Ports whose probes fail.
        failures: Failed probes in a row that are then reported.
    """

    def __init__(self) -> None:
        self.silent: set[int] = set()
        self.failures = 3

    def ask(self, questions: Mapping[str, Question]) -> Mapping[str, Answer]:
        """See ``Prober.ask``."""
        return {key: self._answer(question) for key, question in questions.items()}

    def _answer(self, question: Question) -> Answer:
        port = question.probe.port
        if port in self.silent:
            return Answer(ok=False, message=f"port {port} is silent", failures=self.failures)
        return Answer(ok=True)
