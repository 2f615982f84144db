"""Two lines of history become one."""

from pathlib import Path

import pytest

from stratum.core.errors import NotFoundError, PermanentError, TransientError
from stratum.testing.repositories import Repository


@pytest.fixture
def forked(made: Repository) -> Repository:
    """Both sides change a.yaml, each another file beside it."""
    made.branch("side")
    made.commit("aside", a="a: side\n", side="s: 1\n")
    made.workspace.copy.switch("main", "saved")
    made.commit("second", a="a: main\n", b="b: 2\n")
    return made


def test_what_stands_between_two_commits(forked: Repository) -> None:
    meeting = forked.workspace.joining.meet("side")
    assert meeting.base == forked.git("merge-base", "main", "side")
    assert meeting.collided == ("a.yaml",)
    assert not meeting.is_done
    assert not meeting.is_straight
    assert forked.git("status", "--porcelain") == ""


def test_a_merge_follows_from_both_and_git_agrees(forked: Repository) -> None:
    meeting = forked.workspace.joining.meet("side")
    commit = forked.workspace.joining.merge(meeting, {"a.yaml": b"a: both\n"}, "Merge side")
    assert commit.parents == (meeting.ours, meeting.theirs)
    assert forked.git("log", "-1", "--format=%P") == f"{meeting.ours} {meeting.theirs}"
    assert {p.name: p.read_text() for p in forked.root.glob("*.yaml")} == {
        "a.yaml": "a: both\n", "b.yaml": "b: 2\n", "side.yaml": "s: 1\n",
    }  # fmt: skip
    assert forked.git("status", "--porcelain") == ""
    assert forked.git("fsck", "--strict") == ""
    assert forked.workspace.joining.meet("side").is_done


def test_a_file_may_go_with_a_merge(forked: Repository) -> None:
    meeting = forked.workspace.joining.meet("side")
    forked.workspace.joining.merge(meeting, {"a.yaml": None, "new/c.yaml": b"c: 1\n"}, "Merge")
    assert forked.git("ls-files").split() == [".gitignore", "b.yaml", "new/c.yaml", "side.yaml"]


def test_a_merge_leaves_nothing_open(forked: Repository) -> None:
    meeting = forked.workspace.joining.meet("side")
    with pytest.raises(PermanentError, match=r"not settled between the two: a\.yaml"):
        forked.workspace.joining.merge(meeting, {}, "Merge")
    assert forked.git("log", "-1", "--format=%s") == "second"


def test_a_merge_needs_all_committed_and_the_place_where_it_was_asked(forked: Repository) -> None:
    meeting = forked.workspace.joining.meet("side")
    (forked.root / "b.yaml").write_text("b: mine\n")
    with pytest.raises(PermanentError, match=r"not committed yet: b\.yaml"):
        forked.workspace.joining.merge(meeting, {"a.yaml": b"a: both\n"}, "Merge")
    forked.commit("mine")
    with pytest.raises(TransientError, match="another commit by now"):
        forked.workspace.joining.merge(meeting, {"a.yaml": b"a: both\n"}, "Merge")
    assert (forked.root / "b.yaml").read_text() == "b: mine\n"


def test_what_only_goes_on_needs_no_commit(made: Repository) -> None:
    made.branch("side")
    there = made.commit("aside", a=None, c="c: 1\n")
    made.workspace.copy.switch("main", "saved")
    meeting = made.workspace.joining.meet("side")
    assert meeting.is_straight
    assert made.workspace.joining.forward(meeting) == there
    assert made.git("rev-parse", "main") == there.id
    assert sorted(p.name for p in made.root.glob("*.yaml")) == ["b.yaml", "c.yaml"]
    assert made.git("status", "--porcelain") == ""


def test_one_cannot_go_on_to_what_does_not_follow(forked: Repository) -> None:
    meeting = forked.workspace.joining.meet("side")
    with pytest.raises(PermanentError, match="does not follow"):
        forked.workspace.joining.forward(meeting)


def test_an_ignored_file_in_the_way_of_a_merge(made: Repository) -> None:
    made.branch("side")
    made.commit("aside", secret="of: side\n")
    made.workspace.copy.switch("main", "saved")
    (made.root / ".gitignore").write_text("/secret.yaml\n")
    made.commit("ignored")
    (made.root / "secret.yaml").write_text("mine: 1\n")
    before = made.git("rev-parse", "HEAD")
    with pytest.raises(PermanentError, match=r"in the way, and in no commit: secret\.yaml"):
        made.workspace.joining.merge(made.workspace.joining.meet("side"), {}, "Merge")
    assert (made.root / "secret.yaml").read_text() == "mine: 1\n"
    assert made.git("rev-parse", "HEAD") == before
    assert made.git("status", "--porcelain") == ""


def test_histories_without_a_common_commit(made: Repository) -> None:
    made.git("checkout", "--orphan", "other")
    made.git("commit", "-m", "root")
    with pytest.raises(PermanentError, match="no commit in common"):
        made.workspace.joining.meet("main")
    with pytest.raises(NotFoundError):
        made.workspace.joining.meet("none")


def test_the_rest_of_a_repository_is_merged_by_lines(tmp_path: Path) -> None:
    outer = Repository(tmp_path / "outer").begin(top="t: 1\n", other="o: 1\n")
    (outer.root / "models").mkdir()
    inner = Repository(outer.root / "models")
    inner.commit("inner", a="a: 1\n")
    outer.branch("side")
    outer.commit("aside", other="o: side\n")
    outer.workspace.copy.switch("main", "saved")
    outer.commit("main", top="t: 2\n")
    inner.workspace.joining.merge(inner.workspace.joining.meet("side"), {}, "Merge")
    assert [(outer.root / f).read_text() for f in ("top.yaml", "other.yaml")] == ["t: 2\n", "o: side\n"]
    outer.branch("more")
    outer.commit("more", top="t: more\n")
    outer.workspace.copy.switch("main", "saved")
    outer.commit("main", top="t: 3\n")
    with pytest.raises(PermanentError, match=r"outside of the workspace: top\.yaml"):
        inner.workspace.joining.meet("more")
