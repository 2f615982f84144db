"""Ports: on one host each port belongs to one component.

Only ports that are written in the model count here: an engine moves defaults out of the way.
"""

from collections.abc import Iterable, Iterator

from stratum.core.findings import Finding
from stratum.language.codes import Code
from stratum.language.constraints.context import Context, Group, Typed, error
from stratum.language.metamodel import Shape
from stratum.language.tree import DocumentKind


def conflicts(context: Context) -> Iterable[Finding]:
    """No two components on a host are given the same port."""
    for groups in context.hosted.values():
        for group in groups.values():
            if group.head is not None:
                yield from group.once(_shared)


def twice(context: Context) -> Iterable[Finding]:
    """No two attributes of a component that has no host yet are given the same port."""
    for infrastructure in context.of_kind(DocumentKind.INFRASTRUCTURE):
        for space, typed in context.components(infrastructure):
            if context.host(space, typed.name) is None:
                yield from _shared(Group(None, (typed,)))


def _shared(group: Group) -> tuple[Finding, ...]:
    taken: dict[int, str] = {}
    found = []
    where = f" on {group.head.name}" if group.head is not None else ""
    for typed in group.members:
        for attribute, port in _ports(typed):
            owner = f"{attribute} of {typed.path}"
            first = taken.setdefault(port, owner)
            if first != owner:
                message = f"{attribute} {port} is also {first}{where}"
                fix = f"set {attribute} to another port, such as {_free(taken, port)}"
                found.append(error(Code.PORT_CONFLICT, typed, message, fix, at=attribute))
    return tuple(found)


def _ports(typed: Typed) -> Iterator[tuple[str, int]]:
    for attribute in typed.type.attributes.values():
        value = typed.element.attributes.get(attribute.name)
        written = attribute.name in typed.element.positions
        if attribute.shape is Shape.PORT and written and isinstance(value, int):
            yield attribute.name, value


def _free(taken: dict[int, str], port: int) -> int:
    candidates = (n for n in range(max(port, 1024), 65536) if n not in taken)
    return next(candidates, 1024)
