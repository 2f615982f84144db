from stratum.language.library import Loaded, load
from stratum.language.library.inheritance import overlay
from stratum.language.syntax.compose import compose
from stratum.language.syntax.nodes import Mapping
from stratum.language.syntax.values import plain

HEAD = "stratum: 1\nkind: Types\nname: mine\ntypes:\n"


def mapping(text: str) -> Mapping:
    root = compose(text, "f").root
    assert isinstance(root, Mapping)
    return root


def types(text: str) -> Loaded:
    return load({"types.yaml": HEAD + text})


def test_mappings_are_laid_over_each_other_deeply() -> None:
    under, over = mapping("{a: {x: 1, y: 2}, b: 3}"), mapping("{a: {y: 5, z: 6}, c: 7}")
    assert plain(overlay(under, over)) == {"a": {"x": 1, "y": 5, "z": 6}, "b": 3, "c": 7}


def test_defaults_and_targets_are_replaced_as_a_whole() -> None:
    under, over = mapping("{default: {x: 1}, to: {A: {}}}"), mapping("{default: {y: 2}, to: {B: {}}}")
    assert plain(overlay(under, over)) == {"default": {"y": 2}, "to": {"B": {}}}


def test_a_type_gets_what_its_parents_and_mixins_have() -> None:
    loaded = types(
        "  A: {help: x, role: page, attributes: {a: integer}}\n"
        "  M: {help: x, mixin: true, attributes: {m: integer}}\n"
        "  B: {help: x, extends: A, mixins: [M], attributes: {b: integer}}\n"
    )
    made = loaded.metamodel.type("B")
    assert list(made.attributes) == ["a", "m", "b"]
    assert made.ancestors == {"A", "B", "M"}
    assert (made.role, made.parent, made.mixins) == ("page", "A", ("M",))


def test_what_a_type_is_itself_is_not_passed_on() -> None:
    loaded = types("  A: {help: Above., abstract: true}\n  B: {help: Below., extends: A}\n")
    made = loaded.metamodel.type("B")
    assert made.help == "Below."
    assert not made.abstract


def test_a_subtype_refines_an_attribute() -> None:
    loaded = types(
        "  A: {help: x, attributes: {n: {type: integer, minimum: 1, help: Many.}}}\n"
        "  B: {help: x, extends: A, attributes: {n: {default: 5}}}\n"
    )
    refined = loaded.metamodel.type("B").attributes["n"]
    assert (refined.default, refined.minimum, refined.help) == (5, 1, "Many.")
    assert loaded.metamodel.type("A").attributes["n"].default is None


def test_the_order_of_definitions_does_not_matter() -> None:
    forward = types("  A: {help: x, attributes: {a: integer}}\n  B: {help: x, extends: A}\n")
    backward = types("  B: {help: x, extends: A}\n  A: {help: x, attributes: {a: integer}}\n")
    assert forward.metamodel.type("B") == backward.metamodel.type("B")


def test_unknown_parents_are_told_with_the_nearest() -> None:
    loaded = types("  Alpha: {help: x}\n  B: {help: x, extends: Alpa}\n")
    assert [(f.code, f.fix) for f in loaded.findings] == [("type-definition", "did you mean Alpha?")]
    assert loaded.metamodel.type("B").ancestors == {"B"}


def test_a_circle_of_types_is_told_with_its_path() -> None:
    loaded = types("  A: {help: x, extends: B}\n  B: {help: x, extends: C}\n  C: {help: x, extends: A}\n")
    assert [f.code for f in loaded.findings] == ["type-definition"]
    assert "A -> B -> C -> A" in loaded.findings[0].message
    assert set(loaded.metamodel.types) == {"A", "B", "C"}
