"""``stratum documents``."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from stratum.cli.main import cli
from stratum.core.errors import PermanentError
from stratum.runtime.settings import Settings
from stratum.runtime.wiring import Parts
from stratum.testing.repositories import git


@pytest.fixture
def root(tmp_path: Path) -> Path:
    parts = Parts(Settings(tmp_path / "plant"))
    parts.workspace.create({}, "first")
    return parts.workspace.root


def run(root: Path, *arguments: str) -> Result:
    return CliRunner().invoke(cli, ["documents", *arguments, "-w", str(root)])


def said(root: Path, *arguments: str) -> str:
    done = run(root, *arguments)
    assert done.exit_code == 0, done.output
    return done.output


def told(root: Path) -> list[tuple[str, str, str]]:
    found = json.loads(said(root, "list", "--json"))
    return [(one["kind"], one["name"], one["file"]) for one in found]


def test_documents_are_made_named_copied_and_removed(root: Path) -> None:
    assert said(root, "new", "Infrastructure", "lab") == "lab.yaml\n"
    said(root, "new", "Application", "plant", "--file", "apps/plant.yaml", "--infrastructure", "lab.yaml")
    assert "infrastructure: ../lab.yaml\n" in (root / "apps/plant.yaml").read_text()
    refused = run(root, "remove", "lab.yaml")
    assert refused.exit_code == 1
    assert "'../lab.yaml' is not in this workspace" in str(refused.exception)
    assert "apps/plant.yaml" in said(root, "rename", "lab.yaml", "--name", "bench", "--to", "bench.yaml")
    said(root, "copy", "apps/plant.yaml", "second")
    assert told(root) == [
        ("Application", "plant", "apps/plant.yaml"),
        ("Infrastructure", "bench", "bench.yaml"),
        ("Application", "second", "second.yaml"),
    ]
    said(root, "remove", "second.yaml", "--commit")
    assert "bench" in said(root, "list")
    assert not (root / "second.yaml").exists()
    why = run(root, "rename", "bench.yaml", "--name", "lab", "--commit").exception
    assert isinstance(why, PermanentError)
    assert why.message.startswith("bench.yaml: a commit would have earlier changes too")
    assert ("Infrastructure", "bench", "bench.yaml") in told(root)


def test_each_kind_begins_empty_and_legal(root: Path) -> None:
    for kind in ("Infrastructure", "Pipeline", "Rules", "Types"):
        assert json.loads(said(root, "new", kind, kind.lower(), "--json"))["files"] == [
            f"{kind.lower()}.yaml"
        ]
    said(root, "new", "Pipeline", "unfinished")
    assert run(root, "new", "Application", "plant").exit_code == 1
    assert run(root, "new", "Types", "types").exit_code == 1


def test_an_example_is_taken_with_its_code_and_committed(root: Path) -> None:
    told_files = said(root, "take", "01-flights", "flights", "--commit")
    assert "flights/departures.sql" in told_files
    assert "added Application flight-delays" in git(root, "log", "-1", "--format=%B")
    assert git(root, "status", "--porcelain").strip() == ""
    assert run(root, "take", "01-flights", "again").exit_code == 1


def test_an_empty_folder_becomes_a_workspace_with_its_first_document(tmp_path: Path) -> None:
    done = run(tmp_path, "new", "Infrastructure", "lab", "--commit")
    assert done.stdout.splitlines()[0] == "lab.yaml"
    assert f"{tmp_path.name} is a workspace now: a git repository, commit" in done.stderr
    assert git(tmp_path, "log", "--format=%s").splitlines() == [
        "added Infrastructure lab in lab.yaml", "Begin an empty workspace"
    ]  # fmt: skip
    assert run(tmp_path, "new", "Infrastructure", "other").stderr == ""


def test_nothing_to_rename_is_wrong_usage(root: Path) -> None:
    assert run(root, "rename", "a.yaml").exit_code == 2
