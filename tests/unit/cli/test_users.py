"""``stratum users`` and ``stratum tokens``."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from stratum.accounts.types import Grant, Role
from stratum.cli.main import cli
from stratum.core.errors import DeniedError, InvalidInputError, NotFoundError
from stratum.runtime.settings import Settings
from stratum.runtime.wiring import Parts

WORDS = "correct horse battery"


@pytest.fixture
def space(tmp_path: Path) -> Path:
    return tmp_path


def run(space: Path, *words: str, answers: str = "") -> Result:
    group, command, *rest = words
    return CliRunner().invoke(cli, [group, command, "-w", str(space), *rest], input=answers)


def told(space: Path, *words: str, answers: str = "") -> Any:
    done = run(space, *words, "--json", answers=answers)
    assert done.exit_code == 0, done.output
    return json.loads(done.output)


def add(space: Path, name: str, *more: str) -> Any:
    return told(space, "users", "add", name, *more, "--password-stdin", answers=f"{WORDS}\n")


def test_people_are_added_changed_and_removed(space: Path) -> None:
    assert told(space, "users", "list") == []
    assert add(space, "Ada", "--role", "owner")["name"] == "ada"
    add(space, "bob", "--role", "developer", "--branch", "feature/*", "--branch", "docs")
    shown = run(space, "users", "list").output
    assert "feature/*, docs" in shown
    assert WORDS not in shown
    assert told(space, "users", "role", "bob", "operator")["branches"] == ["*"]
    assert "bob: viewer on x" in run(space, "users", "role", "bob", "viewer", "--branch", "x").output
    assert "removed bob" in run(space, "users", "remove", "bob").output
    assert [one["name"] for one in told(space, "users", "list")] == ["ada"]


def test_the_password_is_asked_for_twice_and_not_shown(space: Path) -> None:
    done = run(space, "users", "add", "ada", "--role", "owner", answers=f"{WORDS}\n{WORDS}\n")
    assert done.exit_code == 0
    assert WORDS not in done.output
    run(space, "users", "password", "ada", answers="other words now\nother words now\n")
    sessions = Parts(Settings(space)).accounts.sessions
    assert sessions.sign_in("here", "ada", "other words now")


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("add", "ada", "--password-stdin"), "somebody has to be the owner"),
        (("add", "a b", "--role", "owner", "--password-stdin"), "cannot be the name"),
        (("invite",), "nobody has an account yet"),
    ],
)
def test_what_cannot_be_is_refused_with_the_fix(space: Path, words: tuple[str, ...], message: str) -> None:
    done = run(space, "users", *words, answers=f"{WORDS}\n")
    assert isinstance(done.exception, InvalidInputError)
    assert message in done.exception.message
    assert done.exception.hint


def test_a_link_invites_once(space: Path) -> None:
    add(space, "ada", "--role", "owner")
    made = told(space, "users", "invite", "--role", "developer", "--stay", "2", "--at", "https://lab.org/")
    base, _, secret = made["link"].partition("#")
    assert base == "https://lab.org/invitation"
    person = Parts(Settings(space)).accounts.invitations.accept("here", secret, "bob", WORDS)
    assert person.grant == Grant(Role.DEVELOPER)
    assert "http://127.0.0.1:7777/invitation#" in run(space, "users", "invite").output


def test_an_invitation_is_listed_and_withdrawn(space: Path) -> None:
    add(space, "ada", "--role", "owner")
    made = told(space, "users", "invite", "--role", "developer")
    assert [one["id"] for one in told(space, "users", "invitations")] == [made["id"]]
    assert made["id"] in run(space, "users", "invitations").output
    assert f"withdrew {made['id']}" in run(space, "users", "withdraw", made["id"]).output
    assert told(space, "users", "invitations") == []
    secret = made["link"].partition("#")[2]
    with pytest.raises(DeniedError):
        Parts(Settings(space)).accounts.invitations.accept("here", secret, "bob", WORDS)
    assert isinstance(run(space, "users", "withdraw", made["id"]).exception, NotFoundError)


def test_tokens_are_shown_once(space: Path) -> None:
    add(space, "ada", "--role", "owner")
    made = told(space, "tokens", "create", "ci", "--for", "ada", "--role", "developer", "--days", "1")
    listed = run(space, "tokens", "list").output
    assert made["id"] in listed
    assert made["secret"] not in listed
    assert Parts(Settings(space)).accounts.who(made["secret"], "").grant == Grant(Role.DEVELOPER)
    assert told(space, "tokens", "list", "--for", "bob") == []
    assert f"revoked {made['id']}" in run(space, "tokens", "revoke", made["id"]).output
    assert Parts(Settings(space)).accounts.who(made["secret"], "").grant is None
    assert isinstance(run(space, "tokens", "revoke", made["id"]).exception, NotFoundError)


def test_what_was_done_at_the_terminal_is_noted(space: Path) -> None:
    add(space, "ada", "--role", "owner")
    told(space, "tokens", "create", "ci", "--for", "ada")
    entries = told(space, "users", "audit")
    assert [entry["what"] for entry in entries] == ["token.made", "person.added"]
    assert {entry["place"] for entry in entries} == {"terminal"}
    assert all(entry["who"].endswith("(system)") for entry in entries)
    assert "token.made" in run(space, "users", "audit", "-n", "1").output
