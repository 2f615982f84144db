"""Building the context of a model: every index in one pass over its elements."""

import dataclasses
from collections.abc import Iterable, Mapping
from typing import Final

from stratum.language.constraints.context import (
    HOSTED_ON,
    NOTHING,
    Context,
    Group,
    Placement,
    Space,
    Surroundings,
    Typed,
)
from stratum.language.metamodel import Metamodel, Scope
from stratum.language.paths import beside
from stratum.language.tree import SELECT, Document, DocumentKind, Element, Model

MIGRATE_TO: Final = "migrateTo"
INFRASTRUCTURE: Final = "infrastructure"


def build(
    model: Model,
    metamodel: Metamodel,
    placement: Placement | None = None,
    around: Surroundings = NOTHING,
) -> Context:
    """Index a model.

    Args:
        model: The documents.
        metamodel: The types.
        placement: Application name to component to host, for components without ``hostedOn``.
        around: What there is beside the documents.
    """
    plain = {
        file: _space(document, metamodel, around.unread) for file, document in sorted(model.documents.items())
    }
    spaces = {file: with_infrastructure(space, plain) for file, space in plain.items()}
    hosts = {
        file: _hosts(space, (placement or {}).get(space.document.name, {})) for file, space in spaces.items()
    }
    return Context(
        model, metamodel, spaces, hosts, _hosted(spaces, hosts), placed=placement is not None, around=around
    )


def typed_as(document: Document, element: Element, metamodel: Metamodel) -> Typed | None:
    """An element with its type; None where the metamodel does not know it."""
    found = metamodel.find(element.type)
    return Typed(element, found, f"{document.name}/{element.name}") if found is not None else None


def _space(document: Document, metamodel: Metamodel, unread: frozenset[str]) -> Space:
    elements: dict[str, Typed] = {}
    for element in document.elements:
        typed = typed_as(document, element, metamodel)
        if typed is not None:
            elements.setdefault(element.name, typed)
    begin = f"{document.file}#"
    missing = frozenset(name.removeprefix(begin) for name in unread if name.startswith(begin))
    return Space(
        document,
        elements,
        by_kind(elements),
        _users(elements),
        parts_of(elements),
        asking(elements),
        selected(elements.values()),
        missing,
    )


def by_kind(elements: Mapping[str, Typed]) -> dict[str, tuple[str, ...]]:
    """Names by the very type of the elements."""
    found: dict[str, list[str]] = {}
    for name, typed in elements.items():
        found.setdefault(typed.type.name, []).append(name)
    return {kind: tuple(names) for kind, names in found.items()}


def parts_of(elements: Mapping[str, Typed]) -> dict[str, tuple[Typed, ...]]:
    """What each element contains."""
    found: dict[str, list[Typed]] = {}
    for typed in elements.values():
        if typed.element.parent:
            found.setdefault(typed.element.parent, []).append(typed)
    return {name: tuple(parts) for name, parts in found.items()}


def asking(elements: Mapping[str, Typed]) -> dict[str, tuple[str, ...]]:
    """Names of the elements by the attributes of their relations."""
    found: dict[str, dict[str, None]] = {}
    for name, typed in elements.items():
        for relation in typed.element.relations:
            for attribute in relation.attributes:
                found.setdefault(attribute, {})[name] = None
    return {attribute: tuple(names) for attribute, names in found.items()}


def selected(elements: Iterable[Typed]) -> tuple[str, ...]:
    """Names of the elements that stand for components of other applications."""
    return tuple(typed.name for typed in elements if SELECT in typed.element.attributes)


def named_by(typed: Typed) -> set[str]:
    """The names in its own document that the relations of an element name."""
    return {r.target for r, kind in typed.relations() if kind.scope is not Scope.INFRASTRUCTURE}


def _users(elements: Mapping[str, Typed]) -> dict[str, Group]:
    found: dict[str, list[Typed]] = {}
    for typed in elements.values():
        for name in named_by(typed):
            found.setdefault(name, []).append(typed)
    return {name: Group(elements.get(name), tuple(users)) for name, users in found.items()}


def with_infrastructure(space: Space, spaces: Mapping[str, Space]) -> Space:
    """A document with the infrastructure that it names."""
    named = space.document.attributes.get(INFRASTRUCTURE)
    if not isinstance(named, str):
        return space
    return dataclasses.replace(space, infrastructure=spaces.get(beside(space.document.file, named)))


def _hosts(space: Space, placement: Mapping[str, str]) -> dict[str, str]:
    chosen = ((name, host_of(typed, placement, space.elements)) for name, typed in space.elements.items())
    return {name: host for name, host in chosen if host is not None}


def host_of(typed: Typed, placement: Mapping[str, str], elements: Mapping[str, Typed]) -> str | None:
    """Name of the host that a component moves to, is hosted on, or is placed on; parts go with the whole."""
    whole, seen = typed, {typed.name}
    while whole.element.parent in elements and whole.element.parent not in seen:  # names may be used twice
        whole = elements[whole.element.parent]
        seen.add(whole.name)
    said = (*whole.element.targets(MIGRATE_TO), *whole.element.targets(HOSTED_ON))
    return said[0] if said else placement.get(whole.name)


def _hosted(
    spaces: Mapping[str, Space], hosts: Mapping[str, Mapping[str, str]]
) -> dict[str, Mapping[str, Group]]:
    sites = (space for space in spaces.values() if space.document.kind is DocumentKind.INFRASTRUCTURE)
    return {site.document.file: groups_of(site, spaces, hosts, hosts_of(site)) for site in sites}


def hosts_of(site: Space) -> dict[str, Typed | None]:
    """The hosts of an infrastructure by name; an empty name stands for having none."""
    return {"": None, **{name: typed for name, typed in site.elements.items() if typed.type.capabilities}}


def is_on(space: Space, site: str) -> bool:
    """Whether the infrastructure of a document is in the file ``site``."""
    return space.infrastructure is not None and space.infrastructure.document.file == site


def groups_of(
    site: Space, spaces: Mapping[str, Space], hosts: Mapping[str, Mapping[str, str]], wanted: Iterable[str]
) -> dict[str, Group]:
    """Some hosts of an infrastructure with the components on them, in the order of files and elements."""
    found: dict[str, list[Typed]] = {name: [] for name in wanted}
    known = hosts_of(site)
    for file, space in spaces.items():
        if space.document.kind is DocumentKind.APPLICATION and is_on(space, site.document.file):
            chosen = hosts[file]
            strange = set(chosen.values()) - known.keys() if "" in found else set()
            keys = found.keys() | strange
            for name in [n for n in space.elements if chosen.get(n, "") in keys and n not in space.selected]:
                host = chosen.get(name, "")
                found["" if host in strange else host].append(space.elements[name])
    return {name: Group(known[name], tuple(members)) for name, members in found.items()}
