"""``stratum edit``: what the editor of the page does, on the command line."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from stratum.cli.main import cli
from stratum.core.digests import digest_bytes
from stratum.core.errors import InvalidInputError, NotFoundError, PermanentError, TransientError
from stratum.runtime.authoring import Edited, tried, written
from stratum.runtime.settings import Settings
from stratum.runtime.wiring import Parts
from stratum.testing.repositories import Repository

APP = """\
stratum: 1
kind: Application
name: app
infrastructure: site.yaml
components:
  db: {type: SqliteDatabase, requires: {memory: 64 MiB}}   # the rows
  page: {type: Dashboard, connectsTo: {to: db, maxLatency: 1 s}}
"""
SITE = """\
stratum: 1
kind: Infrastructure
name: site
hosts:
  fog-1: {type: FogServer, cpu: 2, memory: 2 GiB}
"""


@pytest.fixture
def made(tmp_path: Path) -> Repository:
    return Repository(tmp_path / "ws").begin(site=SITE, app=APP)


def run(made: Repository, *arguments: str, answers: str = "") -> Result:
    return CliRunner().invoke(cli, ["edit", *arguments, "-w", str(made.root)], input=answers)


def told(made: Repository, *arguments: str, code: int = 0, answers: str = "") -> Any:
    done = run(made, *arguments, "--json", answers=answers)
    assert done.exit_code == code, done.output
    return json.loads(done.stdout)


def text(made: Repository, file: str = "app.yaml") -> str:
    return (made.root / file).read_text()


PAGE = "page: {type: Dashboard, connectsTo: {to: db, maxLatency: 1 s}"
ROWS = "db: {type: SqliteDatabase, requires: {memory: 64 MiB}"


@pytest.mark.parametrize(
    ("words", "before", "after"),
    [
        (("set", "app", "db", "requires.memory=128 MiB", "requires.cpu=1"), "64 MiB", "128 MiB, cpu: 1"),
        (("unset", "app", "db", "requires"), ", requires: {memory: 64 MiB}", ""),
        (("rename", "app.yaml", "db", "rows"), "db", "rows"),
        (("rename", "app.yaml", ".", "plant"), "name: app", "name: plant"),
        (("connect", "app", "db", "hostedOn", "fog-1"), ROWS, f"{ROWS}, hostedOn: fog-1"),
        (("remove", "app", "page"), f"  {PAGE}}}\n", ""),
        (
            ("add", "app", "components", "old", "{type: SqliteDatabase}", "--before", "page"),
            "  page",
            "  old: {type: SqliteDatabase}\n  page",
        ),
    ],
)
def test_an_edit_changes_what_it_is_about(
    made: Repository, words: tuple[str, ...], before: str, after: str
) -> None:
    done = run(made, *words)
    assert done.exit_code == 0, done.output
    assert text(made) == APP.replace(before, after)
    assert "+++ b/app.yaml" in done.output


def test_an_attribute_of_the_document_is_set(made: Repository) -> None:
    told(made, "set", "app", ".", "description=All rows")
    assert "description: All rows\n" in text(made)
    told(made, "unset", "app", ".", "description")
    assert text(made) == APP


def test_relations_are_led_elsewhere_and_taken_away(made: Repository) -> None:
    told(made, "add", "app", "components", "new", "{type: SqliteDatabase, hostedOn: fog-1}")
    told(made, "disconnect", "app", "page", "connectsTo", "db", "--to", "new")
    assert "connectsTo: {to: new, maxLatency: 1 s}" in text(made)
    told(made, "disconnect", "app", "new", "hostedOn", "fog-1")
    assert "hostedOn" not in text(made)
    told(made, "move", "app", "new", "components", "--before", "db")
    assert text(made).index("new: {") < text(made).index("db: {")


def test_what_breaks_the_model_is_refused_with_its_findings(made: Repository) -> None:
    refused = told(made, "remove", "app", "db", code=1)
    assert refused["applied"] is False
    assert any("page" in json.dumps(finding) for finding in refused["findings"])
    assert text(made) == APP
    shown = run(made, "set", "app", "db", "requires.memory=much")
    assert shown.exit_code == 1
    assert "error: " in shown.output
    assert shown.output.endswith("refused; nothing was changed\n")
    assert text(made) == APP


def test_a_dry_run_shows_the_difference_and_writes_nothing(made: Repository) -> None:
    found = told(made, "rename", "app", "db", "rows", "--dry-run")
    assert (found["applied"], found["files"]) == (False, ["app.yaml"])
    assert "+  rows: {type: SqliteDatabase" in found["diff"]
    assert text(made) == APP
    assert run(made, "rename", "app", "db", "rows", "--dry-run", "--commit").exit_code == 2


def test_what_an_edit_newly_asks_too_much_is_told(made: Repository) -> None:
    told(made, "set", "app", "db", "hostedOn=fog-1")
    shown = run(made, "set", "app", "db", "requires.memory=64 GiB")
    assert shown.exit_code == 0
    assert "error: " in shown.output
    assert "64 GiB" in text(made)


def test_an_edit_can_be_a_commit(made: Repository) -> None:
    found = told(made, "set", "site", "fog-1", "cpu=4", "--commit")
    assert made.git("rev-parse", "HEAD") == found["commit"]
    assert made.git("status", "--porcelain") == ""


def test_a_commit_of_an_edit_has_nothing_else(made: Repository) -> None:
    by_hand, head = SITE.replace("cpu: 2", "cpu: 3"), made.git("rev-parse", "HEAD")
    (made.root / "site.yaml").write_text(by_hand)
    refused = run(made, "set", "site", "fog-1", "memory=4 GiB", "--commit").exception
    assert isinstance(refused, PermanentError)
    assert refused.message.startswith("site.yaml: a commit would have earlier changes too")
    assert refused.hint == "commit them first: stratum commit site.yaml"
    assert (text(made, "site.yaml"), made.git("rev-parse", "HEAD")) == (by_hand, head)
    told(made, "set", "app", "db", "requires.memory=128 MiB", "--commit")
    assert made.git("diff", "--name-only", "HEAD") == "site.yaml"


def test_a_request_of_the_api_is_done_whole_or_not_at_all(made: Repository) -> None:
    edits = [
        {"edit": "SetValue", "file": "site.yaml", "element": "fog-1", "attribute": "cpu", "value": "8"},
        {"edit": "RemoveElement", "file": "app.yaml", "element": "page"},
    ]
    against = {"app.yaml": digest_bytes(APP.encode())}
    wrong = [*edits, {"edit": "RemoveElement", "file": "app.yaml", "element": "none"}]
    assert told(made, "apply", code=1, answers=json.dumps({"edits": wrong}))["applied"] is False
    assert (text(made), text(made, "site.yaml")) == (APP, SITE)
    request = json.dumps({"edits": edits, "against": against})
    assert told(made, "apply", answers=request)["files"] == ["app.yaml", "site.yaml"]
    assert "cpu: 8" in text(made, "site.yaml")
    stale = run(made, "apply", answers=request)
    assert isinstance(stale.exception, PermanentError)
    assert "app.yaml was changed meanwhile" in stale.exception.message
    assert isinstance(run(made, "apply", answers="[]").exception, InvalidInputError)


def test_a_request_that_is_no_utf_8_is_refused(made: Repository) -> None:
    file = made.root / "request.json"
    for content in ('{"edits": "ä"}'.encode("latin-1"), b"\xff\xfe{}"):
        file.write_bytes(content)
        refused = run(made, "apply", str(file)).exception
        assert isinstance(refused, InvalidInputError)
        assert refused.message.startswith("the request is no JSON: ")


def test_a_document_is_called_by_name_or_file(made: Repository) -> None:
    lost = run(made, "remove", "none", "page")
    assert isinstance(lost.exception, NotFoundError)
    assert lost.exception.hint == "known: app, site"
    made.commit("same name", site=SITE.replace("name: site", "name: app"))
    both = run(made, "remove", "app", "page")
    assert isinstance(both.exception, InvalidInputError)
    assert both.exception.hint == "say which: app.yaml, site.yaml"
    assert run(made, "set", "app", "db", "memory").exit_code == 2


def test_comments_go_with_a_new_name(made: Repository) -> None:
    parts = Parts(Settings(made.root))
    add = ["comments", "add", "app.yaml#db", "Two of them?", "-w", str(made.root)]
    assert CliRunner().invoke(cli, add).exit_code == 0
    told(made, "rename", "app", "db", "rows")
    assert [thread.element for thread in parts.comments.threads()] == ["rows"]


def test_files_are_written_all_or_none(made: Repository) -> None:
    parts = Parts(Settings(made.root))
    done = tried(parts, [], {}, checks=False)
    assert isinstance(done, Edited)
    after = {"app.yaml": APP + "# more\n", "site.yaml": SITE + "# more\n"}
    (made.root / "site.yaml").write_text(SITE + "# by somebody else\n")
    with pytest.raises(TransientError):
        written(parts, Edited((), done.before, {**done.before, **after}))
    assert text(made) == APP
