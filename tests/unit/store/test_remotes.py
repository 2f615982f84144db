"""Giving to and taking from another repository, by the user's own git."""

from pathlib import Path

import pytest

from stratum.core.errors import InvalidInputError, NotFoundError, PermanentError, TransientError
from stratum.store.remotes import without_password
from stratum.testing.repositories import Repository, git


@pytest.fixture
def shared(made: Repository, tmp_path: Path) -> Repository:
    """A workspace with a bare repository as its remote ``origin``."""
    git(tmp_path, "init", "--bare", "-b", "main", "there.git")
    made.git("remote", "add", "origin", str(tmp_path / "there.git"))
    return made


def test_a_branch_is_given_and_followed(shared: Repository, tmp_path: Path) -> None:
    remote, branch = shared.workspace.remotes.usual()
    assert (remote, branch) == ("origin", "main")
    shared.workspace.remotes.push(remote, branch)
    assert git(tmp_path / "there.git", "log", "--format=%s", "main") == "begin"
    assert shared.git("rev-parse", "--abbrev-ref", "main@{upstream}") == "origin/main"


def test_what_others_gave_is_taken(shared: Repository, tmp_path: Path) -> None:
    shared.workspace.remotes.push("origin", "main")
    git(tmp_path, "clone", "there.git", "other")
    other = Repository(tmp_path / "other")
    theirs = other.commit("theirs", a="a: 2\n")
    other.workspace.remotes.push(*other.workspace.remotes.usual())
    assert shared.workspace.remotes.fetch("origin", "main") == theirs.id
    assert shared.workspace.history.commit("origin/main").id == theirs.id
    assert shared.workspace.remotes.fetch(str(tmp_path / "there.git"), "main") == theirs.id


def test_what_others_gave_meanwhile_is_not_written_over(shared: Repository, tmp_path: Path) -> None:
    shared.workspace.remotes.push("origin", "main")
    git(tmp_path, "clone", "there.git", "other")
    other = Repository(tmp_path / "other")
    other.commit("theirs", a="a: 2\n")
    other.workspace.remotes.push("origin", "main")
    shared.commit("mine", b="b: 2\n")
    with pytest.raises(PermanentError, match="origin refuses") as told:
        shared.workspace.remotes.push("origin", "main")
    assert told.value.hint == "take them in first, with: stratum pull origin"
    assert git(tmp_path / "there.git", "log", "-1", "--format=%s", "main") == "theirs"


def test_a_branch_may_be_called_otherwise_there(shared: Repository) -> None:
    shared.workspace.remotes.push("origin", "trunk")
    assert shared.workspace.remotes.usual() == ("origin", "trunk")
    assert shared.workspace.remotes.usual("origin", "x") == ("origin", "x")
    assert shared.workspace.remotes.usual("/elsewhere") == ("/elsewhere", "main")


def test_without_a_remote_it_is_said(made: Repository) -> None:
    with pytest.raises(NotFoundError, match="no remote is known"):
        made.workspace.remotes.usual()
    with pytest.raises(PermanentError, match="none"):
        made.workspace.remotes.fetch("none", "main")


@pytest.mark.parametrize("words", [("--upload-pack=touch x", "main"), ("origin", "--force")])
def test_no_option_comes_in_as_a_name(shared: Repository, words: tuple[str, str]) -> None:
    with pytest.raises(InvalidInputError):
        shared.workspace.remotes.usual(*words)
    assert not (shared.root / "x").exists()


@pytest.mark.parametrize("branch", ["side:refs/heads/release", "*", "side:refs/heads/*", "", "-f", "a..b"])
def test_a_name_of_a_branch_moves_no_other_branch(shared: Repository, tmp_path: Path, branch: str) -> None:
    shared.git("branch", "release")
    shared.git("branch", "side")
    shared.git("push", "origin", "release", "side")
    git(tmp_path, "clone", "-b", "side", "there.git", "other")
    other = Repository(tmp_path / "other")
    other.commit("theirs", a="a: 2\n")
    other.workspace.remotes.push("origin", "side")
    shared.commit("mine", b="b: 2\n")
    here, there = shared.git("show-ref"), git(tmp_path / "there.git", "show-ref")
    for reach in (shared.workspace.remotes.fetch, shared.workspace.remotes.push):
        with pytest.raises(InvalidInputError, match="no branch named"):
            reach("origin", branch)
    assert shared.git("show-ref") == here
    assert git(tmp_path / "there.git", "show-ref") == there


def test_a_command_is_no_address(shared: Repository) -> None:
    with pytest.raises(PermanentError):
        shared.workspace.remotes.fetch("ext::sh -c touch% x", "main")
    assert not (shared.root / "x").exists()


def test_a_password_in_an_address_is_not_told(shared: Repository) -> None:
    with pytest.raises(PermanentError) as told:
        shared.workspace.remotes.fetch("https://ada:hunter2@127.0.0.1:1/x.git", "main")
    assert "hunter2" not in str(told.value)
    assert "127.0.0.1" in told.value.message


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("https://u:p@ss@h/x", "https://h/x"),
        ("https://user:pa/ss@host", "https://host"),
        ("'https://token@h/x' and 'ssh://git@h:22/y'", "'https://h/x' and 'ssh://h:22/y'"),
        ("https://h/x@2", "https://h/x@2"),
        ("https://h:8080/x", "https://h:8080/x"),
    ],
)
def test_an_address_is_told_without_its_password(address: str, told: str) -> None:
    assert without_password(address) == told


def test_git_that_nobody_answers_does_not_ask(shared: Repository) -> None:
    shared.git("config", "credential.helper", "!sleep 5;")
    shared.git("remote", "add", "silent", "ext::sleep 5")
    shared.git("config", "protocol.ext.allow", "always")
    with pytest.raises(TransientError, match="git fetch did not end within"):
        shared.workspace.remotes.fetch("silent", "main", seconds=0.2)
    with pytest.raises(NotFoundError, match="there is no remote") as told:
        shared.workspace.remotes.named("https://a:secret@example.org/x")
    assert "secret" not in str(told.value)
