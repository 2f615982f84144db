"""Requirements against hosts: what a component needs, what a host has left, and what does not fit."""

import dataclasses
import math
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Final

from packaging.specifiers import InvalidSpecifier, SpecifierSet
from packaging.version import InvalidVersion, Version

from stratum.core.quantities import show_quantity
from stratum.language.codes import capability_code
from stratum.language.constraints.conditions import Where
from stratum.language.constraints.context import Typed
from stratum.language.constraints.expressions import fields
from stratum.language.metamodel import Capability, Match

REQUIRES: Final = "requires"
REPLICAS: Final = "replicas"
SCALING: Final = "scaling"
WHERE: Final = "where"
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
        hosts: Its hosts by name.
        taken: What is used of each consumed capability, by host.
    """

    hosts: Mapping[str, Typed]
    taken: Mapping[str, Amounts]

    def unmet(self, host: Typed, needs: Mapping[str, object]) -> tuple[Unmet, ...]:
        """What a host does not meet, given what is taken."""
        return unmet(host, needs, self.taken[host.name])


def requirements(typed: Typed) -> Mapping[str, object]:
    """What a component requires, by capability."""
    needs = typed.element.attributes.get(REQUIRES)
    if not isinstance(needs, Mapping):
        return {}
    return needs


def replicas(typed: Typed) -> int:
    """How many of a component run; of one that scales one: ``scaling.room`` looks at the others."""
    said = typed.element.attributes.get(REPLICAS)
    return max(1, said) if isinstance(said, int) and not typed.element.attributes.get(SCALING) else 1


def counts(members: Iterable[Typed]) -> dict[str, int]:
    """How many there are of each component by its path; a part is there in each replica of its container."""
    known = {typed.path: typed for typed in members}
    return {path: math.prod(map(replicas, _line(typed, known))) for path, typed in known.items()}


def _line(typed: Typed, known: Mapping[str, Typed]) -> Iterator[Typed]:
    """A component, its container, the container of that, and so on; each once."""
    seen: set[str] = set()
    found: Typed | None = typed
    while found is not None and found.path not in seen:
        yield found
        seen.add(found.path)
        found = known.get(f"{found.path.rpartition('/')[0]}/{found.element.parent}")


def together(typed: Typed, count: int, hosts: Iterable[Typed]) -> Mapping[str, object]:
    """What so many of a component require: of what is used up of hosts, that many times as much."""
    needs = requirements(typed)
    if count == 1:
        return needs
    shared = {name for host in hosts for name, kind in host.type.capabilities.items() if kind.consumed}
    return {n: count * number(need) if n in shared else need for n, need in needs.items()}


def signature(needs: Mapping[str, object]) -> tuple[tuple[str, object], ...]:
    """Equal for equal requirements; may be a key."""
    return tuple((name, frozen(need)) for name, need in sorted(needs.items()))


def frozen(need: object) -> object:
    """Equal for equal needs of one capability; may be a key."""
    return tuple(sorted(need.items())) if isinstance(need, Mapping) else need


def take(host: Typed, needs: Mapping[str, object], taken: Amounts) -> None:
    """Add a component's needs to what is taken of a host."""
    for name, need in needs.items():
        capability = host.type.capabilities.get(name)
        if capability is not None and capability.consumed:
            taken[name] = taken.get(name, 0.0) + number(need)


def unmet(host: Typed, needs: Mapping[str, object], taken: Mapping[str, float]) -> tuple[Unmet, ...]:
    """What a host does not meet, given what is taken of it."""
    judged = ((name, need) for name, need in needs.items() if not _is_unread(host, name))
    found = (_unmet(host, name, need, taken.get(name, 0.0)) for name, need in judged)
    return tuple(u for u in found if u is not None)


def _is_unread(host: Typed, name: str) -> bool:
    """Whether a host says something that could not be read, which is told there."""
    return name in host.element.positions and name not in host.element.attributes


def number(value: object) -> float:
    """An amount as a number; 0 for what is none."""
    return float(value) if isinstance(value, (int, float)) else 0.0


def _unmet(host: Typed, name: str, need: object, used: float) -> Unmet | None:
    if name == WHERE:
        return _elsewhere(host, str(need))
    capability = host.type.capabilities.get(name)
    offer = host.element.attributes.get(name)
    if capability is None:
        return Unmet(Capability(name, Match.ANY), _words(need), "nothing of the kind", 1.0)
    if capability.match is Match.CONSUMED:
        return None if offer is None else _used_up(capability, number(need), number(offer), used)
    if offer is None:
        return Unmet(capability, _shown(capability, need), "nothing known of it", 1.0)
    if _MEETS[capability.match](need, offer):
        return None
    lacking = _lacking(capability, need, offer)
    return Unmet(capability, _shown(capability, lacking), _shown(capability, offer) or "none", 1.0)


def _elsewhere(host: Typed, text: str) -> Unmet | None:
    """A condition on the host that does not hold of it."""
    told = host.once(Where(text))
    if told is True:
        return None
    read = {name: host.element.attributes.get(name) for name in fields(text, "host")}
    there = ", ".join(f"{name} {_words(value)}" for name, value in read.items() if value is not None)
    return Unmet(Capability(WHERE, Match.ANY), text, told or there or "no such thing", 1.0)


def _lacking(capability: Capability, need: object, offer: object) -> object:
    """What of a requirement is not met, where it asks for several things."""
    if capability.match is Match.ALL:
        return tuple(n for n in _many(need) if not _all(n, offer))
    if isinstance(need, Mapping):
        return {name: text for name, text in need.items() if not _versions({name: text}, offer)}
    return need


def _used_up(capability: Capability, wanted: float, total: float, used: float) -> Unmet | None:
    free = total - used
    if wanted <= free + 1e-9:
        return None
    left = f" ({_amount(capability, max(free, 0.0))} free)" if used else ""
    short = (wanted - free) / wanted
    return Unmet(capability, _amount(capability, wanted), _amount(capability, total) + left, short)


def _any(need: object, offer: object) -> bool:
    return not {*_many(need)}.isdisjoint(_many(offer))


def _least(need: object, offer: object) -> bool:
    return number(need) <= number(offer) + 1e-9


def _all(need: object, offer: object) -> bool:
    return {*_many(need)} <= {*_many(offer)}


def _versions(need: object, offer: object) -> bool:
    wanted = need if isinstance(need, Mapping) else {}
    there = offer if isinstance(offer, Mapping) else {}
    return all(name in there and in_range(str(there[name]), str(wanted[name])) for name in wanted)


def in_range(version: str, versions: str) -> bool:
    """Whether a version is in a range such as ``>=3.1,<6``; one that is no version only in an empty range."""
    if not versions:
        return True
    try:
        return Version(version) in SpecifierSet(versions)
    except (InvalidVersion, InvalidSpecifier):
        return False


_MEETS: Final[Mapping[Match, Callable[[object, object], bool]]] = {
    Match.ANY: _any,
    Match.LEAST: _least,
    Match.ALL: _all,
    Match.VERSIONS: _versions,
}


def _many(value: object) -> tuple[object, ...]:
    return value if isinstance(value, tuple) else (value,)


def _shown(capability: Capability, value: object) -> str:
    if capability.match is Match.LEAST:
        return _amount(capability, number(value))
    return ", ".join(map(str, _many(value))) if capability.match is Match.ALL else _words(value)


def _amount(capability: Capability, value: float) -> str:
    return show_quantity(value, capability.dimension) if capability.dimension else f"{value:g}"


def _words(value: object) -> str:
    if isinstance(value, Mapping):
        return ", ".join(f"{name} {text}".rstrip() for name, text in value.items())
    return " or ".join(map(str, value)) if isinstance(value, tuple) else str(value)
