"""The supervisor: observe, decide, act, record. Everything it knows is in the journal."""

import dataclasses
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

from stratum.core.clock import Clock
from stratum.core.errors import StratumError
from stratum.core.events import Event
from stratum.core.journal import Journal
from stratum.deployment.follower import Follower
from stratum.deployment.logic import endings, fold
from stratum.deployment.logic.fold import World
from stratum.deployment.logic.launches import hook_launch, main_launch
from stratum.deployment.logic.records import Application, Handle, Launch, Record, Sighting
from stratum.deployment.logic.supervise import Effect, Instruction, decide, hook_failed
from stratum.deployment.ports import Backend, Ids, Prober, Question
from stratum.deployment.types import ComponentSpec, Kind, State

_EAGER = 0.1
_CALM = 1.0


class Supervisor:
    """Keeps what the journal asks for running. One at a time for a journal, see ``agent.lock``.

    It may be killed at any instruction: a start is journaled with its token before there is a process, and
    what carries a token is found again.

    Args:
        journal: What is desired, and what was done.
        backend: Runs the processes.
        prober: Asks them whether they are ready.
        clock: The time.
        ids: Ids of events and tokens of starts.
        root: Folder of the components' directories, ``<root>/<application>/<component>``; absolute.
    """

    def __init__(
        self, journal: Journal, backend: Backend, prober: Prober, clock: Clock, ids: Ids, root: Path
    ) -> None:
        self._journal = journal
        self._backend = backend
        self._prober = prober
        self._clock = clock
        self._ids = ids
        self._root = root.absolute()
        self._follower = Follower(journal)

    def step(self) -> None:
        """One round over all applications. Does not wait for any component.

        Raises:
            TransientError: If the journal cannot be read or written; nothing is lost, call again.
        """
        world = self._follower.world()
        sightings = self._observe(world)
        for name, application in world.items():
            for instruction in decide(application, sightings[name], self._clock.now()):
                self._act(application, instruction)
        for application, record in _live(world):
            self._backend.trim(Path(self._directory(application, record.component)))

    def idle(self) -> bool:
        """Whether nothing should run and nothing does."""
        return not any(app.desired or app.records for app in self._follower.world().values())

    def _observe(self, world: World) -> Mapping[str, Mapping[str, Sighting]]:
        looks = self._backend.look(self._handles(world))
        answers = self._prober.ask(_questions(world))
        return {
            name: {
                record.component: Sighting(
                    looks.get(record.token), looks.get(record.hook_token), answers.get(record.token)
                )
                for record in app.records.values()
                if record.live
            }
            for name, app in world.items()
        }

    def _handles(self, world: World) -> list[Handle]:
        """All processes that should be looked at; those of unconfirmed starts are searched for."""
        handles: list[Handle] = []
        lost: list[Launch] = []
        for app, record in _live(world):
            handles.extend(handle for handle in (record.handle, record.hook) if handle)
            lost.extend(self._lost(app, record))
        if lost:
            handles.extend(self._backend.find(lost).values())
        return handles

    def _lost(self, application: Application, record: Record) -> tuple[Launch, ...]:
        """Starts that were meant but not confirmed; only their tokens and places are known."""
        directory = self._directory(application, record.component)
        lost = []
        if record.handle is None and record.token:
            lost.append(Launch(record.token, (), directory))
        if record.hook is None and record.hook_token:
            lost.append(Launch(record.hook_token, (), directory, role="hook"))
        return tuple(lost)

    def _act(self, application: Application, instruction: Instruction) -> None:
        record = instruction.record
        match instruction.effect:
            case Effect.START:
                self._start(application, record)
                return
            case Effect.HOOK:
                self._prepare(application, record)
                return
            case Effect.TERMINATE:
                self._end(application, record, force=False)
            case Effect.KILL:
                self._end(application, record, force=True)
        self._write(application, record)

    def _start(self, application: Application, record: Record) -> None:
        spec = _spec(application, record.component)
        meant = dataclasses.replace(record, token=self._ids())
        self._write(application, meant)
        directory = self._directory(application, spec.name)
        try:
            handle = self._backend.start(main_launch(spec, meant.token, directory, sys.executable))
        except StratumError as error:
            over = dataclasses.replace(meant, since=self._clock.now())
            self._write(application, endings.failed(over, error.message, spec))
            return
        self._write(application, dataclasses.replace(meant, handle=handle, pid=handle.pid, reason="started"))

    def _prepare(self, application: Application, record: Record) -> None:
        spec = _spec(application, record.component)
        meant = dataclasses.replace(record, hook_token=self._ids(), hook=None)
        self._write(application, meant)
        directory = self._directory(application, spec.name)
        try:
            hook = self._backend.start(hook_launch(spec, meant.hook_token, directory, sys.executable))
        except StratumError as error:
            self._end(application, record, force=False)
            self._write(application, hook_failed(record, error.message, self._clock.now()))
            return
        self._write(application, dataclasses.replace(meant, hook=hook))

    def _end(self, application: Application, record: Record, *, force: bool) -> None:
        """Ends the processes of the record that is in the journal: the next one may have forgotten them."""
        current = application.records.get(record.component, record)
        for handle in (current.hook, current.handle):
            if handle is not None:
                self._backend.end(handle, force=force)

    def _write(self, application: Application, record: Record) -> None:
        data = fold.record_data(record)
        source, kind = fold.source_of(application.name), fold.record_type(record)
        self._journal.append(Event(self._ids(), source, kind, record.component, self._clock.now(), data))

    def _directory(self, application: Application, component: str) -> str:
        return str(self._root / application.name / component)


def _spec(application: Application, component: str) -> ComponentSpec:
    return next(spec for spec in application.desired if spec.name == component)


def _live(world: World) -> Iterator[tuple[Application, Record]]:
    for app in world.values():
        for record in app.records.values():
            if record.live:
                yield app, record


def _questions(world: World) -> Mapping[str, Question]:
    asked = ((record.token, _question(app, record)) for app, record in _live(world))
    return {token: question for token, question in asked if question is not None}


def _question(application: Application, record: Record) -> Question | None:
    """What to ask a component now; None where its process alone says it all."""
    spec = next((spec for spec in application.desired if spec.name == record.component), None)
    if spec is None or spec.kind is Kind.TASK or record.handle is None or record.state is State.STOPPING:
        return None
    return Question(spec.readiness, _EAGER if record.state is State.STARTING else _CALM)
