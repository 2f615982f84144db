"""Values of an action's parameters: what people and expressions give becomes what the action takes."""

import math
import re
from collections.abc import Callable, Mapping
from typing import Final

from stratum.core.errors import InvalidInputError
from stratum.core.quantities import Dimension, parse_quantity
from stratum.events.logic.envelope import is_plain
from stratum.events.types import Parameter, Sort

_VARIABLE: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_TYPE: Final = re.compile(r"[a-z][a-z0-9-]*(\.[a-z0-9-]+)+")
_URL: Final = re.compile(
    r"https?://(?P<login>[^/?#@]*@)?(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9.-]+)(:(?P<port>[0-9]{1,5}))?([/?#]\S*)?"
)
_PORTS: Final = 65535


def read(parameter: Parameter, value: object) -> object:
    """What the action takes for a value.

    Raises:
        InvalidInputError: If the value is none of the parameter's sort; the message says why.
    """
    try:
        return _READERS[parameter.sort](value)
    except (InvalidInputError, ValueError) as error:
        why = error.message if isinstance(error, InvalidInputError) else str(error)
        hint = error.hint if isinstance(error, InvalidInputError) else ""
        raise InvalidInputError(f"{parameter.name}: {why}", hint or parameter.help) from error


def number(values: Mapping[str, object], name: str) -> float | None:
    """The number that was read for a parameter; None where it was not given."""
    value = values.get(name)
    return float(value) if isinstance(value, (int, float)) else None


def _text(value: object) -> str:
    if not isinstance(value, str) or not value or not value.isprintable():
        raise InvalidInputError(f"{value!r} is not a text of printable signs", "write a text")
    return value


def _number(value: object) -> float:
    is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
    if not isinstance(value, (int, float)) or not is_number or not 0 <= value < math.inf:
        raise InvalidInputError(f"{value!r} is not a number from 0 on", "write a number")
    return value


def _count(value: object) -> int:
    amount = _number(value)
    if amount != int(amount):
        raise InvalidInputError(f"{value!r} is not a whole number", "write a whole number")
    return int(amount)


def _amount(dimension: Dimension) -> Callable[[object], float]:
    def amount(value: object) -> float:
        found = parse_quantity(value, dimension).value if isinstance(value, str) else _number(value)
        if found <= 0:
            raise InvalidInputError(f"{value!r} is nothing", "write more than 0")
        return found

    return amount


def _url(value: object) -> str:
    text = _text(value)
    parts = _URL.fullmatch(text)
    if parts is None or not 1 <= int(parts["port"] or 1) <= _PORTS:
        message = f"{text!r} is not the address of a web server"
        raise InvalidInputError(message, "write one such as https://example.org/hook")
    if parts["login"]:
        raise InvalidInputError("the address holds a name or a password", "use secret: NAME_OF_A_VARIABLE")
    return text


def _variable(value: object) -> str:
    text = _text(value)
    if not _VARIABLE.fullmatch(text):
        fix = "name the variable that holds the secret, never write the secret"
        raise InvalidInputError("this is not the name of an environment variable", fix)
    return text


def _event_type(value: object) -> str:
    text = _text(value)
    if not _TYPE.fullmatch(text) or text.startswith("rule."):
        raise InvalidInputError(
            f"{text!r} is not a type of event of one's own", "write one such as alarm.raised"
        )
    return text


def _data(value: object) -> Mapping[str, object]:
    if not isinstance(value, Mapping) or not is_plain(value):
        raise InvalidInputError(f"{value!r} is not a mapping of names to values", "write name: value")
    return value


_READERS: Final[Mapping[Sort, Callable[[object], object]]] = {
    Sort.TEXT: _text,
    Sort.NUMBER: _number,
    Sort.COUNT: _count,
    Sort.CORES: _amount(Dimension.CORES),
    Sort.BYTES: _amount(Dimension.BYTES),
    Sort.URL: _url,
    Sort.VARIABLE: _variable,
    Sort.EVENT_TYPE: _event_type,
    Sort.DATA: _data,
}
