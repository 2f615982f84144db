"""Open registration: guests who make an account without an invitation. Closed until an owner opens it."""

import dataclasses
from typing import Final

from stratum.accounts.logic.rules import checked_name, checked_password, checked_role, seconds_of
from stratum.accounts.means import Means
from stratum.accounts.people import anybody, insert
from stratum.accounts.types import Grant, Origin, Person, Role
from stratum.core.errors import DeniedError, InvalidInputError, TooManyError

MOST: Final = 20
"""Guests an hour."""
LONGEST_STAY: Final = 365.0
_HOUR: Final = 3600.0
_GUESTS: Final = frozenset({Role.VIEWER, Role.DEVELOPER})
_CLOSED: Final = "ask an owner for an invitation"


@dataclasses.dataclass(frozen=True, slots=True)
class Terms:
    """What guests get.

    Attributes:
        role: What they may do.
        stay: Seconds after which their account ends.
    """

    role: Role
    stay: float


class Registration:
    """Keeps whether guests may make accounts, and makes them.

    Args:
        means: What it works with.
    """

    def __init__(self, means: Means) -> None:
        self._means = means

    def terms(self) -> Terms | None:
        """What guests get; None while registration is closed."""
        if not self._means.database.is_there:
            return None
        with self._means.database.reading() as connection:
            row = connection.execute("SELECT role, stay FROM registration").fetchone()
        return Terms(checked_role(row["role"]), row["stay"]) if row is not None else None

    def open(self, origin: Origin, role: str, days: float) -> Terms:
        """Let guests make accounts.

        Args:
            origin: Who does it.
            role: What guests may do: viewer or developer.
            days: After which each account ends.

        Raises:
            InvalidInputError: If a term is refused, or nobody has an account yet.
        """
        terms = Terms(checked_role(role), seconds_of(days, LONGEST_STAY))
        if terms.role not in _GUESTS:
            raise InvalidInputError(f"no guest is a {role}", "use viewer or developer")
        with self._means.database.writing() as connection:
            if not anybody(connection):
                hint = "add an owner first, with: stratum users add NAME --role owner"
                raise InvalidInputError("nobody has an account yet", hint)
            query = "INSERT OR REPLACE INTO registration (one, role, stay) VALUES (1, ?, ?)"
            connection.execute(query, (terms.role, terms.stay))
            self._means.note(connection, origin, "registration.opened", f"{terms.role}, {days:g} days")
        return terms

    def close(self, origin: Origin) -> None:
        """Let no more guests make accounts; those that are there stay."""
        with self._means.database.writing() as connection:
            connection.execute("DELETE FROM registration")
            self._means.note(connection, origin, "registration.closed", "")

    def register(self, place: str, name: str, password: str) -> Person:
        """Make the account of a guest.

        Raises:
            DeniedError: If registration is closed; nothing is hashed then.
            TooManyError: If there were too many guests in this hour.
            InvalidInputError: If name or password break a rule, or the name is taken.
        """
        if self.terms() is None:
            raise DeniedError("guests do not make accounts here", _CLOSED)
        small, now = checked_name(name), self._means.clock.now()
        kept = self._means.passwords.hashed(checked_password(password, small))
        with self._means.database.writing() as connection:
            row = connection.execute("SELECT role, stay FROM registration").fetchone()
            if row is None:
                raise DeniedError("guests do not make accounts here", _CLOSED)
            came = "SELECT COUNT(*) FROM audit WHERE what = 'guest.registered' AND time > ?"
            if connection.execute(came, (now - _HOUR,)).fetchone()[0] >= MOST:
                raise TooManyError("too many guests came in this hour", "come again later", delay=_HOUR)
            person = Person(small, Grant(checked_role(row["role"])), now, now + row["stay"])
            insert(connection, person, kept)
            self._means.note(connection, Origin(small, place), "guest.registered", f"{small}: {row['role']}")
        return person
