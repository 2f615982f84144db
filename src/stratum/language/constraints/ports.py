"""Ports: on one host each port belongs to one component.

Only ports that are written in the model count here: an engine moves defaults out of the way.
"""

import dataclasses
from collections.abc import Iterable, Iterator
from typing import Final

from stratum.core.edits import Fix, SetValue
from stratum.core.findings import Finding
from stratum.language.codes import Code
from stratum.language.constraints.context import Context, Group, Typed, cured, error, warning
from stratum.language.metamodel import Shape
from stratum.language.tree import DocumentKind

LOCAL: Final = "local"
FREE: Final = 1024
"""The first port that any program may open."""


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


def privileged(context: Context) -> Iterable[Finding]:
    """A port that a program here is to listen on is one that any program may open."""
    for _, typed in context.everything():
        for attribute, port in _ports(typed) if LOCAL in typed.type.implementation else ():
            if port < FREE:
                message = f"{attribute} {port} of {typed.name} is open to privileged programs only"
                numbers = (f"{FREE} or more", str(port))
                fix, cure = _other(typed, attribute, port + 8000)
                found = warning(Code.PORT_PRIVILEGED, typed, message, fix, at=attribute)
                yield cured(dataclasses.replace(found, required=numbers[0], available=numbers[1]), cure)


def _other(typed: Typed, attribute: str, port: int) -> tuple[str, Fix]:
    title = f"set {attribute} to another port, such as {port}"
    edit = SetValue(typed.element.position.file, typed.name, attribute, str(port))
    return title, Fix(f"set {attribute} of {typed.name} to {port}", (edit,))


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
                fix, cure = _other(typed, attribute, _free(taken, port))
                found.append(cured(error(Code.PORT_CONFLICT, typed, message, fix, at=attribute), cure))
    return tuple(found)


def _ports(typed: Typed) -> Iterator[tuple[str, int]]:
    for attribute in typed.type.attributes.values():
        value = typed.element.attributes.get(attribute.name)
        written = attribute.name in typed.element.positions
        if attribute.shape is Shape.PORT and written and isinstance(value, int):
            yield attribute.name, value


def _free(taken: dict[int, str], port: int) -> int:
    candidates = (n for n in range(max(port, FREE), 65536) if n not in taken)
    return next(candidates, FREE)
