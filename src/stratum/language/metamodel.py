"""The metamodel: which types, attributes and relations there are, as immutable values.

The types themselves are YAML in ``stratum.language.library``; nothing here knows one by name.
"""

import dataclasses
import enum
import functools
from collections.abc import Iterable, Mapping

from stratum.core.errors import NotFoundError
from stratum.core.quantities import Dimension
from stratum.language.suggestions import did_you_mean
from stratum.language.tree import DocumentKind


class Shape(enum.StrEnum):
    """What a value looks like.

    ``scalar`` is any single value: text, a number, true or false. ``secret`` names where a secret is
    kept and never holds one, ``expression`` is one of the Common Expression Language (CEL).
    """

    STRING = "string"
    INTEGER = "integer"
    NUMBER = "number"
    BOOLEAN = "boolean"
    ENUM = "enum"
    QUANTITY = "quantity"
    TIMESTAMP = "timestamp"
    PATH = "path"
    PORT = "port"
    URL = "url"
    VAULT = "secret"
    EXPRESSION = "expression"
    SCALAR = "scalar"
    LIST = "list"
    MAP = "map"
    GROUP = "group"
    ANY = "any"


class Reference(enum.StrEnum):
    """What a value names: something that the constraints look up.

    ``document`` is the file of another document, ``folder`` a folder, ``block`` a block of a
    pipeline, ``element`` an element of any document, ``model`` a trained model; the topics are those a broker
    keeps, and those a program publishes to or consumes.
    """

    NONE = ""
    DOCUMENT = "document"
    FOLDER = "folder"
    BLOCK = "block"
    ELEMENT = "element"
    MODEL = "model"
    COLUMN = "column"
    TOPIC = "topic"
    PUBLISHED = "published"
    CONSUMED = "consumed"


class Scope(enum.StrEnum):
    """Where the targets of a relation are written; ``container``: in what contains the element, too."""

    DOCUMENT = "document"
    CONTAINER = "container"
    INFRASTRUCTURE = "infrastructure"


@dataclasses.dataclass(frozen=True, slots=True)
class Attribute:
    """A typed attribute of a type, a relation or a document.

    Attributes:
        name: Its key.
        shape: What its value looks like.
        help: One sentence for people.
        required: Whether leaving it out is a finding.
        default: The typed value when it is left out; None means that there is none.
        dimension: What a quantity measures.
        options: The values of an enum.
        words: Words that may stand in place of a value, such as ``all`` for a list of columns.
        minimum: Smallest number, quantity in its base unit, or length of a list.
        maximum: Largest of the same.
        pattern: Regular expression that the whole text must match.
        items: What a list or map holds.
        fields: What a group holds.
        single: Whether a bare value may stand for a list of one.
        refers: What the value names.
        keys: What the keys of a map name.
        kind: The kind of a referred document.
        via: The attribute beside it that names the document of a referred block.
        offered: Whether every capability of a host is a field of this group too.
    """

    name: str
    shape: Shape
    help: str = ""
    required: bool = False
    default: object = None
    dimension: Dimension | None = None
    options: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    minimum: float | None = None
    maximum: float | None = None
    pattern: str = ""
    items: "Attribute | None" = None
    fields: Mapping[str, "Attribute"] = dataclasses.field(default_factory=dict)
    single: bool = False
    refers: Reference = Reference.NONE
    keys: Reference = Reference.NONE
    kind: str = ""
    via: str = ""
    offered: bool = False


@dataclasses.dataclass(frozen=True, slots=True)
class Use:
    """An interface that a relation speaks, such as ``mqtt >=3.1,<6``.

    Attributes:
        interface: Its name.
        versions: Versions that will do, as a PEP 440 specifier; empty for any.
    """

    interface: str
    versions: str = ""

    def __str__(self) -> str:
        """As it is written in a type."""
        return f"{self.interface} {self.versions}".rstrip()


@dataclasses.dataclass(frozen=True, slots=True)
class Target:
    """A type that a relation may point to or that an element may contain, and how often.

    Attributes:
        type: Name of the type; its subtypes count too.
        minimum: How many of it there must be.
        maximum: How many there may be; None means any number.
        uses: The interfaces that are spoken with it; it has to provide one of them. Empty for any.
    """

    type: str
    minimum: int = 0
    maximum: int | None = None
    uses: tuple[Use, ...] = ()


@dataclasses.dataclass(frozen=True, slots=True)
class RelationType:
    """A kind of edge that elements of a type may declare.

    Attributes:
        kind: Its name in the tree.
        spellings: The keys it may be written as, such as ``input`` and ``inputs``.
        targets: What it may point to.
        minimum: How many there must be in all.
        maximum: How many there may be in all; None means any number.
        scope: Where the targets are.
        attributes: Typed attributes of the edge.
        help: One sentence for people.
    """

    kind: str
    spellings: tuple[str, ...]
    targets: tuple[Target, ...]
    minimum: int = 0
    maximum: int | None = None
    scope: Scope = Scope.DOCUMENT
    attributes: Mapping[str, Attribute] = dataclasses.field(default_factory=dict)
    help: str = ""

    @property
    def types(self) -> tuple[str, ...]:
        """Names of the types that it may point to."""
        return tuple(target.type for target in self.targets)


class Match(enum.StrEnum):
    """When what a host offers meets what a component requires.

    ``consumed``: components use it up together. ``any``: it is one of those asked for. ``least``: it is at
    least so much. ``all``: it holds all that is asked for. ``versions``: it has each name asked for, in a
    version of the range asked for.
    """

    CONSUMED = "consumed"
    ANY = "any"
    LEAST = "least"
    ALL = "all"
    VERSIONS = "versions"


@dataclasses.dataclass(frozen=True, slots=True)
class Capability:
    """What a host offers; its value is the host's attribute of the same name.

    A component requires it with the same name in its ``requires``.

    Attributes:
        name: Such as ``memory`` or ``arch``.
        match: When a requirement is met.
        dimension: What a consumed one measures, to show it.
    """

    name: str
    match: Match
    dimension: Dimension | None = None

    @property
    def consumed(self) -> bool:
        """Whether components use it up together."""
        return self.match is Match.CONSUMED


@dataclasses.dataclass(frozen=True, slots=True)
class Endpoint:
    """An interface that elements of a type provide.

    Attributes:
        interface: Its name, such as ``mqtt`` or ``postgresql``.
        port: Name of the attribute that holds its port; empty where it has none.
        version: Version of the interface, or the name of the attribute that holds it; empty for unknown.
        secure: Name of the attribute that tells whether it is encrypted; empty where it never is.
    """

    interface: str
    port: str = ""
    version: str = ""
    secure: str = ""


@dataclasses.dataclass(frozen=True, slots=True)
class Rule:
    """A constraint of a type, in the Common Expression Language.

    It reads ``self`` (the attributes, ``name`` and ``type``), ``host`` (the same of its host, empty without
    one), ``related`` (by kind of relation a list of elements) and ``parts`` (what it contains). Quantities
    are numbers in base units.

    Attributes:
        name: Part of the finding's code: ``constraint-NAME``.
        holds: The condition that has to be true.
        says: What is wrong where it is not.
        fix: What would cure it.
        at: The attribute that is to blame; empty for the element.
        severity: ``error``, ``warning`` or ``note``.
    """

    name: str
    holds: str
    says: str
    fix: str = ""
    at: str = ""
    severity: str = "error"


@dataclasses.dataclass(frozen=True)
class Type:
    """A type of element, everything inherited included.

    Attributes:
        name: Unique in the metamodel.
        help: One or two sentences for people.
        parent: Name of the type it extends; empty for a root.
        mixins: Names of the mixins it takes attributes and relations from.
        ancestors: Names of all types it is one of, itself and its mixins included.
        abstract: Whether elements cannot be of this very type.
        mixin: Whether it only lends attributes to other types.
        role: What it is to a program or a page: ``broker``, ``model``, ``database`` …; empty for none.
        stage: Order among the blocks of a pipeline; 0 where order plays no part.
        colocated: Whether all that connect to it must be on its host.
        attributes: By name.
        relations: By kind.
        capabilities: What it offers, by name.
        contains: What its elements may contain, and how much of it.
        provides: The interfaces that its elements offer, by name.
        constraints: What has to hold of each of its elements, by name.
        substitutes: Where it is abstract, the types that may stand in for it, best first.
        implementation: Per engine, as the compiler reads it: ``{"local": {"program": "replay"}}``.
        model_only: Why no engine runs its elements and nothing is generated for them; else empty.
        file: Where it is defined.
    """

    name: str
    help: str = ""
    parent: str = ""
    mixins: tuple[str, ...] = ()
    ancestors: frozenset[str] = frozenset()
    abstract: bool = False
    mixin: bool = False
    role: str = ""
    stage: int = 0
    colocated: bool = False
    attributes: Mapping[str, Attribute] = dataclasses.field(default_factory=dict)
    relations: Mapping[str, RelationType] = dataclasses.field(default_factory=dict)
    capabilities: Mapping[str, Capability] = dataclasses.field(default_factory=dict)
    contains: tuple[Target, ...] = ()
    provides: Mapping[str, Endpoint] = dataclasses.field(default_factory=dict)
    constraints: Mapping[str, Rule] = dataclasses.field(default_factory=dict)
    substitutes: tuple[str, ...] = ()
    implementation: Mapping[str, object] = dataclasses.field(default_factory=dict)
    model_only: str = ""
    file: str = ""

    def is_a(self, other: str) -> bool:
        """Whether an element of this type is also one of ``other``."""
        return other in self.ancestors

    def is_any(self, others: Iterable[str]) -> bool:
        """Whether an element of this type is also one of any of ``others``."""
        return not self.ancestors.isdisjoint(others)

    @functools.cached_property
    def _referring(self) -> dict[Reference, tuple[Attribute, ...]]:
        found: dict[Reference, tuple[Attribute, ...]] = {}
        for attribute in self.attributes.values():
            for reference in {attribute.refers, (attribute.items or attribute).refers} - {Reference.NONE}:
                found[reference] = (*found.get(reference, ()), attribute)
        return found

    def referring(self, reference: Reference) -> tuple[Attribute, ...]:
        """The attributes whose values, or whose items, name ``reference``."""
        return self._referring.get(reference, ())


@dataclasses.dataclass(frozen=True, slots=True)
class Section:
    """A group of elements in a document, such as ``components``.

    Attributes:
        name: Its key.
        holds: The type that its elements must be of.
        default: The type of an element that names none; empty where one has to be named.
        required: Whether the document needs it.
        help: One sentence for people.
    """

    name: str
    holds: str
    default: str = ""
    required: bool = False
    help: str = ""


@dataclasses.dataclass(frozen=True, slots=True)
class DocumentType:
    """What a document of a kind may hold."""

    kind: DocumentKind
    help: str
    attributes: Mapping[str, Attribute]
    sections: Mapping[str, Section]


@dataclasses.dataclass(frozen=True, slots=True)
class Metamodel:
    """All types and document kinds, by name."""

    types: Mapping[str, Type]
    documents: Mapping[DocumentKind, DocumentType]

    def find(self, name: str) -> Type | None:
        """The type called ``name``, or None."""
        return self.types.get(name)

    def type(self, name: str) -> Type:
        """The type called ``name``.

        Raises:
            NotFoundError: If there is none; the hint names the nearest.
        """
        found = self.types.get(name)
        if found is None:
            raise NotFoundError(f"no type {name!r} in the metamodel", did_you_mean(name, self.types))
        return found

    def is_a(self, name: str, other: str) -> bool:
        """Whether the type called ``name`` exists and is one of ``other``."""
        found = self.types.get(name)
        return found is not None and other in found.ancestors

    def concrete(self, of: str) -> tuple[Type, ...]:
        """The types that elements may have where one of ``of`` is asked for, by name."""
        found = (t for t in self.types.values() if t.is_a(of) and not t.abstract and not t.mixin)
        return tuple(sorted(found, key=lambda t: t.name))
