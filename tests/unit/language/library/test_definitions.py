import pytest

from stratum.core.quantities import Dimension
from stratum.language.library.definitions import (
    as_mapping,
    entries,
    read_attribute,
    read_attributes,
    read_capability,
    read_relation,
    schema,
)
from stratum.language.metamodel import Attribute, Reference, Scope, Shape
from stratum.language.syntax.compose import compose
from stratum.language.syntax.nodes import Node, Scalar
from stratum.language.syntax.problems import Problems

KEY = Scalar("x", plain=True, line=1, column=1)


def node(text: str) -> Node:
    root = compose(text, "f").root
    assert root is not None
    return root


def attribute(text: str) -> tuple[Attribute, list[str]]:
    problems = Problems("f")
    made = read_attribute(KEY, node(text), problems)
    return made, [f.code for f in problems.findings]


def test_the_name_of_a_shape_is_enough() -> None:
    made, codes = attribute("timestamp")
    assert made == Attribute("x", Shape.TIMESTAMP)
    assert codes == []


@pytest.mark.parametrize(
    ("text", "minimum", "maximum"),
    [
        ("{type: integer, minimum: 1, maximum: 9}", 1, 9),
        ("{type: number, minimum: 0.5}", 0.5, None),
        ("{type: quantity, measures: bytes, minimum: 1 KiB}", 1024, None),
        ("{type: quantity, measures: ratio, minimum: 1 %, maximum: 1}", 0.01, 1),
        ("{type: integer, minimum: many}", None, None),
    ],
)
def test_limits_are_in_base_units(text: str, minimum: float | None, maximum: float | None) -> None:
    made, _ = attribute(text)
    assert made.minimum == minimum
    assert made.maximum == maximum


def test_what_values_and_keys_name() -> None:
    made, codes = attribute("{type: map, keys: column, items: {type: string, refers: topic}}")
    assert (made.keys, codes) == (Reference.COLUMN, [])
    assert made.items is not None
    assert made.items.refers is Reference.TOPIC


def test_a_default_makes_it_optional() -> None:
    made, codes = attribute("{type: quantity, measures: seconds, required: true, default: 20 ms}")
    assert (made.default, made.required, made.dimension) == (0.02, False, Dimension.SECONDS)
    assert codes == []


def test_a_wrong_default_is_a_finding_and_left_out() -> None:
    made, codes = attribute("{type: integer, default: many}")
    assert made.default is None
    assert codes == ["value-type"]


def test_attributes_of_something_else_than_a_mapping() -> None:
    problems = Problems("f")
    assert read_attributes(None, problems) == {}
    assert problems.findings == []
    assert read_attributes(node("[a]"), problems) == {}
    assert [f.code for f in problems.findings] == ["type-definition"]
    assert entries(node("{}"), problems) == []
    assert as_mapping(node("[a]")).entries == {}


def test_a_relation_is_spelt_as_it_is_called_unless_it_says_so() -> None:
    problems = Problems("f")
    plain = read_relation(KEY, node("{to: [A, B]}"), problems)
    assert (plain.kind, plain.spellings, plain.types) == ("x", ("x",), ("A", "B"))
    assert (plain.minimum, plain.maximum, plain.scope) == (0, None, Scope.DOCUMENT)
    spelt = read_relation(KEY, node("{spellings: [x, xs], minimum: 1, maximum: 2}"), problems)
    assert (spelt.spellings, spelt.minimum, spelt.maximum) == (("x", "xs"), 1, 2)
    assert problems.findings == []


def test_a_capability_needs_an_attribute() -> None:
    problems = Problems("f")
    known = schema(Attribute("x", Shape.QUANTITY, dimension=Dimension.CORES))
    assert read_capability(KEY, node("{match: consumed}"), known, problems).dimension is Dimension.CORES
    assert problems.findings == []
    assert not read_capability(KEY, node("{}"), {}, problems).consumed
    assert [f.code for f in problems.findings] == ["type-definition"]
