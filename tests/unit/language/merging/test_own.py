"""Values of one's own in conflicts: where they can be, and what is written."""

import pytest

from stratum.language.library import library
from stratum.language.merging.conflicts import Conflict, Side
from stratum.language.merging.merge import merge
from stratum.language.merging.own import takes_own, with_own
from stratum.language.merging.reading import Reader

APP = """\
stratum: 1
kind: Application
name: app
description: one
components:
  db: {type: SqliteDatabase, requires: {memory: 64 MiB}}  # kept
  rows: {type: NatsBroker, id: r, topics: [a]}
  writer: {type: DatabaseWriter, connectsTo: [{to: rows, maxLatency: 30 ms}, db], consumes: [a]}
"""
CASES = [
    ("64 MiB", "96 MiB", "128 MiB", "100 MiB", "memory: 100 MiB}}  # kept"),
    ("description: one", "description: two", "description: three", "four", "description: four\n"),
    ("rows", "lines", "records", "events", "connectsTo: [{to: events, maxLatency: 30 ms}, db]"),
    ("topics: [a]", "topics: [a, b]", "topics: [a, c]", "[a, b, c]", "topics: [a, b, c]"),
]
ONE_SIDED = [
    ("SqliteDatabase, requires", "SqliteDatabase, description: x, requires", "Redis, requires"),
    ("30 ms", "40 ms", "50 ms"),
]


def asked(was: str, ours: str, theirs: str) -> tuple[Conflict, dict[str, str]]:
    """The one conflict between two texts, and what is merged where ours counts in it."""
    sides = [{"app.yaml": APP.replace(was, text)} for text in (was, ours, theirs)]
    base, mine, other = sides
    (found,) = merge(base, mine, other, library()).conflicts
    return found, merge(base, mine, other, library(), {found.id: Side.OURS}).texts


@pytest.mark.parametrize(("was", "ours", "theirs", "value", "written"), CASES)
def test_a_value_of_ones_own_is_written_in_place_of_both(
    was: str, ours: str, theirs: str, value: str, written: str
) -> None:
    conflict, texts = asked(was, ours, theirs)
    assert takes_own(conflict, texts, Reader(library()))
    done = with_own(texts, [(conflict, value)], library())
    assert isinstance(done, dict)
    assert written in done["app.yaml"]


@pytest.mark.parametrize(("was", "ours", "theirs"), ONE_SIDED)
def test_of_everything_else_one_side_is_taken(was: str, ours: str, theirs: str) -> None:
    conflict, texts = asked(was, ours, theirs)
    assert not takes_own(conflict, texts, Reader(library()))


def test_a_value_that_is_not_legal_is_refused_with_its_reason() -> None:
    conflict, texts = asked("64 MiB", "96 MiB", "128 MiB")
    refused = with_own(texts, [(conflict, "much")], library())
    assert isinstance(refused, tuple)
    assert "much" in refused[0].message


def test_a_file_gets_a_text_of_ones_own() -> None:
    conflict = Conflict("file:a.sql", "a.sql", "", "file", "0", "1", "2", "both changed it")
    assert takes_own(conflict, {}, Reader(library()))
    assert with_own({"a.sql": "1"}, [(conflict, "3")], library()) == {"a.sql": "3"}
    assert with_own({"a.sql": "1"}, [], library()) == {"a.sql": "1"}
