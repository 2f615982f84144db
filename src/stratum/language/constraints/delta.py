"""What differs between a document and a later one of the same file, and the later one with its indexes."""

import dataclasses
from collections.abc import Mapping, Set

from stratum.language.constraints.build import asking, by_kind, named_by, parts_of, typed_as
from stratum.language.constraints.context import Group, Space, Typed
from stratum.language.metamodel import Metamodel
from stratum.language.tree import Document, Element


@dataclasses.dataclass(frozen=True, slots=True)
class Delta:
    """The elements in which two documents differ.

    Attributes:
        document: The later document.
        fresh: Its elements that are new or not the same as before, by name.
        changed: Names of these and of the elements that are gone.
        in_place: Whether the names are the same, in the same order.
    """

    document: Document
    fresh: Mapping[str, Element]
    changed: Set[str]
    in_place: bool


def between(before: Space, new: Document) -> Delta | None:
    """What differs, or None where more does than some elements."""
    old = before.document
    if old is new:
        return Delta(new, {}, frozenset(), in_place=True)
    heads = ((d.kind, d.name, d.file, d.attributes, d.positions) for d in (old, new))
    if next(heads) != next(heads) or len(before.elements) < len(old.elements):
        return None
    if len(old.elements) == len(new.elements):
        pairs = [(a, b) for a, b in zip(old.elements, new.elements, strict=True) if a is not b]
        if all(a.name == b.name for a, b in pairs):
            fresh = {b.name: b for _, b in pairs}
            return Delta(new, fresh, fresh.keys(), in_place=True)
    return _of_other_names(before, new)


def _of_other_names(before: Space, new: Document) -> Delta | None:
    old = before.elements
    names = [e.name for e in new.elements]
    known = set(names)
    if len(names) != len(known) or [n for n in old if n in known] != [n for n in names if n in old]:
        return None
    fresh = {e.name: e for e in new.elements if e.name not in old or old[e.name].element is not e}
    return Delta(new, fresh, fresh.keys() | (old.keys() - known), in_place=False)


def applied(before: Space, delta: Delta, metamodel: Metamodel) -> Space:
    """The later document; what did not change is shared."""
    if delta.document is before.document:
        return before
    elements = _elements(before, delta, metamodel)
    has_same_kinds = all(_is_of_same_type(before, elements, name) for name in delta.changed)
    has_parts = before.parts or any(element.parent for element in delta.fresh.values())
    return dataclasses.replace(
        before,
        document=delta.document,
        elements=elements,
        kinds=before.kinds if has_same_kinds else by_kind(elements),
        users=_users(before, elements, delta.changed),
        parts=parts_of(elements) if has_parts else {},
        asking=_asking(before, elements, delta.changed),
    )


def _elements(before: Space, delta: Delta, metamodel: Metamodel) -> dict[str, Typed]:
    typed = ((name, typed_as(delta.document, e, metamodel)) for name, e in delta.fresh.items())
    fresh = {name: t for name, t in typed if t is not None}
    if delta.in_place and len(fresh) == len(delta.fresh):
        return {**before.elements, **fresh}
    found = {name: t for name, t in before.elements.items() if name not in delta.changed} | fresh
    return {e.name: found[e.name] for e in delta.document.elements if e.name in found}


def _is_of_same_type(before: Space, elements: Mapping[str, Typed], name: str) -> bool:
    old, new = before.elements.get(name), elements.get(name)
    return old is not None and new is not None and old.type is new.type


def _users(before: Space, elements: Mapping[str, Typed], touched: Set[str]) -> dict[str, Group]:
    """Who uses what, with the groups made anew whose element or whose members changed."""
    users = dict(before.users)
    stale = {*touched, *(n for name in touched for n in _named(before.elements, name))}
    stale.update(n for name in touched for n in _named(elements, name))
    for name in stale:
        old = users.pop(name, None)
        members = [m.name for m in old.members] if old is not None else []
        members += sorted(t for t in touched if t not in members and name in _named(elements, t))
        found = tuple(elements[m] for m in members if m in elements and name in named_by(elements[m]))
        if found:
            users[name] = Group(elements.get(name), found)
    return users


def _asking(before: Space, elements: Mapping[str, Typed], changed: Set[str]) -> Mapping[str, tuple[str, ...]]:
    old, new = (asking({n: of[n] for n in changed if n in of}) for of in (before.elements, elements))
    if not old and not new:
        return before.asking
    kept = {a: tuple(n for n in names if n not in changed) for a, names in before.asking.items()}
    return {a: (*kept.get(a, ()), *new.get(a, ())) for a in kept.keys() | new.keys()}


def _named(elements: Mapping[str, Typed], name: str) -> set[str]:
    return named_by(elements[name]) if name in elements else set()
