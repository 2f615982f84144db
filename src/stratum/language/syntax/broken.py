"""Texts that are not read: broken YAML and broken limits as findings, with a place inside of the text."""

import re
from typing import Final

from stratum.core.findings import Finding, Position, Severity
from stratum.language.codes import Code

_BREAK: Final = re.compile("\r\n|[\r\n\x85\u2028\u2029]")
_FIX: Final = "check the indentation, the quotes and the brackets at this place and on the line before"


def limit(place: Position, what: str, found: int, most: int) -> Finding:
    """A finding about a document that is too large in some way, with both numbers."""
    return Finding(
        Code.YAML_LIMIT,
        Severity.ERROR,
        "",
        f"the document has more {what} than can be read safely",
        place,
        required=f"at most {most} {what}",
        available=f"{found} {what}",
        fix="split the document, or write it without so much nesting and so many aliases",
    )


def broken(text: str, file: str, error: Exception) -> Finding:
    """A finding about what the YAML parser could not read.

    Args:
        text: What was parsed.
        file: Its name.
        error: As the parser raised it.
    """
    lines = _BREAK.split(text)
    line, column = _place(text, error)
    if line >= len(lines):
        line, column = len(lines) - 1, len(lines[-1])
    column = min(column, len(lines[line]))
    place = Position(file, line + 1, column + 1)
    fix = "indent with spaces, not with tabs" if lines[line][column : column + 1] == "\t" else _FIX
    return Finding(Code.YAML_SYNTAX, Severity.ERROR, "", f"broken YAML: {_reason(error)}", place, fix=fix)


def _reason(error: Exception) -> str:
    context = getattr(error, "context", None)
    reason = getattr(error, "problem", None) or getattr(error, "reason", None) or error
    return f"{context}: {reason}" if isinstance(context, str) and context else str(reason)


def _place(text: str, error: Exception) -> tuple[int, int]:
    """Line and column of an error, from 0: as marked, or from its offset in the text."""
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    if mark is not None:
        return mark.line, mark.column
    offset = getattr(error, "position", None) or getattr(error, "start", None)
    before = _BREAK.split(text[: offset if isinstance(offset, int) else 0])
    return len(before) - 1, len(before[-1])
