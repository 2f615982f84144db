from pathlib import Path

from stratum.language.library import load
from stratum.language.metamodel import Metamodel
from stratum.language.reference import render

DOCS = Path(__file__).parents[3] / "docs" / "reference"


def test_the_reference_in_the_docs_is_the_one_of_the_types(types: Metamodel) -> None:
    text = (DOCS / "language.md").read_text(encoding="utf-8")
    assert text.endswith(render(types)), "run python tests/golden/language/regenerate.py"


def test_every_type_and_attribute_is_in_the_reference(types: Metamodel) -> None:
    text = render(types)
    concrete = [t for s in ("Component", "Host", "Link", "Block") for t in types.concrete(s)]
    assert all(f"\n#### {t.name}\n" in text for t in concrete)
    assert all(f"| `{name}` |" in text for t in concrete for name in t.attributes)


def test_what_all_share_is_told_once(types: Metamodel) -> None:
    text = render(types)
    assert text.count("| `requires.memory` |") == 1
    assert text.count("`hostedOn` → Host (at most 1)") == 1


def test_parts_are_told_where_nothing_else_tells_of_them(types: Metamodel) -> None:
    text = render(types)
    parts = text.partition("\n## Parts\n")[2]
    assert "\n#### Ubuntu\n" in parts
    assert text.count("\n#### Ubuntu\n") == text.count("\n#### Spark\n") == 1
    assert "- `contains` → OperatingSystem (at most 1)\n" in text


def test_interfaces_conditions_substitutes_and_standing_are_told(types: Metamodel) -> None:
    text = render(types)
    assert "- provides `nats` on `natsPort`, `mqtt` on `mqttPort`, `http` on `monitorPort`\n" in text
    assert "→ MessageBroker (exactly 1) over nats and ModelService (exactly 1) over http: " in text
    assert "- model only: Tableau Server is installed with a licence by its own installer\n" in text


def test_of_a_group_only_what_is_new_is_told_again(types: Metamodel) -> None:
    told = render(types).partition("\n#### EdgeAnalyticsApplication\n")[2].partition("\n####")[0]
    (row,) = (line for line in told.splitlines() if "`requires." in line)
    assert row.startswith("| `requires.tier` | one or list of: `edge`, `fog`, `cloud` | `edge, fog` |")


def test_shapes_bounds_and_defaults() -> None:
    loaded = load({
        "t.yaml": "stratum: 1\nkind: Types\nname: t\n"
        "documents: {Pipeline: {help: P., sections: {blocks: {holds: T, help: B.}}}}\n"
        "types:\n  T:\n    help: A thing.\n    attributes:\n"
        "      a: {type: integer, minimum: 1, maximum: 9, default: 3, help: A.}\n"
        "      b: {type: quantity, measures: seconds, maximum: 1 min, default: 20 ms, help: B.}\n"
        "      c: {type: list, items: {type: enum, options: [x, y]}, single: true, words: [all]}\n"
        "      d: {type: map, items: boolean, help: D.}\n"
        "      e: {type: boolean, default: true, help: E.}\n"
        "      f: {type: list, items: {type: group, fields: {g: {type: string, required: true}}}}\n"
    })
    lines = render(loaded.metamodel).splitlines()
    assert loaded.findings == ()
    assert lines[-8:-1] == [
        "| `a` | integer, ≥ 1, ≤ 9 | `3` | A. |",
        "| `b` | quantity in seconds, ≤ 1 min | `20 ms` | B. |",
        "| `c` | one or list of: `x`, `y` or `all` |  |  |",
        "| `d` | map to: boolean |  | D. |",
        "| `e` | boolean | `true` | E. |",
        "| `f` | list of: group |  |  |",
        "| `f[].g` | string | required |  |",
    ]
