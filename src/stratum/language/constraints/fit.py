"""Requirements against hosts: what a component needs, what a host has left, and what does not fit."""

import dataclasses
from collections.abc import Mapping
from typing import Final

from stratum.core.quantities import show_quantity
from stratum.language.codes import capability_code
from stratum.language.constraints.context import Space, Typed
from stratum.language.metamodel import Capability

REQUIRES: Final = "requires"
Amounts = dict[str, float]


@dataclasses.dataclass(frozen=True, slots=True)
class Unmet:
    """A requirement that a host does not meet.

    Attributes:
        capability: Which one.
        required: What is needed, with its unit.
        available: What there is, with its unit, and what of it is free where that is less.
        short: How far it is off, as a share of the need; to find the nearest host.
    """

    capability: Capability
    required: str
    available: str
    short: float

    @property
    def code(self) -> str:
        """The code of a finding about it."""
        return capability_code(self.capability.name, consumed=self.capability.consumed)

    def __str__(self) -> str:
        """Such as ``memory 4 GiB, has 512 MiB (384 MiB free)``."""
        return f"{self.capability.name} {self.required}, has {self.available}"


@dataclasses.dataclass(frozen=True, slots=True)
class Load:
    """The hosts of an infrastructure with what their components have taken.

    Attributes:
        space: The infrastructure.
        hosts: Its hosts by name.
        taken: What is used of each consumed capability, by host.
    """

    space: Space
    hosts: Mapping[str, Typed]
    taken: Mapping[str, Amounts]

    def take(self, host: Typed, needs: Mapping[str, object]) -> None:
        """Count a component's needs as used."""
        used = self.taken[host.name]
        for name, need in needs.items():
            capability = host.type.capabilities.get(name)
            if capability is not None and capability.consumed:
                used[name] = used.get(name, 0.0) + _number(need)

    def unmet(self, host: Typed, needs: Mapping[str, object], *, alone: bool = False) -> tuple[Unmet, ...]:
        """What a host does not meet, given what is taken, or as if it were empty."""
        used = {} if alone else self.taken[host.name]
        found = (_unmet(host, name, need, used.get(name, 0.0)) for name, need in needs.items())
        return tuple(u for u in found if u is not None)

    def first_fit(self, needs: Mapping[str, object]) -> Typed | None:
        """The first host that has room for all needs, or None."""
        return next((host for host in self.hosts.values() if not self.unmet(host, needs)), None)


def requirements(typed: Typed) -> Mapping[str, object]:
    """What a component requires, by capability."""
    needs = typed.element.attributes.get(REQUIRES)
    return needs if isinstance(needs, Mapping) else {}


def signature(needs: Mapping[str, object]) -> tuple[tuple[str, object], ...]:
    """Equal for equal requirements; may be a key."""
    return tuple(sorted(needs.items()))


def load(space: Space) -> Load:
    """An infrastructure with nothing on it."""
    hosts = {name: typed for name, typed in space.elements.items() if typed.type.capabilities}
    return Load(space, hosts, {name: {} for name in hosts})


def _number(value: object) -> float:
    return float(value) if isinstance(value, (int, float)) else 0.0


def _unmet(host: Typed, name: str, need: object, used: float) -> Unmet | None:
    capability = host.type.capabilities.get(name)
    offer = host.element.attributes.get(name)
    if capability is None:
        return Unmet(Capability(name, consumed=False), _words(need), "nothing of the kind", 1.0)
    if offer is None:
        return None
    if not capability.consumed:
        allowed = need if isinstance(need, tuple) else (need,)
        return None if offer in allowed else Unmet(capability, _words(need), str(offer), 1.0)
    wanted, total = _number(need), _number(offer)
    free = total - used
    if wanted <= free + 1e-9:
        return None
    left = f" ({_amount(capability, max(free, 0.0))} free)" if used else ""
    short = (wanted - free) / wanted
    return Unmet(capability, _amount(capability, wanted), _amount(capability, total) + left, short)


def _amount(capability: Capability, value: float) -> str:
    return show_quantity(value, capability.dimension) if capability.dimension else f"{value:g}"


def _words(value: object) -> str:
    return " or ".join(map(str, value)) if isinstance(value, tuple) else str(value)
