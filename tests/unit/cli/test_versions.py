"""Versions from the command line: log, diff, commit, branch, tag, switch, restore, show."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from stratum.cli.main import cli
from stratum.core.errors import InvalidInputError, NotFoundError, PermanentError
from stratum.testing.repositories import Repository

SITE = """\
stratum: 1
kind: Infrastructure
name: site
hosts:
  fog-1: {type: FogServer, cpu: 2, memory: 2 GiB}
"""
APP = """\
stratum: 1
kind: Application
name: app
infrastructure: site.yaml
components:
  db: {type: SqliteDatabase}   # the rows
  page: {type: Dashboard, connectsTo: db}
"""
MORE = APP.replace("{type: SqliteDatabase}", "{type: SqliteDatabase, requires: {memory: 64 MiB}}")


@pytest.fixture
def made(tmp_path: Path) -> Repository:
    return Repository(tmp_path / "ws").begin(site=SITE, app=APP)


def stratum(made: Repository, *arguments: str, answers: str = "") -> Result:
    command, *rest = arguments
    group = [rest.pop(0)] if command in {"branch", "tag", "git-driver"} else []
    return CliRunner().invoke(cli, [command, *group, "-w", str(made.root), *rest], input=answers)


def told(made: Repository, *arguments: str, code: int = 0) -> Any:
    done = stratum(made, *arguments, "--json")
    assert done.exit_code == code, done.output
    return json.loads(done.output)


def write(made: Repository, name: str, text: str) -> None:
    (made.root / name).write_text(text, encoding="utf-8")


def test_a_commit_is_titled_by_what_changed(made: Repository) -> None:
    write(made, "app.yaml", MORE)
    shown = stratum(made, "diff").output
    done = stratum(made, "commit")
    assert done.exit_code == 0, done.output
    title = made.git("log", "-1", "--format=%s")
    assert "db" in title
    assert "memory" in title
    assert title in done.output
    assert title in shown
    assert stratum(made, "commit").exit_code == 1
    assert stratum(made, "diff").output == "nothing changed\n"


def test_several_changes_are_listed_below_the_title(made: Repository) -> None:
    write(made, "app.yaml", MORE.replace("connectsTo: db", "connectsTo: db, requires: {memory: 32 MiB}"))
    write(made, "notes.md", "notes\n")
    stratum(made, "commit")
    body = made.git("log", "-1", "--format=%b")
    assert "- added notes.md" in body
    assert body.count("\n") >= 2
    assert made.git("log", "-1", "--format=%s") not in {"", body}


def test_only_named_files_are_committed_with_a_given_message(made: Repository) -> None:
    write(made, "app.yaml", MORE)
    write(made, "notes.md", "notes\n")
    assert told(made, "commit", "app.yaml", "-m", "Mine")["commit"]["title"] == "Mine"
    assert made.git("status", "--porcelain") == "?? notes.md"
    refused = stratum(made, "commit", "app.yaml")
    assert isinstance(refused.exception, InvalidInputError)
    assert refused.exception.hint == "changed: notes.md"


def test_the_first_commit_of_a_folder_that_became_a_repository(tmp_path: Path) -> None:
    made = Repository(tmp_path)
    made.git("init", "-b", "main")
    assert "no commits yet" in stratum(made, "log").output
    write(made, "app.yaml", APP)
    write(made, "site.yaml", SITE)
    assert stratum(made, "commit").exit_code == 0
    assert made.git("log", "--format=%D") == "HEAD -> main"


def test_the_log_as_lines_as_a_graph_and_for_programs(made: Repository) -> None:
    made.branch("side")
    made.commit("aside", app=MORE)
    made.workspace.copy.switch("main", "saved")
    made.commit("second", notes="mine: 1\n")
    made.workspace.names.create_tag("v1")
    lines = stratum(made, "log").output.splitlines()
    assert [line.split(" - ")[0].partition(" ")[2] for line in lines] == ["second (main, tag v1)", "begin"]
    graph = [line.split("  ")[0] for line in stratum(made, "log", "--graph").output.splitlines()]
    assert sorted(graph) == sorted(["●", "│ ●", "├─╯", "●"])
    assert [c["title"] for c in told(made, "log", "--branch", "side")["commits"]] == ["aside", "begin"]
    whole = told(made, "log", "--graph", "-n", "2")
    assert {c["lane"] for c in whole["commits"]} == {0, 1}
    assert whole["more"] is True
    assert "see them with: -n 2" in stratum(made, "log", "-n", "1").output


def test_what_changed_in_words_and_line_by_line(made: Repository) -> None:
    made.commit("second", app=MORE, notes="mine: 1\n")
    words = stratum(made, "diff", "HEAD~1", "HEAD").output
    assert "memory" in words
    assert "added notes.yaml" in words
    text = stratum(made, "diff", "HEAD~1", "HEAD", "--text").output
    assert text.startswith("--- a/app.yaml\n+++ b/app.yaml\n")
    assert "+  db: {type: SqliteDatabase, requires: {memory: 64 MiB}}   # the rows\n" in text
    assert told(made, "diff", "HEAD~1")["files"] == [
        {"file": "app.yaml", "what": "changed"}, {"file": "notes.yaml", "what": "added"},
    ]  # fmt: skip


def test_a_unified_diff_is_one_that_git_applies(made: Repository) -> None:
    (made.root / "end.txt").write_text("no end")
    made.commit("with a text", notes="mine: 1\n")
    made.commit("second", app=MORE, notes=None, fresh="ü: 1\n")
    (made.root / "end.txt").write_text("no end\nat all")
    patch = told(made, "diff", "HEAD~1")["diff"]
    made.git("stash")
    made.git("checkout", "-q", "HEAD~1")
    (made.root / "p.patch").write_text(patch, encoding="utf-8")
    made.git("apply", "p.patch")
    assert (made.root / "app.yaml").read_text() == MORE
    assert not (made.root / "notes.yaml").exists()
    assert (made.root / "end.txt").read_text() == "no end\nat all"


def test_branches_from_begin_to_end(made: Repository) -> None:
    assert "stratum switch side" in stratum(made, "branch", "create", "side").output
    assert [(b["name"], b["current"]) for b in told(made, "branch", "list")] == [
        ("main", True),
        ("side", False),
    ]
    assert "* " in stratum(made, "branch", "list").output
    assert stratum(made, "branch", "delete", "side").exit_code == 0
    assert isinstance(stratum(made, "branch", "delete", "main").exception, PermanentError)


def test_tags_from_begin_to_end(made: Repository) -> None:
    made.commit("second", app=MORE)
    assert told(made, "tag", "create", "v1", "HEAD~1", "-m", "what runs")["commit"]["title"] == "begin"
    assert "what runs" in stratum(made, "tag", "list").output
    assert isinstance(stratum(made, "tag", "create", "v1").exception, InvalidInputError)
    assert stratum(made, "tag", "delete", "v1").exit_code == 0
    assert told(made, "tag", "list") == []


def test_switching_commits_what_is_in_no_commit(made: Repository) -> None:
    stratum(made, "branch", "create", "side")
    write(made, "app.yaml", MORE)
    write(made, "fresh.md", "new\n")
    done = stratum(made, "switch", "side")
    assert "committed what was in no commit" in done.output
    assert (made.root / "app.yaml").read_text() == APP
    assert not (made.root / "fresh.md").exists()
    moved = told(made, "switch", "main")
    assert moved["saved"] is None
    assert (made.root / "app.yaml").read_text() == MORE
    assert (made.root / "fresh.md").read_text() == "new\n"
    assert "memory" in made.git("log", "-1", "--format=%B")


def test_an_old_state_with_its_code_comes_back_as_a_new_commit(made: Repository) -> None:
    code = made.root / "tool.py"
    code.write_text("def f():\n    return 1\n")
    made.commit("with code")
    code.write_text("def f():\n    return 2\n")
    made.commit("other code", app=MORE)
    write(made, "site.yaml", SITE.replace("2 GiB", "4 GiB"))
    done = stratum(made, "restore", "HEAD~1")
    assert done.exit_code == 0, done.output
    assert "committed what was in no commit" in done.output
    assert code.read_text() == "def f():\n    return 1\n"
    assert (made.root / "app.yaml").read_text() == APP
    assert made.git("log", "-1", "--format=%s").endswith(": with code")
    assert made.git("log", "--format=%s").count("\n") == 4
    assert told(made, "restore", "HEAD~2", "tool.py")["new"] is True
    assert code.read_text() == "def f():\n    return 2\n"
    assert "no commit was made" in stratum(made, "restore", "HEAD", "tool.py").output


def test_a_file_of_an_old_commit_is_shown(made: Repository) -> None:
    made.commit("second", app=MORE)
    assert stratum(made, "show", "HEAD~1:app.yaml").output == APP
    assert told(made, "show", "HEAD~1:app.yaml")["text"] == APP
    assert isinstance(stratum(made, "show", "HEAD:none.yaml").exception, NotFoundError)


def test_a_commit_is_shown_with_what_changed_in_it(made: Repository) -> None:
    second = made.commit("second\n\nand why", app=MORE)
    shown = stratum(made, "show", "HEAD").output
    assert shown.startswith(f"commit {second.id}\n")
    assert "and why" in shown
    assert "memory" in shown
    assert told(made, "show", "HEAD~1")["files"] == [".gitignore", "app.yaml", "site.yaml"]


def test_without_a_repository_it_is_said(tmp_path: Path) -> None:
    write(Repository(tmp_path), "app.yaml", APP)
    for command in ("log", "commit", "diff"):
        failed = stratum(Repository(tmp_path), command).exception
        assert isinstance(failed, NotFoundError)
        assert failed.hint == "run: git init"
