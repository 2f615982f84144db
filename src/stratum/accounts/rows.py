"""Rows of the database as values."""

import sqlite3

from stratum.accounts.logic.keys import id_of
from stratum.accounts.types import Grant, Invitation, Person, Role, Session, Token
from stratum.core.errors import NotFoundError


def grant_of(row: sqlite3.Row) -> Grant:
    """The grant in a row; patterns hold no spaces."""
    return Grant(Role(row["role"]), tuple(row["branches"].split(" ")))


def person_of(row: sqlite3.Row) -> Person:
    """A person; the hash of the password stays in the row."""
    return Person(row["name"], grant_of(row), row["created"], row["until"])


def session_of(row: sqlite3.Row) -> Session:
    """A session."""
    return Session(id_of(row["digest"]), row["person"], row["begun"], row["seen"])


def token_of(row: sqlite3.Row) -> Token:
    """A token."""
    return Token(
        id=id_of(row["digest"]),
        person=row["person"],
        label=row["label"],
        role=Role(row["role"]),
        created=row["created"],
        until=row["until"],
        revoked=row["revoked"],
    )


def invitation_of(row: sqlite3.Row) -> Invitation:
    """An invitation."""
    return Invitation(
        id=id_of(row["digest"]),
        grant=grant_of(row),
        by=row["by"],
        created=row["created"],
        until=row["until"],
        stay=row["stay"],
    )


def find_person(connection: sqlite3.Connection, name: str) -> sqlite3.Row | None:
    """The row of a person; None where there is none of that name."""
    row: sqlite3.Row | None = connection.execute("SELECT * FROM people WHERE name = ?", (name,)).fetchone()
    return row


def need_person(connection: sqlite3.Connection, name: str) -> Person:
    """A person.

    Raises:
        NotFoundError: If there is none of that name.
    """
    row = find_person(connection, name)
    if row is None:
        raise NotFoundError(f"there is nobody called {name!r}", "list them with: stratum users list")
    return person_of(row)
