"""The people of a workspace: made, changed, removed."""

import sqlite3

from stratum.accounts.logic.rules import checked_name, checked_password
from stratum.accounts.means import Means
from stratum.accounts.rows import find_person, need_person, person_of
from stratum.accounts.types import Grant, Origin, Person, Role
from stratum.core.errors import DeniedError, InvalidInputError

_INSERT = "INSERT INTO people (name, password, role, branches, created, until) VALUES (?, ?, ?, ?, ?, ?)"


class People:
    """The people of a workspace. Every change is noted in the audit log.

    Args:
        means: What it works with.
    """

    def __init__(self, means: Means) -> None:
        self._means = means

    def any(self) -> bool:
        """Whether there is anybody; while there is not, the person at the machine is the owner."""
        if not self._means.database.is_there:
            return False
        with self._means.database.reading() as connection:
            return anybody(connection)

    def list(self) -> tuple[Person, ...]:
        """Everybody, by name."""
        if not self._means.database.is_there:
            return ()
        with self._means.database.reading() as connection:
            return tuple(map(person_of, connection.execute("SELECT * FROM people ORDER BY name")))

    def add(self, origin: Origin, name: str, password: str, grant: Grant, *, first: bool = False) -> Person:
        """Make an account.

        Args:
            origin: Who does it.
            name: Of the person.
            password: Their first one.
            grant: What they may do.
            first: Only where there is nobody yet.

        Raises:
            InvalidInputError: If name or password break a rule, the name is taken, or the first is no owner.
            DeniedError: If there is somebody, but this has to be the first.
        """
        person = Person(checked_name(name), grant, self._means.clock.now())
        kept = self._means.passwords.hashed(checked_password(password, person.name))
        with self._means.database.writing() as connection:
            if first and anybody(connection):
                raise DeniedError("this workspace has an owner", "ask them for an invitation")
            if not anybody(connection) and grant.role is not Role.OWNER:
                hint = "the first person has the role owner; add others afterwards"
                raise InvalidInputError("somebody has to be the owner", hint)
            insert(connection, person, kept)
            self._means.note(connection, origin, "person.added", _said(person))
        return person

    def remove(self, origin: Origin, name: str) -> None:
        """Remove an account with its sessions and tokens; its lines in the audit log stay.

        Raises:
            NotFoundError: If there is nobody of that name.
            InvalidInputError: If nobody would be the owner.
        """
        with self._means.database.writing() as connection:
            need_person(connection, name)
            connection.execute("DELETE FROM people WHERE name = ?", (name,))
            _keep_an_owner(connection)
            self._means.note(connection, origin, "person.removed", name)

    def change(self, origin: Origin, name: str, grant: Grant) -> Person:
        """Give somebody another role; it counts from their next request on.

        Raises:
            NotFoundError: If there is nobody of that name.
            InvalidInputError: If nobody would be the owner.
        """
        with self._means.database.writing() as connection:
            need_person(connection, name)
            row = (grant.role, " ".join(grant.branches), name)
            connection.execute("UPDATE people SET role = ?, branches = ? WHERE name = ?", row)
            _keep_an_owner(connection)
            changed = need_person(connection, name)
            self._means.note(connection, origin, "person.changed", _said(changed))
        return changed

    def set_password(self, origin: Origin, name: str, password: str) -> None:
        """Give somebody another password; all their sessions end.

        Raises:
            NotFoundError: If there is nobody of that name.
            InvalidInputError: If the password breaks a rule.
        """
        kept = self._means.passwords.hashed(checked_password(password, name))
        with self._means.database.writing() as connection:
            need_person(connection, name)
            connection.execute("UPDATE people SET password = ? WHERE name = ?", (kept, name))
            connection.execute("DELETE FROM sessions WHERE person = ?", (name,))
            self._means.note(connection, origin, "password.changed", name)


def insert(connection: sqlite3.Connection, person: Person, kept: str) -> None:
    """Keep a new person.

    Raises:
        InvalidInputError: If the name is taken.
    """
    if find_person(connection, person.name) is not None:
        raise InvalidInputError(f"there is somebody called {person.name}", "choose another name")
    branches = " ".join(person.grant.branches)
    row = (person.name, kept, person.grant.role, branches, person.created, person.until)
    connection.execute(_INSERT, row)


def anybody(connection: sqlite3.Connection) -> bool:
    """Whether anybody has an account."""
    return connection.execute("SELECT 1 FROM people LIMIT 1").fetchone() is not None


def lasting_owner(connection: sqlite3.Connection) -> bool:
    """Whether somebody is the owner for good."""
    lasting = "SELECT 1 FROM people WHERE role = ? AND until = 0 LIMIT 1"
    return connection.execute(lasting, (Role.OWNER,)).fetchone() is not None


def _keep_an_owner(connection: sqlite3.Connection) -> None:
    """Refuse a change after which nobody is the owner for good."""
    if not lasting_owner(connection):
        raise InvalidInputError("somebody has to be the owner", "make somebody else an owner first")


def _said(person: Person) -> str:
    return f"{person.name}: {person.grant.role} on {', '.join(person.grant.branches)}"
