"""Types as YAML data: texts give a metamodel and findings. A faulty definition never stops the others."""

import dataclasses
import re
from collections import Counter
from collections.abc import Collection, Iterator
from collections.abc import Mapping as MappingType
from typing import Any, Final

from stratum.core.findings import Finding
from stratum.language.codes import Code
from stratum.language.library.conditions import with_sound_constraints
from stratum.language.library.definitions import (
    Known,
    as_mapping,
    entries,
    read_attributes,
    read_capability,
    read_endpoints,
    read_relations,
    read_rules,
    read_targets,
    schema,
    texts,
    told_of,
)
from stratum.language.library.inheritance import Definition, Inherited, inherit
from stratum.language.library.offers import with_matches, with_offers
from stratum.language.library.recipes import check_recipes
from stratum.language.library.refinement import with_kinds_kept
from stratum.language.library.selecting import with_select
from stratum.language.metamodel import Attribute, DocumentType, Metamodel, Section, Shape, Type
from stratum.language.suggestions import did_you_mean
from stratum.language.syntax.compose import compose
from stratum.language.syntax.nodes import Mapping, Node, Scalar
from stratum.language.syntax.problems import Problems
from stratum.language.syntax.values import plain, read_fields
from stratum.language.tree import SELECT, DocumentKind

KIND: Final = "Types"
_NAME: Final = re.compile(r"[A-Z][A-Za-z0-9]*")
_RESERVED: Final = frozenset({"type", "id", "contains", SELECT})
FILE_KEYS: Final = schema(
    Attribute("stratum", Shape.INTEGER, required=True),
    Attribute("kind", Shape.ENUM, required=True, options=(KIND,)),
    Attribute("name", Shape.STRING, required=True),
    Attribute("description", Shape.STRING, "what the types are for"),
    Attribute("documents", Shape.ANY),
    Attribute("types", Shape.ANY),
)
"""The keys of a document of types."""
TYPE_KEYS: Final = schema(
    Attribute("help", Shape.STRING, "one sentence for people", required=True),
    Attribute("extends", Shape.STRING, "the type that it takes everything over from"),
    texts("mixins", "further types that it takes over from"),
    Attribute("abstract", Shape.BOOLEAN, "whether no element is of this very type"),
    Attribute("mixin", Shape.BOOLEAN, "whether it is only for other types to take over"),
    Attribute("role", Shape.STRING, "what it is to programs and pages; its icon too"),
    Attribute("stage", Shape.INTEGER, "its place in a pipeline", minimum=0),
    Attribute("colocated", Shape.BOOLEAN, "whether what uses it shares its host"),
    Attribute("attributes", Shape.ANY, "what may be said of its elements"),
    Attribute("relations", Shape.ANY, "what its elements may point to"),
    Attribute("capabilities", Shape.ANY, "the attributes by which a host offers something"),
    Attribute("contains", Shape.ANY, "the types that its elements may contain"),
    Attribute("provides", Shape.ANY, "the interfaces by which others reach it"),
    Attribute("constraints", Shape.ANY, "conditions that each of its elements has to meet"),
    texts("substitutes", "of an abstract type: those that may stand in for it, the best first"),
    Attribute(
        "implementation",
        Shape.MAP,
        "how each engine runs it, or what is generated for it",
        items=Attribute("implementation", Shape.ANY),
    ),
    Attribute("modelOnly", Shape.STRING, "why nothing runs it and nothing is generated for it"),
)
"""The keys of a type."""
_SECTION: Final = schema(
    Attribute("holds", Shape.STRING, "the type of its elements", required=True),
    Attribute("default", Shape.STRING),
    Attribute("required", Shape.BOOLEAN),
    Attribute("help", Shape.STRING),
)
_DOCUMENT: Final = schema(
    Attribute("help", Shape.STRING),
    Attribute("attributes", Shape.ANY),
    Attribute("sections", Shape.ANY),
)
_OWN: Final = {**TYPE_KEYS, "implementation": Attribute("implementation", Shape.ANY)}
_PLAIN: Final = ("help", "mixins", "abstract", "mixin", "role", "stage", "colocated", "substitutes")


@dataclasses.dataclass(frozen=True, slots=True)
class Loaded:
    """A metamodel and what is wrong with its texts; usable as far as it was understood."""

    metamodel: Metamodel
    findings: tuple[Finding, ...]


def load(texts: MappingType[str, str], sound: Collection[str] = ()) -> Loaded:
    """Read type definitions.

    Args:
        texts: YAML documents of kind ``Types``, by file. Types of one file may extend those of another.
        sound: Files whose constraints and implementations were looked at before; it takes a while.
    """
    read = [_file(file, text) for file, text in texts.items()]
    definitions: dict[str, Definition] = {}
    documents: dict[DocumentKind, DocumentType] = {}
    for body, problems in read:
        documents.update(_documents(body.get("documents"), problems))
        for definition in _definitions(body.get("types"), problems):
            _add(definition, definitions)
    known = Known()
    inherited = {name: _type(whole, known) for name, whole in inherit(definitions).items()}
    types = with_offers(with_matches(with_kinds_kept(inherited, definitions), definitions))
    _check(types, definitions, read)
    new = {name: d for name, d in definitions.items() if d.problems.file not in sound}
    check_recipes(types, new)
    types = with_select(with_sound_constraints(types, new))
    return Loaded(Metamodel(types, documents), _once([f for _, p in read for f in p.findings]))


def _check(
    types: MappingType[str, Type],
    definitions: MappingType[str, Definition],
    read: list[tuple[Mapping, Problems]],
) -> None:
    """Check what can only be seen when all types are there: the names that they use."""
    for name, definition in definitions.items():
        _check_targets(types[name], types, definition)
        _check_keys(types[name], definition)
    for body, problems in read:
        _check_sections(body.get("documents"), types, problems)


def _file(file: str, text: str) -> tuple[Mapping, Problems]:
    composed = compose(text, file)
    problems = Problems(file, findings=list(composed.findings))
    if not isinstance(composed.root, Mapping):
        if not problems.findings:
            at = Scalar("", plain=True, line=1, column=1)
            problems.add(Code.TYPE_DEFINITION, at, "a file of types is a mapping", f"begin with kind: {KIND}")
        return Mapping({}, 1, 1), problems
    told_of(FILE_KEYS, composed.root, problems, "")
    return composed.root, problems


def _definitions(node: Node | None, problems: Problems) -> Iterator[Definition]:
    for key, body in entries(node, problems):
        definition = Definition(key.text, key, as_mapping(body), problems)
        if not _NAME.fullmatch(key.text):
            definition.fault(key, f"{key.text!r} is not the name of a type", "begin with a capital letter")
        told_of(TYPE_KEYS, definition.body, problems, f"{key.text}.")
        yield definition


def _add(definition: Definition, definitions: dict[str, Definition]) -> None:
    first = definitions.setdefault(definition.name, definition)
    if first is not definition:
        where = first.problems.place(first.key)
        message = f"type {definition.name} is already defined at {where}"
        definition.fault(definition.key, message, "give it another name")


def _type(inherited: Inherited, known: Known) -> Type:
    definition, body, problems = inherited.definition, inherited.body, inherited.definition.problems
    told = told_of(_OWN, body, Problems(problems.file), "")
    attributes = read_attributes(body.get("attributes"), problems, known)
    implementation = body.get("implementation")
    parent = definition.names("extends")
    made = Type(
        name=definition.name,
        parent=parent[0].text if parent else "",
        ancestors=inherited.ancestors,
        attributes=attributes,
        relations=read_relations(body.get("relations"), problems, known),
        capabilities={
            key.text: read_capability(key, node, attributes, problems)
            for key, node in entries(body.get("capabilities"), problems)
        },
        contains=read_targets(body.get("contains"), problems),
        provides=read_endpoints(body.get("provides"), attributes, problems),
        constraints=read_rules(body.get("constraints"), problems),
        implementation=_plain_mapping(implementation),
        model_only=told.get("modelOnly", ""),
        file=problems.file,
    )
    return dataclasses.replace(made, **{name: told[name] for name in _PLAIN if name in told})


def _plain_mapping(node: Node | None) -> dict[str, object]:
    return (
        {key: plain(value) for key, (_, value) in node.entries.items()} if isinstance(node, Mapping) else {}
    )


def _check_targets(made: Type, types: MappingType[str, Type], definition: Definition) -> None:
    named = [
        (f"relation {relation.kind} points to", name)
        for relation in made.relations.values()
        for name in relation.types
    ]
    named += [(f"{made.name} contains", target.type) for target in made.contains]
    named += [(f"{made.name} is substituted by", name) for name in made.substitutes]
    for said, name in named:
        if name not in types:
            message = f"{said} the unknown type {name!r}"
            definition.fault(definition.key, message, did_you_mean(name, types, "known types"))


def _check_keys(made: Type, definition: Definition) -> None:
    """No key means two things: what every element has, an attribute, a spelling of a relation."""
    spellings = [key for relation in made.relations.values() for key in relation.spellings]
    keys = Counter([*_RESERVED, *made.attributes, *spellings])
    for key, count in keys.items():
        if count > 1:
            definition.fault(definition.key, f"key {key!r} already has a meaning", "choose another name")


def _documents(node: Node | None, problems: Problems) -> Iterator[tuple[DocumentKind, DocumentType]]:
    for key, body in entries(node, problems):
        if key.text not in set(DocumentKind):
            fix = did_you_mean(key.text, tuple(DocumentKind), "known kinds")
            problems.add(Code.TYPE_DEFINITION, key, f"unknown kind of document {key.text!r}", fix)
            continue
        told = told_of(_DOCUMENT, as_mapping(body), problems, f"{key.text}.")
        kind = DocumentKind(key.text)
        attributes = read_attributes(as_mapping(body).get("attributes"), problems)
        sections = {s.name: s for s in _sections(as_mapping(body).get("sections"), problems)}
        yield kind, DocumentType(kind, told.get("help", ""), attributes, sections)


def _sections(node: Node | None, problems: Problems) -> Iterator[Section]:
    for key, body in entries(node, problems):
        told: dict[str, Any] = read_fields(_SECTION, as_mapping(body), problems, f"{key.text}.", {})
        yield Section(key.text, **{"holds": "", **told})


def _check_sections(node: Node | None, types: MappingType[str, Type], problems: Problems) -> None:
    for _, document in entries(node, Problems(problems.file)):
        for key, section in entries(as_mapping(document).get("sections"), Problems(problems.file)):
            for named in ("holds", "default"):
                at = as_mapping(section).get(named)
                if isinstance(at, Scalar) and at.text not in types:
                    message = f"section {key.text} names the unknown type {at.text!r}"
                    problems.add(
                        Code.TYPE_DEFINITION, at, message, did_you_mean(at.text, types, "known types")
                    )


def _once(findings: list[Finding]) -> tuple[Finding, ...]:
    """Each finding once: what is inherited would otherwise be told again for every subtype."""
    return tuple(sorted(set(findings), key=lambda f: (f.position, f.message)))
