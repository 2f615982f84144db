"""An empty folder gets a history; others are left alone."""

from pathlib import Path

import pytest

from stratum.runtime.beginning import begin
from stratum.runtime.settings import Settings
from stratum.runtime.wiring import Parts
from stratum.testing.repositories import git


def test_a_folder_without_documents_is_made_a_repository_once(tmp_path: Path) -> None:
    parts = Parts(Settings(tmp_path))
    (tmp_path / ".gitignore").write_text("/data/")
    (tmp_path / "rows.csv").write_text("a\n")
    assert begin(parts).startswith(f"{tmp_path} is a workspace now")
    assert git(tmp_path, "ls-files").split() == [".gitignore"]
    assert (tmp_path / ".gitignore").read_text() == "/data/\n/.stratum/\n"
    assert parts.workspace.revision().branch == "main"
    assert begin(parts) == ""


def test_documents_in_no_repository_are_left_to_their_person(tmp_path: Path) -> None:
    (tmp_path / "lab.yaml").write_text("stratum: 1\n")
    assert begin(Parts(Settings(tmp_path))) == ""
    assert not (tmp_path / ".git").exists()


def test_a_home_and_a_folder_that_is_not_there_are_no_workspaces(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    assert begin(Parts(Settings(tmp_path))) == ""
    assert begin(Parts(Settings(tmp_path / "nowhere"))) == ""
    assert not (tmp_path / ".git").exists()
