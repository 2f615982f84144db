from collections.abc import Callable

import pytest

from stratum.core.findings import Finding
from stratum.language.check import check_files
from stratum.language.constraints.build import build
from stratum.language.constraints.columns import incoming, named, order
from stratum.language.constraints.context import Space
from stratum.language.metamodel import Metamodel

Checker = Callable[..., list[Finding]]


HEAD = "stratum: 1\nkind: Pipeline\nname: p\nblocks:\n"


@pytest.fixture
def space(types: Metamodel, pipeline: str) -> Space:
    model = check_files({"p.yaml": pipeline}, types).model
    return build(model, types).spaces["p.yaml"]


def test_blocks_come_after_their_inputs(space: Space) -> None:
    assert [t.name for t in order(space)] == ["raw", "known", "scaled", "split", "forest", "best"]


def test_columns_are_known_after_a_selection(space: Space) -> None:
    coming = incoming(space)
    assert coming["known"] is None
    assert coming["scaled"] == coming["best"] == dict.fromkeys(("id", "time", "size", "late"), "")


def test_the_columns_that_a_block_names(space: Space) -> None:
    assert list(named(space.elements["best"])) == [("target", "late"), ("identifier", "id")]
    assert list(named(space.elements["scaled"])) == []
    assert [c for _, c in named(space.elements["known"])] == ["id", "time", "size", "late"]


@pytest.mark.parametrize(
    "block",
    [
        "ScaleNumbers, columns: [x]",
        "EncodeCategories, columns: [x]",
        "FillMissing, columns: {x: 0}",
        "DateParts, column: x, parts: [hour]",
        "FilterRows, where: [{column: x, is: known}]",
        "SelectColumns, columns: [x]",
    ],
)
def test_every_way_to_name_a_column(checked: Checker, block: str) -> None:
    text = f"{HEAD}  a: {{type: CsvSource, path: x}}\n  b: {{type: SelectColumns, input: a, columns: [y]}}\n"
    findings = checked(p=f"{text}  c: {{input: b, type: {block}}}\n")
    assert [(f.code, f.fix) for f in findings if f.code != "pipeline-result"] == [
        ("column-unknown", "columns there: y")
    ]
    assert (
        checked(p=f"{text}  c: {{input: a, type: {block}}}\n".replace("[y]", "[x]"))[0].code
        == "pipeline-result"
    )


@pytest.mark.parametrize(
    "type_", ["CsvSource, path: x.csv", "ImageFolder, path: x", "SqlQuery, input: a, query: q.sql"]
)
def test_units_are_of_columns_that_a_block_gives(checked: Checker, type_: str) -> None:
    text = f"{HEAD}  a: {{type: CsvSource, path: x}}\n  b: {{units: {{heat: °C}}, SCHEMA type: {type_}}}\n"

    def told(schema: str) -> list[tuple[str, str]]:
        findings = checked(p=text.replace("SCHEMA", schema))
        return [(f.message, f.fix) for f in findings if f.code == "column-unknown"]

    assert told("") == told("schema: {heat: number},") == []
    what = "units names column 'heat', which b does not give"
    assert told("schema: {heart: number},") == [(what, "did you mean heart?")]


def test_parts_of_a_date_become_columns(blocks: Checker) -> None:
    part = ("ScaleNumbers, input: known", "DateParts, input: known, column: time, parts: [hour]")
    assert blocks(part, ("metric: roc_auc", "metric: roc_auc, baselines: [majority, hour]")) == []
    findings = blocks(part, ("metric: roc_auc", "metric: roc_auc, baselines: [majority, month]"))
    assert [(f.code, f.position.line) for f in findings] == [("column-unknown", 10)]


def test_a_query_may_make_any_column(blocks: Checker) -> None:
    query = (
        "SelectColumns, input: raw, columns: [id, time, size, late]",
        "SqlQuery, input: raw, query: q.sql",
    )
    assert blocks(query, ("target: late", "target: whatever")) == []
