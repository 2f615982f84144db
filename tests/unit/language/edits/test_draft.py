"""Which edits are legal, and what is refused."""

from pathlib import Path

import pytest

from stratum.core.edits import (
    AddElement,
    Connect,
    Edit,
    MoveElement,
    Redirect,
    RemoveElement,
    RenameElement,
    RenameValue,
    SetValue,
    UnsetValue,
)
from stratum.core.findings import Severity
from stratum.language.check import check, read_files
from stratum.language.edits.draft import Draft, Refused, apply, draft, is_allowed
from stratum.language.library import library
from stratum.language.tiers import Tier

GOLDEN = Path(__file__).parents[3] / "golden" / "language"
SITE = """\
stratum: 1
kind: Infrastructure
name: site
hosts:
  # at the gate
  edge: {type: EdgeGateway, cpu: 1, memory: 512 MiB}
  fog: {type: FogServer, cpu: 2, memory: 2 GiB}
links:
  wire: {between: [edge, fog], latency: 5 ms}
"""
APP = """\
stratum: 1
kind: Application
name: app
infrastructure: site.yaml
components:
  broker: {type: NatsBroker, topics: [rows]}   # keeps
  db:
    type: SqliteDatabase
    hostedOn: fog
  page: {type: Dashboard, connectsTo: {to: db, maxLatency: 1 s}, port: 9000}
"""
PIPE = """\
stratum: 1
kind: Pipeline
name: risk
blocks:
  raw: {type: CsvSource, path: rows.csv}
  spare: {type: CsvSource, path: rows.csv}
"""
PUBLISHER = """\
  gate: {type: ReplayPublisher, connectsTo: broker, pipeline: pipe.yaml, dataset: raw, publishes: rows}
"""
RULES = """\
stratum: 1
kind: Rules
name: rules
rules:
  hot: {watch: {subject: page, metric: cpu, above: 0.9}, do: {action: emit}}
"""
TEXTS = {"site.yaml": SITE, "app.yaml": APP + PUBLISHER, "pipe.yaml": PIPE, "rules.yaml": RULES}


@pytest.fixture(scope="module")
def before() -> Draft:
    return draft(TEXTS, library())


def text(state: Draft | Refused, file: str = "app.yaml") -> str:
    assert isinstance(state, Draft), state
    return state.texts[file]


def codes(state: Draft | Refused) -> set[str]:
    assert isinstance(state, Refused)
    return {str(f.code) for f in state.findings}


def test_a_host_is_renamed_wherever_it_is_named(before: Draft) -> None:
    after = apply(before, [RenameElement("site.yaml", "fog", "cloud")])
    assert text(after, "site.yaml") == SITE.replace("fog:", "cloud:").replace("edge, fog", "edge, cloud")
    assert text(after) == (APP + PUBLISHER).replace("hostedOn: fog", "hostedOn: cloud")


def test_a_block_and_what_a_rule_watches_are_renamed(before: Draft) -> None:
    after = apply(
        before, [RenameElement("pipe.yaml", "raw", "source"), RenameElement("app.yaml", "page", "board")]
    )
    assert "dataset: source" in text(after)
    assert "subject: board" in text(after, "rules.yaml")


def test_a_relation_is_redirected_in_its_place(before: Draft) -> None:
    edits: list[Edit] = [
        AddElement("app.yaml", "components", "lake", "{type: SqliteDatabase}", before="page"),
        Redirect("app.yaml", "page", "connectsTo", "db", "lake"),
    ]
    assert text(apply(before, edits)) == (APP + PUBLISHER).replace(
        "  page: {type: Dashboard, connectsTo: {to: db,",
        "  lake:\n    type: SqliteDatabase\n  page: {type: Dashboard, connectsTo: {to: lake,",
    ).replace("  lake:\n    type: SqliteDatabase\n", "  lake: {type: SqliteDatabase}\n")


REFUSED: dict[str, tuple[Edit, str]] = {
    "a value of another kind": (SetValue("app.yaml", "page", "port", "[1]"), "value-type"),
    "an attribute that is not known": (SetValue("app.yaml", "page", "color", "red"), "unknown-attribute"),
    "a key that is not known": (RenameValue("app.yaml", "page", "port", "prt"), "unknown-attribute"),
    "an attribute that is needed": (UnsetValue("app.yaml", "broker", "topics"), "missing-attribute"),
    "a name of another form": (RenameElement("app.yaml", "page", "Page"), "name-pattern"),
    "a name that is taken": (RenameElement("app.yaml", "page", "db"), "name-duplicate"),
    "an element that others need": (RemoveElement("app.yaml", "db"), "relation-missing"),
    "a relation to another type": (
        Redirect("app.yaml", "page", "connectsTo", "db", "broker"),
        "relation-type",
    ),
    "a relation to nothing": (Redirect("app.yaml", "page", "connectsTo", "db", "none"), "reference-unknown"),
    "one relation too many": (Connect("app.yaml", "db", "hostedOn", "edge"), "relation-many"),
    "a type of another section": (
        AddElement("app.yaml", "components", "x", "{type: FogServer, cpu: 1, memory: 1 GiB}"),
        "misplaced-type",
    ),
    "a part that does not belong there": (MoveElement("site.yaml", "edge", "fog"), "misplaced-type"),
    "a value that is no YAML": (SetValue("app.yaml", "page", "title", "{"), "edit-unknown"),
    "a document that is not there": (RemoveElement("gone.yaml", "db"), "edit-unknown"),
    "an element that is not there": (RemoveElement("app.yaml", "dbb"), "edit-unknown"),
    "a relation that there is not": (Connect("app.yaml", "db", "likes", "page"), "edit-unknown"),
    "a body that is none": (AddElement("app.yaml", "components", "x", "[a]"), "edit-unknown"),
    "itself as its container": (MoveElement("site.yaml", "edge", "edge"), "edit-unknown"),
    "an attribute that is not written": (UnsetValue("app.yaml", "db", "requires.cpu"), "edit-text"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_is_not_legal_is_refused(before: Draft, case: str) -> None:
    edit, code = REFUSED[case]
    assert code in codes(apply(before, [edit]))


def test_what_does_not_fit_its_host_is_shown_and_not_refused(before: Draft) -> None:
    after = apply(before, [SetValue("app.yaml", "db", "requires.memory", "8 GiB")])
    assert isinstance(after, Draft)
    assert [f.code for f in after.findings if f.severity is Severity.ERROR] == ["capacity-memory"]


def test_an_error_that_was_there_does_not_stop_an_edit() -> None:
    faulty = draft(
        {**TEXTS, "app.yaml": (APP + PUBLISHER).replace("port: 9000", "port: x, color: red")}, library()
    )
    after = apply(faulty, [UnsetValue("app.yaml", "page", "color")])
    assert "port: x}" in text(after)


def test_what_is_shared_by_an_alias_is_refused() -> None:
    shared = (
        APP.replace("{to: db, maxLatency: 1 s}", "&there db")
        + "  other: {type: Dashboard, connectsTo: *there}\n"
    )
    state = draft({"site.yaml": SITE, "app.yaml": shared}, library())
    assert codes(apply(state, [RenameElement("app.yaml", "db", "lake")])) == {"edit-text"}
    assert "*there, port: 1" in text(apply(state, [SetValue("app.yaml", "other", "port", "1024")]))


def test_the_codes_that_an_edit_may_lead_to_are_those_of_matching_and_capacity() -> None:
    for case in sorted(p.parent for p in GOLDEN.glob("*/expected.txt")):
        read = read_files({p.name: p.read_text(encoding="utf-8") for p in case.glob("*.yaml")}, library())
        shape = {f.code for f in check(read.model, library(), around=read.around, upto=Tier.STRUCTURE)}
        whole = check(read.model, library(), around=read.around, upto=Tier.CAPACITY)
        later = {f.code for f in whole if f.severity is Severity.ERROR} - shape
        assert not [code for code in shape if is_allowed(str(code))], case.name
        assert not [code for code in later if not is_allowed(str(code))], case.name
