"""A model with its indexes: what all constraints look things up in. Built once, in linear time."""

import dataclasses
import functools
from collections.abc import Iterable, Iterator, Mapping

from stratum.core.findings import Finding, Position, Severity
from stratum.language.codes import Code
from stratum.language.metamodel import Attribute, Metamodel, Reference, RelationType, Scope, Type
from stratum.language.paths import beside
from stratum.language.tree import Document, DocumentKind, Element, Model, Relation

HOSTED_ON = "hostedOn"
MIGRATE_TO = "migrateTo"
INFRASTRUCTURE = "infrastructure"
Placement = Mapping[str, Mapping[str, str]]


@dataclasses.dataclass(frozen=True, slots=True)
class Typed:
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
class Space:
    """A document with its elements by name.

    Attributes:
        document: The document.
        elements: Those whose type the metamodel knows.
        unread: Names of elements that are written but could not be read.
        infrastructure: Where the hosts of an application are; None where it is not known.
    """

    document: Document
    elements: Mapping[str, Typed]
    unread: frozenset[str] = frozenset()
    infrastructure: "Space | None" = None

    def scope(self, relation: RelationType) -> "Space | None":
        """Where the targets of a relation are looked up."""
        return self.infrastructure if relation.scope is Scope.INFRASTRUCTURE else self

    def fitting(self, kind: RelationType, types: Iterable[str]) -> list[str]:
        """Names of the elements of some types where the targets of a relation are looked up."""
        scope = self.scope(kind)
        by_type = scope.by_type if scope is not None else {}
        return list(dict.fromkeys(name for wanted in types for name in by_type.get(wanted, ())))

    @functools.cached_property
    def by_type(self) -> dict[str, list[str]]:
        """Names of the elements of each type, under each of its ancestors."""
        found: dict[str, list[str]] = {}
        for name, typed in self.elements.items():
            for ancestor in typed.type.ancestors:
                found.setdefault(ancestor, []).append(name)
        return found

    def target(self, relation: Relation, kind: RelationType) -> Typed | None:
        """The element that a relation points to, or None."""
        scope = self.scope(kind)
        return scope.elements.get(relation.target) if scope is not None else None

    def connections(self, typed: Typed) -> Iterator[tuple[Relation, Typed]]:
        """The relations of an element to elements of its own document that exist."""
        for relation, kind in typed.relations():
            target = self.target(relation, kind) if kind.scope is Scope.DOCUMENT else None
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
        return [n for n in self.space.fitting(self.kind, self.kind.types) if n != self.typed.name]


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
        placed: Whether a placement is given, so that components without a host are its affair.
        around: What there is beside the documents.
    """

    model: Model
    metamodel: Metamodel
    spaces: Mapping[str, Space]
    hosts: Mapping[str, Mapping[str, str]]
    placed: bool
    around: Surroundings

    def of_kind(self, kind: DocumentKind) -> Iterator[Space]:
        """The documents of a kind with their elements, in the order of their files."""
        return (space for space in self.spaces.values() if space.document.kind is kind)

    def everything(self) -> Iterator[tuple[Space, Typed]]:
        """Every element of every document."""
        return ((space, typed) for space in self.spaces.values() for typed in space.elements.values())

    def components(self, infrastructure: Space) -> Iterator[tuple[Space, Typed]]:
        """The components of every application on an infrastructure."""
        for space in self.of_kind(DocumentKind.APPLICATION):
            if space.infrastructure is infrastructure:
                for typed in space.elements.values():
                    yield space, typed

    def edges(self) -> Iterator[Edge]:
        """Every relation of every element."""
        for space, typed in self.everything():
            for relation, kind in typed.relations():
                yield Edge(space, typed, relation, kind)

    def naming(self, reference: Reference) -> Iterator[tuple[Space, Typed, Attribute, str]]:
        """Every attribute of an element that names ``reference``, with the one name that it gives."""
        for space, typed in self.everything():
            for attribute in typed.type.referring(reference):
                value = typed.element.attributes.get(attribute.name)
                if isinstance(value, str):
                    yield space, typed, attribute, value

    def host(self, space: Space, component: str) -> Typed | None:
        """The host of a component, or None where it has none yet."""
        name = self.hosts[space.document.file].get(component)
        if name is None or space.infrastructure is None:
            return None
        return space.infrastructure.elements.get(name)


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
    spaces = {file: _with_infrastructure(space, plain) for file, space in plain.items()}
    hosts = {
        file: _hosts(space, (placement or {}).get(space.document.name, {})) for file, space in spaces.items()
    }
    return Context(model, metamodel, spaces, hosts, placement is not None, around)


def _space(document: Document, metamodel: Metamodel, unread: frozenset[str]) -> Space:
    elements: dict[str, Typed] = {}
    prefix = f"{document.name}/"
    for element in document.elements:
        found = metamodel.find(element.type)
        if found is not None:
            elements.setdefault(element.name, Typed(element, found, prefix + element.name))
    begin = f"{document.file}#"
    missing = frozenset(name.removeprefix(begin) for name in unread if name.startswith(begin))
    return Space(document, elements, missing)


def _with_infrastructure(space: Space, spaces: Mapping[str, Space]) -> Space:
    named = space.document.attributes.get(INFRASTRUCTURE)
    if not isinstance(named, str):
        return space
    return dataclasses.replace(space, infrastructure=spaces.get(beside(space.document.file, named)))


def _hosts(space: Space, placement: Mapping[str, str]) -> dict[str, str]:
    hosts: dict[str, str] = {}
    for name, typed in space.elements.items():
        said = (*typed.element.targets(MIGRATE_TO), *typed.element.targets(HOSTED_ON))
        chosen = said[0] if said else placement.get(name)
        if chosen is not None:
            hosts[name] = chosen
    return hosts


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
