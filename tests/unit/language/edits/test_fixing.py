"""Quick fixes: what each kind of finding proposes, and which proposals are taken."""

import dataclasses
from pathlib import Path

import pytest

from stratum.core.edits import (
    Connect,
    Disconnect,
    Edit,
    Fix,
    RemoveElement,
    SetValue,
    UnsetValue,
    edit_from_plain,
    edit_to_plain,
)
from stratum.core.errors import InvalidInputError
from stratum.core.findings import has_errors
from stratum.language.edits.draft import Draft, draft
from stratum.language.edits.fixing import cure, loses, replacements
from stratum.language.library import library
from stratum.language.report import Replacement, to_sarif

GOLDEN = Path(__file__).parents[3] / "golden" / "language"
SITE = """\
stratum: 1
kind: Infrastructure
name: site
hosts:
  fog-1: {type: FogServer, cpu: 2, memory: 2 GiB}
  fog-2: {type: FogServer, cpu: 2, memory: 4 GiB}
links:
  wire: {between: [fog-1, fog-2], latency: 1 ms}
"""
HEAD = "stratum: 1\nkind: Application\nname: app\ninfrastructure: site.yaml\ncomponents:\n"


def state(components: str, site: str = SITE) -> Draft:
    return draft({"site.yaml": site, "app.yaml": HEAD + components}, library())


CASES: dict[str, tuple[str, str, str]] = {
    "another key": (
        "  db: {type: SqliteDatabase, hostdOn: fog-1}\n",
        "rename hostdOn of db to hostedOn",
        "  db: {type: SqliteDatabase, hostedOn: fog-1}\n",
    ),
    "a key inside of a group": (
        "  db: {type: SqliteDatabase, requires: {memry: 1 GiB}}\n",
        "rename requires.memry of db to memory",
        "  db: {type: SqliteDatabase, requires: {memory: 1 GiB}}\n",
    ),
    "a key that is like no other": (
        "  db: {type: SqliteDatabase, zzz: 1}\n",
        "remove zzz of db",
        "  db: {type: SqliteDatabase}\n",
    ),
    "a unit in another case": (
        "  db: {type: SqliteDatabase, requires: {memory: 1 gib}}\n",
        "set requires.memory of db to 1 GiB",
        "  db: {type: SqliteDatabase, requires: {memory: 1 GiB}}\n",
    ),
    "a number without a unit": (
        "  db: {type: SqliteDatabase, requires: {memory: 128}}\n",
        "set requires.memory of db to 128 MiB",
        "  db: {type: SqliteDatabase, requires: {memory: 128 MiB}}\n",
    ),
    "no value": (
        "  db: {type: SqliteDatabase, description: }\n",
        "remove description of db",
        "  db: {type: SqliteDatabase}\n",
    ),
    "a number out of its range": (
        "  m: {type: ModelService, model: x, scaling: {policy: none, maximum: 9999}}\n",
        "set scaling.maximum of m to 1000",
        "  m: {type: ModelService, model: x, scaling: {policy: none, maximum: 1000}}\n",
    ),
    "another type": (
        "  db: {type: SqliteDatabse}\n",
        "set type of db to SqliteDatabase",
        "  db: {type: SqliteDatabase}\n",
    ),
    "another host": (
        "  db: {type: SqliteDatabase, hostedOn: fog1}\n",
        "let hostedOn of db name fog-1",
        "  db: {type: SqliteDatabase, hostedOn: fog-1}\n",
    ),
    "a name of another form": (
        "  Db_1: {type: SqliteDatabase}\n",
        "rename Db_1 to db-1",
        "  db-1: {type: SqliteDatabase}\n",
    ),
    "a host with room": (
        "  db: {type: SqliteDatabase, hostedOn: fog-1, requires: {memory: 3 GiB}}   # the rows\n",
        "host db on fog-2",
        "  db: {type: SqliteDatabase, hostedOn: fog-2, requires: {memory: 3 GiB}}   # the rows\n",
    ),
    "a relation written twice": (
        "  db: {type: SqliteDatabase, hostedOn: [fog-1, fog-1]}\n",
        "remove fog-1 from hostedOn of db",
        "  db: {type: SqliteDatabase, hostedOn: [fog-1]}\n",
    ),
    "the only one that is missing": (
        "  db: {type: SqliteDatabase}\n  page: {type: Dashboard}\n",
        "add db to connectsTo of page",
        "  db: {type: SqliteDatabase}\n  page: {type: Dashboard, connectsTo: db}\n",
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_the_best_fix_cures_the_finding_and_nothing_else(case: str) -> None:
    written, title, expected = CASES[case]
    before = state(written)
    finding = next(f for f in before.findings if f.fixes)
    cured = cure(before, finding)
    assert cured is not None
    assert cured.fix.title == title
    assert cured.after.texts == {"site.yaml": SITE, "app.yaml": HEAD + expected}
    assert not has_errors(cured.after.findings)


def test_a_document_that_is_misspelt_is_named_right() -> None:
    before = draft(
        {
            "site.yaml": SITE,
            "app.yaml": HEAD.replace("site.yaml", "sit.yaml") + "  db: {type: SqliteDatabase}\n",
        },
        library(),
    )
    cured = cure(before, before.findings[0])
    assert cured is not None
    assert cured.after.texts["app.yaml"] == HEAD + "  db: {type: SqliteDatabase}\n"


def test_a_fix_that_breaks_something_else_is_not_taken() -> None:
    before = state(
        "  db: {type: SqliteDatabase, hostdOn: fog-1}\n  page: {type: Dashboard, connectsTo: db}\n"
    )
    harmful = Fix("remove db", (RemoveElement("app.yaml", "db"),))
    useless = Fix("say something", (SetValue("app.yaml", "db", "description", "x"),))
    finding = dataclasses.replace(before.findings[0], fixes=(harmful, useless))
    assert cure(before, finding) is None


@pytest.mark.parametrize(
    ("edits", "expected"),
    [
        ([RemoveElement("a", "b")], True),
        ([SetValue("a", "b", "c", "1"), UnsetValue("a", "b", "d")], True),
        ([Disconnect("a", "b", "hostedOn", "c")], True),
        ([Disconnect("a", "b", "hostedOn", "c"), Connect("a", "b", "hostedOn", "d")], False),
        ([Disconnect("a", "b", "hostedOn", "c"), Connect("a", "b", "connectsTo", "d")], True),
        ([Disconnect("a", "b", "x", "c"), Disconnect("a", "b", "x", "d"), Connect("a", "b", "x", "e")], True),
        ([SetValue("a", "b", "c", "1")], False),
    ],
)
def test_what_a_fix_takes_away(edits: list[Edit], expected: bool) -> None:
    assert loses(Fix("mend", tuple(edits))) is expected


def test_a_fix_that_takes_away_what_is_written_is_left_out_where_it_is_not_wanted() -> None:
    before = state("  db: {type: SqliteDatabase, contains: {x: {type: SqliteDatabase}}}\n")
    finding = before.findings[0]
    assert finding.message == "a SqliteDatabase contains no elements"
    assert "mean" not in finding.fix
    assert cure(before, finding, lossy=False) is None
    assert cure(before, finding) is not None


def test_fixes_of_all_cases_are_legal_or_refused_without_harm() -> None:
    """Whatever the golden cases propose can be tried; some of it is taken in most of them."""
    taken = 0
    for case in sorted(path.parent for path in GOLDEN.glob("*/expected.txt")):
        texts = {p.name: p.read_text(encoding="utf-8") for p in case.glob("*.yaml") if p.name != "types.yaml"}
        before = draft(texts, library())
        for finding in before.findings:
            cured = cure(before, finding)
            assert cured is None or len(cured.after.findings) <= len(before.findings)
            taken += cured is not None
    assert taken >= 25


def test_sarif_tells_the_lines_that_a_fix_replaces() -> None:
    before = state("  db: {type: SqliteDatabase, hostdOn: fog-1}\n")
    finding = before.findings[0]
    line = HEAD.count("\n") + 1
    assert replacements(before, finding.fixes[0]) == (
        Replacement("app.yaml", line, line + 1, "  db: {type: SqliteDatabase, hostedOn: fog-1}\n"),
    )
    log = str(to_sarif([finding], "1", lambda fix: replacements(before, fix)))
    assert "'deletedRegion': {'startLine': 6, 'startColumn': 1, 'endLine': 7, 'endColumn': 1}" in log


def test_edits_are_said_in_json_and_read_again() -> None:
    for finding in state(
        "  db: {type: SqliteDatabse, a: 1}\n  Db: {type: SqliteDatabase, hostedOn: x, cpu: 1}\n"
    ).findings:
        for edit in (edit for fix in finding.fixes for edit in fix.edits):
            assert edit_from_plain(edit_to_plain(edit)) == edit


@pytest.mark.parametrize(
    "told",
    [
        None,
        {},
        {"edit": "Nothing"},
        {"edit": "RemoveElement", "file": "a"},
        {"edit": "RemoveElement", "file": "a", "element": 1},
    ],
)
def test_what_is_no_edit_is_refused(told: object) -> None:
    with pytest.raises(InvalidInputError):
        edit_from_plain(told)
