"""Elements of a section: a name and a mapping become a typed element with its relations and its parts."""

import dataclasses

from stratum.core.edits import Fix
from stratum.language.codes import Code
from stratum.language.metamodel import Attribute, Metamodel, RelationType, Section, Shape, Type
from stratum.language.suggestions import a, did_you_mean, first_of, nearest
from stratum.language.syntax.nodes import Mapping, Node, Scalar, Sequence
from stratum.language.syntax.problems import Problems, describe, is_null
from stratum.language.syntax.values import UNREAD, Positions, fill_defaults, misspelt, read, read_fields
from stratum.language.tree import SELECT, Element, Relation

_TYPE = "type"
_ID = "id"
_CONTAINS = "contains"
_TO = "to"
_BESIDE_SELECT = frozenset({_TYPE, _ID, SELECT, "description"})
"""All that may be said of an element that stands for a component of another application."""
_ID_ATTRIBUTE = Attribute(_ID, Shape.STRING, "An identity that stays when the element is renamed.")


@dataclasses.dataclass(frozen=True, slots=True)
class _Vocabulary:
    """Which keys an element of a type may have."""

    type: Type
    spellings: dict[str, RelationType]
    known: tuple[str, ...]


@dataclasses.dataclass(frozen=True, slots=True)
class _Place:
    """Where elements are written: a section, or an element of it that contains them.

    Attributes:
        key: The key that they stand under, for messages.
        holds: Types that they may be of.
        default: The type of one that names none; empty where it has to be named.
        section: Name of the section.
        parent: Name of the element that contains them.
    """

    key: str
    holds: tuple[str, ...]
    default: str
    section: str
    parent: str = ""


class ElementReader:
    """Reads the elements of one document.

    Args:
        metamodel: Says what there may be.
        problems: Takes the findings.
        document: Name of the document, the first part of each element path.
    """

    def __init__(self, metamodel: Metamodel, problems: Problems, document: str) -> None:
        self._metamodel = metamodel
        self._problems = problems
        self._document = document
        self._vocabularies: dict[str, _Vocabulary] = {}
        self.unread: set[str] = set()

    def section(self, section: Section, node: Node) -> list[Element]:
        """The elements of a section; the names of those that could not be read go to ``unread``."""
        return self._within(_Place(section.name, (section.holds,), section.default, section.name), node)

    def _within(self, place: _Place, node: Node) -> list[Element]:
        above = self._problems.element = (
            f"{self._document}/{place.parent}" if place.parent else self._document
        )
        if not isinstance(node, Mapping):
            message = f"{place.key} must map names to elements, not {describe(node)}"
            self._problems.add(Code.VALUE_TYPE, node, message, f"write {place.key} as name: {{type: …}}")
            return []
        elements = []
        for name, (key, body) in node.entries.items():
            self._problems.element = f"{self._document}/{name}"
            element = self._element(place, key, body)
            if element is None:
                self.unread.add(name)
            else:
                elements += [element, *self._parts(place, element, body)]
        self._problems.element = above
        return elements

    def _parts(self, place: _Place, container: Element, body: Node) -> list[Element]:
        """What an element contains, with what that contains in turn."""
        node = body.get(_CONTAINS) if isinstance(body, Mapping) else None
        allowed = self._vocabularies[container.type].type.contains
        if node is None or not allowed:
            return []
        key = f"{_CONTAINS} of {container.name}"
        inside = _Place(key, tuple(t.type for t in allowed), "", place.section, container.name)
        return self._within(inside, node)

    def _element(self, place: _Place, key: Scalar, body: Node) -> Element | None:
        if not isinstance(body, Mapping):
            message = f"{key.text} must be a mapping with its type, not {describe(body)}"
            at = key if is_null(body) else body
            self._problems.add(Code.VALUE_TYPE, at, message, f"write {key.text}: {{type: …}}")
            return None
        vocabulary = self._vocabulary(place, key, body)
        if vocabulary is None:
            return None
        positions: Positions = {}
        relations: list[Relation] = []
        values: dict[str, object] = {}
        identity = self._attributes(vocabulary, body, values, relations, positions)
        if SELECT in positions and SELECT not in values:
            return None
        self._complete(vocabulary.type, body, values)
        return Element(
            identity or key.text,
            key.text,
            vocabulary.type.name,
            values,
            tuple(relations),
            self._problems.place(key),
            positions,
            place.section,
            place.parent,
        )

    def _complete(self, found: Type, body: Mapping, values: dict[str, object]) -> None:
        """Fill what is not written; of what stands for another component nothing else may be written."""
        if SELECT not in values:
            fill_defaults(found.attributes, body, values, self._problems)
            return
        for name, (key, _) in body.entries.items():
            if name not in _BESIDE_SELECT:
                message = f"{name} is said beside select, and is a matter of {values[SELECT]}"
                removal = self._problems.cure("remove {}", name, self._problems.unset(name))
                fix = f"say it there, or remove {name}"
                self._problems.add(Code.SELECT_BESIDE, key, message, fix, removal)

    def _attributes(
        self,
        vocabulary: _Vocabulary,
        body: Mapping,
        values: dict[str, object],
        relations: list[Relation],
        positions: Positions,
    ) -> str:
        """Fill values, relations and positions from the keys; gives the identity where one is written."""
        attributes, spellings = vocabulary.type.attributes, vocabulary.spellings
        identity = ""
        for name, (key, node) in body.entries.items():
            attribute = attributes.get(name)
            if attribute is not None:
                self._attribute(attribute, node, values, positions)
            elif name in spellings:
                positions[name] = self._problems.place(node)
                relations.extend(self._relations(spellings[name], name, node))
            elif name == _ID:
                identity = str(self._identity(node, positions))
            elif name == _CONTAINS and vocabulary.type.contains:
                positions[name] = self._problems.place(node)
            elif name != _TYPE:
                self._unknown(vocabulary, key, body)
        return identity

    def _unknown(self, vocabulary: _Vocabulary, key: Scalar, body: Mapping) -> None:
        """Record a key that a type does not know; what it could contain is none that is misspelt."""
        name = key.text
        if name == SELECT:
            self._concrete(vocabulary.type, key)
            return
        if name == _CONTAINS:
            message = f"{a(vocabulary.type.name)} contains no elements"
            fix = "write them in their section, and connect them"
            self._problems.add(Code.UNKNOWN_ATTRIBUTE, key, message, fix, *misspelt(name, (), self._problems))
            return
        message = f"{vocabulary.type.name} has no attribute {name}"
        fix = did_you_mean(name, vocabulary.known, "known attributes")
        free = [known for known in vocabulary.known if known not in body.entries]
        cures = misspelt(name, free, self._problems)
        self._problems.add(Code.UNKNOWN_ATTRIBUTE, key, message, fix, *cures)

    def _concrete(self, found: Type, key: Scalar) -> None:
        """Record that an element of a concrete type names what it stands for."""
        able = [t.name for t in self._metamodel.types.values() if SELECT in t.attributes]
        mine = [name for name in able if found.is_a(name)]
        message = f"{found.name} is a type of its own; only an element of an abstract type can select another"
        fix = f"write type: {mine[0] if mine else first_of(sorted(able))}, or remove select"
        removal = self._problems.cure("remove {}", SELECT, self._problems.unset(SELECT))
        self._problems.add(Code.SELECT_CONCRETE, key, message, fix, *self._retyped(mine), removal)

    def _attribute(
        self, attribute: Attribute, node: Node, values: dict[str, object], positions: Positions
    ) -> None:
        name = attribute.name
        positions[name] = self._problems.place(node)
        if attribute.shape is Shape.GROUP and isinstance(node, Mapping):
            values[name] = read_fields(attribute.fields, node, self._problems, f"{name}.", positions)
            return
        self._problems.attribute = name
        value = read(attribute, node, self._problems)
        if value is not UNREAD:
            values[name] = value

    def _identity(self, node: Node, positions: Positions) -> object:
        positions[_ID] = self._problems.place(node)
        value = read(_ID_ATTRIBUTE, node, self._problems)
        return "" if value is UNREAD else value

    def _vocabulary(self, place: _Place, key: Scalar, body: Mapping) -> _Vocabulary | None:
        named = body.get(_TYPE)
        if named is None and not place.default:
            message = f"{key.text} has no type"
            fix = f"add type: one of {self._types(place)}"
            self._problems.add(Code.MISSING_ATTRIBUTE, key, message, fix, *self._retyped(self._names(place)))
            return None
        name = _type_name(named, place.default)
        if name not in self._vocabularies:
            found = self._known_type(place, name, named or key)
            if found is None:
                return None
            self._vocabularies[name] = _vocabulary(found)
        vocabulary = self._vocabularies[name]
        if vocabulary.type.is_any(place.holds):
            return vocabulary
        message = f"{a(name)} does not belong under {place.key}"
        fix = f"move it to where it belongs, or use one of {self._types(place)}"
        self._problems.add(Code.MISPLACED_TYPE, named or key, message, fix)
        return None

    def _known_type(self, place: _Place, name: str, at: Node) -> Type | None:
        found = self._metamodel.find(name)
        if found is None:
            names = self._names(place)
            message = f"unknown type {name!r}" if name else f"a type must be a name, not {describe(at)}"
            fix = did_you_mean(name, names, "known types")
            near = nearest(name, names)
            self._problems.add(Code.UNKNOWN_TYPE, at, message, fix, *self._retyped([near] if near else []))
            return None
        if found.mixin or (found.abstract and not found.substitutes):
            concrete = [t.name for t in self._metamodel.concrete(name)]
            message = f"{name} is abstract: it says what several types have in common"
            fix = f"use one of {first_of(concrete) or self._types(place)}"
            self._problems.add(Code.ABSTRACT_TYPE, at, message, fix, *self._retyped(concrete))
            return None
        return found

    def _retyped(self, names: list[str]) -> tuple[Fix, ...]:
        """The cure that gives the element the only type that it may have."""
        if len(names) != 1:
            return ()
        edit = self._problems.set(_TYPE, names[0])
        return (self._problems.cure(f"set {{}} to {names[0]}", _TYPE, edit),)

    def _names(self, place: _Place) -> list[str]:
        return list(dict.fromkeys(t.name for holds in place.holds for t in self._metamodel.concrete(holds)))

    def _types(self, place: _Place) -> str:
        return first_of(self._names(place))

    def _relations(self, relation: RelationType, key: str, node: Node) -> list[Relation]:
        if is_null(node):
            fix = "write the name of an element, or remove the key"
            self._problems.add(Code.VALUE_TYPE, node, f"{key} names nothing", fix)
            return []
        nodes = node.items if isinstance(node, Sequence) else [node]
        found = (self._relation(relation, item) for item in nodes)
        return [r for r in found if r is not None]

    def _relation(self, relation: RelationType, node: Node) -> Relation | None:
        target = node.get(_TO) if isinstance(node, Mapping) else node
        if isinstance(target, Scalar) and not is_null(target):
            body = node if isinstance(node, Mapping) else Mapping({}, node.line, node.column, node.file)
            return Relation(
                relation.kind, target.text, self._edge(relation, body), self._problems.place(node)
            )
        extra = f", or {{to: name, {', '.join(relation.attributes)}: …}}" if relation.attributes else ""
        message = f"{relation.kind} must name an element, not {describe(node)}"
        self._problems.add(Code.VALUE_TYPE, node, message, f"write the name of an element{extra}")
        return None

    def _edge(self, relation: RelationType, node: Mapping) -> dict[str, object]:
        entries = {key: entry for key, entry in node.entries.items() if key != _TO}
        rest = Mapping(entries, node.line, node.column, node.file)
        return read_fields(relation.attributes, rest, self._problems, f"{relation.kind}.", {}, is_named=False)


def _type_name(named: Node | None, default: str) -> str:
    """The name that is written, an empty text where it is no name."""
    if named is None:
        return default
    return named.text if isinstance(named, Scalar) else ""


def _vocabulary(found: Type) -> _Vocabulary:
    spellings = {key: relation for relation in found.relations.values() for key in relation.spellings}
    extra = (_CONTAINS,) if found.contains else ()
    known = (*found.attributes, *(r.spellings[0] for r in found.relations.values()), *extra, _TYPE, _ID)
    return _Vocabulary(found, spellings, known)
