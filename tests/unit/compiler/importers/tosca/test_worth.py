"""Values of TOSCA as values of ours."""

import pytest

from stratum.compiler.importers.tosca.values import Static, UnknownValueError
from stratum.compiler.importers.tosca.worth import quantity, worth
from stratum.core.quantities import Dimension
from stratum.language.metamodel import Attribute, Shape


@pytest.mark.parametrize(
    ("text", "dimension", "expected"),
    [
        ("4096 MB", Dimension.BYTES, "4096 MB"),
        ("10gib", Dimension.BYTES, "10 GiB"),
        ("1.5 kb", Dimension.BYTES, "1.5 kB"),
        ("5 m", Dimension.SECONDS, "5 min"),
        ("200 Mbps", Dimension.BITS_PER_SECOND, "200 Mbit/s"),
        ("2", Dimension.CORES, "2"),
    ],
)
def test_units_are_said_in_our_words(text: str, dimension: Dimension, expected: str) -> None:
    assert quantity(text, dimension) == expected


GROUP = Attribute("group", Shape.GROUP, fields={"x": Attribute("x", Shape.PORT)})


@pytest.mark.parametrize(
    ("value", "attribute", "expected"),
    [
        ("1.10", Attribute("version", Shape.STRING), "1.10"),
        ("8", Attribute("jobs", Shape.INTEGER, minimum=1, maximum=8), 8),
        ("true", Attribute("tls", Shape.BOOLEAN), True),
        ("a", Attribute("tags", Shape.LIST, items=Attribute("", Shape.STRING)), ["a"]),
        ({"a": "1"}, Attribute("sizes", Shape.MAP, items=Attribute("", Shape.INTEGER)), {"a": 1}),
        ({"a": ["1.5"]}, Attribute("any", Shape.ANY), {"a": [1.5]}),
        (
            {"x": "1", "y": "2"},
            Attribute("g", Shape.GROUP, fields={"x": Attribute("x", Shape.PORT)}),
            {"x": 1},
        ),
    ],
)
def test_values_get_the_type_of_the_attribute(value: Static, attribute: Attribute, expected: object) -> None:
    assert worth(value, attribute) == expected


@pytest.mark.parametrize(
    ("value", "attribute"),
    [
        ("many", Attribute("jobs", Shape.INTEGER)),
        ("9", Attribute("jobs", Shape.INTEGER, maximum=8)),
        ("yes", Attribute("tls", Shape.BOOLEAN)),
        (["a"], Attribute("name", Shape.STRING)),
        ({"a": "b"}, Attribute("name", Shape.STRING)),
        ("b", Attribute("mode", Shape.ENUM, options=("a",))),
        ("abc", Attribute("code", Shape.STRING, pattern="[A-Z]+")),
    ],
)
def test_what_does_not_fit_says_why(value: Static, attribute: Attribute) -> None:
    with pytest.raises(UnknownValueError, match=r"\w+"):
        worth(value, attribute)
