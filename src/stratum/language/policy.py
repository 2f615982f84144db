"""Policies: which components they speak of and what they ask of hosts, for checks and compiler alike."""

import dataclasses
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from stratum.language.metamodel import Metamodel
from stratum.language.tree import SELECT, Document, Element

SECTION: Final = "policies"
TARGETS: Final = "targets"
MEMBERS: Final = "members"
TRUST: Final = ("public", "partner", "private")
"""How far hosts are trusted, least first."""
OVER_DOMAIN: Final = "failureDomain"
_ASKED: Final = (("zones", "zone"), ("regions", "region"), ("sites", "site"), ("tiers", "tier"))


@dataclasses.dataclass(frozen=True, slots=True)
class Policy:
    """A policy of an application.

    Attributes:
        element: As it is written.
        role: What it is: ``together``, ``apart``, ``spread``, ``keep-in``, ``residency``, ``budget``,
            ``latency`` or ``objective``.
        members: Names of the components that it speaks of, in the order they are named, each once.
    """

    element: Element
    role: str
    members: tuple[str, ...]

    def value(self, name: str) -> object:
        """The value of an attribute of the policy, or None."""
        return self.element.attributes.get(name)

    def amount(self, name: str, default: float = 0.0) -> float:
        """The value of an attribute as a number."""
        found = self.element.attributes.get(name)
        return float(found) if isinstance(found, (int, float)) else default


@dataclasses.dataclass(frozen=True, slots=True)
class Wanting:
    """What a host has to be and is not, for a policy that keeps components somewhere.

    Attributes:
        attribute: Of the host, such as ``region``.
        required: What it has to be.
        available: What it is.
    """

    attribute: str
    required: str
    available: str

    def __str__(self) -> str:
        """Such as ``region eu-de or eu-fr, has us-1``."""
        return f"{self.attribute} {self.required}, has {self.available}"


def policies(application: Document, metamodel: Metamodel) -> tuple[Policy, ...]:
    """The policies of an application, in the order they are written."""
    found = ((e, metamodel.find(e.type)) for e in application.within(SECTION))
    return tuple(Policy(e, kind.role, _members(application, e)) for e, kind in found if kind is not None)


def _members(application: Document, element: Element) -> tuple[str, ...]:
    """The components that the targets of an element are or have as members, groups in groups too.

    What is selected from another application is a matter of the policies there.
    """
    elements = {e.name: e for e in application.elements if SELECT not in e.attributes}
    found: dict[str, None] = {}
    seen: set[str] = set()
    waiting = [*reversed(element.targets(TARGETS))]
    while waiting:
        name = waiting.pop()
        if name in seen or name not in elements:
            continue
        seen.add(name)
        inside = elements[name].targets(MEMBERS)
        waiting.extend(reversed(inside))
        if not inside:
            found[name] = None
    return tuple(found)


def domain(host: Element, over: str) -> str:
    """The name of what fails together with a host; empty where the model does not say it.

    Args:
        host: A host.
        over: ``host``, ``failureDomain`` (the zone where it is left out), ``zone``, ``region`` or ``site``.
    """
    if over == "host":
        return host.name
    value = host.attributes.get(over)
    if value is None and over == OVER_DOMAIN:
        value = host.attributes.get("zone")
    return str(value) if value is not None else ""


def wanting(policy: Policy, host: Element) -> Iterator[Wanting]:
    """Why a policy does not let its components stand on a host; nothing where it does."""
    for plural, attribute in _ASKED:
        allowed, there = policy.value(plural), host.attributes.get(attribute)
        if isinstance(allowed, tuple) and there not in allowed:
            yield Wanting(attribute, " or ".join(map(str, allowed)), str(there or "none"))
    least, trust = policy.value("trust"), host.attributes.get("trust")
    if isinstance(least, str) and trust_of(host) < _rank(least):
        yield Wanting("trust", least, str(trust))


def trust_of(host: Element) -> int:
    """How far a host is trusted: the more the higher, below zero where nothing is said."""
    return _rank(host.attributes.get("trust"))


def _rank(trust: object) -> int:
    return TRUST.index(str(trust)) if trust in TRUST else -1


def unpriced(hosts: Iterable[Element]) -> list[str]:
    """Names of the hosts that do not say what they cost."""
    return [host.name for host in hosts if host.attributes.get("cost") is None]


def unmetered(hosts: Iterable[Element]) -> list[str]:
    """Names of the hosts that do not say what power they take, idle and at full load."""
    return [h.name for h in hosts if {h.attributes.get("idlePower"), h.attributes.get("peakPower")} & {None}]


def hourly(hosts: Mapping[str, Element]) -> float:
    """What hosts cost in an hour together; what does not say its price counts as free, see ``unpriced``."""
    costs = (host.attributes.get("cost") for host in hosts.values())
    return sum(float(cost) for cost in costs if isinstance(cost, (int, float)))
