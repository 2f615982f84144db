"""Expressions in the Common Expression Language: what can be seen of them before there is an event."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from stratum.language.suggestions import did_you_mean

if TYPE_CHECKING:
    import cel

EVENT: Final = "event"
FIELDS: Final = ("type", "source", "subject", "time", "id", "data")
LONGEST: Final = 1000
"""Characters; the library ends the process on expressions that are much longer and nested."""
FUNCTIONS: Final = frozenset({
    "bytes", "contains", "double", "duration", "dyn", "endsWith", "getDate", "getDayOfMonth", "getDayOfWeek",
    "getDayOfYear", "getFullYear", "getHours", "getMilliseconds", "getMinutes", "getMonth", "getSeconds",
    "int", "matches", "size", "startsWith", "string", "timestamp", "type", "uint",
})  # fmt: skip
TYPES: Final = frozenset({
    "bool", "bytes", "double", "duration", "int", "list", "map", "null_type", "string", "timestamp", "type",
    "uint",
})  # fmt: skip
_PLACE: Final = re.compile(r"<input>:(\d+):(\d+): (?:Syntax error: )?(.*)")
_TEXT: Final = re.compile(r""""(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'""", re.DOTALL)
_BOUND: Final = re.compile(r"\.(?:all|exists|exists_one|existsOne|map|filter)\(\s*([A-Za-z_]\w*)\s*,")
_FIELD: Final = re.compile(r"(?<![\w.])event\s*\.\s*([A-Za-z_]\w*)")
_OPERATOR: Final = re.compile(r"[@_!-]")


def faults(text: str) -> Iterator[tuple[str, str]]:
    """What is wrong with an expression, each with a fix; nothing where some event could give it a value."""
    if len(text) > LONGEST:
        yield f"the expression has {len(text)} characters", f"write at most {LONGEST}"
        return
    program = _program(text)
    if isinstance(program, str):
        yield program, "write an expression such as event.data.value > 3"
        return
    # Names inside of quotes are no names; the blanks keep the places of the others.
    bare = _TEXT.sub(lambda found: '"' + " " * (len(found[0]) - 2) + '"', text)
    functions = {name for name in program.functions() if not _OPERATOR.match(name)}
    variables = {*program.variables()} - {*_BOUND.findall(bare)} - TYPES
    yield from _strange("variable", variables, frozenset({EVENT}), bare)
    yield from _strange("function", functions, FUNCTIONS, bare)
    yield from _strange("field of event", {*_FIELD.findall(bare)}, frozenset(FIELDS), bare)


def _strange(what: str, used: set[str], known: frozenset[str], bare: str) -> Iterator[tuple[str, str]]:
    for name in sorted(used - known):
        yield _unknown(what, name, bare), did_you_mean(name, known, f"known {what.split(maxsplit=1)[0]}s")


def _program(text: str) -> "cel.Program | str":
    """The compiled expression, or why it is none."""
    # Half a second: only who has expressions pays it.
    import cel

    try:
        return cel.compile(text)
    except ValueError as error:
        found = _PLACE.search(str(error))
        if found is None:
            return f"the expression cannot be read: {str(error).splitlines()[0]}"
        line, column, reason = found.groups()
        # The library counts from 1; what it expected instead is a long list.
        return f"the expression cannot be read at {_place(int(line), int(column))}: {_short(reason)}"


def _unknown(what: str, name: str, bare: str) -> str:
    found = re.search(rf"(?<!\w){re.escape(name)}(?!\w)", bare)
    begin = found.start() if found else 0
    before = bare[:begin]
    return f"unknown {what} {name} at {_place(before.count(chr(10)) + 1, begin - before.rfind(chr(10)))}"


def _place(line: int, column: int) -> str:
    return f"character {column}" if line == 1 else f"character {column} of line {line}"


def _short(reason: str) -> str:
    return reason.partition(" expecting ")[0].replace("mismatched input '<EOF>'", "it ends too early")
