"""The model tree: immutable documents of typed elements that remember where they were written."""

import dataclasses
import enum
from collections.abc import Iterator, Mapping

from stratum.core.findings import Position

COMPONENTS = "components"
HOSTS = "hosts"
LINKS = "links"
SELECT = "select"
"""The attribute that names the component of another application that an element stands for."""


class DocumentKind(enum.StrEnum):
    """What a document describes."""

    APPLICATION = "Application"
    INFRASTRUCTURE = "Infrastructure"
    PIPELINE = "Pipeline"
    RULES = "Rules"
    LAYOUT = "Layout"


@dataclasses.dataclass(frozen=True, slots=True)
class Relation:
    """An edge that an element declares.

    Attributes:
        kind: ``hostedOn``, ``connectsTo``, ``input`` or ``between``.
        target: Name of the other element.
        attributes: Typed values of the edge, such as ``maxLatency`` in seconds.
        position: Where it is written.
    """

    kind: str
    target: str
    attributes: Mapping[str, object]
    position: Position


@dataclasses.dataclass(frozen=True, slots=True)
class Element:
    """A typed thing: a component, a host, a link or a block of a pipeline.

    Attributes:
        id: Stable across renames: the ``id`` key where there is one, else the name.
        name: Unique in its document.
        type: Name of its type in the metamodel.
        attributes: Values typed by the metamodel: quantities are numbers in base units, defaults are
            filled in, nested groups such as ``requires`` and ``qos`` are mappings.
        relations: In the order they are written.
        position: Where the element begins.
        positions: Where each attribute is written, by name; nested ones as ``requires.memory``.
            Attributes that come from a default have none.
        section: The section of its document that it is in, such as ``components``; empty where not known.
        parent: Name of the element that contains it; empty where it stands in its section by itself.
        abstract: The abstract type that is written, where ``type`` was chosen to stand in for it, or is that
            of the component of another application that was selected.
    """

    id: str
    name: str
    type: str
    attributes: Mapping[str, object]
    relations: tuple[Relation, ...]
    position: Position
    positions: Mapping[str, Position]
    section: str = ""
    parent: str = ""
    abstract: str = ""

    @property
    def select(self) -> str:
        """``APPLICATION/COMPONENT`` that it stands for; empty where it stands for itself."""
        return str(self.attributes.get(SELECT, ""))

    @property
    def is_unresolved(self) -> bool:
        """Whether it stands for a component that could not be selected."""
        return SELECT in self.attributes and not self.abstract

    def targets(self, kind: str) -> tuple[str, ...]:
        """Names of the targets of all relations of ``kind``."""
        return tuple(r.target for r in self.relations if r.kind == kind)


@dataclasses.dataclass(frozen=True, slots=True)
class Document:
    """One YAML document.

    Attributes:
        kind: What it describes.
        name: Its name, the first part of each element path.
        file: As given to the parser.
        attributes: Document-level values such as ``description`` and ``infrastructure``.
        elements: In the order they are written; what an element contains follows it.
        digest: SHA-256 of the text.
        positions: Where each document-level attribute is written.
    """

    kind: DocumentKind
    name: str
    file: str
    attributes: Mapping[str, object]
    elements: tuple[Element, ...]
    digest: str
    positions: Mapping[str, Position]

    def element(self, name: str) -> Element | None:
        """The element called ``name``, or None."""
        return next((e for e in self.elements if e.name == name), None)

    def within(self, section: str) -> tuple[Element, ...]:
        """The elements that stand in a section by themselves, without what they contain."""
        return tuple(e for e in self.elements if e.section == section and not e.parent)

    def components(self) -> tuple[Element, ...]:
        """What runs for an application: its components without their parts, and without those selected."""
        return tuple(e for e in self.within(COMPONENTS) if SELECT not in e.attributes)

    def selected(self) -> tuple[Element, ...]:
        """The elements that stand for components of other applications."""
        return tuple(e for e in self.elements if SELECT in e.attributes)

    def parts(self, container: str) -> tuple[Element, ...]:
        """The elements that the element called ``container`` contains."""
        return tuple(e for e in self.elements if e.parent == container)

    def path(self, element: Element) -> str:
        """Path of an element, such as ``flight-delays/scorer``."""
        return f"{self.name}/{element.name}"


@dataclasses.dataclass(frozen=True, slots=True)
class Model:
    """All documents of a workspace, by file."""

    documents: Mapping[str, Document]

    def of_kind(self, kind: DocumentKind) -> Iterator[Document]:
        """Documents of one kind, in the order of their file names."""
        return (d for _, d in sorted(self.documents.items()) if d.kind is kind)

    def named(self, kind: DocumentKind, name: str) -> Document | None:
        """The document of ``kind`` called ``name``, or None."""
        return next((d for d in self.of_kind(kind) if d.name == name), None)
