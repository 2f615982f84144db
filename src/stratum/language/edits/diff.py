"""What makes one document of another: edits, few and exact. An identity tells a rename from a new element."""

import dataclasses
import functools
from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from typing import Final

from stratum.core.edits import (
    AddElement,
    Connect,
    Disconnect,
    Edit,
    MoveElement,
    RemoveElement,
    RenameElement,
    SetValue,
    UnsetValue,
)
from stratum.core.errors import InvalidInputError
from stratum.core.runs import rising
from stratum.language.metamodel import Attribute, Metamodel, Scope, Shape
from stratum.language.syntax.nodes import Node
from stratum.language.syntax.words import body, by_kind, edge, written
from stratum.language.syntax.writing import flow, table, text
from stratum.language.tree import Document, Element, Relation

Attributes = Mapping[str, Attribute]
TYPE: Final = "type"
ID: Final = "id"


def diff(old: Document, new: Document, metamodel: Metamodel) -> tuple[Edit, ...]:
    """The edits that turn one document into another.

    Args:
        old: The document that they are for.
        new: What it is to be; its file is taken to be the same.
        metamodel: The types of both.

    Raises:
        InvalidInputError: If they are of different kinds.
    """
    if old.kind is not new.kind:
        raise InvalidInputError(f"a document of kind {old.kind} cannot become one of kind {new.kind}")
    return tuple(_Comparison(old, new, metamodel).edits())


@dataclasses.dataclass(frozen=True)
class _Comparison:
    old: Document
    new: Document
    metamodel: Metamodel

    @property
    def file(self) -> str:
        return self.old.file

    @functools.cached_property
    def _named(self) -> Mapping[str, Element]:
        return {e.name: e for e in self.old.elements}

    def edits(self) -> Iterator[Edit]:
        """Names first, then what there is and where, then what it says."""
        known = {e.id: e for e in self.old.elements}
        names = {known[e.id].name: e.name for e in self.new.elements if e.id in known}
        yield from self._removed(names)
        yield from self._renamed({old: new for old, new in names.items() if old != new})
        yield from self._placed(names)
        stays = len(names) == len(self.old.elements) and all(old == new for old, new in names.items())
        for element in self.new.elements:
            before = known.get(element.id)
            if before is not None and not (stays and before is element):
                yield from self._changed(before, element, names)
        described = self.metamodel.documents[self.old.kind]
        if self.old.name != self.new.name:
            yield SetValue(self.file, "", "name", flow(text(self.new.name)))
        sides = (_Side.of(d.attributes, described.attributes, d.positions) for d in (self.old, self.new))
        yield from self._values("", described.attributes, *sides)

    def _removed(self, names: Mapping[str, str]) -> Iterator[Edit]:
        """Elements that are gone, after what stays of their parts was taken out of them."""
        gone = [e for e in self.old.elements if e.name not in names]
        inside = {e.name for e in gone}
        for element in self.old.elements:
            if element.name in names and element.parent in inside:
                yield MoveElement(self.file, element.name, element.section)
        for element in reversed(gone):
            yield RemoveElement(self.file, element.name)

    def _renamed(self, names: dict[str, str]) -> Iterator[Edit]:
        """New names, over another one where two elements swap theirs."""
        taken = {e.name for e in (*self.old.elements, *self.new.elements)}
        waiting = dict(names)
        while waiting:
            free = next((old for old, new in waiting.items() if new not in waiting), None)
            if free is None:
                old, new = waiting.popitem()
                between = next(n for count in range(len(taken) + 1) if (n := f"x{count}") not in taken)
                taken.add(between)
                yield RenameElement(self.file, old, between)
                waiting[between] = new
            else:
                yield RenameElement(self.file, free, waiting.pop(free))

    def _placed(self, names: Mapping[str, str]) -> Iterator[Edit]:
        """New elements, and those that stand elsewhere: each before the one that it is written before."""
        origins = {new: old for old, new in names.items()}
        gone = {e.name for e in self.old.elements if e.name not in names}
        order = {e.name: n for n, e in enumerate(self.old.elements)}
        for place, elements in self._places(self.new).items():
            kept = [e.name for e in elements if e.name in origins and self._stays(e, origins, gone)]
            still = {kept[number] for number in rising([order[origins[name]] for name in kept])}
            before = ""
            for element in reversed(elements):
                if element.name not in origins:
                    said = flow(table(body(element, self.metamodel)))
                    yield AddElement(self.file, place[1] or place[0], element.name, said, before)
                elif element.name not in still:
                    yield MoveElement(self.file, element.name, place[1] or place[0], before)
                before = element.name

    def _places(self, document: Document) -> dict[tuple[str, str], list[Element]]:
        """The elements of each section and each container, containers before what they contain."""
        found: dict[tuple[str, str], list[Element]] = {}
        for element in document.elements:
            found.setdefault((element.section, element.parent), []).append(element)
        return found

    def _stays(self, element: Element, origins: Mapping[str, str], gone: set[str]) -> bool:
        """Whether an element stands in the same section and container as before."""
        old = self._named.get(origins[element.name])
        if element.parent and element.parent not in origins:
            return False
        parent = origins.get(element.parent, "")
        return (
            old is not None
            and old.parent not in gone
            and (old.section, old.parent) == (element.section, parent)
        )

    def _changed(self, old: Element, new: Element, names: Mapping[str, str]) -> Iterator[Edit]:
        parted, joined = self._relations(old, new, names)
        yield from parted
        if old.type != new.type:
            yield SetValue(self.file, new.name, TYPE, flow(text(new.type)))
        if ID in new.positions and ID not in old.positions:
            yield SetValue(self.file, new.name, ID, flow(text(new.id)))
        elif ID in old.positions and ID not in new.positions:
            yield UnsetValue(self.file, new.name, ID)
        types = (self.metamodel.type(old.type), self.metamodel.type(new.type))
        fields = {**types[0].attributes, **types[1].attributes}
        sides = (
            _Side.of(e.attributes, t.attributes, e.positions) for e, t in zip((old, new), types, strict=True)
        )
        yield from self._values(new.name, fields, *sides)
        yield from joined

    def _values(self, element: str, fields: Attributes, old: "_Side", new: "_Side") -> Iterator[Edit]:
        for name in dict.fromkeys((*old.values, *new.values)):
            path, in_both = f"{new.prefix}{name}", old.has(name) and new.has(name)
            if in_both and fields[name].shape is Shape.GROUP:
                inner = fields[name].fields
                yield from self._values(element, inner, old.inside(name), new.inside(name))
            elif new.has(name) and (old.values.get(name) != new.values[name] or not in_both):
                yield SetValue(self.file, element, path, flow(new.node(name)))
            elif old.has(name) and not new.has(name):
                yield UnsetValue(self.file, element, path)

    def _relations(
        self, old: Element, new: Element, names: Mapping[str, str]
    ) -> tuple[list[Edit], list[Edit]]:
        """What is taken away and what is made anew: from the first of a kind on that is not the same."""
        found = self.metamodel.type(new.type)
        before, after = by_kind(self._followed(old, names)), by_kind(new.relations)
        parted: list[Edit] = []
        joined: list[Edit] = []
        for kind in dict.fromkeys((*before, *after)):
            had, wants = before.get(kind, []), after.get(kind, [])
            same = _same(had, wants) if old.type == new.type else 0
            parted += [Disconnect(self.file, new.name, kind, r.target) for r in had[same:]]
            joined += [Connect(self.file, new.name, kind, r.target, edge(found, r)) for r in wants[same:]]
        return parted, joined

    def _followed(self, old: Element, names: Mapping[str, str]) -> list[Relation]:
        """The relations of an element after other elements were removed and renamed."""
        kinds = self.metamodel.type(old.type).relations
        found = []
        for relation in old.relations:
            kind = kinds.get(relation.kind)
            if kind is None or kind.scope is Scope.INFRASTRUCTURE or relation.target not in self._named:
                found.append(relation)
            elif relation.target in names:
                found.append(dataclasses.replace(relation, target=names[relation.target]))
        return found


@dataclasses.dataclass(frozen=True, slots=True)
class _Side:
    """The attributes of one of the two, as far as they are written."""

    values: Mapping[str, object]
    fields: Attributes
    is_written: Callable[[str], bool]
    prefix: str = ""

    @classmethod
    def of(cls, values: Mapping[str, object], fields: Attributes, places: Container[str]) -> "_Side":
        return cls(values, fields, places.__contains__)

    def has(self, name: str) -> bool:
        """Whether an attribute is written, or would have to be."""
        field = self.fields.get(name)
        if name not in self.values or field is None:
            return False
        return self.is_written(f"{self.prefix}{name}") or self.values[name] != field.default

    def inside(self, name: str) -> "_Side":
        """The fields of a group."""
        value = self.values[name]
        inner = value if isinstance(value, Mapping) else {}
        return _Side(inner, self.fields[name].fields, self.is_written, f"{self.prefix}{name}.")

    def node(self, name: str) -> Node:
        """A value, to be written."""
        one = {name: self.values[name]}
        return written(self.fields, one, self.is_written, self.prefix).get(name) or table({})


def _same(had: Sequence[Relation], wants: Sequence[Relation]) -> int:
    """How many relations at the beginning are the same."""
    pairs = zip(had, wants, strict=False)
    differing = (n for n, (a, b) in enumerate(pairs) if (a.target, a.attributes) != (b.target, b.attributes))
    return next(differing, min(len(had), len(wants)))
