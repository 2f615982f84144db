"""What has to be placed, where it may go, and what a placement has to respect."""

import dataclasses
import enum
import math
from collections.abc import Mapping

from stratum.core.topology import Host, Link, Resources, Tier


class Objective(enum.StrEnum):
    """What a placement is to have least of.

    ``balanced``: delays between connected components, moves, distance from the edge and crowding, weighed.
    ``cost``: price of an hour of the hosts in use. ``latency``: sum of the delays of all connections.
    ``energy``: power of the hosts in use. ``spread``: crowding, so that the load is spread most widely.
    ``moves``: components that stand elsewhere than today.
    """

    BALANCED = "balanced"
    COST = "cost"
    LATENCY = "latency"
    ENERGY = "energy"
    SPREAD = "spread"
    MOVES = "moves"


@dataclasses.dataclass(frozen=True, slots=True)
class Condition:
    """Something about a host that a component needs, judged before: the hosts where it holds.

    Attributes:
        name: What is asked for, such as ``residency`` or ``gpuModel``.
        required: It in words.
        hosts: Names of the hosts that meet it.
        available: What other hosts have instead, in words by host; left out where nothing is known.
    """

    name: str
    required: str
    hosts: frozenset[str]
    available: Mapping[str, str] = dataclasses.field(default_factory=dict)


@dataclasses.dataclass(frozen=True, slots=True)
class Demand:
    """What a component asks of its host.

    Attributes:
        component: Its name, unique in the problem.
        resources: What it takes there.
        arch: Processor architectures it runs on; empty for any.
        tiers: Tiers it may stand in; empty for any.
        os: Operating systems it runs on; empty for any.
        fixed_host: The host that the model chose; None leaves the choice to the solver.
        avoids: Hosts that it must not stand on.
        conditions: Everything else that its host has to meet.
        work: Seconds that it works on a message; for solvers that predict how fast messages pass.
    """

    component: str
    resources: Resources = dataclasses.field(default_factory=Resources)
    arch: tuple[str, ...] = ()
    tiers: tuple[Tier, ...] = ()
    os: tuple[str, ...] = ()
    fixed_host: str | None = None
    avoids: tuple[str, ...] = ()
    conditions: tuple[Condition, ...] = ()
    work: float = 0.0


@dataclasses.dataclass(frozen=True, slots=True)
class Bound:
    """A connection: its ends need a path of links that keeps what is asked of it.

    The path between two hosts is the fastest one; of equally fast ones the one that loses least, of those the
    widest. The defaults ask for a path of any kind.

    Attributes:
        source: The component that connects.
        target: The one that it connects to.
        max_latency: One-way delay in seconds.
        min_bandwidth: Bits per second of its narrowest link; links of unknown bandwidth carry anything.
        max_loss: Share of the packets that may be lost on the way.
    """

    source: str
    target: str
    max_latency: float = math.inf
    min_bandwidth: float = 0.0
    max_loss: float = 1.0


@dataclasses.dataclass(frozen=True, slots=True)
class Apart:
    """At most ``most`` of the components share a host: 1 keeps them apart, more limits co-location."""

    components: tuple[str, ...]
    most: int = 1
    name: str = "apart"


@dataclasses.dataclass(frozen=True, slots=True)
class Spread:
    """The components stand in at least ``domains`` different failure domains.

    Attributes:
        components: Which ones.
        over: What fails as a whole: ``host``, ``site`` or a key of ``Host.domains``. Hosts of which nothing
            is known count as one domain.
        domains: How many at least.
        name: Of the policy that asks for it.
    """

    components: tuple[str, ...]
    over: str = "failureDomain"
    domains: int = 2
    name: str = "spread"


@dataclasses.dataclass(frozen=True, slots=True)
class Chain:
    """The delays from each component to the next sum up to at most ``max_latency`` seconds."""

    components: tuple[str, ...]
    max_latency: float
    name: str = "chain"


@dataclasses.dataclass(frozen=True, slots=True)
class Budget:
    """The hosts that the components stand on cost at most ``most`` an hour together."""

    components: tuple[str, ...]
    most: float
    name: str = "budget"


Policy = Apart | Spread | Chain | Budget


@dataclasses.dataclass(frozen=True, slots=True)
class PlacementProblem:
    """Components, the hosts they may go to, and everything a placement has to respect.

    Attributes:
        hosts: The machines, with unique names.
        links: The network between them.
        demands: One for each component; the ones with a fixed host count too.
        bounds: The connections between components.
        together: Groups of components that must share a host, such as an embedded database and its users.
        occupied: What others already take, by host name.
        current: Where components run now, by component; staying there is cheaper than moving.
        policies: What has to hold of groups of components.
        objective: What the placement is to have least of.
    """

    hosts: tuple[Host, ...]
    links: tuple[Link, ...] = ()
    demands: tuple[Demand, ...] = ()
    bounds: tuple[Bound, ...] = ()
    together: tuple[tuple[str, ...], ...] = ()
    occupied: Mapping[str, Resources] = dataclasses.field(default_factory=dict)
    current: Mapping[str, str] = dataclasses.field(default_factory=dict)
    policies: tuple[Policy, ...] = ()
    objective: Objective = Objective.BALANCED
