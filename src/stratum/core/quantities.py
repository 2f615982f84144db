"""Quantities with units: what people write (``512 MiB``, ``20 ms``) as numbers in base units."""

import dataclasses
import enum
import re
from decimal import Decimal

from stratum.core.errors import InvalidInputError


class Dimension(enum.StrEnum):
    """What is measured; the value names the base unit."""

    CORES = "cores"
    BYTES = "bytes"
    SECONDS = "seconds"
    BITS_PER_SECOND = "bits per second"
    PER_SECOND = "per second"
    RATIO = "ratio"
    PER_HOUR = "per hour"
    WATTS = "watts"


UNITS: dict[Dimension, dict[str, float]] = {
    Dimension.CORES: {"": 1, "cores": 1, "core": 1, "m": 1e-3},
    Dimension.BYTES: {
        "B": 1, "kB": 1e3, "MB": 1e6, "GB": 1e9, "TB": 1e12,
        "KiB": 2**10, "MiB": 2**20, "GiB": 2**30, "TiB": 2**40,
    },
    Dimension.SECONDS: {"us": 1e-6, "µs": 1e-6, "ms": 1e-3, "s": 1, "min": 60, "h": 3600, "d": 86400},
    Dimension.BITS_PER_SECOND: {"bit/s": 1, "kbit/s": 1e3, "Mbit/s": 1e6, "Gbit/s": 1e9},
    Dimension.PER_SECOND: {"/s": 1, "/min": 1 / 60, "/h": 1 / 3600},
    Dimension.RATIO: {"": 1, "%": 0.01},
    Dimension.PER_HOUR: {"/h": 1, "/d": 1 / 24, "/month": 1 / 730},
    Dimension.WATTS: {"W": 1, "mW": 1e-3, "kW": 1e3},
}  # fmt: skip

_SHOWN: dict[Dimension, frozenset[str]] = {
    Dimension.CORES: frozenset({"cores"}),
    Dimension.SECONDS: frozenset({"us", "ms", "s", "min"}),
    Dimension.RATIO: frozenset({""}),
    Dimension.PER_HOUR: frozenset({"/h"}),
}
_BINARY = frozenset({"B", "KiB", "MiB", "GiB", "TiB"})
_DECIMAL = frozenset({"B", "kB", "MB", "GB", "TB"})
_PATTERN = re.compile(r"\s*([0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?)\s*([A-Za-zµ%/]*)\s*")


@dataclasses.dataclass(frozen=True, slots=True)
class Quantity:
    """A number in the base unit of its dimension."""

    value: float
    dimension: Dimension

    def __str__(self) -> str:
        """The quantity in the largest unit that keeps it at 1 or above, three digits."""
        return show_quantity(self.value, self.dimension)


def parse_quantity(text: str | float, dimension: Dimension) -> Quantity:
    """Read what a person wrote.

    Args:
        text: Such as ``512 MiB``; a bare number is taken only where the dimension has a unitless form.
        dimension: What it must measure.

    Raises:
        InvalidInputError: If the text is no number, or its unit is not one of the dimension's.
    """
    units = UNITS[dimension]
    match = _PATTERN.fullmatch(str(text))
    known = ", ".join(unit for unit in units if unit) or "none"
    if match is None:
        raise InvalidInputError(f"{text!r} is not a quantity", f"write a number and a unit, one of: {known}")
    number, unit = match.groups()
    if unit not in units:
        said = f"unit {unit!r} does not measure {dimension}" if unit else f"{text!r} has no unit"
        raise InvalidInputError(said, f"use one of: {known}")
    return Quantity(float(Decimal(number) * Decimal(repr(units[unit]))), dimension)


def show_quantity(value: float, dimension: Dimension) -> str:
    """``value`` (base unit) with the unit that reads best, such as ``256 MiB`` or ``2 GB``."""
    families = (_BINARY, _DECIMAL) if dimension is Dimension.BYTES else (_SHOWN.get(dimension),)
    return min((_in_family(value, dimension, family) for family in families), key=len)


def _in_family(value: float, dimension: Dimension, family: frozenset[str] | None) -> str:
    candidates = [(u, size) for u, size in UNITS[dimension].items() if family is None or u in family]
    candidates.sort(key=lambda pair: pair[1])
    unit, scale = candidates[0]
    for name, size in candidates:
        if abs(value) >= size:
            unit, scale = name, size
    text = f"{value / scale:.4g}"
    return f"{text} {'core' if unit == 'cores' and text == '1' else unit}".rstrip()
