"""Expressions in the Common Expression Language: what can be seen of them before they are worked out."""

import dataclasses
import re
from collections.abc import Collection, Iterator, Mapping
from typing import TYPE_CHECKING, Final

from stratum.language.suggestions import did_you_mean

if TYPE_CHECKING:
    import cel

EVENT: Final = "event"
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
_FIELD: Final = re.compile(r"(?<![\w.])([A-Za-z_]\w*)\s*\.\s*([A-Za-z_]\w*)")
_OPERATOR: Final = re.compile(r"[@_!-]")


@dataclasses.dataclass(frozen=True, slots=True)
class Names:
    """What an expression may read.

    Attributes:
        fields: Each variable with its fields; None where anything may follow it.
        example: Such an expression, for messages.
    """

    fields: Mapping[str, Collection[str] | None]
    example: str


OF_EVENTS: Final = Names({EVENT: ("type", "source", "subject", "time", "id", "data")}, "event.data.value > 3")


def faults(text: str, names: Names = OF_EVENTS) -> Iterator[tuple[str, str]]:
    """What is wrong with an expression, each with a fix; nothing where it could have a value.

    Args:
        text: The expression.
        names: What it may read.
    """
    if len(text) > LONGEST:
        yield f"the expression has {len(text)} characters", f"write at most {LONGEST}"
        return
    program = _program(text)
    if isinstance(program, str):
        yield program, f"write an expression such as {names.example}"
        return
    quiet = bare(text)
    functions = {name for name in program.functions() if not _OPERATOR.match(name)}
    variables = {*program.variables()} - {*_BOUND.findall(quiet)} - TYPES
    yield from _strange("variable", variables, names.fields, quiet)
    yield from _strange("function", functions, FUNCTIONS, quiet)
    for variable, known in names.fields.items():
        if known is not None:
            yield from _strange(f"field of {variable}", {*fields(text, variable)}, known, quiet)


def fields(text: str, variable: str) -> list[str]:
    """The fields of a variable that an expression names, in order, each once."""
    return list(dict.fromkeys(name for owner, name in _FIELD.findall(bare(text)) if owner == variable))


def bare(text: str) -> str:
    """An expression with blanks in its quotes: names in there are no names; all others keep their places."""
    return _TEXT.sub(lambda found: '"' + " " * (len(found[0]) - 2) + '"', text)


def _strange(what: str, used: set[str], known: Collection[str], quiet: str) -> Iterator[tuple[str, str]]:
    for name in sorted(used - {*known}):
        yield _unknown(what, name, quiet), did_you_mean(name, known, f"known {what.split(maxsplit=1)[0]}s")


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


def _unknown(what: str, name: str, quiet: str) -> str:
    found = re.search(rf"(?<!\w){re.escape(name)}(?!\w)", quiet)
    begin = found.start() if found else 0
    before = quiet[:begin]
    return f"unknown {what} {name} at {_place(before.count(chr(10)) + 1, begin - before.rfind(chr(10)))}"


def _place(line: int, column: int) -> str:
    return f"character {column}" if line == 1 else f"character {column} of line {line}"


def _short(reason: str) -> str:
    return reason.partition(" expecting ")[0].replace("mismatched input '<EOF>'", "it ends too early")
