"""The supervisor: observe, decide, act, record. Everything it knows is in the journal."""

import dataclasses
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import Executor
from pathlib import Path

from stratum.core.clock import Clock
from stratum.core.journal import Journal
from stratum.deployment.agent.carrier import Carrier
from stratum.deployment.agent.engines import Engines
from stratum.deployment.agent.hands import Hands
from stratum.deployment.agent.scribe import Scribe
from stratum.deployment.follower import Follower
from stratum.deployment.logic.fold import World
from stratum.deployment.logic.leaving import asks_to_follow
from stratum.deployment.logic.records import Answer, Application, Launch, Record, Sighting
from stratum.deployment.logic.supervise import decide
from stratum.deployment.ports import Backend, Ids, Prober, Question
from stratum.deployment.types import Kind, State

_EAGER = 0.1
_CALM = 1.0


@dataclasses.dataclass(frozen=True, slots=True)
class Means:
    """What a supervisor works with.

    Attributes:
        backends: Run the processes, by engine.
        prober: Asks them whether they are ready.
        workers: Carries artifacts; one job at a time.
    """

    backends: Mapping[str, Backend]
    prober: Prober
    workers: Executor


class Supervisor:
    """Keeps what the journal asks for running. One at a time for a journal, see ``agent.lock``.

    It may be killed at any instruction: a start is journaled with its token before there is a process, and
    what carries a token is found again.

    Args:
        journal: What is desired, and what was done.
        means: How it is done.
        clock: The time.
        ids: Ids of events and tokens of starts.
        root: Folder of the components' directories, ``<root>/<application>/<component>``; absolute.
    """

    def __init__(self, journal: Journal, means: Means, clock: Clock, ids: Ids, root: Path) -> None:
        self._means = means
        self._engines = Engines(means.backends)
        self._carrier = Carrier(means.backends, means.workers)
        self._scribe = Scribe(journal, clock, ids)
        self._clock = clock
        self._root = root.absolute()
        self._hands = Hands(self._scribe, means.backends, self._carrier, clock, ids, self._root)
        self._follower = Follower(journal)
        self._gone: dict[str, str] = {}
        self._followed: dict[str, float] = {}

    def step(self) -> None:
        """One round over all applications. Does not wait for any component.

        Raises:
            TransientError: If the journal cannot be read or written; nothing is lost, call again.
        """
        world = self._follower.world()
        sightings = self._observe(world)
        for name, application in world.items():
            if self._is_in_reach(application):
                for instruction in decide(application, sightings[name], self._clock.now()):
                    self._hands.act(application, instruction)
                self._trim(application)
        for removal in self._carrier.removed():
            reason = (
                f"removed {len(removal.digests)} bundles from {removal.host}: nothing serves them any more"
            )
            data = {"reason": reason, "host": removal.host, "digests": removal.digests}
            self._scribe.tell(removal.application, "artifact.removed", removal.host, data)

    def idle(self) -> bool:
        """Whether nothing should run and nothing does."""
        return not any(app.desired or app.records for app in self._follower.world().values())

    def _observe(self, world: World) -> Mapping[str, Mapping[str, Sighting]]:
        live = [(app, record) for app in world.values() for record in _live(app)]
        handles = [(r.engine, handle) for _, r in live for handle in (r.handle, r.hook) if handle]
        lost = [(r.engine, launch) for app, r in live for launch in self._lost(app, r)]
        looks = self._engines.look(handles, lost)
        following = _following(world)
        answers = self._means.prober.ask({**_questions(world), **following})
        self._note_followers(following, answers)
        found: dict[str, dict[str, Sighting]] = {}
        for name, app in world.items():
            found[name] = {}
            for component in app.digests.keys() | app.records.keys():
                record = app.records.get(component, Record(component))
                found[name][component] = Sighting(
                    looks.get(record.token),
                    looks.get(record.hook_token),
                    answers.get(record.token),
                    self._carrier.state(name, component),
                    self._hands.is_shy(record.token),
                    self._followed.get(_follow_key(app, record)),
                )
        return found

    def _note_followers(self, asked: Iterable[str], answers: Mapping[str, Answer]) -> None:
        """Since when gateways follow their routes, as far as anybody waits for it."""
        now = self._clock.now()
        self._followed = {
            key: self._followed.get(key, now)
            for key in asked
            if key in self._followed or (key in answers and answers[key].ok)
        }

    def _lost(self, application: Application, record: Record) -> Iterator[Launch]:
        """Starts that were meant but not confirmed; only their tokens and places are known."""
        directory = str(self._root / application.name / record.component)
        if record.handle is None and record.token:
            yield Launch(record.token, (), directory, application=application.name)
        if record.hook is None and record.hook_token:
            yield Launch(record.hook_token, (), directory, role="hook", application=application.name)

    def _is_in_reach(self, application: Application) -> bool:
        """Whether its engines answer; else nothing is known and nothing is done. Told when it changes."""
        engines = {application.engine, *(record.engine for record in _live(application))}
        problems = {name: why for name, why in self._engines.problems.items() if name in engines}
        before = self._gone.get(application.name, "")
        why = "; ".join(f"engine {engine} cannot be reached: {text}" for engine, text in problems.items())
        if bool(why) != bool(before):
            kind = "deployment.engine-gone" if why else "deployment.engine-back"
            data = {"reason": why or "the engine answers again", "saw": problems}
            self._scribe.tell(application.name, kind, application.name, data)
        self._gone[application.name] = why
        return not why

    def _trim(self, application: Application) -> None:
        for record in _live(application):
            self._means.backends[record.engine].trim(self._root / application.name / record.component)


def _live(application: Application) -> Iterator[Record]:
    return (record for record in application.records.values() if record.live)


def _questions(world: World) -> Mapping[str, Question]:
    asked = ((record.token, _question(app, record)) for app in world.values() for record in _live(app))
    return {token: question for token, question in asked if question is not None}


def _following(world: World) -> Mapping[str, Question]:
    """What to ask gateways whose word replicas wait for before they end."""
    asked = (
        (_follow_key(app, record), asks_to_follow(app, record))
        for app in world.values()
        for record in _live(app)
    )
    return {key: Question(probe, _EAGER) for key, probe in asked if probe is not None}


def _follow_key(application: Application, record: Record) -> str:
    """A start, and what it was told since."""
    return f"{record.token} {application.settings.get(record.component, '')}"


def _question(application: Application, record: Record) -> Question | None:
    """What to ask a component now; None where its process alone says it all."""
    spec = next((spec for spec in application.desired if spec.name == record.component), None)
    if spec is None or spec.kind is Kind.TASK or record.handle is None or record.state is State.STOPPING:
        return None
    return Question(spec.readiness, _EAGER if record.state is State.STARTING else _CALM)
