"""The simulator: the policies and the arbiter of live services over recorded load, without a clock.

``simulate`` plays a trace, ``fixed`` the same with a size that stays, ``clairvoyant`` the cheapest size of
each moment under which the objective is met; ``logic.queueing`` says what the simulated service is.
"""

import bisect
import dataclasses
import functools
from collections import deque
from collections.abc import Callable

from stratum.core.topology import Resources
from stratum.resources.logic.queueing import FULL, Moment, capacity, step
from stratum.resources.logic.traces import Trace
from stratum.resources.ports import Policy
from stratum.resources.service import State, turn
from stratum.resources.types import (
    CONCURRENCY,
    P50,
    P95,
    RATE,
    UTILISATION,
    WAITING,
    Decision,
    Past,
    Place,
    Points,
    Rules,
    Site,
    Situation,
    Size,
)

Serve = Callable[[float, float, float, float, float], Moment]
"""Rate, seconds, backlog, replicas and cores of each to what happens in a step."""
PLENTY = Site(Place("simulated", Resources(1e18, 10**18)))
READ = (RATE, P50, P95, UTILISATION, CONCURRENCY, WAITING)
HOUR = 3600.0


@dataclasses.dataclass(frozen=True, slots=True)
class Setting:
    """What is simulated.

    Attributes:
        serve: The service.
        objective: Seconds of p95 latency that are promised.
        tick: Seconds between two turns.
        startup: Seconds until a new replica answers.
    """

    serve: Serve
    objective: float
    tick: float = 1.0
    startup: float = 10.0


@dataclasses.dataclass(frozen=True, slots=True)
class Row:
    """A step of a simulation, for plots."""

    time: float
    rate: float
    ready: float
    cpu: float
    p95: float


@dataclasses.dataclass(frozen=True, slots=True)
class Outcome:
    """Violations and cost, together.

    Attributes:
        late: Share of the requests answered later than the objective, or never.
        violated: Share of the seconds with requests whose p95 was above the objective.
        cost: Core hours paid for, of replicas that start as of those that answer.
        changes: How often the size changed.
        rows: What happened, step by step; empty unless asked for.
    """

    late: float
    violated: float
    cost: float
    changes: int = 0
    rows: tuple[Row, ...] = ()

    def mean_cores(self, trace: Trace) -> float:
        """Cores paid for at a time."""
        return self.cost * HOUR / trace.end


def queue(service_seconds: float, objective: float, patience: float = 10.0) -> Serve:
    """The queue of ``logic.queueing`` as a service to simulate."""

    def serve(rate: float, seconds: float, backlog: float, replicas: float, cpu: float) -> Moment:
        return step(rate, seconds, backlog, capacity(replicas, cpu, service_seconds), objective, patience)

    return serve


class _Count:
    """Sums of a simulation."""

    def __init__(self, setting: Setting, *, with_rows: bool) -> None:
        self._setting = setting
        self._rows: list[Row] | None = [] if with_rows else None
        self._requests = self._late = self._seconds = self._violated = self._cost = 0.0
        self.changes = 0

    def add(self, time: float, rate: float, moment: Moment, sizes: tuple[float, float, float]) -> None:
        """Count a step; ``sizes`` are replicas paid for, replicas ready and cores of each."""
        tick = self._setting.tick
        paid, ready, cpu = sizes
        self._cost += paid * cpu * tick
        if rate > 0:
            self._requests += rate * tick
            self._late += moment.late * rate * tick
            self._seconds += tick
            self._violated += tick * (moment.p95 > self._setting.objective)
        if self._rows is not None:
            self._rows.append(Row(time, rate, ready, cpu, moment.p95))

    def outcome(self) -> Outcome:
        """All of it."""
        late = self._late / self._requests if self._requests else 0.0
        violated = self._violated / self._seconds if self._seconds else 0.0
        return Outcome(late, violated, self._cost / HOUR, self.changes, tuple(self._rows or ()))


class _Replicas:
    """Replicas that are started and stopped; those that start answer after a while."""

    def __init__(self, size: Size, startup: float) -> None:
        self.size = size
        self._startup = startup
        self._due: list[float] = []

    def ready(self, time: float) -> int:
        """How many answer."""
        self._due = [due for due in self._due if due > time + 1e-9]
        return self.size.replicas - len(self._due)

    def become(self, size: Size, time: float) -> None:
        """Start or stop some; those that start are stopped first."""
        more = size.replicas - self.size.replicas
        self._due += [time + self._startup] * max(more, 0)
        if more < 0:
            self._due = self._due[: max(0, len(self._due) + more)]
        self.size = size


class _Readings:
    """The last readings of each metric."""

    def __init__(self, window: float, tick: float) -> None:
        count = max(2, int(window / tick) + 1)
        self._points: dict[str, deque[tuple[float, float]]] = {m: deque(maxlen=count) for m in READ}

    def add(self, time: float, moment: Moment, *, awake: bool) -> None:
        """Note a step."""
        values = {
            RATE: moment.done,
            P50: moment.p50,
            P95: moment.p95,
            UTILISATION: moment.used,
            CONCURRENCY: moment.done * moment.p50 + (moment.backlog if not awake else 0.0),
            WAITING: 0.0 if awake else moment.backlog,
        }
        for metric, value in values.items():
            self._points[metric].append((time, value))

    def series(self) -> dict[str, Points]:
        """By metric."""
        return {metric: tuple(points) for metric, points in self._points.items()}


def simulate(
    trace: Trace, policy: Policy, rules: Rules, setting: Setting, *, with_rows: bool = False
) -> Outcome:
    """Play a trace with a policy.

    Args:
        trace: The load.
        policy: Asked at every tick.
        rules: As a model says them.
        setting: The simulated service.
        with_rows: Whether to keep every step.
    """
    replicas, count = (
        _Replicas(_first(trace, rules, setting), setting.startup),
        _Count(setting, with_rows=with_rows),
    )
    readings = _Readings(max(policy.window, 15.0), setting.tick)
    state, backlog = State(Past(changed=-rules.cooldown, busy=0.0)), 0.0
    for number in range(round(trace.end / setting.tick)):
        time = number * setting.tick
        rate, ready, size = rate_at(trace, time), replicas.ready(time), replicas.size
        moment = setting.serve(rate, setting.tick, backlog, ready, size.limits.cpu)
        backlog, now = moment.backlog, time + setting.tick
        count.add(time, rate, moment, (size.replicas, ready, size.limits.cpu))
        readings.add(now, moment, awake=ready > 0)
        situation = _situation(now, replicas, rules, setting, readings)
        decision, state = turn(situation, policy, rules, PLENTY, state)
        count.changes += _carry_out(decision, replicas, now)
    return count.outcome()


def fixed(trace: Trace, replicas: float, cpu: float, setting: Setting, *, with_rows: bool = False) -> Outcome:
    """Play a trace with a size that stays; it may be a fraction, to cost exactly what another does."""
    count, backlog = _Count(setting, with_rows=with_rows), 0.0
    for number in range(round(trace.end / setting.tick)):
        time = number * setting.tick
        rate = rate_at(trace, time)
        moment = setting.serve(rate, setting.tick, backlog, replicas, cpu)
        backlog = moment.backlog
        count.add(time, rate, moment, (replicas, replicas, cpu))
    return count.outcome()


def enough(trace: Trace, cpu: float, setting: Setting, most: int = 100_000) -> int:
    """The smallest size that, kept all the time, violates nothing; ``most`` if there is none."""
    return _least(lambda n: meets(trace.peak, n, cpu, setting), most)


def clairvoyant(trace: Trace, cpu: float, setting: Setting, most: int = 100_000) -> Outcome:
    """The cheapest size of each moment that violates nothing, as if replicas started at once."""

    @functools.cache
    def least(rate: float) -> int:
        return _least(lambda n: meets(rate, n, cpu, setting), most) if rate > 0 else 0

    count = _Count(setting, with_rows=False)
    for number in range(round(trace.end / setting.tick)):
        rate = rate_at(trace, number * setting.tick)
        size = least(rate)
        moment = setting.serve(rate, setting.tick, 0.0, size, cpu)
        count.add(number * setting.tick, rate, moment, (size, size, cpu))
    return count.outcome()


def meets(rate: float, replicas: int, cpu: float, setting: Setting) -> bool:
    """Whether a size meets the objective under a steady rate."""
    moment = setting.serve(rate, setting.tick, 0.0, replicas, cpu)
    return moment.used < FULL and moment.p95 <= setting.objective


def rate_at(trace: Trace, time: float) -> float:
    """Requests per second at a time."""
    return trace.rates[max(0, bisect.bisect_right(trace.times, time + 1e-9) - 1)]


def _least(is_enough: Callable[[int], bool], most: int) -> int:
    high = 1
    while high < most and not is_enough(high):
        high *= 2
    low, high = high // 2, min(high, most)
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if is_enough(middle) else (middle, high)
    return high


def _first(trace: Trace, rules: Rules, setting: Setting) -> Size:
    """The size to begin with: enough for the first rate, so that nothing is owed to where a trace begins."""
    bounds = rules.bounds
    cpu = bounds.base.cpu or 1.0
    least = _least(lambda n: meets(trace.rates[0], n, cpu, setting), max(1, bounds.maximum))
    return Size(max(1, bounds.minimum, least), bounds.base)


def _situation(
    time: float, replicas: _Replicas, rules: Rules, setting: Setting, readings: _Readings
) -> Situation:
    return Situation(
        time=time,
        service="simulated",
        ready=replicas.ready(time),
        desired=replicas.size.replicas,
        limits=replicas.size.limits,
        bounds=rules.bounds,
        objective=rules.objective,
        tuning=rules.tuning,
        series=readings.series(),
        startup=setting.startup,
    )


def _carry_out(decision: Decision | None, replicas: _Replicas, time: float) -> int:
    """Change the size as decided; 1 where it did change."""
    if decision is None or decision.size == replicas.size:
        return 0
    replicas.become(decision.size, time)
    return 1
