"""What a side has, as YAML that a person reads before choosing."""

from collections.abc import Callable, Mapping
from typing import Final

from stratum.language.merging.facts import MISSING, Edges, Named, field_at
from stratum.language.merging.sides import View
from stratum.language.metamodel import Attribute, RelationType, Shape
from stratum.language.syntax.nodes import Node
from stratum.language.syntax.words import body, value_node
from stratum.language.syntax.writing import flow, lines, row, table, text

ANY: Final = Attribute("", Shape.ANY)
"""In place of an attribute that no type has."""


def element_text(view: View, key: str) -> str:
    """An element with all that it contains; empty where there is none."""
    if key not in view:
        return ""
    return "\n".join(lines(view.name(key), _element(view, key), 0, spread=True))


def _element(view: View, key: str) -> Node:
    parts = {view.name(part): _element(view, part) for part in view.inside.get(key, ())}
    own = body(view.elements[key], view.metamodel)
    return table({**own, **({"contains": table(parts)} if parts else {})})


def place_text(view: View, key: str) -> str:
    """What contains an element: another one, or its section."""
    section, parent = view.place(key)
    return section or view.name(parent)


def value_text(
    called: Callable[[Named], str], fields: Mapping[str, Attribute], path: tuple[str, ...], value: object
) -> str:
    """A value; empty where there is none."""
    if value is MISSING:
        return ""
    if isinstance(value, Named):
        return called(value)
    return flow(value_node(field_at(fields, path) or ANY, value))


def edges_text(called: Callable[[Named], str], kind: RelationType, edges: Edges) -> str:
    """The relations of one kind; empty where there are none."""
    nodes = [_edge(kind, called(named), attributes) for (_, named, _), attributes in edges.items()]
    return flow(nodes[0] if len(nodes) == 1 else row(nodes)) if nodes else ""


def _edge(kind: RelationType, name: str, attributes: Mapping[str, object]) -> Node:
    if not attributes:
        return text(name)
    own = {n: value_node(kind.attributes.get(n) or ANY, v) for n, v in attributes.items()}
    return table({"to": text(name), **own})
