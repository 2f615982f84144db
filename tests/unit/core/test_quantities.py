"""Quantities: what people write becomes a number in the base unit, or an error that says the fix."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stratum.core.errors import InvalidInputError
from stratum.core.quantities import UNITS, Dimension, parse_quantity, show_quantity


@pytest.mark.parametrize(
    ("text", "dimension", "value"),
    [
        ("512 MiB", Dimension.BYTES, 512 * 2**20),
        ("2GB", Dimension.BYTES, 2e9),
        ("20 ms", Dimension.SECONDS, 0.02),
        ("1.5e3 ms", Dimension.SECONDS, 1.5),
        (0.25, Dimension.CORES, 0.25),
        ("250m", Dimension.CORES, 0.25),
        ("1 %", Dimension.RATIO, 0.01),
        ("100 Mbit/s", Dimension.BITS_PER_SECOND, 1e8),
        ("60 /min", Dimension.PER_SECOND, 1.0),
    ],
)
def test_reads_what_people_write(text: str | float, dimension: Dimension, value: float) -> None:
    quantity = parse_quantity(text, dimension)
    assert quantity.value == pytest.approx(value)
    assert quantity.dimension is dimension


@pytest.mark.parametrize(
    ("text", "dimension", "said"),
    [
        ("lots", Dimension.BYTES, "not a quantity"),
        ("512 MHz", Dimension.BYTES, "unit 'MHz'"),
        ("512", Dimension.BYTES, "no unit"),
        ("-3 ms", Dimension.SECONDS, "not a quantity"),
    ],
)
def test_refuses_and_names_the_known_units(text: str, dimension: Dimension, said: str) -> None:
    with pytest.raises(InvalidInputError, match=said) as caught:
        parse_quantity(text, dimension)
    assert next(unit for unit in UNITS[dimension] if unit) in caught.value.hint


@pytest.mark.parametrize(
    ("value", "dimension", "text"),
    [
        (256 * 2**20, Dimension.BYTES, "256 MiB"),
        (0, Dimension.BYTES, "0 B"),
        (2e9, Dimension.BYTES, "2 GB"),
        (1.5 * 2**30, Dimension.BYTES, "1.5 GiB"),
        (0.018, Dimension.SECONDS, "18 ms"),
        (90, Dimension.SECONDS, "1.5 min"),
        (1.5, Dimension.CORES, "1.5 cores"),
        (1e8, Dimension.BITS_PER_SECOND, "100 Mbit/s"),
    ],
)
def test_shows_the_unit_that_reads_best(value: float, dimension: Dimension, text: str) -> None:
    assert show_quantity(value, dimension) == text


@given(st.integers(min_value=0, max_value=2**50))
def test_what_is_shown_is_read_back_within_its_digits(value: int) -> None:
    again = parse_quantity(show_quantity(value, Dimension.BYTES), Dimension.BYTES).value
    assert again == pytest.approx(value, rel=1e-3)
