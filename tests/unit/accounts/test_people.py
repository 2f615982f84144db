"""People, passwords and the audit log."""

import sqlite3
import stat
from pathlib import Path

import pytest

from stratum.accounts.types import Grant, Origin, Role
from stratum.core.errors import DeniedError, InvalidInputError, NotFoundError, PermanentError, TransientError
from stratum.testing.accounts import CHEAP, DESK, WORDS, Reception


@pytest.fixture
def here(tmp_path: Path) -> Reception:
    return Reception(tmp_path)


def test_looking_at_no_accounts_makes_no_file(here: Reception, tmp_path: Path) -> None:
    assert not here.accounts.people.any()
    assert here.accounts.people.list() == ()
    assert here.accounts.tokens.list() == ()
    assert here.accounts.invitations.list() == ()
    assert here.accounts.audit.entries(10) == ()
    here.accounts.audit.note(DESK, "asked", "nothing")
    assert list(tmp_path.iterdir()) == []


def test_the_file_is_for_its_owner_alone_and_holds_no_password(here: Reception, tmp_path: Path) -> None:
    session = here.add("ada")
    token = here.token("ada", Role.OWNER)
    mode = (tmp_path / "accounts.db").stat().st_mode
    assert stat.S_IMODE(mode) == 0o600
    content = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert b"$argon2id$" in content
    assert not any(secret.encode() in content for secret in (WORDS, session, token))


def test_the_first_person_is_an_owner(here: Reception) -> None:
    with pytest.raises(InvalidInputError, match="owner"):
        here.accounts.people.add(DESK, "ada", WORDS, Grant(Role.OPERATOR))
    made = here.accounts.people.add(DESK, "Ada", WORDS, Grant(Role.OWNER))
    assert here.accounts.people.list() == (made,)
    assert made.name == "ada"
    with pytest.raises(DeniedError):
        here.accounts.people.add(DESK, "eve", WORDS, Grant(Role.OWNER), first=True)


def test_a_name_is_taken_once(here: Reception) -> None:
    here.add("ada")
    with pytest.raises(InvalidInputError, match="somebody called ada"):
        here.add("ADA", Role.VIEWER)


@pytest.mark.parametrize("act", ["remove", "demote"])
def test_somebody_stays_the_owner(here: Reception, act: str) -> None:
    here.add("ada")
    here.add("bob", Role.OPERATOR)
    people = here.accounts.people

    def change() -> None:
        if act == "remove":
            people.remove(DESK, "ada")
        else:
            people.change(DESK, "ada", Grant(Role.VIEWER))

    before = people.list()
    with pytest.raises(InvalidInputError, match="owner"):
        change()
    assert people.list() == before
    people.change(DESK, "bob", Grant(Role.OWNER))
    change()


def test_whoever_is_removed_is_nobody_at_once(here: Reception) -> None:
    here.add("ada")
    session, token = here.add("bob", Role.VIEWER), here.token("bob", Role.VIEWER)
    assert here.accounts.who(None, session).name == "bob"
    here.accounts.people.remove(DESK, "bob")
    assert here.accounts.who(None, session).grant is None
    assert here.accounts.who(token, "").grant is None
    assert here.accounts.tokens.list() == ()


def test_another_role_counts_at_once(here: Reception) -> None:
    here.add("ada")
    session, token = here.add("bob", Role.VIEWER), here.token("bob", Role.VIEWER)
    here.accounts.people.change(DESK, "bob", Grant(Role.DEVELOPER, ("x",)))
    assert here.accounts.who(None, session).grant == Grant(Role.DEVELOPER, ("x",))
    assert here.accounts.who(token, "").grant == Grant(Role.VIEWER, ("x",))


def test_nobody_of_a_name(here: Reception) -> None:
    here.add("ada")
    for act in (
        lambda: here.accounts.people.remove(DESK, "eve"),
        lambda: here.accounts.people.change(DESK, "eve", Grant(Role.VIEWER)),
        lambda: here.accounts.people.set_password(DESK, "eve", WORDS),
        lambda: here.accounts.tokens.create(DESK, "eve", "x", "viewer", 1),
    ):
        with pytest.raises(NotFoundError, match="eve"):
            act()


def test_who_did_what_is_noted_without_secrets(here: Reception) -> None:
    here.add("ada")
    here.accounts.people.set_password(Origin("ada", "10.0.0.1"), "ada", WORDS + "!")
    assert here.log() == [
        ("desk", "person.added", "ada: owner on *"),
        ("ada", "session.begun", here.log()[1][2]),
        ("ada", "password.changed", "ada"),
    ]
    assert here.accounts.audit.entries(1)[0].place == "10.0.0.1"
    assert here.accounts.audit.entries(1, before=3)[0].number == 2


def test_the_log_cannot_be_changed_or_shortened(here: Reception, tmp_path: Path) -> None:
    here.add("ada")
    connection = sqlite3.connect(tmp_path / "accounts.db")
    for statement in ("DELETE FROM audit", "UPDATE audit SET who = 'eve'"):
        with pytest.raises(sqlite3.IntegrityError, match="the audit log is not"):
            connection.execute(statement)
    connection.close()
    assert len(here.log()) == 2


def test_what_fails_is_not_noted(here: Reception) -> None:
    here.add("ada")
    before = here.log()
    with pytest.raises(InvalidInputError):
        here.accounts.people.remove(DESK, "ada")
    assert here.log() == before


def test_a_broken_file_lets_nobody_in(here: Reception, tmp_path: Path) -> None:
    (tmp_path / "accounts.db").write_bytes(b"no database" * 100)
    with pytest.raises(PermanentError, match="cannot be used"):
        here.accounts.who(None, "x")


def test_a_file_of_a_later_version_lets_nobody_in(here: Reception, tmp_path: Path) -> None:
    here.add("ada")
    connection = sqlite3.connect(tmp_path / "accounts.db")
    connection.execute("PRAGMA user_version = 9")
    connection.close()
    with pytest.raises(PermanentError, match="newer version"):
        here.accounts.who(None, "x")


def test_two_processes_may_write(here: Reception, tmp_path: Path) -> None:
    other = Reception(tmp_path)
    here.add("ada")
    other.add("bob", Role.VIEWER)
    assert [person.name for person in here.accounts.people.list()] == ["ada", "bob"]


def test_a_busy_file_may_be_tried_again(tmp_path: Path) -> None:
    here = Reception(tmp_path, CHEAP)
    here.add("ada")
    here.means.database._patience = 0.0
    holder = sqlite3.connect(tmp_path / "accounts.db", isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    with pytest.raises(TransientError, match="busy"):
        here.accounts.audit.note(DESK, "asked", "x")
    holder.close()
