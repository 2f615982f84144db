"""Branches and tags."""

import pytest

from stratum.core.errors import InvalidInputError, NotFoundError, PermanentError
from stratum.testing.repositories import Repository


def test_a_branch_is_made_where_one_says_and_git_sees_it(made: Repository) -> None:
    made.commit("second", a="a: 2\n")
    made.workspace.names.create_branch("feature/hosts", "HEAD~1")
    assert made.git("log", "-1", "--format=%s", "feature/hosts") == "begin"
    assert made.workspace.revision().branch == "main"
    found = [(b.name, b.commit.title, b.is_current) for b in made.workspace.history.branches()]
    assert found == [("feature/hosts", "begin", False), ("main", "second", True)]


@pytest.mark.parametrize(
    "name", ["", "-x", "a b", "a..b", "HEAD", "@", "x.lock", "a/", "é~1", "a\n", "/a", "x@{1}"]
)
def test_names_that_git_does_not_take(made: Repository, name: str) -> None:
    with pytest.raises(InvalidInputError, match="git takes no branch named"):
        made.workspace.names.create_branch(name)
    with pytest.raises(InvalidInputError, match="git takes no tag named"):
        made.workspace.names.create_tag(name)
    assert made.git("for-each-ref", "--format=%(refname)") == "refs/heads/main"


def test_a_name_is_taken_once(made: Repository) -> None:
    with pytest.raises(InvalidInputError, match="a branch 'main' already"):
        made.workspace.names.create_branch("main")


def test_the_branch_where_one_stands_stays(made: Repository) -> None:
    with pytest.raises(PermanentError, match="stands at the branch main"):
        made.workspace.names.delete_branch("main", force=True)
    made.git("branch", "elsewhere")
    made.git("worktree", "add", "../tree", "elsewhere")
    with pytest.raises(PermanentError, match="stands at the branch elsewhere"):
        made.workspace.names.delete_branch("elsewhere", force=True)


def test_commits_are_lost_only_by_force(made: Repository) -> None:
    made.branch("side")
    made.commit("aside", a="a: 2\n")
    made.commit("further", a="a: 3\n")
    made.workspace.copy.switch("main", "saved")
    with pytest.raises(PermanentError, match="2 commits are only on the branch side"):
        made.workspace.names.delete_branch("side")
    made.workspace.names.create_tag("kept", "side~1")
    with pytest.raises(PermanentError, match="1 commit is only"):
        made.workspace.names.delete_branch("side")
    deleted = made.workspace.names.delete_branch("side", force=True)
    assert deleted.commit.title == "further"
    assert made.git("branch", "--format=%(refname:short)") == "main"


def test_a_branch_that_another_one_has_is_deleted(made: Repository) -> None:
    made.workspace.names.create_branch("side")
    made.workspace.names.delete_branch("side")
    with pytest.raises(NotFoundError, match="known: main"):
        made.workspace.names.delete_branch("side")


def test_a_tag_says_who_made_it_and_never_moves(made: Repository) -> None:
    made.git("config", "user.name", "Ada")
    first = made.workspace.names.create_tag("v1", message="what runs")
    made.commit("second", a="a: 2\n")
    assert made.git("cat-file", "-t", "v1") == "tag"
    assert made.git("tag", "-l", "--format=%(taggername) %(contents:subject)") == "Ada what runs"
    with pytest.raises(InvalidInputError, match="tags do not move"):
        made.workspace.names.create_tag("v1")
    assert made.git("rev-parse", "v1^{commit}") == first.commit.id


def test_a_tag_is_deleted_and_its_commit_stays(made: Repository) -> None:
    made.workspace.names.create_tag("v1")
    made.workspace.names.delete_tag("v1")
    assert made.git("tag") == ""
    for name in ("v1", "", "../heads/main"):
        with pytest.raises(NotFoundError, match="no tag"):
            made.workspace.names.delete_tag(name)
    assert made.git("log", "--format=%s") == "begin"
