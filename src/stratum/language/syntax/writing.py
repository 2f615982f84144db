"""Nodes as YAML text: in one line, or over several."""

import re
from typing import Final

from stratum.language.syntax import scalars
from stratum.language.syntax.nodes import Mapping, Node, Scalar, Sequence

WIDTH: Final = 100
"""Characters of a line up to which a collection is written in one."""
_BARE: Final = re.compile(r"[\w/.(<=~^$+][\w/.(<=~^$+:@%>)'*; -]*")
_NULLS: Final = frozenset({"", "~", "null", "Null", "NULL"})
_ESCAPES: Final = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t", "\r": "\\r"}


def text(value: str) -> Scalar:
    """A node that is read as this very text, without quotes where that is possible."""
    return Scalar(
        value, plain=is_bare(value) and scalars.scalar(value, plain=True) == value, line=0, column=0
    )


def word(value: object) -> Scalar:
    """A node of a single value: a text, a number, true or false."""
    if isinstance(value, bool):
        return Scalar(str(value).lower(), plain=True, line=0, column=0)
    if isinstance(value, (int, float)):
        return Scalar(repr(value), plain=True, line=0, column=0)
    return text(str(value))


def row(items: list[Node]) -> Sequence:
    """A node of a list."""
    return Sequence(items, 0, 0)


def table(entries: dict[str, Node]) -> Mapping:
    """A node of a mapping."""
    return Mapping({key: (text(key), value) for key, value in entries.items()}, 0, 0)


def is_bare(value: str) -> bool:
    """Whether a text may stand without quotes anywhere, and is not taken for no value."""
    if value in _NULLS or value.endswith((":", " ", "...")) or ": " in value:
        return False
    return _BARE.fullmatch(value) is not None


def flow(node: Node) -> str:
    """A node in one line."""
    if isinstance(node, Scalar):
        return _flow_word(node)
    if isinstance(node, Sequence):
        return f"[{', '.join(flow(item) for item in node.items)}]"
    inside = ", ".join(f"{flow(key)}: {flow(value)}" for key, value in node.entries.values())
    return f"{{{inside}}}"


def _flow_word(node: Scalar) -> str:
    if not node.plain:
        return _quoted(node.text)
    if node.text in _NULLS:
        return node.text or "null"
    if is_bare(node.text) or scalars.number(node.text) is not None:
        return node.text
    return _quoted(node.text)


def _quoted(value: str) -> str:
    return f'"{"".join(map(_escaped, value))}"'


def _escaped(character: str) -> str:
    if character in _ESCAPES:
        return _ESCAPES[character]
    if character.isprintable():
        return character
    code = ord(character)
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def lines(key: str, node: Node, indent: int, step: int = 2, *, spread: bool = False) -> list[str]:
    """An entry of a mapping in block style.

    Args:
        key: As it is written.
        node: Its value.
        indent: Column of the key, from 0.
        step: How much further what is inside stands.
        spread: Whether the value takes lines of its own even where one would do.
    """
    head = " " * indent + f"{key}:"
    whole = f"{head} {flow(node)}"
    if is_plain_line(node) or (len(whole) <= WIDTH and not spread):
        return [whole]
    return [head, *block(node, indent + step, step)]


def is_plain_line(node: Node) -> bool:
    """Whether a node is always written in one line: a single value, or an empty collection."""
    return isinstance(node, Scalar) or not (node.items if isinstance(node, Sequence) else node.entries)


def block(node: Node, indent: int, step: int = 2) -> list[str]:
    """What a collection holds, line by line."""
    if isinstance(node, Scalar):
        return [" " * indent + flow(node)]
    if isinstance(node, Mapping):
        return [
            line for key, value in node.entries.values() for line in lines(flow(key), value, indent, step)
        ]
    return [line for item in node.items for line in item_lines(item, indent, step)]


def item_lines(node: Node, indent: int, step: int = 2) -> list[str]:
    """An item of a list in block style."""
    whole = " " * indent + f"- {flow(node)}"
    if is_plain_line(node) or len(whole) <= WIDTH:
        return [whole]
    first, *rest = block(node, indent + 2, step)
    return [" " * indent + "- " + first.lstrip(" "), *rest]
