"""Values of a Compose file: what stands for variables of the shell, words of a command, sizes and times."""

import re
import shlex
from typing import Final

from stratum.compiler.importers.source import Source
from stratum.core.errors import InvalidInputError
from stratum.language.syntax.nodes import Node, Scalar, Sequence
from stratum.language.syntax.problems import is_null

_VARIABLE: Final = re.compile(
    r"\$(?:(?P<escaped>\$)|(?P<bare>[A-Za-z_]\w*)|\{(?P<name>[A-Za-z_]\w*)(?::?(?P<sign>[-?+])(?P<more>[^}]*))?\})"
)
_ALONE: Final = re.compile(r"\$(?:([A-Za-z_]\w*)|\{([A-Za-z_]\w*)(?::?\?[^}]*)?\})")
_TIME: Final = re.compile(r"(?:(\d+)h)?(?:(\d+)m(?!s))?(?:(\d+(?:\.\d+)?)s)?(?:(\d+)ms)?(?:(\d+)us)?")
_SIZE: Final = re.compile(r"(\d+(?:\.\d+)?)\s*([bkmgBKMG]?)[bB]?")
_UNITS: Final = {"": 1, "b": 1, "k": 2**10, "m": 2**20, "g": 2**30}


def variable(node: Node) -> str:
    """The name of the variable that a value stands for as a whole; empty for none."""
    found = _ALONE.fullmatch(node.text) if isinstance(node, Scalar) else None
    return (found[1] or found[2]) if found else ""


def text(source: Source, node: Node | None, path: str) -> str:
    """The text of a node, with the defaults of its variables; a remark for those without one."""
    if not isinstance(node, Scalar):
        return ""

    def filled(match: re.Match[str]) -> str:
        if match["escaped"]:
            return "$"
        name = match["bare"] or match["name"]
        default = match["more"] or "" if match["sign"] == "-" else ""
        source.remark(node, path, f"variable {name} {'has its default' if default else 'is left out'}")
        return default

    return "" if is_null(node) else _VARIABLE.sub(filled, node.text)


def words(source: Source, node: Node | None, path: str) -> tuple[str, ...] | None:
    """The words of a command, written as a list or as a line; None where there is none."""
    if node is None or is_null(node):
        return None
    if isinstance(node, Sequence):
        return tuple(text(source, item, path) for item in node.items)
    try:
        return tuple(shlex.split(text(source, node, path)))
    except ValueError as error:
        source.tell(node, path, f"is no line of words: {error}")
        return None


def seconds(said: str) -> float:
    """A duration such as ``1m30s``.

    Raises:
        InvalidInputError: If it is none.
    """
    found = _TIME.fullmatch(said.strip())
    if found is None or not said.strip():
        raise InvalidInputError(f"{said!r} is no duration")
    scales = (3600, 60, 1, 0.001, 0.000001)
    return sum(float(part) * scale for part, scale in zip(found.groups(), scales, strict=True) if part)


def size(said: str) -> int:
    """Bytes, such as ``512M``.

    Raises:
        InvalidInputError: If it is none.
    """
    found = _SIZE.fullmatch(said.strip())
    if found is None:
        raise InvalidInputError(f"{said!r} is no size")
    return round(float(found[1]) * _UNITS[found[2].lower()])


def number(said: str) -> float:
    """A number.

    Raises:
        InvalidInputError: If it is none.
    """
    try:
        return float(said)
    except ValueError as error:
        raise InvalidInputError(f"{said!r} is no number") from error
