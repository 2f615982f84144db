from collections.abc import Callable

import pytest

from stratum.core.quantities import Dimension
from stratum.language.library import Loaded, built_in, load
from stratum.language.metamodel import Capability, Match, Scope, Shape, Target

HEAD = "stratum: 1\nkind: Types\nname: mine\n"
Own = Callable[..., Loaded]


@pytest.fixture
def own() -> Own:
    """Loads own types, given as YAML, in one or more files, without the built-in ones."""
    return lambda *texts: load({f"types-{n}.yaml": HEAD + text for n, text in enumerate(texts)})


def codes(loaded: Loaded) -> list[str]:
    return [f.code for f in loaded.findings]


def test_an_attribute_in_all_its_parts(own: Own) -> None:
    loaded = own(
        "types:\n  T:\n    help: A thing.\n    attributes:\n"
        "      size: {type: quantity, measures: bytes, minimum: 1 KiB, maximum: 1 GiB, default: 2 MiB}\n"
        "      name: string\n"
        "      kinds: {type: list, items: {type: enum, options: [a, b]}, single: true,"
        " words: [all], default: [a]}\n"
    )
    assert loaded.findings == ()
    attributes = loaded.metamodel.type("T").attributes
    size, kinds = attributes["size"], attributes["kinds"]
    assert (size.dimension, size.minimum, size.maximum, size.default) == (Dimension.BYTES, 1024, 2**30, 2**21)
    assert attributes["name"].shape is Shape.STRING
    assert (kinds.default, kinds.words, kinds.single) == (("a",), ("all",), True)
    assert kinds.items is not None
    assert kinds.items.options == ("a", "b")


def test_a_group_has_a_default_unless_a_field_is_required(own: Own) -> None:
    loaded = own(
        "types:\n  T:\n    help: A thing.\n    attributes:\n"
        "      free: {type: group, fields: {a: {type: integer, default: 3}, b: string}}\n"
        "      bound: {type: group, fields: {a: {type: integer, required: true}}}\n"
    )
    attributes = loaded.metamodel.type("T").attributes
    assert attributes["free"].default == {"a": 3}
    assert attributes["bound"].default is None


def test_relations_and_their_targets(own: Own) -> None:
    loaded = own(
        "types:\n  T:\n    help: A thing.\n    relations:\n"
        "      plain: {to: [T]}\n"
        "      full: {to: {T: {minimum: 1, maximum: 2}}, scope: infrastructure, spellings: [full, fulls],"
        " attributes: {far: {type: quantity, measures: seconds}}}\n"
    )
    relations = loaded.metamodel.type("T").relations
    assert relations["plain"].targets == (Target("T"),)
    full = relations["full"]
    assert (full.targets, full.scope) == ((Target("T", 1, 2),), Scope.INFRASTRUCTURE)
    assert full.spellings == ("full", "fulls")
    assert full.attributes["far"].dimension is Dimension.SECONDS


def test_a_capability_is_measured_as_its_attribute(own: Own) -> None:
    loaded = own(
        "types:\n  T:\n    help: A thing.\n"
        "    attributes: {memory: {type: quantity, measures: bytes}}\n"
        "    capabilities: {memory: {match: consumed}}\n"
    )
    assert loaded.metamodel.type("T").capabilities == {
        "memory": Capability("memory", Match.CONSUMED, Dimension.BYTES)
    }


@pytest.mark.parametrize(
    ("text", "code", "said"),
    [
        ("types: [a]\n", "type-definition", "mapping of names"),
        ("types: {t: {help: x}}\n", "type-definition", "not the name of a type"),
        ("types: {T: {}}\n", "missing-attribute", "T.help"),
        ("types: {T: {help: x, colour: red}}\n", "unknown-attribute", "T.colour"),
        ("types: {T: {help: x, stage: -1}}\n", "value-range", "stage"),
        ("types: {T: {help: x, attributes: {a: {type: enum}}}}\n", "type-definition", "needs options"),
        ("types: {T: {help: x, attributes: {a: {type: group}}}}\n", "type-definition", "needs fields"),
        ("types: {T: {help: x, attributes: {a: {type: nope}}}}\n", "value-option", "nope"),
        ("types: {T: {help: x, attributes: {a: {}}}}\n", "missing-attribute", "a.type"),
        (
            "types: {T: {help: x, attributes: {a: {type: string, pattern: '['}}}}\n",
            "type-definition",
            "pattern",
        ),
        (
            "types: {T: {help: x, attributes: {a: {type: string, pattern: '(?=a)a'}}}}\n",
            "type-definition",
            "(?= is not known",
        ),
        ("types: {T: {help: x, attributes: {a: {type: integer, default: b}}}}\n", "value-type", "a must be"),
        ("types: {T: {help: x, attributes: {id: string}}}\n", "type-definition", "'id'"),
        (
            "types: {T: {help: x, attributes: {r: string}, relations: {r: {to: [T]}}}}\n",
            "type-definition",
            "'r'",
        ),
        ("types: {T: {help: x, relations: {r: {to: [U]}}}}\n", "type-definition", "unknown type 'U'"),
        ("types: {T: {help: x, capabilities: {c: {}}}}\n", "type-definition", "capability c"),
        ("documents: {Story: {}}\n", "type-definition", "Story"),
        ("documents: {Pipeline: {sections: {s: {holds: U}}}}\n", "type-definition", "section s"),
        ("colour: red\n", "unknown-attribute", "colour"),
    ],
)
def test_faults_of_definitions(own: Own, text: str, code: str, said: str) -> None:
    loaded = own(text)
    assert codes(loaded) == [code]
    assert said in loaded.findings[0].message
    assert loaded.findings[0].position.line >= 4


@pytest.mark.parametrize(
    ("text", "code"), [("", "type-definition"), ("[", "yaml-syntax"), ("- a\n", "type-definition")]
)
def test_files_that_are_no_types(text: str, code: str) -> None:
    loaded = load({"types.yaml": text})
    assert codes(loaded) == [code]
    assert loaded.metamodel.types == {}


def test_what_is_inherited_wrongly_is_told_once(own: Own) -> None:
    loaded = own(
        "types:\n  A: {help: x, attributes: {a: {type: enum}}}\n"
        "  B: {help: x, extends: A}\n  C: {help: x, extends: B}\n"
    )
    assert codes(loaded) == ["type-definition"]


def test_a_name_belongs_to_the_first_definition(own: Own) -> None:
    loaded = own("types: {T: {help: First.}}\n", "types: {T: {help: Second.}}\n")
    assert loaded.metamodel.type("T").help == "First."
    assert codes(loaded) == ["type-definition"]
    assert loaded.findings[0].position.file == "types-1.yaml"
    assert "types-0.yaml:4:9" in loaded.findings[0].message


def test_a_workspace_extends_the_built_in_types() -> None:
    text = HEAD + "types: {Drone: {extends: EdgeGateway, help: It flies., attributes: {range: integer}}}\n"
    loaded = load({**built_in(), "types.yaml": text})
    drone = loaded.metamodel.type("Drone")
    assert loaded.findings == ()
    assert drone.is_a("Host")
    assert drone.attributes["tier"].default == "edge"
    assert drone.attributes["range"].shape is Shape.INTEGER
