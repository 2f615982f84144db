"""A model with its indexes: what all constraints look things up in; see ``build``."""

import dataclasses
import functools
import itertools
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Self, TypeVar

from stratum.core.edits import Fix, Redirect
from stratum.core.findings import Finding, Position, Severity
from stratum.language.codes import Code
from stratum.language.metamodel import Attribute, Metamodel, Reference, RelationType, Scope, Type
from stratum.language.tree import SELECT, Document, DocumentKind, Element, Model, Relation

HOSTED_ON = "hostedOn"
Placement = Mapping[str, Mapping[str, str]]
Focus = Mapping[str, frozenset[str]]
"""Names of elements by the file of their document."""
Made = TypeVar("Made")


class Lasting:
    """Something immutable that is kept from one edit to the next, with what follows from it alone."""

    def once(self, work: Callable[[Self], Made]) -> Made:
        """What a function makes of this, worked out the first time that it is asked for."""
        known: dict[object, Any] = self.__dict__.setdefault("_known", {})
        if work not in known:
            known[work] = work(self)
        made: Made = known[work]
        return made


@dataclasses.dataclass(frozen=True)
class Typed(Lasting):
    """An element with its type and its path."""

    element: Element
    type: Type
    path: str

    @property
    def name(self) -> str:
        """Name of the element."""
        return self.element.name

    def place(self, attribute: str = "") -> Position:
        """Where an attribute is written, else where the element begins."""
        return self.element.positions.get(attribute, self.element.position)

    def relations(self) -> Iterator[tuple[Relation, RelationType]]:
        """Every relation with its type."""
        for relation in self.element.relations:
            kind = self.type.relations.get(relation.kind)
            if kind is not None:
                yield relation, kind


@dataclasses.dataclass(frozen=True)
class Group(Lasting):
    """An element with what belongs to it, such as a host with the components on it.

    Attributes:
        head: The element; None where there is none.
        members: What belongs to it, each once.
    """

    head: Typed | None
    members: tuple[Typed, ...] = ()


@dataclasses.dataclass(frozen=True)
class Space(Lasting):
    """A document with its elements by name.

    Attributes:
        document: The document.
        elements: Those whose type the metamodel knows.
        kinds: Their names by the very type that they are of.
        users: By a name, of an element or not: the elements of the document that have a relation to it.
        parts: By the name of an element: what it contains.
        asking: By an attribute of relations: names of the elements that have a relation with it.
        selected: Names of the elements that stand for components of other applications.
        unread: Names of elements that are written but could not be read.
        infrastructure: Where the hosts of an application are; None where it is not known.
    """

    document: Document
    elements: Mapping[str, Typed]
    kinds: Mapping[str, tuple[str, ...]]
    users: Mapping[str, Group]
    parts: Mapping[str, tuple[Typed, ...]]
    asking: Mapping[str, tuple[str, ...]]
    selected: tuple[str, ...] = ()
    unread: frozenset[str] = frozenset()
    infrastructure: "Space | None" = None

    def scope(self, relation: RelationType) -> "Space | None":
        """Where the targets of a relation are looked up."""
        return self.infrastructure if relation.scope is Scope.INFRASTRUCTURE else self

    def fitting(self, kind: RelationType, types: Iterable[str], source: Typed) -> list[str]:
        """Names of the elements of some types where the targets of a relation of an element are looked up."""
        scope = self.scope(kind)
        if scope is None:
            return []
        lists = [scope.by_type[wanted] for wanted in types if wanted in scope.by_type]
        found = list(lists[0] if len(lists) == 1 else dict.fromkeys(itertools.chain.from_iterable(lists)))
        if kind.scope is not Scope.CONTAINER:
            return found
        return [name for name in found if scope.elements[name].element.parent == source.element.parent]

    @functools.cached_property
    def by_type(self) -> dict[str, list[str]]:
        """Names of the elements of each type, under each of its ancestors."""
        found: dict[str, list[str]] = {}
        for names in self.kinds.values():
            for ancestor in self.elements[names[0]].type.ancestors:
                found.setdefault(ancestor, []).extend(names)
        return found

    def having(self, attribute: str) -> Iterator[Typed]:
        """The elements of the types that have an attribute."""
        for names in self.kinds.values():
            if attribute in self.elements[names[0]].type.attributes:
                yield from (self.elements[name] for name in names)

    def referring(self, reference: Reference) -> Iterator[Typed]:
        """The elements of the types that have an attribute that names ``reference``."""
        for names in self.kinds.values():
            if self.elements[names[0]].type.referring(reference):
                yield from (self.elements[name] for name in names)

    def target(self, relation: Relation, kind: RelationType) -> Typed | None:
        """The element that a relation points to, or None."""
        scope = self.scope(kind)
        return scope.elements.get(relation.target) if scope is not None else None

    def connections(self, typed: Typed) -> Iterator[tuple[Relation, Typed]]:
        """The relations of an element to elements of its own document that exist."""
        for relation, kind in typed.relations():
            target = self.target(relation, kind) if kind.scope is not Scope.INFRASTRUCTURE else None
            if target is not None:
                yield relation, target


@dataclasses.dataclass(frozen=True, slots=True)
class Edge:
    """A relation with the element that declares it and where its target is looked up."""

    space: Space
    typed: Typed
    relation: Relation
    kind: RelationType

    @property
    def target(self) -> Typed | None:
        """The element that it points to, or None."""
        return self.space.target(self.relation, self.kind)

    @property
    def is_dangling(self) -> bool:
        """Whether its target is nowhere, although the document that should have it is there."""
        scope = self.space.scope(self.kind)
        name = self.relation.target
        return scope is not None and name not in scope.elements and name not in scope.unread

    def candidates(self) -> list[str]:
        """Names of the other elements that it could point to."""
        names = self.space.fitting(self.kind, self.kind.types, self.typed)
        if self.typed.type.is_any(self.kind.types) and self.typed.name in names:
            names.remove(self.typed.name)
        return names


@dataclasses.dataclass(frozen=True, slots=True)
class Surroundings:
    """What there is beside the documents that could be read.

    Attributes:
        unread: Files and, as ``file#name``, elements that are written but could not be read.
        foreign: YAML files that are not documents of this language.
        files: Files that are known to exist, as ``paths.beside`` gives them; None where nobody looked.
    """

    unread: frozenset[str] = frozenset()
    foreign: frozenset[str] = frozenset()
    files: frozenset[str] | None = None


NOTHING = Surroundings()


@dataclasses.dataclass(frozen=True, slots=True)
class Context:
    """Everything that a constraint may look at.

    Attributes:
        model: The documents.
        metamodel: The types.
        spaces: Each document with its elements, by file.
        hosts: Name of the host of each component that has one, by application file and component.
        hosted: Each host with the components on it, by infrastructure file and host; under an empty name the
            components that have none, or one that is not there.
        placed: Whether a placement is given, so that components without a host are its affair.
        around: What there is beside the documents.
        focus: The elements that are to be iterated over; None for all. What is looked up is never limited.
    """

    model: Model
    metamodel: Metamodel
    spaces: Mapping[str, Space]
    hosts: Mapping[str, Mapping[str, str]]
    hosted: Mapping[str, Mapping[str, Group]]
    placed: bool
    around: Surroundings
    focus: Focus | None = None

    def of_kind(self, kind: DocumentKind) -> Iterator[Space]:
        """The documents of a kind with their elements, in the order of their files."""
        return (space for space in self.spaces.values() if space.document.kind is kind)

    def within(self, space: Space) -> Iterable[Typed]:
        """The elements of a document that are to be iterated over, without those selected elsewhere."""
        found: Iterable[Typed] = space.elements.values()
        if self.focus is not None:
            names = self.focus.get(space.document.file, ())
            found = [space.elements[name] for name in names if name in space.elements]
        return [t for t in found if SELECT not in t.element.attributes] if space.selected else found

    def selected(self) -> Iterator[tuple[Space, Typed]]:
        """The elements that stand for components of other applications; ``everything`` is without them."""
        for space in self.of_kind(DocumentKind.APPLICATION):
            names = None if self.focus is None else self.focus.get(space.document.file, ())
            yield from ((space, space.elements[n]) for n in space.selected if names is None or n in names)

    def everything(self) -> Iterator[tuple[Space, Typed]]:
        """Every element of every document."""
        return ((space, typed) for space in self.spaces.values() for typed in self.within(space))

    def having(self, kind: DocumentKind, attribute: str) -> Iterator[tuple[Space, Typed, object]]:
        """The elements in documents of a kind that have a value of an attribute, with the value."""
        for space in self.of_kind(kind):
            for typed in space.having(attribute) if self.focus is None else self.within(space):
                value = typed.element.attributes.get(attribute)
                is_here = SELECT not in typed.element.attributes
                if value is not None and is_here and attribute in typed.type.attributes:
                    yield space, typed, value

    def components(self, infrastructure: Space) -> Iterator[tuple[Space, Typed]]:
        """The components of every application on an infrastructure."""
        for space in self.of_kind(DocumentKind.APPLICATION):
            if space.infrastructure is infrastructure:
                for typed in self.within(space):
                    yield space, typed

    def asking(self, infrastructure: Space, attribute: str) -> Iterator[tuple[Space, Typed]]:
        """The components on an infrastructure that have a relation with an attribute."""
        for space in self.of_kind(DocumentKind.APPLICATION):
            if space.infrastructure is infrastructure:
                focus = None if self.focus is None else self.focus.get(space.document.file, ())
                names = space.asking.get(attribute, ())
                yield from ((space, space.elements[n]) for n in names if focus is None or n in focus)

    def edges(self) -> Iterator[Edge]:
        """Every relation of every element."""
        for space, typed in self.everything():
            kinds = typed.type.relations
            for relation in typed.element.relations:
                if relation.kind in kinds:
                    yield Edge(space, typed, relation, kinds[relation.kind])

    def naming(self, reference: Reference) -> Iterator[tuple[Space, Typed, Attribute, str]]:
        """Every attribute of an element that names ``reference``, with the one name that it gives."""
        for space in self.spaces.values():
            for typed in space.referring(reference) if self.focus is None else self.within(space):
                for attribute in typed.type.referring(reference):
                    value = typed.element.attributes.get(attribute.name)
                    if isinstance(value, str) and SELECT not in typed.element.attributes:
                        yield space, typed, attribute, value

    def host(self, space: Space, component: str) -> Typed | None:
        """The host of a component, or None where it has none yet."""
        name = self.hosts[space.document.file].get(component)
        if name is None or space.infrastructure is None:
            return None
        return space.infrastructure.elements.get(name)


def error(
    code: Code | str,
    typed: Typed,
    message: str,
    fix: str,
    *,
    at: str | Position = "",
    numbers: tuple[str, str] = ("", ""),
) -> Finding:
    """An error about an element.

    Args:
        code: What kind of problem it is.
        typed: The element.
        message: What is wrong, in one sentence.
        fix: What would cure it.
        at: A position, or the attribute whose position counts; the element's own by default.
        numbers: What was asked for and what there is.
    """
    place = at if isinstance(at, Position) else typed.place(at)
    return Finding(code, Severity.ERROR, typed.path, message, place, *numbers, fix)


def warning(code: Code, typed: Typed, message: str, fix: str, *, at: str = "") -> Finding:
    """A warning about an element; see ``error``."""
    return dataclasses.replace(error(code, typed, message, fix, at=at), severity=Severity.WARNING)


def retargeted(edge: Edge, target: str) -> Fix:
    """The cure that lets a relation point to another element, with the same attributes."""
    file, name, kind = edge.space.document.file, edge.typed.name, edge.kind.kind
    edit = Redirect(file, name, kind, edge.relation.target, target)
    return Fix(f"let {kind} of {name} name {target}", (edit,))


def cured(finding: Finding, *fixes: Fix) -> Finding:
    """A finding with cures that can be applied as they are, the best first."""
    return dataclasses.replace(finding, fixes=fixes)
