"""A kept service in memory: routes, registry, monitor and trainings, moved by what is decided for it."""

import dataclasses
from collections.abc import Iterable, Mapping

from stratum.core.events import Event
from stratum.deployment.logic.routes import change_routes
from stratum.deployment.types import (
    Artifact,
    Probe,
    ReplicaState,
    Route,
    ServiceSpec,
    ServiceState,
    State,
)
from stratum.events.logic.identity import derived
from stratum.lifecycle.logic.decide import decide
from stratum.lifecycle.logic.fold import Lives, fold_from
from stratum.lifecycle.logic.plan import DAY, Plan
from stratum.lifecycle.logic.scene import (
    CANARY,
    MAIN,
    SHADOW,
    Action,
    Ask,
    JobLook,
    Known,
    Progress,
    Reading,
    Reroute,
    Restage,
    Scene,
    Stop,
    Teach,
    Tell,
    Trace,
    Train,
)
from stratum.lifecycle.records import SOURCE, Cycle, Job, Life, Trained, Type
from stratum.lifecycle.types import LIVE, Count, Pair, Shadow, Tally, Watch
from stratum.testing.components import make_spec

APPLICATION, SERVICE, MODEL = "app", "scorer", "delay-risk"
START = 1_700_000_000.0
FIRST_ROW = 1_370_000_000.0
PLAN = Plan(
    MODEL,
    pipeline="pipeline.yaml",
    maximum_age=60 * DAY,
    window=90 * DAY,
    held_out=7 * DAY,
    outcomes=200,
    latency=0.1,
)


def artifact(version: str) -> Artifact:
    """The bundle of a version."""
    return Artifact(f"digest-{version}", f"/bundles/{version}")


def service_spec() -> ServiceSpec:
    """A service of one replica that serves version 1."""
    replica = make_spec("{name}", service=SERVICE, readiness=Probe("http", "{address}", 1))
    route = Route(MAIN, "1", artifact("1"), "host-1", "127.0.0.9")
    return ServiceSpec(SERVICE, replica, make_spec(SERVICE), 9100, (route,), maximum=4)


class KeptService:
    """A service with everything around it that a decision looks at or changes.

    Attributes:
        now: The clock.
        plan: How its model is kept.
        routes: In force.
        states: State of the replicas of a route; those of others are ready.
        stages: The registry: stage by version.
        origins: Why versions were trained.
        events: The journal, oldest first.
        watch: What the monitor says; None while it is away.
        readings: How versions answered.
        jobs: Trainings by token.
        outcome: What the next training says; None for one that fails.
        busy: Whether somebody else trains.
        lost: Whether the registry has lost what was trained.
        shadow: Whom the monitor asks.
        taught: Versions whose profile it learned.
        most_champions: The most versions that were champion at one time.
        unsafe: Why a moment was not as it must always be; empty if there was none.
    """

    def __init__(self, plan: Plan = PLAN) -> None:
        self.now = START
        self.plan = plan
        self.routes = service_spec().routes
        self.states: dict[str, State] = {}
        self.stages = {"1": "champion"}
        self.origins: dict[str, Mapping[str, object]] = {}
        self.events: list[Event] = []
        self._lives: Lives = {}
        self.watch: Watch | None = Watch(
            SERVICE, "1", FIRST_ROW, 1000, 1000, 900, 30 * DAY, FIRST_ROW - DAY, DAY
        )
        self.readings: dict[str, Reading] = {}
        self.jobs: dict[str, Progress] = {}
        self.outcome: Trained | None = Trained("2", 5000, held_out=900, difference=0.01, standard_error=0.004)
        self.busy = False
        self.lost = False
        self.taught: list[str] = []
        self.most_champions = 1
        self.unsafe = ""

    def life(self) -> Life:
        """Where the journal says that things stand."""
        key = (APPLICATION, SERVICE)
        return self._lives.get(key, Life(*key))

    @property
    def cycle(self) -> Cycle:
        """The cycle under way.

        Raises:
            LookupError: If there is none.
        """
        found = self.life().cycle
        if found is None:
            raise LookupError("no cycle is under way")
        return found

    def types(self) -> list[str]:
        """The types of all events."""
        return [event.type for event in self.events]

    @property
    def main(self) -> str:
        """The version that answers."""
        return next(route.version for route in self.routes if route.name == MAIN)

    @property
    def champions(self) -> list[str]:
        """The champions of the registry."""
        return [version for version, stage in self.stages.items() if stage == "champion"]

    def ask(self, kind: Type, name: str = "r1", /, **data: object) -> None:
        """Request something, under an id of the caller's choice."""
        self._append(name, kind, {"by": "a test", **data})

    def pass_days(self, days: float, seconds: float = 60.0) -> None:
        """Let data and clock go on; the monitor sees who answers."""
        self.now += seconds
        if self.watch is not None:
            moment = self.watch.data_time + days * DAY
            age = None if self.watch.trained_until is None else moment - self.watch.trained_until
            self.watch = dataclasses.replace(self.watch, data_time=moment, age=age, live=self.main)

    def compare(self, kind: str, candidate: str, right: tuple[int, int], outcomes: int = 1000) -> None:
        """Let the monitor know how version 1 and a candidate did: right ones of so many each."""
        if self.watch is None:
            return
        reference, mine = (Count(outcomes, each) for each in right)
        began = self.watch.data_time
        known = self.watch.pair(kind, candidate)
        pair = Pair(kind, "1", candidate, known.began if known else began, reference, mine, 60, 60)
        others = tuple(each for each in self.watch.pairs if (each.kind, each.candidate) != (kind, candidate))
        self.watch = dataclasses.replace(self.watch, pairs=(*others, pair))

    def live_count(self, version: str, count: Count) -> None:
        """Let the monitor have counted answers of a version."""
        if self.watch is not None:
            tally = Tally(version, LIVE, self.watch.data_time, count.outcomes, count, count)
            self.watch = dataclasses.replace(self.watch, tallies=(tally,))

    def scene(self) -> Scene:
        """Everything as it is now."""
        state = ServiceState(service_spec(), self.routes, tuple(self._replicas()))
        known = {v: Known(int(v), stage, artifact(v)) for v, stage in self.stages.items()}
        return Scene(
            self.now,
            self.plan,
            state,
            known,
            champion=self.champions[0] if self.champions else "",
            watch=self.watch,
            trouble="" if self.watch is not None else "the monitor does not answer",
            readings=self.readings,
            job=self._job(),
            busy=self.busy,
        )

    def decided(self) -> tuple[Action, ...]:
        """What is to be done now."""
        return decide(self.life(), self.scene())

    def step(self, most: int = 1000) -> int:
        """Do what is to be done, until nothing new is left or ``most`` things were done.

        Returns:
            How many things were done; stopping in the middle is what a kill does.
        """
        done = 0
        before: tuple[Action, ...] = ()
        while (actions := self.decided()) and actions != before:
            before = actions
            for action in actions:
                if done >= most:
                    return done
                self._do(action)
                done += 1
                self._check()
        return done

    def _do(self, action: Action) -> None:
        if isinstance(action, Tell | Train | Stop):
            self._go_on(action)
        else:
            self._change(action)

    def _go_on(self, action: Tell | Train | Stop) -> None:
        match action:
            case Tell(kind, key, data):
                self._append(derived(*key), kind, data)
            case Train(token, attempt, _):
                self.jobs.setdefault(token, Progress.RUNNING)
                data = {"cycle": self.cycle.id, "attempt": attempt, "reason": "", "job": {"token": token}}
                self._append(token, Type.TRAINING_STARTED, data)
            case Stop(job):
                self.jobs[job.token] = Progress.FAILED

    def _change(self, action: Reroute | Restage | Trace | Ask | Teach) -> None:
        match action:
            case Reroute(changes, _, _):
                self.routes = change_routes(self.routes, changes)
            case Restage(number, stage):
                self._restage(str(number), stage)
            case Trace(number, origin):
                self.origins[str(number)] = origin
            case Ask(version, url):
                self._ask(Shadow(version, url) if version else None)
            case Teach(version, _):
                self.taught.append(version)
                if self.watch is not None:
                    self.watch = dataclasses.replace(self.watch, profiles=(*self.watch.profiles, version))

    def _ask(self, shadow: Shadow | None) -> None:
        if self.watch is not None:
            self.watch = dataclasses.replace(self.watch, shadow=shadow)

    def _restage(self, version: str, stage: str) -> None:
        if stage == "champion":
            self.stages = {v: "final" if s == "champion" else s for v, s in self.stages.items()}
        self.stages[version] = stage

    def _append(self, name: str, kind: Type, data: Mapping[str, object]) -> None:
        if all(event.id != name for event in self.events):
            event = Event(name, f"{SOURCE}{APPLICATION}", kind, SERVICE, self.now, data)
            self.events.append(event)
            self._lives = fold_from(self._lives, [event])

    def _job(self) -> JobLook | None:
        cycle = self.life().cycle
        if cycle is None or cycle.job is None:
            return None
        progress = self.jobs[cycle.job.token]
        if progress is Progress.DONE and self.outcome is not None:
            if not self.lost:
                self.stages.setdefault(self.outcome.version, "draft")
            return JobLook(progress, self.outcome)
        return JobLook(progress, reason="out of memory")

    def finish(self, progress: Progress = Progress.DONE) -> None:
        """Let the training under way come to an end.

        Raises:
            LookupError: If there is none.
        """
        job: Job | None = self.cycle.job
        if job is None:
            raise LookupError("nothing is trained")
        self.jobs[job.token] = progress

    def _replicas(self) -> Iterable[ReplicaState]:
        slot = 0
        for route in self.routes:
            for _ in range(route.replicas):
                slot += 1
                state = self.states.get(route.name, State.READY)
                yield ReplicaState(
                    f"{SERVICE}-{slot}", route.name, slot, state, 1, 1.0, route.version, route.host
                )

    def _check(self) -> None:
        """What must hold between any two things that are done."""
        self.most_champions = max(self.most_champions, len(self.champions))
        cycle = self.life().cycle
        names = {route.name for route in self.routes}
        if MAIN not in names:
            self.unsafe = "no main route"
        if CANARY in names and (cycle is None or cycle.champion not in self.stages):
            self.unsafe = "a canary without the way back"
        if CANARY in names and cycle is not None and self.main == cycle.challenger:
            self.unsafe = "a canary beside itself"
        if {CANARY, SHADOW} <= names:
            self.unsafe = "two trials at once"
