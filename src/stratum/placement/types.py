"""The placement problem and its answers, as values."""

import dataclasses
import math
from collections.abc import Mapping

from stratum.core.topology import Host, Link, Resources, Tier


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
    """

    component: str
    resources: Resources = dataclasses.field(default_factory=Resources)
    arch: tuple[str, ...] = ()
    tiers: tuple[Tier, ...] = ()
    os: tuple[str, ...] = ()
    fixed_host: str | None = None
    avoids: tuple[str, ...] = ()


@dataclasses.dataclass(frozen=True, slots=True)
class Bound:
    """A connection: its ends need a path of links, no slower than ``max_latency`` seconds one way.

    Infinity, the default, asks for a path of any delay.
    """

    source: str
    target: str
    max_latency: float = math.inf


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
    """

    hosts: tuple[Host, ...]
    links: tuple[Link, ...] = ()
    demands: tuple[Demand, ...] = ()
    bounds: tuple[Bound, ...] = ()
    together: tuple[tuple[str, ...], ...] = ()
    occupied: Mapping[str, Resources] = dataclasses.field(default_factory=dict)
    current: Mapping[str, str] = dataclasses.field(default_factory=dict)


@dataclasses.dataclass(frozen=True, slots=True)
class Placement:
    """A host for every component; it satisfies everything that the problem asks.

    Attributes:
        hosts: Host name by component.
        cost: Less is better; see ``stratum.placement.logic.scoring``.
        solver: Name of the solver that found it.
        optimal: Whether the solver proved that nothing costs less.
    """

    hosts: Mapping[str, str]
    cost: float
    solver: str = ""
    optimal: bool = False


@dataclasses.dataclass(frozen=True, slots=True)
class Failure:
    """One requirement that one host does not meet.

    Attributes:
        requirement: ``host``, ``tier``, ``arch``, ``os``, ``cpu``, ``memory``, ``disk``, ``gpus``,
            ``latency`` or ``link`` (no path at all).
        required: What was asked for, with its unit.
        available: What there is, with its unit.
        component: The component that asks.
        other: The component at the other end, for ``latency`` and ``link``.
        fix: A change to the model that would cure it.
    """

    requirement: str
    required: str
    available: str
    component: str
    other: str = ""
    fix: str = ""

    def __str__(self) -> str:
        """The failure in a few words, both numbers in it."""
        if self.requirement == "link":
            return f"no path of links to {self.other}"
        if self.requirement == "latency":
            return f"{self.available} > {self.required} to {self.other}"
        return f"{self.requirement}: needs {self.required}, has {self.available}"


@dataclasses.dataclass(frozen=True, slots=True)
class HostVerdict:
    """A host and everything that fails there."""

    host: str
    failures: tuple[Failure, ...]


@dataclasses.dataclass(frozen=True, slots=True)
class Explanation:
    """Why one component (with those that share its host) finds no place.

    Attributes:
        component: Which one.
        along: The components that must share its host.
        given: The placement of other components under which all of this holds; empty if it holds alone.
        survivors: How many hosts meet each requirement taken alone.
        nearest: The hosts at which the least fails, at most three.
        text: All of it in one sentence for people.
        fix: What would make it fit on the nearest host.
    """

    component: str
    along: tuple[str, ...]
    given: Mapping[str, str]
    survivors: Mapping[str, int]
    nearest: tuple[HostVerdict, ...]
    text: str
    fix: str


@dataclasses.dataclass(frozen=True, slots=True)
class Shortage:
    """Components that can only go to a few hosts ask more than these hosts have together.

    Attributes:
        components: The components confined to the hosts.
        hosts: All hosts that any of them may use.
        resource: ``cpu``, ``memory``, ``disk`` or ``gpus``.
        required: Their demand, with its unit.
        available: What the hosts have left, with its unit.
    """

    components: tuple[str, ...]
    hosts: tuple[str, ...]
    resource: str
    required: str
    available: str

    def __str__(self) -> str:
        """The shortage in one sentence, both numbers in it."""
        who, where = ", ".join(self.components), ", ".join(self.hosts) or "no host"
        return f"{who} need {self.required} of {self.resource} together, {where} have {self.available}"


@dataclasses.dataclass(frozen=True, slots=True)
class Infeasible:
    """No placement was found.

    Attributes:
        explanations: Per component that found no host.
        shortages: Groups of hosts that are too small for what is confined to them; each one is a proof.
        proven: Whether it is certain that there is none; False where a solver gave up.
        reason: The whole in one sentence; names the limit where a solver gave up.
    """

    explanations: tuple[Explanation, ...]
    shortages: tuple[Shortage, ...] = ()
    proven: bool = False
    reason: str = ""


@dataclasses.dataclass(frozen=True, slots=True)
class Decision:
    """A placement with its reasons.

    Attributes:
        placement: The answer.
        reasons: Per component why it stands where it stands and not on the other hosts.
    """

    placement: Placement
    reasons: Mapping[str, str]
