"""Values typed by the metamodel: a node and an attribute give a plain value, or a finding.

Values are texts, numbers, truths, tuples for lists and dictionaries for maps and groups. What could not
be read is ``UNREAD`` and is left out by the caller.
"""

import re
from collections.abc import Callable, Collection
from collections.abc import Mapping as MappingType
from typing import Final

from stratum.core.edits import Fix, RenameValue
from stratum.core.errors import InvalidInputError
from stratum.core.findings import Position
from stratum.core.quantities import Dimension, show_quantity
from stratum.language.codes import Code
from stratum.language.metamodel import Attribute, Shape
from stratum.language.suggestions import did_you_mean, nearest
from stratum.language.syntax import scalars
from stratum.language.syntax.forms import has_form
from stratum.language.syntax.nodes import Mapping, Node, Scalar, Sequence
from stratum.language.syntax.problems import Problems, describe, is_null
from stratum.language.syntax.words import value_node
from stratum.language.syntax.writing import flow

UNREAD: Final = object()
_URL: Final = re.compile(r"[a-z][a-z0-9+.-]*://[^\s/]+(/\S*)?")
_SECRET: Final = re.compile(r"env:[A-Za-z_][A-Za-z0-9_]*|file:[^\s].*")
_KEEP: Final = "write env:NAME for an environment variable or file:PATH for a file, never the secret itself"
Attributes = MappingType[str, Attribute]
Positions = dict[str, Position]


def read(attribute: Attribute, node: Node, problems: Problems) -> object:
    """The typed value of a node, or ``UNREAD`` after a finding."""
    if is_null(node):
        fix = "write a value, or remove the key to take the default"
        cures = () if attribute.required else problems.left_out()
        problems.add(Code.VALUE_TYPE, node, f"{attribute.name} has no value", fix, *cures)
        return UNREAD
    if attribute.words and isinstance(node, Scalar) and node.text in attribute.words:
        return node.text
    return _READERS[attribute.shape](attribute, node, problems)


def read_fields(
    fields: Attributes,
    node: Mapping,
    problems: Problems,
    prefix: str,
    positions: Positions,
    *,
    is_named: bool = True,
) -> dict[str, object]:
    """The typed values of a mapping with known keys, defaults filled in.

    Args:
        fields: What the mapping may hold, by key.
        node: The mapping.
        problems: Takes the findings.
        prefix: Where the mapping stands, such as ``requires.``; empty at the top.
        positions: Takes where each field is written.
        is_named: Whether an edit can name them: not those of items of a list, nor of edges.
    """
    values: dict[str, object] = {}
    for key, (at, value) in node.entries.items():
        field = fields.get(key)
        if field is None:
            message = f"unknown attribute {prefix}{key}"
            fix = did_you_mean(key, fields, "known attributes")
            free = [name for name in fields if name not in node.entries]
            cures = misspelt(key, free, problems, prefix) if is_named else ()
            problems.add(Code.UNKNOWN_ATTRIBUTE, at, message, fix, *cures)
            continue
        positions[prefix + key] = problems.place(value)
        if field.shape is Shape.GROUP and isinstance(value, Mapping):
            values[key] = read_fields(field.fields, value, problems, f"{prefix}{key}.", positions)
            continue
        problems.attribute = f"{prefix}{key}" if is_named else ""
        typed = read(field, value, problems)
        if typed is not UNREAD:
            values[key] = typed
    fill_defaults(fields, node, values, problems, prefix)
    return values


def fill_defaults(
    fields: Attributes, node: Mapping, values: dict[str, object], problems: Problems, prefix: str = ""
) -> None:
    """Add the defaults of what is not written; what is required and not written is a finding."""
    for name, field in fields.items():
        if name in node.entries:
            continue
        if field.default is not None:
            values[name] = field.default
        elif field.required:
            told = f": {field.help}" if field.help else ""
            fix = f"add {name}{told}"
            only = field.options[0] if len(field.options) == 1 else ""
            problems.attribute = f"{prefix}{name}"
            cures = problems.instead(only) if only else ()
            message = f"attribute {prefix}{name} is missing"
            problems.add(Code.MISSING_ATTRIBUTE, node, message, fix, *cures)


def misspelt(key: str, known: Collection[str], problems: Problems, prefix: str = "") -> tuple[Fix, ...]:
    """The cures of an unknown key: the nearest one that is not written yet in its place, or to remove it."""
    if not problems.element:
        return ()
    name, near = problems.element.partition("/")[2], nearest(key, known)
    removal = problems.cure("remove {}", f"{prefix}{key}", problems.unset(f"{prefix}{key}"))
    if not near:
        return (removal,)
    edit = RenameValue(problems.file, name, f"{prefix}{key}", near)
    return problems.cure(f"rename {{}} to {near}", f"{prefix}{key}", edit), removal


def _wrong(attribute: Attribute, node: Node, problems: Problems, wanted: str) -> object:
    message = f"{attribute.name} must be {wanted}, not {describe(node)}"
    problems.add(Code.VALUE_TYPE, node, message, f"write {wanted}")
    return UNREAD


def _string(attribute: Attribute, node: Node, problems: Problems) -> object:
    if not isinstance(node, Scalar):
        return _wrong(attribute, node, problems, "a text")
    if attribute.pattern and not has_form(node.text, attribute.pattern):
        message = f"{attribute.name} {describe(node)} does not have the form {attribute.pattern}"
        problems.add(Code.VALUE_PATTERN, node, message, attribute.help)
        return UNREAD
    return node.text


def _path(attribute: Attribute, node: Node, problems: Problems) -> object:
    if not isinstance(node, Scalar) or not node.text.strip() or not node.text.isprintable():
        return _wrong(attribute, node, problems, "the path of a file")
    return _string(attribute, node, problems)


def _number(attribute: Attribute, node: Node, problems: Problems) -> object:
    whole = attribute.shape is not Shape.NUMBER
    wanted = "a whole number" if whole else "a number"
    if not isinstance(node, Scalar) or not node.plain:
        return _wrong(attribute, node, problems, wanted)
    value = scalars.integer(node.text) if whole else scalars.number(node.text)
    if value is None:
        return _wrong(attribute, node, problems, wanted)
    return _bounded(attribute, value, node, problems)


def _port(attribute: Attribute, node: Node, problems: Problems) -> object:
    value = _number(attribute, node, problems)
    if isinstance(value, int) and not 1 <= value <= 65535:
        problems.add_bound(node, f"{attribute.name} is not a port", "1 to 65535", str(value))
        return UNREAD
    return value


def _boolean(attribute: Attribute, node: Node, problems: Problems) -> object:
    value = scalars.truth(node.text) if isinstance(node, Scalar) and node.plain else None
    return _wrong(attribute, node, problems, "true or false") if value is None else value


def _enum(attribute: Attribute, node: Node, problems: Problems) -> object:
    if not isinstance(node, Scalar):
        return _wrong(attribute, node, problems, f"one of {', '.join(attribute.options)}")
    if node.text not in attribute.options:
        near = nearest(node.text, attribute.options)
        fix = f"did you mean {near}?" if near else f"write one of {', '.join(attribute.options)}"
        message = f"{attribute.name} {describe(node)} is not one of {', '.join(attribute.options)}"
        problems.add(Code.VALUE_OPTION, node, message, fix, *(problems.instead(near) if near else ()))
        return UNREAD
    return node.text


def _quantity(attribute: Attribute, node: Node, problems: Problems) -> object:
    dimension = attribute.dimension or Dimension.RATIO
    if not isinstance(node, Scalar):
        return _wrong(attribute, node, problems, f"a quantity in {dimension}")
    try:
        value = scalars.quantity(node.text, dimension)
    except InvalidInputError as error:
        code = Code.VALUE_UNIT if scalars.is_measured(node.text) else Code.VALUE_TYPE
        likely = scalars.with_unit(node.text, dimension)
        cures = problems.instead(likely) if likely else ()
        problems.add(code, node, f"{attribute.name}: {error.message}", error.hint, *cures)
        return UNREAD
    return _bounded(attribute, value, node, problems)


def _bounded(attribute: Attribute, value: float, node: Node, problems: Problems) -> object:
    if attribute.minimum is not None and value < attribute.minimum:
        side, bound = "small", attribute.minimum
    elif attribute.maximum is not None and value > attribute.maximum:
        side, bound = "large", attribute.maximum
    else:
        return value
    cures = problems.instead(flow(value_node(attribute, bound)))
    numbers = (_range(attribute), _amount(attribute, value))
    problems.add_bound(node, f"{attribute.name} is too {side}", *numbers, *cures)
    return UNREAD


def _range(attribute: Attribute) -> str:
    low, high = attribute.minimum, attribute.maximum
    if low is not None and high is not None:
        return f"{_amount(attribute, low)} to {_amount(attribute, high)}"
    if low is not None:
        return f"at least {_amount(attribute, low)}"
    return f"at most {_amount(attribute, high or 0)}"


def _amount(attribute: Attribute, value: float) -> str:
    return show_quantity(value, attribute.dimension) if attribute.dimension else f"{value:g}"


def _timestamp(attribute: Attribute, node: Node, problems: Problems) -> object:
    value = scalars.timestamp(node.text) if isinstance(node, Scalar) else None
    wanted = "a time with its zone, such as 2013-09-01T00:00:00Z"
    return _wrong(attribute, node, problems, wanted) if value is None else value


def _url(attribute: Attribute, node: Node, problems: Problems) -> object:
    if not isinstance(node, Scalar) or not _URL.fullmatch(node.text):
        return _wrong(attribute, node, problems, "a URL such as https://example.org/data")
    if "@" in node.text.split("/")[2]:
        problems.add(Code.VALUE_EXPOSED, node, f"{attribute.name} holds a user or a password", _KEEP)
        return UNREAD
    return _string(attribute, node, problems)


def _secret(attribute: Attribute, node: Node, problems: Problems) -> object:
    if isinstance(node, Scalar) and _SECRET.fullmatch(node.text):
        return node.text
    problems.add(Code.VALUE_EXPOSED, node, f"{attribute.name} must tell where the secret is kept", _KEEP)
    return UNREAD


def _scalar(attribute: Attribute, node: Node, problems: Problems) -> object:
    if not isinstance(node, Scalar):
        return _wrong(attribute, node, problems, "a single value")
    return scalars.scalar(node.text, plain=node.plain)


def _list(attribute: Attribute, node: Node, problems: Problems) -> object:
    if attribute.single and isinstance(node, Scalar):
        return _items(attribute, [node], problems)
    if not isinstance(node, Sequence):
        words = "".join(f", or {word}" for word in attribute.words)
        return _wrong(attribute, node, problems, f"a list{words}")
    if attribute.minimum is not None and len(node.items) < attribute.minimum:
        least = f"at least {attribute.minimum:g}"
        problems.add_bound(node, f"{attribute.name} is too short", least, str(len(node.items)))
        return UNREAD
    return _items(attribute, node.items, problems)


def _items(attribute: Attribute, nodes: list[Node], problems: Problems) -> object:
    """The items that can be read; of a list of which none can be, nothing is known."""
    items = attribute.items or Attribute(attribute.name, Shape.SCALAR)
    problems.attribute = ""
    values = [read(items, item, problems) for item in nodes]
    found = tuple(value for value in values if value is not UNREAD)
    return found if found or not nodes else UNREAD


def _map(attribute: Attribute, node: Node, problems: Problems) -> object:
    if not isinstance(node, Mapping):
        return _wrong(attribute, node, problems, "a mapping of names to values")
    items = attribute.items or Attribute(attribute.name, Shape.SCALAR)
    problems.attribute = ""
    values = [(key, read(items, value, problems)) for key, (_, value) in node.entries.items()]
    return {key: value for key, value in values if value is not UNREAD}


def _group(attribute: Attribute, node: Node, problems: Problems) -> object:
    if not isinstance(node, Mapping):
        return _wrong(attribute, node, problems, f"a mapping with {', '.join(attribute.fields)}")
    return read_fields(attribute.fields, node, problems, f"{attribute.name}.", {}, is_named=False)


def plain(node: Node) -> object:
    """A node as plain data, by the rules of YAML 1.2."""
    if isinstance(node, Scalar):
        return None if is_null(node) else scalars.scalar(node.text, plain=node.plain)
    if isinstance(node, Sequence):
        return tuple(plain(item) for item in node.items)
    return {key: plain(value) for key, (_, value) in node.entries.items()}


def _any(_attribute: Attribute, node: Node, _problems: Problems) -> object:
    return plain(node)


_READERS: Final[MappingType[Shape, Callable[[Attribute, Node, Problems], object]]] = {
    Shape.STRING: _string,
    Shape.INTEGER: _number,
    Shape.NUMBER: _number,
    Shape.BOOLEAN: _boolean,
    Shape.ENUM: _enum,
    Shape.QUANTITY: _quantity,
    Shape.TIMESTAMP: _timestamp,
    Shape.PATH: _path,
    Shape.PORT: _port,
    Shape.URL: _url,
    Shape.VAULT: _secret,
    Shape.EXPRESSION: _string,
    Shape.SCALAR: _scalar,
    Shape.LIST: _list,
    Shape.MAP: _map,
    Shape.GROUP: _group,
    Shape.ANY: _any,
}
