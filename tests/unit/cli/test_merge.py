"""Merging from the command line, and working together through a repository that is shared."""

import json
import os
import pty
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from stratum.cli.main import cli
from stratum.core.errors import InvalidInputError, PermanentError
from stratum.testing.repositories import Repository, git

SITE = """\
stratum: 1
kind: Infrastructure
name: site
hosts:
  fog-1: {type: FogServer, cpu: 2, memory: 2 GiB}
  fog-2: {type: FogServer, cpu: 2, memory: 2 GiB}
"""
APP = """\
stratum: 1
kind: Application
name: app
infrastructure: site.yaml
components:
  db: {type: SqliteDatabase, requires: {memory: 64 MiB}}   # the rows
  page: {type: Dashboard, connectsTo: db}
"""
OURS = APP.replace("64 MiB", "96 MiB")
THEIRS = APP.replace("64 MiB", "128 MiB").replace(
    "connectsTo: db", "connectsTo: db, requires: {memory: 32 MiB}"
)
BOTH = THEIRS.replace("128 MiB", "96 MiB")


@pytest.fixture
def made(tmp_path: Path) -> Repository:
    return Repository(tmp_path / "ws").begin(site=SITE, app=APP)


def forked(made: Repository, theirs: str = THEIRS, ours: str = OURS, **more: str) -> Repository:
    """Branches side and main changed the same document."""
    made.branch("side")
    made.commit("aside", app=theirs, **more)
    made.workspace.copy.switch("main", "saved")
    made.commit("here", app=ours, notes="mine: 1\n")
    return made


def stratum(made: Repository, *arguments: str) -> Result:
    return CliRunner().invoke(cli, [*arguments, "-w", str(made.root)])


def told(made: Repository, *arguments: str, code: int = 0) -> Any:
    done = stratum(made, *arguments, "--json")
    assert done.exit_code == code, done.output
    return json.loads(done.output)


def untouched(made: Repository) -> None:
    assert made.git("log", "-1", "--format=%s") == "here"
    assert made.git("status", "--porcelain") == ""
    assert (made.root / "app.yaml").read_text() == OURS


def test_two_branches_are_merged_after_a_conflict_is_settled(made: Repository) -> None:
    forked(made)
    held = stratum(made, "merge", "side")
    assert held.exit_code == 1
    assert "64 MiB" in held.output
    assert "96 MiB" in held.output
    assert "128 MiB" in held.output
    assert "nothing was changed; settle each with --take ID=ours|theirs" in held.output
    untouched(made)
    (conflict,) = told(made, "merge", "side", code=1)["conflicts"]
    done = stratum(made, "merge", "side", "--take", f"{conflict['id']}=ours")
    assert done.exit_code == 0, done.output
    assert (made.root / "app.yaml").read_text() == BOTH
    assert (made.root / "notes.yaml").read_text() == "mine: 1\n"
    assert made.git("log", "-1", "--format=%s") == "Merge side into main"
    parents = made.git("log", "-1", "--format=%P").split()
    assert parents == [made.git("rev-parse", name) for name in ("HEAD~1", "side")]
    assert made.git("status", "--porcelain") == ""
    assert made.git("fsck", "--strict") == ""
    assert told(made, "merge", "side")["outcome"] == "nothing"


@pytest.mark.parametrize(("side", "text"), [("--ours", BOTH), ("--theirs", THEIRS)])
def test_all_conflicts_are_settled_for_one_side(made: Repository, side: str, text: str) -> None:
    assert stratum(forked(made), "merge", "side", side).exit_code == 0
    assert (made.root / "app.yaml").read_text() == text


def test_a_conflict_is_settled_with_another_value(made: Repository) -> None:
    forked(made)
    (conflict,) = told(made, "merge", "side", code=1)["conflicts"]
    assert stratum(made, "merge", "side", "--set", conflict["id"]).exit_code == 2
    assert stratum(made, "merge", "side", "--set", f"{conflict['id']}=112 MiB").exit_code == 0
    assert (made.root / "app.yaml").read_text() == BOTH.replace("96 MiB", "112 MiB")


def test_a_dry_run_changes_nothing(made: Repository) -> None:
    forked(made)
    shown = told(made, "merge", "side", "--theirs", "--dry-run")
    assert (shown["outcome"], shown["commit"]) == ("merge", None)
    assert {"file": "app.yaml", "what": "changed"} in shown["files"]
    untouched(made)


def test_a_wrong_choice_is_told(made: Repository) -> None:
    forked(made)
    assert stratum(made, "merge", "side", "--take", "x").exit_code == 2
    assert stratum(made, "merge", "side", "--take", "x=mine").exit_code == 2
    failed = stratum(made, "merge", "side", "--take", "none=ours").exception
    assert isinstance(failed, InvalidInputError)
    assert failed.hint.startswith("known: ")
    untouched(made)


def test_what_only_goes_on_makes_no_commit(made: Repository) -> None:
    made.branch("side")
    there = made.commit("aside", app=THEIRS)
    made.workspace.copy.switch("main", "saved")
    assert told(made, "merge", "side")["outcome"] == "forward"
    assert made.git("rev-parse", "main") == there.id


def test_what_is_in_no_commit_is_not_merged_over(made: Repository) -> None:
    forked(made, ours=APP)
    (made.root / "notes.yaml").write_text("mine: 2\n")
    failed = stratum(made, "merge", "side").exception
    assert isinstance(failed, PermanentError)
    assert failed.message == "not committed yet: notes.yaml"
    assert (made.root / "notes.yaml").read_text() == "mine: 2\n"


def test_a_file_that_is_no_document_is_a_conflict_as_a_whole(made: Repository) -> None:
    (made.root / "q.sql").write_text("SELECT 1\n")
    made.commit("query")
    made.branch("side")
    (made.root / "q.sql").write_text("SELECT 2\n")
    made.commit("aside")
    made.workspace.copy.switch("main", "saved")
    (made.root / "q.sql").write_text("SELECT 3\n")
    made.commit("here")
    (conflict,) = told(made, "merge", "side", code=1)["conflicts"]
    assert (conflict["id"], conflict["ours"], conflict["theirs"]) == (
        "file:q.sql",
        "SELECT 3\n",
        "SELECT 2\n",
    )
    assert stratum(made, "merge", "side", "--take", "file:q.sql=theirs").exit_code == 0
    assert (made.root / "q.sql").read_text() == "SELECT 2\n"


TOO_MUCH = APP.replace("64 MiB", "1200 MiB")


def test_a_merge_that_makes_a_model_wrong_is_held(made: Repository) -> None:
    one_host = SITE.replace("  fog-2: {type: FogServer, cpu: 2, memory: 2 GiB}\n", "")
    made.commit("one host", site=one_host)
    made.branch("side")
    made.commit("aside", app=TOO_MUCH)
    made.workspace.copy.switch("main", "saved")
    made.commit("here", site=one_host.replace("2 GiB", "1 GiB"))
    for side in ("main", "side"):
        assert stratum(made, "check", "--at", side).exit_code == 0
    held = stratum(made, "merge", "side")
    assert held.exit_code == 1
    assert "1 GiB" in held.output
    assert "--allow-errors" in held.output
    assert made.git("log", "-1", "--format=%s") == "here"
    assert told(made, "merge", "side", code=1)["errors"] != []
    assert stratum(made, "merge", "side", "--allow-errors").exit_code == 0
    assert (made.root / "app.yaml").read_text() == TOO_MUCH


def test_on_a_terminal_each_conflict_is_asked_for(made: Repository) -> None:
    forked(made)
    command = [sys.executable, "-m", "stratum", "merge", "side", "-w", str(made.root)]
    person, machine = pty.openpty()
    with os.fdopen(person, "wb", buffering=0) as keys:
        process = subprocess.Popen(command, stdin=machine, stdout=subprocess.PIPE, text=True)
        os.close(machine)
        keys.write(b"theirs\n")
        shown, _ = process.communicate(timeout=60)
    assert process.returncode == 0, shown
    assert "128 MiB" in shown
    assert (made.root / "app.yaml").read_text() == THEIRS


@pytest.fixture
def others(made: Repository, tmp_path: Path) -> Repository:
    """Another person's clone of a shared repository, which ``made`` follows."""
    git(tmp_path, "init", "--bare", "-b", "main", "there.git")
    made.git("remote", "add", "origin", str(tmp_path / "there.git"))
    assert stratum(made, "push").exit_code == 0
    git(tmp_path, "clone", "there.git", "others")
    return Repository(tmp_path / "others")


def test_two_people_work_through_a_shared_repository(made: Repository, others: Repository) -> None:
    others.commit("theirs", app=THEIRS)
    assert told(others, "push") == {
        "remote": "origin", "branch": "main", "commit": others.git("rev-parse", "HEAD"),
    }  # fmt: skip
    made.commit("mine", app=OURS)
    refused = stratum(made, "push").exception
    assert isinstance(refused, PermanentError)
    assert refused.hint == "take them in first, with: stratum pull origin"
    assert stratum(made, "pull").exit_code == 1
    assert stratum(made, "pull", "origin", "main", "--ours").exit_code == 0
    assert (made.root / "app.yaml").read_text() == BOTH
    assert made.git("log", "-1", "--format=%s") == "Merge main of origin into main"
    assert stratum(made, "push").exit_code == 0
    assert told(others, "pull")["outcome"] == "forward"
    assert (others.root / "app.yaml").read_text() == BOTH
