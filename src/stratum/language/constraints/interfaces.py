"""Interfaces: what a relation speaks is what its target offers, in a version that will do."""

import dataclasses
from collections.abc import Iterable, Iterator, Sequence

from stratum.core.findings import Finding
from stratum.language.codes import Code
from stratum.language.constraints.context import Context, Edge, Typed, cured, error, retargeted
from stratum.language.constraints.fit import in_range
from stratum.language.metamodel import Endpoint, RelationType, Scope, Use
from stratum.language.suggestions import a, first_of


@dataclasses.dataclass(frozen=True, slots=True)
class Refusal:
    """Why an element cannot be the target of a relation.

    Attributes:
        code: ``relation-type`` or ``relation-interface``.
        required: What the relation takes.
        available: What there is instead.
        message: Both in one sentence.
    """

    code: Code
    required: str
    available: str
    message: str


@dataclasses.dataclass(frozen=True, slots=True)
class Offer:
    """An interface that an element offers, itself or through a part.

    Attributes:
        interface: Its name.
        version: Empty where it is not known.
        secure: Whether it is encrypted.
        by: The element whose endpoint it is.
        endpoint: As its type has it.
    """

    interface: str
    version: str
    secure: bool
    by: Typed
    endpoint: Endpoint

    def __str__(self) -> str:
        """Such as ``mqtt 3.1.1``."""
        return f"{self.interface} {self.version}".rstrip()


def spoken(context: Context) -> Iterable[Finding]:
    """The target of each relation offers an interface that the relation speaks."""
    for edge in context.edges():
        target = edge.target if edge.kind.scope is not Scope.INFRASTRUCTURE else None
        if target is None or not target.type.is_any(edge.kind.types):
            continue
        if target.element.is_unresolved:
            continue  # nobody knows what it offers
        found = refusal(edge.typed, edge.kind, target, edge.space.parts.get(target.name, ()))
        if found is not None:
            yield _refused(edge, target, found)


def refusal(source: Typed, kind: RelationType, target: Typed, parts: Sequence[Typed] = ()) -> Refusal | None:
    """Why a relation cannot be drawn between two elements; None where it can.

    Args:
        source: The element that would have the relation.
        kind: Of the relation.
        target: The element that it would point to.
        parts: What the target contains, which offers interfaces too.
    """
    fitting = [wanted for wanted in kind.targets if target.type.is_a(wanted.type)]
    if not fitting:
        wanted = " or ".join(kind.types)
        message = (
            f"{kind.kind} of {a(source.type.name)} takes {wanted}; {target.name} is {a(target.type.name)}"
        )
        return Refusal(Code.RELATION_TYPE, wanted, target.type.name, message)
    offered = list(offers(target, parts))
    if any(not wanted.uses or any(meets(use, offered) for use in wanted.uses) for wanted in fitting):
        return None
    speaks = " or ".join(dict.fromkeys(str(use) for wanted in fitting for use in wanted.uses))
    there = ", ".join(map(str, offered)) or "no interface"
    message = f"{source.name} speaks {speaks}; {target.name} ({target.type.name}) offers {there}"
    return Refusal(Code.RELATION_INTERFACE, speaks, there, message)


def offers(typed: Typed, parts: Iterable[Typed] = ()) -> Iterator[Offer]:
    """The interfaces that an element offers on a port that it has, its own first, then those of its parts."""
    for by in (typed, *parts):
        values = by.element.attributes
        for interface, endpoint in by.type.provides.items():
            if endpoint.port and values.get(endpoint.port) is None:
                continue  # it listens on no port
            is_named = endpoint.version in by.type.attributes
            version = str(values.get(endpoint.version) or "") if is_named else endpoint.version
            yield Offer(interface, version, values.get(endpoint.secure) is True, by, endpoint)


def meets(use: Use, offered: Iterable[Offer]) -> bool:
    """Whether one of the offers is of the interface that is spoken, in a version of its range."""
    return any(o.interface == use.interface and in_range(o.version, use.versions) for o in offered)


def _refused(edge: Edge, target: Typed, found: Refusal) -> Finding:
    space = edge.space
    able = [
        name
        for name in edge.candidates()
        if name != target.name
        and refusal(edge.typed, edge.kind, space.elements[name], space.parts.get(name, ())) is None
    ]
    fix = (
        f"connect to {first_of(able)}" if able else f"connect to one that offers {found.required}, or add it"
    )
    numbers = (found.required, found.available)
    told = error(found.code, edge.typed, found.message, fix, at=edge.relation.position, numbers=numbers)
    return cured(told, *(retargeted(edge, other) for other in able[:1]))
