"""Which steps make tables, and by which content a table is known."""

import dataclasses

import pytest

from stratum.core.errors import InvalidInputError, NotFoundError
from stratum.data.logic.chains import blocks_by_name, chain_to, sources_of, table_digest, table_end
from stratum.data.types import SourceSpec, StepSpec

SOURCES = (
    SourceSpec("flights", "csv", {"path": "/a/flights.csv"}),
    SourceSpec("planes", "csv", {"path": "/a/planes.csv", "delimiter": ";"}),
)
STEPS = (
    StepSpec("joined", "sql", ("flights", "planes"), {"query": "SELECT 1"}),
    StepSpec("few", "filter", ("joined",), {"where": []}),
    StepSpec("moment", "date_parts", ("few",), {"column": "t", "parts": ["hour"]}),
    StepSpec("narrow", "select", ("moment",), {"columns": ["hour"]}),
    StepSpec("scaled", "scale", ("narrow",), {}),
)
BLOCKS = blocks_by_name(SOURCES, STEPS)
PRINTS = {"flights": "1" * 64, "planes": "2" * 64}


def test_a_chain_begins_at_its_query() -> None:
    assert [s.name for s in chain_to(BLOCKS, "scaled")] == ["joined", "few", "moment", "narrow", "scaled"]
    assert chain_to(BLOCKS, "flights") == ()


def test_the_table_ends_where_values_are_prepared() -> None:
    block, tail = table_end(BLOCKS, "scaled")
    assert block == "few"
    assert [s.name for s in tail] == ["moment", "narrow", "scaled"]


@pytest.mark.parametrize("name", ["flights", "joined", "few"])
def test_plain_tables_have_no_later_steps(name: str) -> None:
    assert table_end(BLOCKS, name) == (name, ())


def test_rows_are_not_chosen_after_values_were_prepared() -> None:
    late = StepSpec("late", "filter", ("moment",), {"where": []})
    with pytest.raises(InvalidInputError, match="'late' chooses rows after block 'moment'") as caught:
        table_end({**BLOCKS, "late": late}, "late")
    assert caught.value.hint == "put 'late' before 'moment'"


def test_unknown_kinds_and_names_are_refused() -> None:
    with pytest.raises(InvalidInputError, match="unknown kind of step 'polish'"):
        table_end({**BLOCKS, "odd": StepSpec("odd", "polish", ("few",), {})}, "odd")
    with pytest.raises(NotFoundError, match="no block 'flihts'") as caught:
        table_end(BLOCKS, "flihts")
    assert caught.value.hint == "did you mean flights?"


def test_only_queries_have_several_inputs() -> None:
    wide = StepSpec("wide", "filter", ("few", "flights"), {})
    with pytest.raises(InvalidInputError, match=r"'wide' .* has 2 inputs"):
        chain_to({**BLOCKS, "wide": wide}, "wide")


def test_sources_are_found_once_each() -> None:
    twice = StepSpec("twice", "sql", ("few", "flights"), {"query": ""})
    assert [s.name for s in sources_of({**BLOCKS, "twice": twice}, "twice")] == ["flights", "planes"]
    assert sources_of(BLOCKS, "planes") == (SOURCES[1],)


def test_the_digest_follows_content_and_steps() -> None:
    digest = table_digest(BLOCKS, "few", PRINTS)
    changed = dataclasses.replace(STEPS[0], attributes={"query": "SELECT 2"})
    assert digest == table_digest(BLOCKS, "few", PRINTS)
    assert digest != table_digest(BLOCKS, "joined", PRINTS)
    assert digest != table_digest(BLOCKS, "few", {**PRINTS, "planes": "3" * 64})
    assert digest != table_digest({**BLOCKS, "joined": changed}, "few", PRINTS)


def test_the_digest_does_not_follow_the_place() -> None:
    moved = dataclasses.replace(SOURCES[1], attributes={"path": "/b/planes.csv", "delimiter": ";"})
    other = dataclasses.replace(SOURCES[1], attributes={"path": "/a/planes.csv", "delimiter": ","})
    digest = table_digest(BLOCKS, "few", PRINTS)
    assert digest == table_digest({**BLOCKS, "planes": moved}, "few", PRINTS)
    assert digest != table_digest({**BLOCKS, "planes": other}, "few", PRINTS)
