from collections.abc import Callable

import pytest

from stratum.language.library import Loaded, extended, load
from stratum.language.library.refinement import difference
from stratum.language.metamodel import Attribute, Match, Shape

HEAD = "stratum: 1\nkind: Types\nname: mine\ntypes:\n"
Own = Callable[[str], Loaded]
ODD = """\
  Odd:
    extends: EdgeGateway
    help: A host.
    attributes:
      cpu: {type: string, help: Text.}
      colour: {type: string, help: Its colour.}
  Odder: {extends: Odd, help: A host too.}
"""


@pytest.fixture
def own() -> Own:
    return lambda text: load({"types.yaml": HEAD + text})


def told(loaded: Loaded) -> list[tuple[str, int, str]]:
    return [(f.code, f.position.line, f.message) for f in loaded.findings]


def test_an_inherited_attribute_keeps_its_shape_and_is_told_once_where_it_is_written() -> None:
    loaded = extended({"types.yaml": HEAD + ODD})
    assert told(loaded) == [
        ("type-definition", 9, "attribute cpu is of type quantity, not string, as EdgeGateway says")
    ]
    host = loaded.metamodel.type("EdgeGateway")
    for name in ("Odd", "Odder"):
        found = loaded.metamodel.type(name)
        assert found.attributes["cpu"] == host.attributes["cpu"]
        assert found.capabilities["cpu"] == host.capabilities["cpu"]
        assert found.attributes["colour"].shape is Shape.STRING


@pytest.mark.parametrize(
    ("attribute", "said"),
    [
        ("memory: {measures: cores}", "attribute memory measures bytes, not cores"),
        ("labels: {type: list}", "attribute labels is of type map, not list"),
        ("software: {items: {type: integer}}", "attribute software.items is of type string, not integer"),
    ],
)
def test_what_an_attribute_measures_and_holds_is_kept(attribute: str, said: str) -> None:
    text = f"  Odd: {{extends: EdgeGateway, help: A host., attributes: {{{attribute}}}}}\n"
    assert told(extended({"types.yaml": HEAD + text})) == [
        ("type-definition", 5, f"{said}, as EdgeGateway says")
    ]


def test_fields_of_groups_and_attributes_of_edges_are_kept() -> None:
    text = """\
  Odd:
    extends: WebApplication
    help: A component.
    attributes: {requires: {fields: {cpu: {type: string}}}}
    relations: {connectsTo: {attributes: {maxLatency: {type: string}}}}
"""
    loaded = extended({"types.yaml": HEAD + text})
    assert [(line, said.partition(",")[0]) for _, line, said in told(loaded)] == [
        (8, "attribute requires.cpu is of type quantity"),
        (9, "attribute maxLatency is of type quantity"),
    ]
    odd, web = loaded.metamodel.type("Odd"), loaded.metamodel.type("WebApplication")
    assert odd.attributes["requires"] == web.attributes["requires"]
    assert odd.relations["connectsTo"].attributes == web.relations["connectsTo"].attributes


def test_types_that_say_different_things_cannot_both_be_inherited(own: Own) -> None:
    loaded = own(
        "  A: {help: x, attributes: {size: integer}}\n"
        "  B: {help: x, mixin: true, attributes: {size: string}}\n"
        "  C: {help: x, extends: A, mixins: [B]}\n"
    )
    assert [(code, line) for code, line, _ in told(loaded)] == [("type-definition", 7)]
    assert loaded.metamodel.type("C").attributes["size"].shape is Shape.INTEGER


def test_the_type_first_extended_counts(own: Own) -> None:
    loaded = own(
        "  A: {help: x, attributes: {size: integer}}\n"
        "  B: {help: x, extends: A, attributes: {size: string}}\n"
        "  C: {help: x, extends: B, attributes: {size: boolean}}\n"
    )
    assert [line for _, line, _ in told(loaded)] == [6, 7]
    assert loaded.metamodel.type("C").attributes["size"].shape is Shape.INTEGER


@pytest.mark.parametrize("shape", [Shape.STRING, Shape.ENUM, Shape.INTEGER, Shape.SCALAR])
def test_any_single_value_may_be_made_a_narrower_one(shape: Shape) -> None:
    assert difference(Attribute("x", shape), Attribute("x", Shape.SCALAR)) == ""
    assert difference(Attribute("x", shape), Attribute("x", Shape.ANY)) == ""
    assert difference(Attribute("x", Shape.SCALAR), Attribute("x", Shape.STRING)) != ""


@pytest.mark.parametrize(
    ("attribute", "match", "line"),
    [("string", "consumed", "string"), ("boolean", "least", "boolean"), ("string", "all", "string")],
)
def test_a_capability_is_matched_as_its_attribute_can_be(
    own: Own, attribute: str, match: str, line: str
) -> None:
    loaded = own(
        f"  T: {{help: x, attributes: {{a: {attribute}}}, capabilities: {{a: {{match: {match}}}}}}}\n"
    )
    assert told(loaded) == [
        ("type-definition", 5, f"capability a is of match {match}, which no {line} can be")
    ]
    assert loaded.metamodel.type("T").capabilities["a"].match is Match.ANY
