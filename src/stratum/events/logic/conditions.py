"""Conditions and values of rules, in the Common Expression Language, over one event."""

import datetime
import functools
import math
from collections.abc import Mapping
from typing import TYPE_CHECKING

from stratum.core.errors import InvalidInputError
from stratum.core.events import Event
from stratum.events.logic.envelope import is_plain, show_time
from stratum.events.types import Expression

if TYPE_CHECKING:
    import cel


class _AbsentError(InvalidInputError):
    """The event does not have what an expression asks for."""


def holds(condition: str, event: Event) -> bool:
    """Whether a condition is true of an event; one about data that the event does not have is not.

    Raises:
        InvalidInputError: If it cannot be worked out, or gives something that is neither true nor false.
    """
    try:
        value = evaluate(condition, event)
    except _AbsentError:
        return False
    if not isinstance(value, bool):
        raise InvalidInputError(f"{condition!r} gives {value!r}", "a condition gives true or false")
    return value


def evaluate(expression: str, event: Event) -> object:
    """What an expression gives for an event, as plain JSON data.

    Raises:
        InvalidInputError: If it cannot be worked out.
    """
    # The library raises what Python would: whatever it is, the same input gives the same again.
    try:
        value = plain(_program(expression).execute({"event": _view(event)}))
    except KeyError as error:
        raise _AbsentError(f"{expression!r}: the event has no {error.args[0]!r}") from error
    except (ArithmeticError, LookupError, RuntimeError, TypeError, ValueError) as error:
        raise InvalidInputError(f"{expression!r} cannot be worked out: {_short(error)}") from error
    if not is_plain(value):
        raise InvalidInputError(f"{expression!r} gives {value!r}", "let it give what JSON can say")
    return value


def resolve(value: object, event: Event) -> object:
    """A value with all expressions in it worked out.

    Raises:
        InvalidInputError: If one cannot be.
    """
    if isinstance(value, Expression):
        return evaluate(value.text, event)
    if isinstance(value, Mapping):
        return {str(key): resolve(inner, event) for key, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [resolve(inner, event) for inner in value]
    return value


def plain(value: object) -> object:
    """Times as RFC 3339 has them and durations in seconds; everything else as it is."""
    if isinstance(value, datetime.datetime):
        return show_time(value.timestamp())
    if isinstance(value, datetime.timedelta):
        return value.total_seconds()
    return value


def _view(event: Event) -> Mapping[str, object]:
    """What ``event`` is in an expression; its time is in seconds since 1970-01-01 UTC."""
    names = ("id", "type", "source", "subject", "time")
    return {**{name: getattr(event, name) for name in names}, "data": _numbers(dict(event.data))}


def _numbers(value: object) -> object:
    """Data without what JSON cannot say, which no journal keeps either."""
    if isinstance(value, Mapping):
        return {str(key): _numbers(inner) for key, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [_numbers(inner) for inner in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value


@functools.lru_cache(maxsize=1024)
def _program(expression: str) -> "cel.Program":
    # Half a second: only who has expressions pays it.
    import cel

    return cel.compile(expression)


def _short(error: Exception) -> str:
    return str(error).splitlines()[0][:200] if str(error) else type(error).__name__
