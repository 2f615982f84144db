"""Values of TOSCA as values of an attribute of ours: other words for units, texts stay texts."""

import re
from collections.abc import Callable, Mapping
from typing import Final

from stratum.compiler.importers.tosca.values import Static, UnknownValueError
from stratum.core.errors import InvalidInputError
from stratum.core.quantities import Dimension, parse_quantity
from stratum.language.metamodel import Attribute, Shape
from stratum.language.syntax import scalars

UNITS: Final[Mapping[Dimension, Mapping[str, str]]] = {
    Dimension.BYTES: {
        u.lower(): u for u in ("B", "kB", "MB", "GB", "TB", "KiB", "MiB", "GiB", "TiB")
    },
    Dimension.SECONDS: {
        "d": "d", "h": "h", "m": "min", "min": "min", "s": "s", "ms": "ms", "us": "us",
    },
    Dimension.BITS_PER_SECOND: {
        "bps": "bit/s", "kbps": "kbit/s", "mbps": "Mbit/s", "gbps": "Gbit/s",
    },
}  # fmt: skip
"""Units of ours by those of TOSCA in small letters."""

_MEASURE = re.compile(r"\s*([0-9]+(?:\.[0-9]+)?)\s*([A-Za-z/]*)\s*")


def worth(value: Static, attribute: Attribute) -> object:
    """A value as YAML of an attribute.

    Raises:
        UnknownValueError: If it is no value of the attribute.
    """
    if attribute.shape is Shape.LIST:
        items = attribute.items or attribute
        return [worth(item, items) for item in (value if isinstance(value, list) else [value])]
    if isinstance(value, dict):
        return _mapping(value, attribute)
    if isinstance(value, list):
        if attribute.shape is Shape.ANY:
            return [worth(item, attribute) for item in value]
        raise UnknownValueError(f"a list is no {attribute.shape}")
    return _SCALARS.get(attribute.shape, _text)(value, attribute)


def _mapping(value: dict[str, Static], attribute: Attribute) -> object:
    if attribute.shape is Shape.GROUP:
        known = {key: inner for key, inner in value.items() if key in attribute.fields}
        return {key: worth(inner, attribute.fields[key]) for key, inner in known.items()}
    if attribute.shape in {Shape.MAP, Shape.ANY}:
        items = attribute.items or attribute
        return {key: worth(inner, items) for key, inner in value.items()}
    raise UnknownValueError(f"a mapping is no {attribute.shape}")


def _text(value: str, attribute: Attribute) -> object:
    if attribute.options and value not in attribute.options:
        raise UnknownValueError(f"{value!r} is none of {', '.join(attribute.options)}")
    if attribute.pattern and re.fullmatch(attribute.pattern, value) is None:
        raise UnknownValueError(f"{value!r} does not match {attribute.pattern}")
    return value


def _integer(value: str, attribute: Attribute) -> object:
    return _within(scalars.integer(value), value, attribute)


def _number(value: str, attribute: Attribute) -> object:
    return _within(scalars.number(value), value, attribute)


def _within(number: float | None, value: str, attribute: Attribute) -> float:
    if number is None:
        raise UnknownValueError(f"{value!r} is no {attribute.shape}")
    least, most = attribute.minimum, attribute.maximum
    if (least is not None and number < least) or (most is not None and number > most):
        raise UnknownValueError(f"{value} is out of range")
    return number


def _boolean(value: str, attribute: Attribute) -> object:
    found = scalars.truth(value)
    if found is None:
        raise UnknownValueError(f"{value!r} is no {attribute.shape}")
    return found


def _anything(value: str, attribute: Attribute) -> object:
    del attribute
    return scalars.scalar(value, plain=True)


def _quantity(value: str, attribute: Attribute) -> object:
    return quantity(value, attribute.dimension or Dimension.RATIO)


def quantity(text: str, dimension: Dimension) -> str:
    """A quantity with a unit of ours, such as ``512 MB`` or ``5 min``.

    Raises:
        UnknownValueError: If the text is no quantity of the dimension.
    """
    match = _MEASURE.fullmatch(text)
    if match is None:
        raise UnknownValueError(f"{text!r} is no quantity")
    number, unit = match.groups()
    shown = f"{number} {UNITS.get(dimension, {}).get(unit.lower(), unit)}".rstrip()
    try:
        parse_quantity(shown, dimension)
    except InvalidInputError as error:
        raise UnknownValueError(error.message) from None
    return shown


_SCALARS: Final[Mapping[Shape, Callable[[str, Attribute], object]]] = {
    Shape.INTEGER: _integer,
    Shape.PORT: _integer,
    Shape.NUMBER: _number,
    Shape.BOOLEAN: _boolean,
    Shape.QUANTITY: _quantity,
    Shape.ANY: _anything,
    Shape.SCALAR: _anything,
}
