"""The simulated service: a fluid queue before servers, with the delays of a queue inside of each step.

A replica with c cores is max(1, c) servers; a request takes S / min(1, c) seconds of one. While there is no
backlog, waiting follows Sakasegawa's form for M/M/m, halved for service times that do not vary
(Allen and Cunneen); a step with more arrivals than capacity adds to a backlog that later steps work off.
Requests that would wait longer than the patience of their callers are given up.
"""

import dataclasses
import math

FULL = 0.999
"""Share of the capacity from which on a queue does not come to a balance within a step."""


@dataclasses.dataclass(frozen=True, slots=True)
class Capacity:
    """What serves at one moment.

    Attributes:
        servers: How many requests are worked on at once.
        seconds: How long one takes without waiting.
    """

    servers: float
    seconds: float

    @property
    def rate(self) -> float:
        """Requests per second at full use."""
        return self.servers / self.seconds


@dataclasses.dataclass(frozen=True, slots=True)
class Moment:
    """What happens in one step.

    Attributes:
        p50: Median latency in seconds.
        p95: 95th percentile of latency.
        late: Share of the arrivals answered later than the objective, or never.
        done: Answers per second.
        used: Share of the capacity that works.
        backlog: Requests that wait at the end.
        lost: Requests that were given up.
    """

    p50: float
    p95: float
    late: float
    done: float
    used: float
    backlog: float
    lost: float


def capacity(replicas: float, cpu: float, service_seconds: float) -> Capacity:
    """What so many replicas with so many cores each are.

    Args:
        replicas: How many answer.
        cpu: Cores of each; 0 counts as one.
        service_seconds: Seconds of one core that a request takes.
    """
    cores = cpu if cpu > 0 else 1.0
    return Capacity(replicas * max(1.0, cores), service_seconds / min(1.0, cores))


def step(
    rate: float, seconds: float, backlog: float, serving: Capacity, objective: float, patience: float
) -> Moment:
    """One step of the queue.

    Args:
        rate: Arrivals per second.
        seconds: Length of the step.
        backlog: Requests that wait at its beginning.
        serving: What serves through it.
        objective: Seconds of latency that are promised.
        patience: Seconds after which callers give up.
    """
    if serving.servers <= 0:
        return _nobody(rate, seconds, backlog, patience)
    full = serving.rate
    grown = backlog + (rate - full) * seconds
    if backlog > 0 or rate >= FULL * full:
        return _crowded(rate, seconds, (backlog, max(grown, 0.0)), serving, objective, patience)
    return _flowing(rate, serving, objective)


def _flowing(rate: float, serving: Capacity, objective: float) -> Moment:
    """A step without backlog: waiting of a queue in balance."""
    used = rate / serving.rate
    busy = used ** (math.sqrt(2.0 * (serving.servers + 1.0)) - 1.0) if used > 0 else 0.0
    decay = 2.0 * (serving.rate - rate)
    service = serving.seconds

    def quantile(share: float) -> float:
        return service + (math.log(busy / share) / decay if busy > share else 0.0)

    slack = objective - service
    late = 1.0 if slack < 0 else busy * math.exp(-decay * slack)
    return Moment(quantile(0.5), quantile(0.05), late, rate, used, 0.0, 0.0)


def _crowded(
    rate: float,
    seconds: float,
    queue: tuple[float, float],
    serving: Capacity,
    objective: float,
    patience: float,
) -> Moment:
    """A step with a backlog: who arrives waits for those before."""
    full, service = serving.rate, serving.seconds
    most = full * patience
    end = min(queue[1], most)
    lost = max(queue[1] - most, 0.0)
    first, then = queue[0] / full + service, end / full + service
    low, high = min(first, then), max(first, then)
    late = _share_over(objective, low, high)
    refused = lost / (rate * seconds) if rate > 0 else 0.0
    done = min(full, (queue[0] + rate * seconds) / seconds)
    late = min(1.0, late + refused)
    return Moment((low + high) / 2, low + 0.95 * (high - low), late, done, min(1.0, done / full), end, lost)


def _nobody(rate: float, seconds: float, backlog: float, patience: float) -> Moment:
    """A step in which nothing serves: all wait, those beyond patience give up."""
    waiting = backlog + rate * seconds
    end = min(waiting, rate * patience)
    return Moment(patience, patience, 1.0 if rate > 0 else 0.0, 0.0, 0.0, end, waiting - end)


def _share_over(limit: float, low: float, high: float) -> float:
    if high <= low:
        return 1.0 if low > limit else 0.0
    return max(0.0, min(1.0, (high - limit) / (high - low)))
