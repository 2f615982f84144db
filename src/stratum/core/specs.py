"""From the plain data of a specification file to its type."""

from collections.abc import Mapping
from typing import TypeVar

import msgspec

from stratum.core.errors import InvalidInputError

SpecT = TypeVar("SpecT")


def read_spec(shape: type[SpecT], spec: Mapping[str, object]) -> SpecT:
    """The specification as a value of ``shape``.

    Raises:
        InvalidInputError: If a field is missing or breaks a rule; the message names the field.
    """
    try:
        return msgspec.convert(dict(spec), shape)
    except msgspec.ValidationError as error:
        raise InvalidInputError(f"specification for {shape.__name__}: {error}") from error
