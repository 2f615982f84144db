"""Error texts for people: where a value is and what was expected, in the words of the protocol's user."""

import difflib
import re
from collections.abc import Iterable

import msgspec

from stratum.core.errors import InvalidInputError
from stratum.serving.types import MalformedRequestError

_PLACE = re.compile(r" - at `\$?(?P<path>.*)`$")
_TYPE = re.compile(r"`([^`]*)`")
_WORDS = {
    "float": "a number",
    "int": "a whole number",
    "bool": "true or false",
    "str": "text",
    "null": "null",
    "array": "a list",
    "object": "an object",
}
SHOWN = 20
UNREADABLE = (msgspec.MsgspecError, UnicodeDecodeError, RecursionError)


def _words(match: re.Match[str]) -> str:
    alternatives = match[1].split(" | ")
    if all(word in _WORDS for word in alternatives):
        return " or ".join(_WORDS[word] for word in alternatives)
    return f"`{match[1]}`"


def explain(error: Exception, place: str = "") -> InvalidInputError:
    """The refusal for a failed decoding.

    Args:
        error: What msgspec raised.
        place: Where the decoded text sits in the request; empty for the whole body.

    Returns:
        A :class:`MalformedRequestError` where the text is no JSON, else an :class:`InvalidInputError`.
    """
    text = str(error)
    found = _PLACE.search(text)
    path = place + (found["path"] if found else "")
    if not isinstance(error, msgspec.ValidationError):
        return MalformedRequestError(f"the request body cannot be read: {text}")
    message = _TYPE.sub(_words, _PLACE.sub("", text)).replace("Expected", "expected")
    return InvalidInputError(f"{path.lstrip('.')}: {message}" if path else message)


def list_names(names: Iterable[str]) -> str:
    """The first names, quoted, for a message that stays short with thousands of columns."""
    listed = list(names)
    more = f" and {len(listed) - SHOWN} more" if len(listed) > SHOWN else ""
    return ", ".join(repr(name) for name in listed[:SHOWN]) + more


def unknown_column(name: str, known: Iterable[str]) -> InvalidInputError:
    """The refusal for a column that the model does not have, with the nearest one that it has."""
    listed = list(known)
    near = difflib.get_close_matches(name, listed, n=1)
    hint = f"did you mean {near[0]!r}?" if near else f"the model takes {list_names(listed)}"
    return InvalidInputError(f"unknown column {name[:80]!r}", hint)
