"""Answers to a placement problem: a placement with its reasons, or why there is none."""

import dataclasses
from collections.abc import Mapping


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
        requirement: ``host``, ``tier``, ``arch``, ``os`` or the name of a condition; ``cpu``, ``memory``,
            ``disk``, ``gpus`` or the name of what else is used up; ``latency``, ``bandwidth``, ``loss`` or
            ``link`` (no path at all); ``apart``, ``spread``, ``chain`` or ``budget``.
        required: What was asked for, with its unit.
        available: What there is, with its unit.
        component: The component that asks.
        other: The component at the other end of a connection, or the others that a policy speaks of.
        fix: A change to the model that would cure it.
    """

    requirement: str
    required: str
    available: str
    component: str
    other: str = ""
    fix: str = ""

    @property
    def between(self) -> bool:
        """Whether it is about a connection."""
        return self.requirement in {"link", "latency", "bandwidth", "loss"}

    def __str__(self) -> str:
        """The failure in a few words, both numbers in it."""
        if self.requirement == "link":
            return f"no path of links to {self.other}"
        if self.between:
            sign = "<" if self.requirement == "bandwidth" else ">"
            return f"{self.available} {sign} {self.required} to {self.other}"
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


@dataclasses.dataclass(frozen=True, slots=True)
class Member:
    """A requirement in a conflict.

    Attributes:
        component: Who asks; for a policy its name.
        requirement: What, such as ``tier``, ``cpu``, ``latency`` or ``apart``.
        required: How much or which, in words.
        others: The other components that it speaks of.
    """

    component: str
    requirement: str
    required: str
    others: tuple[str, ...] = ()

    def __str__(self) -> str:
        """Such as ``tier edge of scorer``."""
        to = f" (with {', '.join(self.others)})" if self.others else ""
        return f"{self.requirement} {self.required} of {self.component}{to}"


@dataclasses.dataclass(frozen=True, slots=True)
class Relaxation:
    """Requirements that were given up, after which a placement was found.

    Attributes:
        given_up: Them.
        placement: What is possible then.
        text: What to change, in one sentence.
    """

    given_up: tuple[Member, ...]
    placement: Placement
    text: str


@dataclasses.dataclass(frozen=True, slots=True)
class Conflict:
    """Requirements that cannot hold together, while any of them left out lets the others hold.

    Attributes:
        members: Them.
        hosts: The hosts that the components could use at all; capacity of these is what they compete for.
        relaxation: The least that helps, checked by placing everything without it; None where nothing
            was found within the limits.
        text: The conflict in one sentence.
    """

    members: tuple[Member, ...]
    hosts: tuple[str, ...]
    relaxation: Relaxation | None
    text: str
