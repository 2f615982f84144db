"""A year of ``01-flights`` in five minutes: its events and readings, as the platform leaves them.

The load steps up twice and is followed; in early summer the model grows stale, is trained anew, tried in
shadow and as canary, and promoted; a second cycle ends with a challenger that is no better.
"""

import dataclasses
import math
from collections.abc import Iterator, Mapping

from stratum.core.events import Event
from stratum.deployment.types import (
    Artifact,
    ComponentSpec,
    Kind,
    Limits,
    Probe,
    ReplicaState,
    Route,
    ServiceSpec,
    ServiceState,
    State,
)
from stratum.monitoring.types import Series
from stratum.registry.types import ModelVersion, Stage
from stratum.runtime.story.tell import story
from stratum.runtime.story.types import Account, Promise
from stratum.runtime.views import Json
from stratum.testing.flights_curves import (
    CANARY,
    MEASURES,
    MIB,
    PROMOTED,
    SHADOW,
    WANTED,
    load,
    ready,
    wanted,
)

APPLICATION = "flight-delays"
SERVICE = "scorer"
MODEL = "delay-risk"
_ORIGINS: Mapping[int, Mapping[str, object]] = {
    4: {"trigger": "error rate above its bound", "parent": "3", "until": "2013-06-03T00:00:00+00:00"},
    5: {"trigger": "psi of temp above its bound", "parent": "4", "until": "2013-10-06T00:00:00+00:00"},
}
_TOLD = 126.1
_DEPLOYMENT = f"/deployment/{APPLICATION}"
PROMISE = Promise(
    SERVICE, MODEL, p95_latency=0.1, error_rate=0.01, policy="kpa", minimum=1, maximum=4, kept=True
)
_LIMITS = Limits(cpu=0.5, memory=256 * MIB)

# Second, type, reason, numbers, version.
_CYCLES: tuple[tuple[float, str, str, Mapping[str, object], str], ...] = (
    (126, "model.stale", "error rate 25.8 % is above its bound of 24.1 %; ks and psi see drift in dep_delay",
     {"error_rate": 0.258, "threshold": 0.241, "outcomes": 5210, "drifted": "error-rate, ks, psi"}, ""),
    (127, "cycle.begun", "two kinds of detectors agree", {"age": 7_689_600.0, "live": "3"}, ""),
    (128, "training.started", "on the 90 days to 3 June 2013", {"rows": 81_244, "window": 7_776_000.0}, ""),
    (136, "training.ended", "4 candidates in 8 s, boosting is best", {"candidates": 4, "seconds": 8.1}, "4"),
    (137, "challenger.registered", "version 4 of delay-risk", {"accuracy": 0.7991}, "4"),
    (138, "challenger.judged", "better on the 7 days that neither saw: 79.2 % against 74.3 %",
     {"rows": 81_244, "heldOut": 6406, "difference": 0.049, "standardError": 0.0061}, "4"),
    (139, "cycle.shadow", "asked beside version 3 for 2 days", {"shadow": 172_800.0}, "4"),
    (147, "cycle.canary", "79.5 % against 74.1 % on the same 1,804 rows; answers 20 % of the requests",
     {"outcomes": 1804, "days": 2.0, "difference": 0.054, "standardError": 0.0118, "share": 0.2}, "4"),
    (158, "cycle.promoted", "79.3 % against 74.4 %, no error, p95 14 ms: it answers everything",
     {"outcomes": 2217, "days": 2.0, "difference": 0.049, "standardError": 0.0109, "errors": 0,
      "p95": 0.014, "objective": 0.1}, "4"),
    (228, "model.stale", "psi of temp is 0.31, bound 0.25, and errors rise: 22.9 %",
     {"error_rate": 0.229, "threshold": 0.226, "outcomes": 4980, "drifted": "psi, adwin"}, ""),
    (229, "cycle.begun", "two kinds of detectors agree", {"age": 6_912_000.0, "live": "4"}, ""),
    (230, "training.started", "on the 90 days to 6 October 2013",
     {"rows": 80_102, "window": 7_776_000.0}, ""),
    (239, "training.ended", "4 candidates in 9 s, boosting is best", {"candidates": 4, "seconds": 9.0}, "5"),
    (240, "challenger.registered", "version 5 of delay-risk", {"accuracy": 0.7812}, "5"),
    (241, "challenger.judged", "no better on the 7 days that neither saw: 78.1 % against 78.0 %",
     {"rows": 80_102, "heldOut": 6118, "difference": 0.001, "standardError": 0.0075}, "5"),
    (242, "cycle.rejected", "a gain of 0.1 points is within chance (2 standard errors are 1.5 points)",
     {"difference": 0.001, "standardError": 0.0075}, "5"),
)  # fmt: skip
_ROUTES: tuple[tuple[float, str, Mapping[str, object], str], ...] = (
    (139, "shadow of version 4 on fog-1", {"name": "shadow", "version": "4", "mirror": True}, "cycle.shadow"),
    (147, "canary of version 4 gets 20 %", {"name": "canary", "version": "4"}, "cycle.canary"),
    (158, "version 4 answers everything", {"name": "main", "version": "4"}, "cycle.promoted"),
)  # fmt: skip


@dataclasses.dataclass(frozen=True, slots=True)
class Recorded:
    """What is known of the year at a time; for the field ``recorded`` of ``FakePlatform``.

    Attributes:
        start: When the first row came.
    """

    start: float

    def __call__(self, time: float, seconds: float, running: bool) -> Json:
        """The story as the page gets it."""
        return story(self.account(time, seconds, running))

    def account(self, time: float, seconds: float, running: bool) -> Account:
        """Everything up to ``time``, with readings of the last ``seconds``."""
        now = time - self.start
        first = max(0, math.ceil(now - seconds))
        seen = [float(second) for second in range(first, math.floor(now) + 1)]
        return Account(
            time=time,
            running=running,
            promises={SERVICE: PROMISE},
            services=(_service(now, self.start),),
            events=tuple(sorted(self._events(now), key=lambda event: event.time, reverse=True)),
            series=tuple(self._series(seen)),
            versions=_versions(now, self.start),
        )

    def _events(self, now: float) -> Iterator[Event]:
        first = {"services": [{"name": SERVICE, "routes": [{"name": "main", "version": "3"}]}]}
        yield self._event(0, _DEPLOYMENT, "deployment.desired", "9 components wanted", first)
        yield from (self._scaled(second, replicas) for second, replicas in WANTED[1:] if second <= now)
        yield from (event for event in self._lifecycle() if event.time <= self.start + now)
        for second, reason, change, cause in _ROUTES:
            if second <= now:
                said = {"service": SERVICE, "changes": [change], "saw": {}, "by": "lifecycle"}
                data = {**said, "cause": self._id(second, cause)}
                yield self._event(second + 0.2, _DEPLOYMENT, "deployment.routes", reason, data)
        if now >= _TOLD:
            told = {"rule": "tell-people", "action": "notify", "cause": self._id(126, "model.stale")}
            reason = "notify after model.stale of scorer"
            yield self._event(_TOLD, "/rules/rules.yaml", "rule.fired", reason, told)

    def _lifecycle(self) -> Iterator[Event]:
        """Each follows from the one before it within its cycle."""
        cause = ""
        for second, kind, reason, saw, challenger in _CYCLES:
            cause = "" if kind == "model.stale" else cause
            first = second < 200
            data: dict[str, object] = {
                "saw": saw,
                "cause": cause,
                "challenger": challenger,
                "cycle": "cycle-1" if first else "cycle-2",
                "champion": "3" if first else "4",
            }
            event = self._event(second, f"/lifecycle/{APPLICATION}", kind, reason, data)
            cause = event.id
            yield event

    def _scaled(self, second: int, replicas: int) -> Event:
        rate, before = load(second), wanted(second - 1)
        reason = f"{rate / before:.0f} requests/s for each of {before}, 55 is the target: {replicas} wanted"
        saw = {"stable": rate / before, "panic": rate, "target": 55.0, "ready": before, "wanted": replicas}
        return self._event(second, f"/resources/{APPLICATION}", "resources.scaled", reason, {"saw": saw})

    def _event(self, second: float, source: str, kind: str, reason: str, data: Mapping[str, object]) -> Event:
        subject = APPLICATION if kind == "deployment.desired" else SERVICE
        return Event(
            self._id(second, kind), source, kind, subject, self.start + second, {"reason": reason, **data}
        )

    def _id(self, second: float, kind: str) -> str:
        return f"{kind}-{second:g}"

    def _series(self, seen: list[float]) -> Iterator[Series]:
        for metric, value, labels in MEASURES:
            points = [(self.start + second, value(second)) for second in seen]
            known = tuple((time, found) for time, found in points if found is not None)
            yield Series(metric, SERVICE, known, labels)


def _service(now: float, start: float) -> ServiceState:
    routes = tuple(_routes(now))
    spec = ServiceSpec(
        SERVICE, _component(SERVICE), _component(SERVICE), 9100, routes[:1],
        minimum=PROMISE.minimum, maximum=PROMISE.maximum,
    )  # fmt: skip
    replicas: list[ReplicaState] = []
    for route in routes:
        alive = ready(now) if route.name == "main" else route.replicas
        for number in range(route.replicas):
            slot = len(replicas) + 1
            state = State.READY if number < alive else State.STARTING
            replicas.append(
                ReplicaState(
                    f"{SERVICE}-{slot}",
                    route.name,
                    slot,
                    state,
                    4300 + slot,
                    start,
                    route.version,
                    route.host,
                )
            )
    return ServiceState(spec, routes, tuple(replicas))


def _routes(now: float) -> Iterator[Route]:
    promoted = now >= PROMOTED
    yield _route("main", "4" if promoted else "3", wanted(now), 1.0)
    if SHADOW <= now < CANARY:
        yield _route("shadow", "4", 1, 0.0, mirror=True)
    if CANARY <= now < PROMOTED:
        yield _route("canary", "4", 1, 0.25)


def _route(name: str, version: str, replicas: int, weight: float, *, mirror: bool = False) -> Route:
    bundle = Artifact(f"5b0c9e7d41f2aa9{version}", f"/bundles/{version}")
    return Route(name, version, bundle, "fog-1", "127.20.0.4", replicas, _LIMITS, weight, mirror)


def _component(name: str) -> ComponentSpec:
    return ComponentSpec(
        name, f"{APPLICATION}/{SERVICE}", "ModelService", "fog-1", "127.20.0.4", Kind.SERVICE,
        ("true",), {}, {"http": 8080}, Probe("http", "127.20.0.4", 8080, "/v2/health/ready"),
    )  # fmt: skip


def _versions(now: float, start: float) -> tuple[ModelVersion, ...]:
    created = (
        (5, 240, 0.7812), (4, 137, 0.7991), (3, -1400, 0.8012), (2, -87_800, 0.7963), (1, -174_200, 0.7891),
    )  # fmt: skip
    return tuple(
        ModelVersion(
            MODEL, number, _stage(number, now), f"5b0c9e7d41f2aa9{number}", start + second,
            f"20260915-10{number}500-delay-risk", "classification", "GradientBoosting",
            {"accuracy": accuracy}, _ORIGINS.get(number, {}),
        )
        for number, second, accuracy in created
        if second <= now
    )  # fmt: skip


def _stage(number: int, now: float) -> Stage:
    if number == (4 if now >= PROMOTED else 3):
        return Stage.CHAMPION
    return Stage.CHALLENGER if number == 4 and now < PROMOTED else Stage.RETIRED
