from collections.abc import Callable

import pytest

from stratum.core.findings import Position
from stratum.core.quantities import Dimension
from stratum.language.metamodel import Attribute, Shape
from stratum.language.syntax.compose import compose
from stratum.language.syntax.nodes import Mapping
from stratum.language.syntax.problems import Problems
from stratum.language.syntax.values import UNREAD, plain, read, read_fields

Reader = Callable[[Attribute, str], tuple[object, Problems]]


@pytest.fixture
def value() -> Reader:
    """Reads a value written in YAML as an attribute asks."""

    def run(attribute: Attribute, text: str) -> tuple[object, Problems]:
        problems = Problems("f")
        node = compose(text, "f").root
        assert node is not None
        return read(attribute, node, problems), problems

    return run


N = Attribute("n", Shape.INTEGER, minimum=1, maximum=9)
MEMORY = Attribute("memory", Shape.QUANTITY, dimension=Dimension.BYTES, minimum=1024)
TIER = Attribute("tier", Shape.ENUM, options=("edge", "fog"))
TIERS = Attribute("tiers", Shape.LIST, items=TIER, single=True, minimum=1)
GROUP = Attribute("group", Shape.GROUP, fields={"n": N, "tier": TIER})


@pytest.mark.parametrize(
    ("attribute", "text", "typed"),
    [
        (Attribute("s", Shape.STRING), "NO", "NO"),
        (Attribute("s", Shape.STRING), "1.10", "1.10"),
        (Attribute("s", Shape.STRING, pattern="[a-z]+"), "abc", "abc"),
        (N, "7", 7),
        (Attribute("n", Shape.NUMBER), "0.5", 0.5),
        (Attribute("b", Shape.BOOLEAN), "true", True),
        (TIER, "fog", "fog"),
        (MEMORY, "2 KiB", 2048),
        (Attribute("t", Shape.TIMESTAMP), "2013-09-01T00:00:00Z", "2013-09-01T00:00:00Z"),
        (Attribute("p", Shape.PATH), "package:x/a b.csv", "package:x/a b.csv"),
        (Attribute("p", Shape.PORT), "8080", 8080),
        (Attribute("x", Shape.SCALAR), "12", 12),
        (TIERS, "[edge, fog]", ("edge", "fog")),
        (TIERS, "edge", ("edge",)),
        (Attribute("c", Shape.LIST, words=("all",)), "all", "all"),
        (Attribute("m", Shape.MAP), "{a: 1, b: x}", {"a": 1, "b": "x"}),
        (GROUP, "{n: 2}", {"n": 2}),
        (Attribute("a", Shape.ANY), "{a: [1, {b: ~}]}", {"a": (1, {"b": None})}),
    ],
)
def test_values(value: Reader, attribute: Attribute, text: str, typed: object) -> None:
    found, problems = value(attribute, text)
    assert found == typed
    assert problems.findings == []


@pytest.mark.parametrize(
    ("attribute", "text", "code"),
    [
        (Attribute("s", Shape.STRING), "[a]", "value-type"),
        (Attribute("s", Shape.STRING), "~", "value-type"),
        (Attribute("s", Shape.STRING, pattern="[a-z]+"), "ABC", "value-pattern"),
        (N, "'7'", "value-type"),
        (N, "7.5", "value-type"),
        (N, "12", "value-range"),
        (Attribute("n", Shape.NUMBER), "many", "value-type"),
        (Attribute("b", Shape.BOOLEAN), "yes", "value-type"),
        (Attribute("b", Shape.BOOLEAN), "'true'", "value-type"),
        (TIER, "cloud", "value-option"),
        (TIER, "[edge]", "value-type"),
        (MEMORY, "2 GHz", "value-unit"),
        (MEMORY, "2048", "value-unit"),
        (MEMORY, "much", "value-type"),
        (MEMORY, "[1]", "value-type"),
        (MEMORY, "1 B", "value-range"),
        (Attribute("t", Shape.TIMESTAMP), "2013-09-01", "value-type"),
        (Attribute("p", Shape.PATH), "' '", "value-type"),
        (Attribute("p", Shape.PORT), "0", "value-range"),
        (Attribute("x", Shape.SCALAR), "{}", "value-type"),
        (TIERS, "[]", "value-range"),
        (TIERS, "{a: b}", "value-type"),
        (Attribute("c", Shape.LIST, words=("all",)), "some", "value-type"),
        (Attribute("m", Shape.MAP), "[]", "value-type"),
        (GROUP, "5", "value-type"),
    ],
)
def test_wrong_values_are_findings_with_a_fix(
    value: Reader, attribute: Attribute, text: str, code: str
) -> None:
    found, problems = value(attribute, text)
    assert found is UNREAD
    assert [f.code for f in problems.findings] == [code]
    assert problems.findings[0].position.line == 1
    if code != "value-pattern":
        assert problems.findings[0].fix


def test_wrong_items_are_left_out_and_told(value: Reader) -> None:
    found, problems = value(TIERS, "[edge, orbit, fog]")
    assert found == ("edge", "fog")
    assert [f.position.column for f in problems.findings] == [8]


def test_ranges_tell_both_numbers_in_readable_units(value: Reader) -> None:
    _, problems = value(MEMORY, "1 B")
    finding = problems.findings[0]
    assert (finding.required, finding.available) == ("at least 1 KiB", "1 B")
    _, problems = value(N, "12")
    assert (problems.findings[0].required, problems.findings[0].available) == ("1 to 9", "12")
    _, problems = value(Attribute("n", Shape.INTEGER, maximum=0), "1")
    assert problems.findings[0].required == "at most 0"


def test_options_and_fields_suggest_the_nearest(value: Reader) -> None:
    _, problems = value(TIER, "fogg")
    assert problems.findings[0].fix == "did you mean fog?"
    _, problems = value(GROUP, "{teir: fog}")
    assert (problems.findings[0].code, problems.findings[0].fix) == (
        "unknown-attribute",
        "did you mean tier?",
    )


def fields(text: str, *attributes: Attribute) -> tuple[dict[str, object], dict[str, int], list[str]]:
    problems = Problems("f")
    node = compose(text, "f").root
    assert isinstance(node, Mapping)
    positions: dict[str, Position] = {}
    values = read_fields({a.name: a for a in attributes}, node, problems, "", positions)
    return values, {k: p.column for k, p in positions.items()}, [f.code for f in problems.findings]


def test_defaults_are_filled_in_and_have_no_position() -> None:
    values, positions, codes = fields("{n: 2}", N, Attribute("s", Shape.STRING, default="x"))
    assert values == {"n": 2, "s": "x"}
    assert positions == {"n": 5}
    assert codes == []


def test_fields_of_groups_have_positions_too() -> None:
    values, positions, _ = fields("{group: {n: 2, tier: fog}}", GROUP)
    assert values == {"group": {"n": 2, "tier": "fog"}}
    assert positions == {"group": 9, "group.n": 13, "group.tier": 22}


def test_required_fields_are_missed() -> None:
    values, _, codes = fields("{}", Attribute("n", Shape.INTEGER, required=True))
    assert values == {}
    assert codes == ["missing-attribute"]


def test_a_wrong_value_is_not_missed_as_well() -> None:
    values, _, codes = fields("{n: x}", Attribute("n", Shape.INTEGER, required=True, default=3))
    assert values == {}
    assert codes == ["value-type"]


def test_plain_data() -> None:
    node = compose("{a: [1, 'x', ~], b: {}}", "f").root
    assert node is not None
    assert plain(node) == {"a": (1, "x", None), "b": {}}
