"""The newest commit of a workspace, which somebody else may be writing."""

from pathlib import Path

import pytest

from stratum.core.errors import TransientError
from stratum.store.service import Workspace
from stratum.testing.fakes import ManualClock


def test_there_is_none_without_history(tmp_path: Path) -> None:
    assert Workspace(tmp_path, ManualClock()).newest() is None
    assert Workspace(tmp_path / "missing", ManualClock()).newest() is None


def test_the_newest_commit_with_its_title(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path / "ws", ManualClock())
    revision = workspace.create({"a.yaml": "mine: 1\n"}, "Title\n\nBody")
    commit = workspace.newest()
    assert commit is not None
    assert (commit.id, commit.title) == (revision.commit, "Title")


def test_a_history_that_cannot_be_read_may_be_readable_later(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path / "ws", ManualClock())
    workspace.create({"a.yaml": "mine: 1\n"}, "First")
    (workspace.root / ".git" / "refs" / "heads" / "main").write_text("nonsense\n")
    with pytest.raises(TransientError, match="cannot be read"):
        workspace.newest()
