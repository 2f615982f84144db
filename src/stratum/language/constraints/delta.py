"""What differs between a document and a later one of the same file, and the later one with its indexes."""

import dataclasses
import itertools
from collections.abc import Iterable, Mapping, Sequence, Set

from stratum.language.constraints.build import asking, by_kind, named_by, parts_of, selected, typed_as
from stratum.language.constraints.context import Group, Space, Typed
from stratum.language.metamodel import Metamodel
from stratum.language.tree import Document, Element


@dataclasses.dataclass(frozen=True, slots=True)
class Delta:
    """The elements in which two documents differ.

    Attributes:
        document: The later document.
        begin: How many elements both begin with.
        end: How many elements both end with.
        fresh: The elements of the later one between these that are new or not the same as before, by name.
        changed: Names of these and of the elements that are gone.
    """

    document: Document
    begin: int
    end: int
    fresh: Mapping[str, Element]
    changed: Set[str]


def between(before: Space, new: Document) -> Delta | None:
    """What differs, or None where more does than some elements."""
    old = before.document
    if old is new:
        return Delta(new, len(new.elements), 0, {}, frozenset())
    heads = ((d.kind, d.name, d.file, d.attributes, d.positions) for d in (old, new))
    if next(heads) != next(heads) or len(before.elements) < len(old.elements):
        return None
    begin = _alike(old.elements, new.elements)
    most = min(len(old.elements), len(new.elements)) - begin
    end = min(_alike(reversed(old.elements), reversed(new.elements)), most)
    was = {e.name for e in old.elements[begin : len(old.elements) - end]}
    now = new.elements[begin : len(new.elements) - end]
    return _delta(before, new, (begin, end), was, now)


def _delta(
    before: Space, new: Document, same: tuple[int, int], was: Set[str], now: Sequence[Element]
) -> Delta | None:
    names = [e.name for e in now]
    kept = set(names) & was
    if len(set(names)) != len(names) or any(n in before.elements and n not in was for n in names):
        return None  # names that are not unique
    if [n for n in names if n in kept] != [n for n in before.elements if n in kept]:
        return None
    fresh = {e.name: e for e in now if e.name not in was or before.elements[e.name].element is not e}
    return Delta(new, *same, fresh, fresh.keys() | (was - kept))


def _alike(old: Iterable[Element], new: Iterable[Element]) -> int:
    """How many elements two documents begin with both."""
    for number, (a, b) in enumerate(zip(old, new, strict=False)):
        if a is not b:
            return number
    return sum(1 for _ in zip(old, new, strict=False))


def applied(before: Space, delta: Delta, metamodel: Metamodel) -> Space:
    """The later document; what did not change is shared."""
    if delta.document is before.document:
        return before
    elements = _elements(before, delta, metamodel)
    has_parts = before.parts or any(element.parent for element in delta.fresh.values())
    return dataclasses.replace(
        before,
        document=delta.document,
        elements=elements,
        kinds=_kinds(before, elements, delta.changed),
        users=_users(before, elements, delta.changed),
        parts=parts_of(elements) if has_parts else {},
        asking=_asking(before, elements, delta.changed),
        selected=_selected(before, elements, delta.changed),
    )


def _elements(before: Space, delta: Delta, metamodel: Metamodel) -> dict[str, Typed]:
    now = delta.document.elements[delta.begin : len(delta.document.elements) - delta.end]
    fresh = {name: typed_as(delta.document, element, metamodel) for name, element in delta.fresh.items()}
    known = {e.name: fresh[e.name] if e.name in fresh else before.elements[e.name] for e in now}
    found = {name: typed for name, typed in known.items() if typed is not None}
    names = list(before.elements)
    if list(found) == names[delta.begin : len(names) - delta.end]:
        return {**before.elements, **found}
    pairs = list(before.elements.items())
    return dict(itertools.chain(pairs[: delta.begin], found.items(), pairs[len(pairs) - delta.end :]))


def _kinds(before: Space, elements: Mapping[str, Typed], changed: Set[str]) -> Mapping[str, tuple[str, ...]]:
    """Names by type, the very ones of before where no name and no type is another one."""
    if all(is_of_same_type(before, elements, name) for name in changed):
        return before.kinds
    types = {of[name].type.name for of in (before.elements, elements) for name in changed if name in of}
    some = {name: typed for name, typed in elements.items() if typed.type.name in types}
    rest = {kind: names for kind, names in before.kinds.items() if kind not in types}
    kinds = {**rest, **by_kind(some)}
    first = {names[0]: kind for kind, names in kinds.items()}
    return {first[name]: kinds[first[name]] for name in elements if name in first}


def is_of_same_type(before: Space, elements: Mapping[str, Typed], name: str) -> bool:
    """Whether an element is there as before, of the same type."""
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


def _selected(before: Space, elements: Mapping[str, Typed], changed: Set[str]) -> tuple[str, ...]:
    touched = selected(of[name] for of in (before.elements, elements) for name in changed if name in of)
    return selected(elements.values()) if touched else before.selected


def _named(elements: Mapping[str, Typed], name: str) -> set[str]:
    return named_by(elements[name]) if name in elements else set()
