"""Commits of the working tree, switching and restoring: nothing is ever lost."""

from pathlib import Path

import pytest

from stratum.core.errors import NotFoundError, PermanentError, TransientError
from stratum.store.types import Person
from stratum.testing.repositories import Repository, git


def files(made: Repository) -> dict[str, str]:
    found = (
        p for p in made.root.rglob("*") if p.is_file() and ".git" not in p.parts and p.name != ".gitignore"
    )
    return {p.relative_to(made.root).as_posix(): p.read_text() for p in found}


def sound(made: Repository) -> None:
    """A person's own git finds nothing wrong."""
    assert made.git("fsck", "--strict") == ""


def test_a_commit_has_an_author_and_who_committed(made: Repository) -> None:
    made.git("config", "user.name", "Ada")
    made.git("config", "user.email", "ada@example.org")
    (made.root / "a.yaml").write_text("a: 2\n")
    made.workspace.copy.commit("second", author=Person("Bo <b>\n", "bo@example.org"))
    told = made.git("log", "-1", "--format=%an %ae|%cn %ce")
    assert told == "Bo b bo@example.org|Ada ada@example.org"
    sound(made)


def test_new_changed_deleted_and_linked_files_are_in_a_commit(made: Repository) -> None:
    (made.root / "b.yaml").unlink()
    (made.root / "c").mkdir()
    (made.root / "c" / "tool.py").write_text("print()\n")
    (made.root / "c" / "tool.py").chmod(0o755)
    (made.root / "link").symlink_to("a.yaml")
    (made.root / ".stratum").mkdir()
    (made.root / ".stratum" / "state.db").write_text("no")
    (made.root / ".gitignore").write_text("*.log\n")
    (made.root / "x.log").write_text("no")
    made.commit("second")
    told = made.git("ls-tree", "-r", "--format=%(objectmode) %(path)", "HEAD").splitlines()
    assert told == ["100644 .gitignore", "100644 a.yaml", "100755 c/tool.py", "120000 link"]
    assert made.git("status", "--porcelain") == "?? .stratum/"
    assert not made.workspace.revision().dirty
    sound(made)


def test_a_folder_in_place_of_a_file_and_the_other_way(made: Repository) -> None:
    (made.root / "a.yaml").unlink()
    (made.root / "a.yaml").mkdir()
    (made.root / "a.yaml" / "x").write_text("x")
    made.commit("folder")
    assert made.git("ls-tree", "-r", "--name-only", "HEAD").split() == [".gitignore", "a.yaml/x", "b.yaml"]
    (made.root / "a.yaml" / "x").unlink()
    (made.root / "a.yaml").rmdir()
    made.commit("file", a="a: 3\n")
    assert made.git("ls-tree", "-r", "--name-only", "HEAD").split() == [".gitignore", "a.yaml", "b.yaml"]
    assert made.git("status", "--porcelain") == ""


def test_only_some_files_are_committed(made: Repository) -> None:
    (made.root / "a.yaml").write_text("a: 2\n")
    (made.root / "b.yaml").write_text("b: 2\n")
    made.workspace.copy.commit("a alone", ["a.yaml"])
    assert made.git("show", "--stat", "--format=", "HEAD").startswith(" a.yaml")
    assert made.workspace.copy.changed() == ("b.yaml",)
    assert made.workspace.copy.commit("none", ["a.yaml"]) is None


def test_what_is_staged_elsewhere_stays_staged(tmp_path: Path) -> None:
    outer = Repository(tmp_path / "outer").begin(top="t: 1\n")
    (outer.root / "top.yaml").write_text("t: 2\n")
    outer.git("add", "top.yaml")
    inner = Repository(outer.root / "models")
    inner.root.mkdir()
    inner.commit("inner", a="a: 1\n")
    assert outer.git("status", "--porcelain") == "M  top.yaml"
    inner.commit("again", a="a: 2\n")
    assert inner.workspace.copy.restore("HEAD~1", "back") is not None
    assert (inner.root / "a.yaml").read_text() == "a: 1\n"
    assert outer.git("status", "--porcelain") == "M  top.yaml"
    assert outer.git("show", "HEAD:top.yaml") == "t: 1"


def test_the_first_commit_of_an_empty_repository(tmp_path: Path) -> None:
    git(tmp_path, "init", "-b", "trunk")
    made = Repository(tmp_path)
    made.commit("first", a="a: 1\n")
    assert made.git("log", "--format=%s %D") == "first HEAD -> trunk"


def test_nothing_is_committed_at_no_branch(made: Repository) -> None:
    made.git("checkout", "--detach")
    (made.root / "a.yaml").write_text("a: 2\n")
    with pytest.raises(PermanentError, match="stands at no branch") as told:
        made.workspace.copy.commit("second")
    assert "stratum branch create NAME" in told.value.hint
    assert (made.root / "a.yaml").read_text() == "a: 2\n"


def test_a_merge_of_the_user_s_own_git_is_left_alone(made: Repository) -> None:
    made.branch("side")
    made.commit("aside", a="a: 2\n")
    made.workspace.copy.switch("main", "saved")
    made.commit("second", a="a: 3\n")
    made.git("merge", "side", code=1)
    before = files(made)
    for attempt in (
        lambda: made.workspace.copy.commit("x"),
        lambda: made.workspace.copy.switch("side", "x"),
        lambda: made.workspace.copy.restore("HEAD~1", "x"),
        lambda: made.workspace.joining.meet("side"),
    ):
        with pytest.raises(PermanentError, match="in the middle of a merge") as told:
            attempt()
        assert "git merge --abort" in told.value.hint
    assert files(made) == before


@pytest.mark.parametrize("lock", ["index.lock", "refs/heads/main.lock"])
def test_a_lock_of_somebody_else_may_be_gone_later(made: Repository, lock: str) -> None:
    (made.root / "a.yaml").write_text("a: 2\n")
    (made.root / ".git" / lock).write_text("")
    with pytest.raises(TransientError, match="somebody else writes"):
        made.workspace.copy.commit("second")
    (made.root / ".git" / lock).unlink()
    assert made.workspace.copy.commit("second") is not None
    assert made.git("status", "--porcelain") == ""
    sound(made)


def test_switching_loses_neither_changes_nor_new_files(made: Repository) -> None:
    made.branch("side")
    made.commit("aside", a="a: side\n", new="of: side\n")
    (made.root / "a.yaml").write_text("a: not committed\n")
    (made.root / "fresh.yaml").write_text("not: tracked\n")
    (made.root / "b.yaml").unlink()
    saved = made.workspace.copy.switch("main", "what I had")
    assert saved is not None
    assert files(made) == {"a.yaml": "a: 1\n", "b.yaml": "b: 1\n"}
    assert made.workspace.revision().branch == "main"
    assert made.git("status", "--porcelain") == ""
    assert made.workspace.copy.switch("side", "no") is None
    assert files(made) == {
        "a.yaml": "a: not committed\n", "fresh.yaml": "not: tracked\n", "new.yaml": "of: side\n",
    }  # fmt: skip
    assert made.git("log", "--format=%s") == "what I had\naside\nbegin"
    sound(made)


def test_ignored_files_in_the_way_are_not_written_over(made: Repository) -> None:
    made.branch("side")
    made.commit("aside", secret="of: side\n")
    made.workspace.copy.switch("main", "saved")
    (made.root / ".gitignore").write_text("/secret.yaml\n")
    made.commit("ignored")
    (made.root / "secret.yaml").write_text("mine: 1\n")
    (made.root / "a.yaml").write_text("a: 2\n")
    with pytest.raises(PermanentError, match=r"in the way, and in no commit: secret\.yaml"):
        made.workspace.copy.switch("side", "saved")
    assert files(made) == {"a.yaml": "a: 2\n", "b.yaml": "b: 1\n", "secret.yaml": "mine: 1\n"}
    assert made.git("log", "-1", "--format=%s") == "ignored"
    assert made.workspace.revision().branch == "main"


def test_changes_elsewhere_in_the_repository_are_not_written_over(tmp_path: Path) -> None:
    outer = Repository(tmp_path / "outer").begin(top="t: 1\n", calm="c: 1\n")
    (outer.root / "models").mkdir()
    inner = Repository(outer.root / "models")
    inner.commit("inner", a="a: 1\n")
    outer.branch("side")
    outer.commit("aside", top="t: side\n")
    outer.workspace.copy.switch("main", "saved")
    (outer.root / "calm.yaml").write_text("c: 2\n")
    inner.workspace.copy.switch("side", "saved")
    assert outer.git("status", "--porcelain") == " M calm.yaml"
    inner.workspace.copy.switch("main", "saved")
    (outer.root / "top.yaml").write_text("t: 2\n")
    with pytest.raises(PermanentError, match=r"in the way, and in no commit: top\.yaml"):
        inner.workspace.copy.switch("side", "saved")
    assert (outer.root / "top.yaml").read_text() == "t: 2\n"


def test_commits_at_no_branch_are_not_left_behind(made: Repository) -> None:
    made.git("checkout", "--detach")
    assert made.workspace.copy.switch("main", "saved") is None
    made.git("checkout", "--detach")
    made.git("commit", "--allow-empty", "-m", "loose")
    with pytest.raises(PermanentError, match="would be lost"):
        made.workspace.copy.switch("main", "saved")
    assert made.git("log", "-1", "--format=%s") == "loose"
    made.workspace.names.create_branch("kept")
    made.workspace.copy.switch("main", "saved")
    assert made.git("log", "-1", "--format=%s", "kept") == "loose"


def test_one_switches_to_branches_only(made: Repository) -> None:
    made.workspace.names.create_tag("v1")
    for name in ("v1", "HEAD", "none", "", "-f"):
        with pytest.raises(NotFoundError, match="no branch"):
            made.workspace.copy.switch(name, "saved")


def test_an_old_state_comes_back_as_a_new_commit(made: Repository) -> None:
    made.commit("second", a="a: 2\n", b=None, c="c: 1\n")
    back = made.workspace.copy.restore("HEAD~1", "as it was")
    assert back is not None
    assert files(made) == {"a.yaml": "a: 1\n", "b.yaml": "b: 1\n"}
    assert made.git("log", "--format=%s") == "as it was\nsecond\nbegin"
    assert made.git("diff", "HEAD", "HEAD~2") == ""
    assert made.git("status", "--porcelain") == ""
    assert made.workspace.copy.restore("HEAD~2", "again") is None
    sound(made)


def test_only_some_files_come_back(made: Repository) -> None:
    made.commit("second", a="a: 2\n", b=None, c="c: 1\n")
    made.workspace.copy.restore("HEAD~1", "b", ["b.yaml"])
    assert files(made) == {"a.yaml": "a: 2\n", "b.yaml": "b: 1\n", "c.yaml": "c: 1\n"}
    made.workspace.copy.restore("HEAD~2", "no c", ["c.yaml"])
    assert files(made) == {"a.yaml": "a: 2\n", "b.yaml": "b: 1\n"}
    with pytest.raises(NotFoundError, match=r"neither the commit nor the workspace has 'none\.yaml'"):
        made.workspace.copy.restore("HEAD~1", "x", ["none.yaml"])


def test_nothing_comes_back_over_what_is_not_committed(made: Repository) -> None:
    made.commit("second", a="a: 2\n")
    (made.root / "a.yaml").write_text("a: 3\n")
    with pytest.raises(PermanentError, match=r"not committed yet: a\.yaml"):
        made.workspace.copy.restore("HEAD~1", "back")
    assert (made.root / "a.yaml").read_text() == "a: 3\n"


def test_a_repository_inside_is_left_alone(made: Repository) -> None:
    inner = made.root / "inner"
    inner.mkdir()
    git(inner, "init")
    (inner / "x.yaml").write_text("x: 1\n")
    assert made.workspace.copy.changed() == ()
    assert (inner / "x.yaml").read_text() == "x: 1\n"


@pytest.mark.parametrize("lock", ["index.lock", "refs/heads/main.lock", "HEAD.lock"])
def test_moving_is_done_whole_or_not_at_all(made: Repository, lock: str) -> None:
    made.commit("second", a="a: 2\n")
    made.workspace.names.create_branch("side", "HEAD~1")
    lock_file = made.root / ".git" / lock
    lock_file.write_text("")

    def move() -> object:
        if lock == "HEAD.lock":
            return made.workspace.copy.switch("side", "saved")
        return made.workspace.copy.restore("HEAD~1", "back")

    with pytest.raises(TransientError):
        move()
    lock_file.unlink()
    assert files(made) == {"a.yaml": "a: 2\n", "b.yaml": "b: 1\n"}
    assert made.git("status", "--porcelain") == ""
    assert made.git("log", "-1", "--format=%s %D") == "second HEAD -> main"
    move()
    assert (made.root / "a.yaml").read_text() == "a: 1\n"
    assert made.git("status", "--porcelain") == ""


def test_git_s_own_log_of_a_branch_tells_what_was_done(made: Repository) -> None:
    made.commit("second", a="a: 2\n")
    made.workspace.copy.restore("HEAD~1", "as it was")
    assert made.git("reflog", "show", "main", "--format=%gs").splitlines()[0] == "as it was"
