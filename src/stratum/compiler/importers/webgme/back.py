"""Documents of a workspace as a project of WebGME: the way back of ``service``."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from stratum.compiler.importers.webgme.project import DST, SRC, Item, MetaType, Project
from stratum.language.metamodel import Attribute, Metamodel, Shape, Type
from stratum.language.tree import Document, DocumentKind, Element, Model

FIRST: Final = "FCO"
CONTAINER: Final = "Model"
_KINDS: Final = {
    Shape.INTEGER: "integer",
    Shape.NUMBER: "float",
    Shape.QUANTITY: "float",
    Shape.BOOLEAN: "boolean",
    Shape.STRING: "string",
    Shape.ENUM: "string",
}
_PLAIN: Final = (str, int, float, bool)


def to_project(
    name: str, model: Model, metamodel: Metamodel, built_in: Metamodel
) -> tuple[Project, list[str]]:
    """A project with a model for each application, and what of the documents it does not say.

    It has the workspace's own types and those built-in ones that elements are of. Relations become
    connections, each of a type of its own. Groups, policies, pipelines and rules have no counterpart there.

    Args:
        name: Of the project.
        model: The documents.
        metamodel: Their types.
        built_in: The types that come with the platform.
    """
    applications = list(model.of_kind(DocumentKind.APPLICATION))
    parts = {a.name: _elements(a, model) for a in applications}
    every = [e for elements in parts.values() for e in elements]
    types = _types(metamodel, built_in, {e.type for e in every})
    rules = Project(name, tuple(types), ())
    lost: list[str] = []
    models = [_model(n, a.name, parts[a.name], rules, lost) for n, a in enumerate(applications)]
    made = Project(name, (*types, *_connections(parts.values())), tuple(models))
    return made, lost


def _connections(parts: Iterable[list[Element]]) -> Iterator[MetaType]:
    """A type for each kind of relation, with the types that it leads from and to."""
    ends: dict[str, dict[str, set[str]]] = {}
    for elements in parts:
        kinds = {e.name: e.type for e in elements}
        for element in elements:
            for relation in element.relations:
                if relation.target in kinds:
                    kept = ends.setdefault(relation.kind, {SRC: set(), DST: set()})
                    kept[SRC].add(element.type)
                    kept[DST].add(kinds[relation.target])
    for kind, kept in sorted(ends.items()):
        pointers = {end: tuple(sorted(names)) for end, names in kept.items()}
        yield MetaType(_capital(kind), FIRST, False, {}, {}, (), pointers, ())


def _elements(application: Document, model: Model) -> list[Element]:
    """The components of an application, and the machines that its infrastructure has."""
    file = str(application.attributes.get("infrastructure", ""))
    folder = application.file.rpartition("/")[0]
    site = model.documents.get(f"{folder}/{file}".lstrip("/"))
    hosts = [e for e in site.elements if e.section == "hosts"] if site else []
    return [*(e for e in application.elements if e.section == "components"), *hosts]


def _types(metamodel: Metamodel, built_in: Metamodel, used: Iterable[str]) -> list[MetaType]:
    """Types, each after those that it extends."""
    wanted = {name for name in metamodel.types if name not in built_in.types} | set(used)
    above = {name: [a for a in _line(metamodel, name) if a in wanted and a != name] for name in wanted}
    head = [MetaType(FIRST, "", False, {}, {}, (), {}, ())] if FIRST not in wanted else []
    made = [
        _type(metamodel, built_in, metamodel.types[name], [*above[name], FIRST][0], wanted)
        for name in sorted(wanted, key=lambda n: (len(above[n]) + (n != FIRST), n))
    ]
    container = [MetaType(CONTAINER, FIRST, False, {}, {}, (), {}, ())] if CONTAINER not in wanted else []
    return [*head, *made, *container]


def _line(metamodel: Metamodel, name: str) -> Iterator[str]:
    while name in metamodel.types:
        yield name
        name = metamodel.types[name].parent


def _type(metamodel: Metamodel, built_in: Metamodel, one: Type, extends: str, known: set[str]) -> MetaType:
    parent = metamodel.types.get(one.parent)
    above = parent.attributes if parent and one.name not in built_in.types else {}
    own = {n: a for n, a in sorted(one.attributes.items()) if above.get(n) != a and a.shape in _KINDS}
    return MetaType(
        name=one.name,
        extends=extends if one.name != FIRST else "",
        abstract=one.abstract,
        attributes={name: _rule(attribute) for name, attribute in own.items()},
        defaults={n: a.default for n, a in own.items() if isinstance(a.default, _PLAIN)},
        contains=tuple(sorted({t.type for t in one.contains} & known)),
        pointers={},
        constraints=tuple(sorted(one.constraints)),
    )


def _rule(attribute: Attribute) -> Mapping[str, Any]:
    rule: dict[str, Any] = {"type": _KINDS[attribute.shape]}
    return rule | ({"enum": list(attribute.options)} if attribute.shape is Shape.ENUM else {})


def _model(number: int, name: str, every: list[Element], rules: Project, lost: list[str]) -> Item:
    path = f"/M{number:05}"
    places = {e.name: f"{path}/{e.name}" for e in every}
    things = tuple(_item(e, every, places, rules, lost) for e in every if not e.parent)
    links = [(e, r) for e in every for r in e.relations if r.target in places]
    joined = tuple(
        Item(f"{path}/{n:05}", r.kind, _capital(r.kind), {}, src=places[e.name], dst=places[r.target])
        for n, (e, r) in enumerate(links)
    )
    lost += [
        f"{name}/{e.name}: {r.kind} {r.target}: {', '.join(r.attributes)}" for e, r in links if r.attributes
    ]
    return Item(path, name, CONTAINER, {}, (*things, *joined))


def _item(
    one: Element, every: list[Element], places: Mapping[str, str], rules: Project, lost: list[str]
) -> Item:
    known = {n: t.defaults.get(n) for t in reversed(list(rules.line(one.type))) for n in t.attributes}
    written = {name: one.attributes[name] for name in sorted(one.attributes) if name in one.positions}
    said = {n: v for n, v in written.items() if n in known and isinstance(v, _PLAIN) and known[n] != v}
    lost += [
        f"{one.name}.{name}" for name, v in written.items() if name not in known or not isinstance(v, _PLAIN)
    ]
    inside = tuple(_item(e, every, places, rules, lost) for e in every if e.parent == one.name)
    return Item(places[one.name], one.name, one.type, said, inside)


def _capital(kind: str) -> str:
    return kind[:1].upper() + kind[1:]
