"""What each element says after a merge: value by value, relation by relation."""

import dataclasses
import functools
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Final

from stratum.language.merging.conflicts import Choices, Side, conflict, conflict_id
from stratum.language.merging.facts import (
    MISSING,
    Edge,
    Edges,
    Facts,
    Leaves,
    Named,
    Path,
    flat,
    is_same,
)
from stratum.language.merging.shown import edges_text, element_text, value_text
from stratum.language.merging.sides import View
from stratum.language.merging.structure import Structure, ordered
from stratum.language.metamodel import Attribute, RelationType, Type

Attributes = Mapping[str, Attribute]
Called = Callable[[Named], str]
Ruled = Callable[[Named], Side | None]
"""Whose state of what names an element counts, where that is settled."""
_NONE: Final = RelationType("", (), ())
Three = tuple[object, object, object]


@dataclasses.dataclass(frozen=True)
class Subject:
    """What is merged: an element, or the document itself.

    Attributes:
        file: The document.
        key: Identity of the element; empty for the document.
        name: What it is called in what is told.
        choices: Whose state counts in a conflict.
        ruled: Whose state of what names an element counts.
        called: What an element is called in what is told.
    """

    file: str
    key: str
    name: str
    choices: Choices
    ruled: Ruled
    called: Called

    def ask(self, what: str, texts: Sequence[str], why: str) -> Side:
        """Whose state counts."""
        base, ours, theirs = texts
        found = conflict_id(self.file, self.key, what)
        return self.choices.side(conflict(found, (self.file, self.name, what), (base, ours, theirs), why))


def settled(found: Structure, subject: Subject) -> Facts:
    """What an element says after the merge."""
    key = subject.key
    base, ours, theirs = found.trio.views
    if not found.shared(key) or key in found.whole or key not in base:
        side = found.whole.get(key, found.owner(key))
        return _without(found.view(side).facts(key), side, subject.ruled)
    was, mine, other = base.facts(key), ours.facts(key), theirs.facts(key)
    if _is_retyped(was, mine, other):
        why = f"one side changed the type of {subject.name}, and the other one what it says or its type"
        texts = [element_text(view, key) for view in found.trio.views]
        side = subject.ask("type", texts, why)
        return _without(mine if side is Side.OURS else other, side, subject.ruled)
    return _joined(subject, ours, (was, mine, other))


def _without(facts: Facts, side: Side, ruled: Ruled) -> Facts:
    """What one side says, without relations to what stays lost to the other."""
    edges = {edge: told for edge, told in facts.edges.items() if ruled(edge[1]) in {None, side}}
    return dataclasses.replace(facts, edges=edges)


def _is_retyped(base: Facts, ours: Facts, theirs: Facts) -> bool:
    """Whether a type was changed, and the other side does not leave the element as it was."""
    if ours.type == theirs.type == base.type or ours == theirs:
        return False
    return base not in (ours, theirs)


def _joined(subject: Subject, ours: View, three: tuple[Facts, Facts, Facts]) -> Facts:
    base, mine, other = three
    found = ours.metamodel.type(ours.elements[subject.key].type) if subject.key in ours else Type("")
    if mine.type == base.type != other.type:
        found = ours.metamodel.find(other.type) or found
    identity = _one(subject, "id", (base.id, mine.id, other.id), str)
    leaves = leaves_joined(subject, found.attributes, base.leaves, mine.leaves, other.leaves)
    edges = _edges_joined(subject, found, (base.edges, mine.edges, other.edges))
    kind = other.type if mine.type == base.type else mine.type
    return Facts(kind, str(identity), leaves, edges)


def _one(subject: Subject, what: str, three: Three, told: Callable[[object], str]) -> object:
    """One value from three; asks where both sides changed it."""
    was, mine, other = three
    if is_same(mine, other) or is_same(other, was):
        return mine
    if is_same(mine, was):
        return other
    texts = ["" if value is MISSING else told(value) for value in three]
    side = subject.ask(what, texts, _why(subject, what, three))
    return mine if side is Side.OURS else other


def _why(subject: Subject, what: str, three: Three) -> str:
    about = f"{what} of {subject.name}" if subject.name else what
    if three[1] is MISSING:
        return f"we removed {about}, and they changed it"
    if three[2] is MISSING:
        return f"they removed {about}, and we changed it"
    return f"both {'set' if three[0] is MISSING else 'changed'} {about}, and not to the same"


def leaves_joined(subject: Subject, fields: Attributes, base: Leaves, ours: Leaves, theirs: Leaves) -> Leaves:
    """The values from both sides."""
    found: dict[Path, object] = {}
    for path in dict.fromkeys((*ours, *theirs)):
        three = (base.get(path, MISSING), ours.get(path, MISSING), theirs.get(path, MISSING))
        side = next((s for v in three if isinstance(v, Named) and (s := subject.ruled(v))), None)
        if side is not None:
            value = three[1] if side is Side.OURS else three[2]
        else:
            what = ".".join(path)
            value = _one(subject, what, three, functools.partial(value_text, subject.called, fields, path))
        if value is not MISSING:
            found[path] = value
    return _consistent(subject, fields, found, (base, ours, theirs))


def _consistent(
    subject: Subject, fields: Attributes, found: dict[Path, object], three: tuple[Leaves, Leaves, Leaves]
) -> Leaves:
    """The values where none is both a single value and a mapping with values inside."""
    inner = {path[:depth] for path in found for depth in range(1, len(path))}
    for path in [path for path in found if path in inner and found[path] != {}]:
        texts = [_region(subject.called, fields, path, leaves) for leaves in three]
        what = ".".join(path)
        side = subject.ask(what, texts, _why(subject, what, ("", "", "")))
        chosen = three[1] if side is Side.OURS else three[2]
        found = {p: v for p, v in found.items() if p[: len(path)] != path}
        found |= {p: v for p, v in chosen.items() if p[: len(path)] == path}
    return found


def _region(called: Called, fields: Attributes, path: Path, leaves: Leaves) -> str:
    """A value, or the values inside of it."""
    told = {p: v for p, v in leaves.items() if p[: len(path)] == path}
    return ", ".join(f"{'.'.join(p)}: {value_text(called, fields, p, v)}" for p, v in told.items())


def _edges_joined(subject: Subject, found: Type, three: tuple[Edges, Edges, Edges]) -> Edges:
    """The relations from both sides, kind by kind."""
    joined: dict[Edge, Mapping[str, object]] = {}
    for kind in dict.fromkeys(edge[0] for edges in three[1:] for edge in edges):
        own = [{e: told for e, told in edges.items() if e[0] == kind} for edges in three]
        described = found.relations.get(kind, _NONE)
        joined |= _of_kind(subject, described, kind, (own[0], own[1], own[2]))
    return joined


def _of_kind(subject: Subject, kind: RelationType, name: str, three: tuple[Edges, Edges, Edges]) -> Edges:
    base, ours, theirs = three
    if ours == theirs and list(ours) == list(theirs):
        return ours
    if _is_crowded(kind, three):
        texts = [edges_text(subject.called, kind, edges) for edges in three]
        side = subject.ask(name, texts, _why(subject, name, ("", "", "")))
        return ours if side is Side.OURS else theirs
    told = {edge: _edge(subject, kind, edge, three) for edge in dict.fromkeys((*ours, *theirs))}
    kept = {edge: attributes for edge, attributes in told.items() if attributes is not None}
    ruling = next((s for edge in told if (s := subject.ruled(edge[1]))), None)
    if ruling is not None and not kind.minimum <= len(kept) <= _most(kind, kept):
        return ours if ruling is Side.OURS else theirs
    order = _order(base, ours, theirs, kept)
    return {edge: kept[edge] for edge in order}


def _is_crowded(kind: RelationType, three: tuple[Edges, Edges, Edges]) -> bool:
    """Whether both sides changed the relations of a kind, and together there are too many or too few."""
    base, ours, theirs = (frozenset(edges) for edges in three)
    if base in (ours, theirs):
        return False
    together = len((ours & theirs) | (ours - base) | (theirs - base))
    most = _most(kind, base | ours | theirs)
    is_kept = all(kind.minimum <= len(side) <= most for side in (ours, theirs))
    return is_kept and not kind.minimum <= together <= most


def _most(kind: RelationType, edges: Collection[Edge]) -> int:
    """How many relations of a kind there may be."""
    return len(edges) if kind.maximum is None else kind.maximum


def _edge(
    subject: Subject, kind: RelationType, edge: Edge, three: tuple[Edges, Edges, Edges]
) -> Mapping[str, object] | None:
    """The attributes of a relation; None where it goes."""
    base, ours, theirs = (edges.get(edge) for edges in three)
    side = subject.ruled(edge[1])
    if side is not None:
        return ours if side is Side.OURS else theirs
    what = f"{edge[0]} {subject.called(edge[1])}" + (f" {edge[2] + 1}" if edge[2] else "")
    if base is not None and ours is not None and theirs is not None:
        prefixed = dataclasses.replace(subject, key=f"{subject.key}:{what}", name=f"{what} of {subject.name}")
        merged = leaves_joined(prefixed, kind.attributes, flat(base), flat(ours), flat(theirs))
        return {path[0]: value for path, value in merged.items()}
    values = tuple(MISSING if told is None else told for told in (base, ours, theirs))

    def shown(told: object) -> str:
        return edges_text(subject.called, kind, {edge: told}) if isinstance(told, Mapping) else ""

    value = _one(subject, what, (values[0], values[1], values[2]), shown)
    return value if isinstance(value, Mapping) else None


def _order(base: Iterable[Edge], ours: Iterable[Edge], theirs: Iterable[Edge], kept: Edges) -> list[Edge]:
    numbers = {edge: str(number + 1) for number, edge in enumerate(dict.fromkeys((*base, *ours, *theirs)))}
    edges = {number: edge for edge, number in numbers.items()}
    first, mine, other = ([numbers[edge] for edge in side] for side in (base, ours, theirs))
    return [edges[n] for n in ordered(first, mine, other, {numbers[edge]: None for edge in kept})]
