"""The workspace: documents in an ordinary git repository."""

import subprocess
from pathlib import Path

import pytest

from stratum.core.errors import InvalidInputError, NotFoundError
from stratum.store.service import Workspace, find_root


class FixedClock:
    """A named fake of the clock."""

    def now(self) -> float:
        return 1_700_000_000.0

    def monotonic(self) -> float:
        return 0.0


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    made = Workspace(tmp_path / "ws", FixedClock())
    made.create({"app.yaml": "stratum: 1\n", "queries/a.sql": "SELECT 1\n"}, "first")
    return made


def git(root: Path, *arguments: str) -> str:
    done = subprocess.run(["git", "-C", str(root), *arguments], capture_output=True, text=True, check=True)
    return done.stdout.strip()


def test_a_person_s_own_git_sees_the_first_commit(workspace: Workspace) -> None:
    assert git(workspace.root, "log", "--format=%s %at") == "first 1700000000"
    assert git(workspace.root, "status", "--porcelain") == ""
    assert git(workspace.root, "rev-parse", "HEAD") == workspace.revision().commit
    assert workspace.revision().branch == "main"


def test_documents_and_queries_are_read_and_hidden_folders_are_not(workspace: Workspace) -> None:
    (workspace.state).mkdir()
    (workspace.state / "x.yaml").write_text("no")
    assert dict(workspace.documents()) == {"app.yaml": "stratum: 1\n", "queries/a.sql": "SELECT 1\n"}


def test_an_edit_is_seen_and_committed_once(workspace: Workspace) -> None:
    (workspace.root / "app.yaml").write_text("stratum: 1\nname: b\n")
    assert workspace.revision().dirty
    first = workspace.copy.commit("edit")
    assert first is not None
    assert not workspace.revision().dirty
    assert workspace.copy.commit("again") is None


def test_a_folder_with_content_is_left_alone(workspace: Workspace) -> None:
    with pytest.raises(InvalidInputError, match="not empty"):
        workspace.create({}, "again")
    assert git(workspace.root, "log", "--format=%s") == "first"


def test_a_file_that_is_not_text_names_its_place(workspace: Workspace) -> None:
    (workspace.root / "bad.yaml").write_bytes(b"stratum: 1\nname: \xff\n")
    with pytest.raises(InvalidInputError, match=r"bad\.yaml is not UTF-8 text \(byte 17\)"):
        workspace.documents()


def test_foreign_yaml_in_another_encoding_is_left_out(workspace: Workspace) -> None:
    (workspace.root / "foreign.yaml").write_bytes(b"name: \xff\n")
    (workspace.root / "mac.yaml").write_bytes(b"a: 1\r\nb: 2\rc: 3\n")
    assert sorted(workspace.documents()) == ["app.yaml", "mac.yaml", "queries/a.sql"]
    assert workspace.documents()["mac.yaml"] == "a: 1\nb: 2\nc: 3\n"


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    missing = Workspace(tmp_path / "none", FixedClock())
    with pytest.raises(NotFoundError, match="is no folder"):
        missing.documents()
    assert missing.revision().commit == ""


def test_a_plain_folder_works_without_history(tmp_path: Path) -> None:
    plain = Workspace(tmp_path, FixedClock())
    assert plain.revision().branch == ""
    with pytest.raises(NotFoundError, match="no git repository"):
        plain.copy.commit("x")


def test_the_root_is_found_from_a_folder_below(workspace: Workspace) -> None:
    assert find_root(workspace.root / "queries") == workspace.root
    assert find_root(workspace.root) == workspace.root
