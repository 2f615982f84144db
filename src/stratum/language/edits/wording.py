"""Changes of the text of one element: its values and its relations."""

from stratum.language.edits.removal import drop
from stratum.language.edits.sheet import CutError, Path, node_of, sheet
from stratum.language.edits.spots import namings
from stratum.language.edits.surgery import Written, add, insert_item, paste, put
from stratum.language.metamodel import RelationType
from stratum.language.syntax.nodes import Mapping, Node, Sequence
from stratum.language.syntax.problems import is_null
from stratum.language.syntax.spans import Row, Table
from stratum.language.syntax.writing import table, text

TYPE = "type"


def assigned(page: str, body: Path, keys: tuple[str, ...], value: Node) -> str:
    """A text with an attribute of an element set.

    Args:
        page: The text.
        body: Path of the element.
        keys: The attribute, from the outermost group.
        value: Its value.
    """
    spans = sheet(page)
    depth = len(keys)
    while depth and spans.find((*body, *keys[:depth])) is None:
        depth -= 1
    if depth == len(keys):
        return put(page, (*body, *keys), value)
    for key in reversed(keys[depth + 1 :]):
        value = table({key: value})
    above = spans.find((*body, *keys[:depth]))
    first = next(iter(above.entries), "") if isinstance(above, Table) and keys == (TYPE,) else ""
    return paste(page, (*body, *keys[:depth]), Written(keys[depth], value), before=first)


def removed(page: str, path: Path, stay: int) -> str:
    """A text without what is at a path, nor the mappings around it that would be empty then.

    Args:
        page: The text.
        path: What is removed.
        stay: How many steps of the path stay in any case.
    """
    spans = sheet(page)
    while len(path) - 1 > stay:
        above = spans.find(path[:-1])
        is_alone = isinstance(above, Table) and len(above.entries) == 1
        if not is_alone and not (isinstance(above, Row) and len(above.items) == 1):
            break
        path = path[:-1]
    return drop(page, path)


def connected(page: str, body: Path, kind: RelationType, target: str, attributes: Node | None) -> str:
    """A text with one relation more in an element."""
    name = text(target)
    value: Node = name
    if isinstance(attributes, Mapping) and attributes.entries:
        value = Mapping({"to": (text("to"), name), **attributes.entries}, 0, 0)
    spans = sheet(page)
    key = next((k for k in kind.spellings if spans.find((*body, k)) is not None), "")
    span = spans.find((*body, key)) if key else None
    if span is None:
        return add(page, body, kind.spellings[0], value)
    if isinstance(span, Row):
        return insert_item(page, (*body, key), len(span.items), value)
    old = node_of(span)
    return put(page, (*body, key), value if is_null(old) else Sequence([old, value], 0, 0))


def disconnected(page: str, body: Path, kind: RelationType, target: str) -> str:
    """A text without a relation of an element.

    Raises:
        CutError: If there is none.
    """
    for naming in namings(sheet(page), body, kind):
        if naming.target == target:
            return removed(page, naming.item, len(body))
    raise CutError(f"{kind.kind} does not name {target}", "name a relation that is there")


def retargeted(page: str, body: Path, kind: RelationType, old: str, new: str) -> str:
    """A text in which the relations of an element to ``old`` name ``new``."""
    for naming in [n for n in namings(sheet(page), body, kind) if n.target == old]:
        page = put(page, naming.path, text(new))
    return page
