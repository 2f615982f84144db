"""Typed reading of the values that the tree holds as ``object``.

A checked model never fails here: each error names the attribute that a check should have found.
"""

from collections.abc import Mapping

from stratum.core.errors import InvalidInputError

Attributes = Mapping[str, object]


def text(attributes: Attributes, name: str, default: str | None = None) -> str:
    """The text called ``name``.

    Raises:
        InvalidInputError: If it is something else, or left out without a default.
    """
    value = attributes.get(name, default)
    if isinstance(value, str):
        return value
    raise _wrong(name, "a text", value)


def texts(attributes: Attributes, name: str) -> tuple[str, ...]:
    """The texts of a list; a single text counts as a list of one, a missing list as empty.

    Raises:
        InvalidInputError: If it is neither.
    """
    value = attributes.get(name, ())
    if isinstance(value, str):
        return (value,)
    if isinstance(value, (tuple, list)):
        return tuple(str(item) for item in value)
    raise _wrong(name, "a list of texts", value)


def number(attributes: Attributes, name: str, default: float | None = None) -> float:
    """The number called ``name``.

    Raises:
        InvalidInputError: If it is something else, or left out without a default.
    """
    value = attributes.get(name, default)
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return value
    raise _wrong(name, "a number", value)


def flag(attributes: Attributes, name: str, *, default: bool) -> bool:
    """The truth called ``name``, or the default.

    Raises:
        InvalidInputError: If it is something else.
    """
    value = attributes.get(name, default)
    if isinstance(value, bool):
        return value
    raise _wrong(name, "true or false", value)


def group(attributes: Attributes, name: str) -> Mapping[str, object]:
    """The nested values called ``name``; empty where there are none.

    Raises:
        InvalidInputError: If it is something else.
    """
    value = attributes.get(name, {})
    if isinstance(value, Mapping):
        return {str(key): inner for key, inner in value.items()}
    raise _wrong(name, "a group of values", value)


def groups(attributes: Attributes, name: str) -> list[Mapping[str, object]]:
    """The nested values in the list called ``name``; empty where there is none.

    Raises:
        InvalidInputError: If it is something else.
    """
    value = attributes.get(name, ())
    if isinstance(value, (tuple, list)):
        return [group({name: inner}, name) for inner in value]
    raise _wrong(name, "a list of groups", value)


def _wrong(name: str, wanted: str, value: object) -> InvalidInputError:
    said = "is missing" if value is None else f"is {value!r}, not {wanted}"
    return InvalidInputError(f"attribute {name!r} {said}", "run stratum check on the model")
