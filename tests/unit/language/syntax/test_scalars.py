import pytest

from stratum.core.errors import InvalidInputError
from stratum.core.quantities import Dimension
from stratum.language.syntax import scalars


@pytest.mark.parametrize(
    ("text", "value"),
    [("7", 7), ("-7", -7), ("+7", 7), ("007", 7), ("7.0", None), ("", None), ("9" * 19, None)],
)
def test_integer(text: str, value: int | None) -> None:
    assert scalars.integer(text) == value


@pytest.mark.parametrize(
    ("text", "value"),
    [("7", 7), ("0.5", 0.5), (".5", 0.5), ("1e3", 1000.0), ("1e999", None), ("nan", None), ("0x10", None)],
)
def test_number(text: str, value: float | None) -> None:
    assert scalars.number(text) == value


def test_whole_numbers_stay_whole() -> None:
    assert isinstance(scalars.number("7"), int)
    assert isinstance(scalars.number("7.0"), float)
    assert scalars.number("1" * 500) is None


@pytest.mark.parametrize(("text", "value"), [("true", True), ("False", False), ("yes", None), ("NO", None)])
def test_truth(text: str, value: bool | None) -> None:
    assert scalars.truth(text) is value


def test_free_values_follow_yaml_1_2() -> None:
    assert [scalars.scalar(t, plain=True) for t in ("NO", "12", "1.5", "true", "1e2", "1:30")] == [
        "NO", 12, 1.5, True, 100.0, "1:30",
    ]  # fmt: skip
    assert scalars.scalar("12", plain=False) == "12"


def test_quantities_are_in_base_units_and_bytes_are_whole() -> None:
    memory = scalars.quantity("1.5 MiB", Dimension.BYTES)
    assert (memory, type(memory)) == (1572864, int)
    assert scalars.quantity("5 ms", Dimension.SECONDS) == 0.005


@pytest.mark.parametrize("text", ["5", "5 MB", "much", "1e999 s"])
def test_other_texts_are_no_quantity(text: str) -> None:
    with pytest.raises(InvalidInputError) as caught:
        scalars.quantity(text, Dimension.SECONDS)
    assert caught.value.hint


def test_whether_the_unit_is_what_is_wrong() -> None:
    assert scalars.is_measured("5 parsec")
    assert not scalars.is_measured("five s")


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2013-09-01T00:00:00Z", "2013-09-01T00:00:00Z"),
        ("2013-09-01T02:30:00+02:00", "2013-09-01T00:30:00Z"),
        ("2013-09-01T00:00:00", None),
        ("2013-13-01T00:00:00Z", None),
        ("0001-01-01T00:00:00+23:00", None),
        ("soon", None),
    ],
)
def test_timestamp(text: str, moment: str | None) -> None:
    assert scalars.timestamp(text) == moment
