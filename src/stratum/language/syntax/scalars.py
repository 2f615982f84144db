"""Single values: texts as written become numbers, truths, quantities and times, or say why not."""

import datetime
import functools
import math
import re
from collections.abc import Mapping
from typing import Final

from stratum.core.errors import InvalidInputError
from stratum.core.quantities import UNITS, Dimension, parse_quantity

_INTEGER = re.compile(r"[-+]?[0-9]{1,18}")
_NUMBER = re.compile(r"[-+]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][-+]?[0-9]{1,4})?")
_TRUTHS = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}


def integer(text: str) -> int | None:
    """A whole number of at most 18 digits, or None."""
    return int(text) if _INTEGER.fullmatch(text) else None


def number(text: str) -> int | float | None:
    """A finite number, or None; whole ones stay whole."""
    whole = integer(text)
    if whole is not None:
        return whole
    if len(text) > 400 or not _NUMBER.fullmatch(text):
        return None
    value = float(text)
    return value if math.isfinite(value) else None


def truth(text: str) -> bool | None:
    """True or false, or None. Other words, such as ``yes`` or ``NO``, are texts."""
    return _TRUTHS.get(text)


def scalar(text: str, *, plain: bool) -> object:
    """What YAML 1.2 makes of a single value where the metamodel asks for none in particular."""
    if not plain:
        return text
    for read in (truth, number):
        value = read(text)
        if value is not None:
            return value
    return text


@functools.lru_cache(maxsize=4096)
def quantity(text: str, dimension: Dimension) -> float:
    """A quantity in its base unit; bytes are whole.

    Raises:
        InvalidInputError: If the text is no quantity of the dimension; see ``has_unit``.
    """
    value = parse_quantity(text, dimension).value
    if not math.isfinite(value):
        raise InvalidInputError(f"{text!r} is too large to be a quantity", "write a finite number")
    return round(value) if dimension is Dimension.BYTES else value


def units(dimension: Dimension) -> str:
    """The units of a dimension for a message; empty where only bare numbers are taken."""
    return ", ".join(unit for unit in UNITS[dimension] if unit)


_USUAL: Final[Mapping[Dimension, str]] = {
    Dimension.BYTES: "MiB",
    Dimension.SECONDS: "s",
    Dimension.BITS_PER_SECOND: "Mbit/s",
    Dimension.PER_SECOND: "/s",
    Dimension.PER_HOUR: "/h",
    Dimension.WATTS: "W",
}


def with_unit(text: str, dimension: Dimension) -> str:
    """A text with the unit that was likely meant: one in another case, or the usual one; empty for none."""
    match = re.fullmatch(r"\s*([0-9.]+)\s*([A-Za-z/]*)\s*", text)
    if match is None or number(match[1]) is None:
        return ""
    alike = [unit for unit in UNITS[dimension] if unit.lower() == match[2].lower()]
    unit = alike[0] if alike else "" if match[2] else _USUAL.get(dimension, "")
    return f"{match[1]} {unit}" if unit else ""


def is_measured(text: str) -> bool:
    """Whether a text begins with a number, so that its unit is what is wrong with it."""
    return re.match(r"\s*[0-9]", text) is not None


def timestamp(text: str) -> str | None:
    """An ISO 8601 time with its offset as the same moment in UTC, or None."""
    try:
        moment = datetime.datetime.fromisoformat(text)
        if moment.tzinfo is None:
            return None
        moment = moment.astimezone(datetime.UTC)
    except (ValueError, OverflowError):
        return None
    return moment.isoformat().replace("+00:00", "Z")
