"""Invitations: links that make one account each."""

import sqlite3

from stratum.accounts.logic.keys import digest, id_of, is_secret
from stratum.accounts.logic.rules import checked_name, checked_password, seconds_of
from stratum.accounts.means import Means
from stratum.accounts.people import insert
from stratum.accounts.rows import invitation_of
from stratum.accounts.types import Grant, Invitation, Origin, Person, Role
from stratum.core.errors import DeniedError, InvalidInputError, NotFoundError

LONGEST_DAYS = 30.0
LONGEST_STAY = 365.0
_INSERT = (
    "INSERT INTO invitations (digest, role, branches, by, created, until, stay) VALUES (?, ?, ?, ?, ?, ?, ?)"
)
_ENDED = "this invitation was used, withdrawn or has ended"
_NO_OWNER = "add an owner first, with: stratum users add NAME --role owner"


class Invitations:
    """Links that make one account each.

    Args:
        means: What it works with.
    """

    def __init__(self, means: Means) -> None:
        self._means = means

    def create(self, origin: Origin, grant: Grant, days: float, stay: float = 0.0) -> tuple[Invitation, str]:
        """Invite somebody.

        Args:
            origin: Who does it.
            grant: What the new account may do.
            days: How long the link can be used.
            stay: Days after which the account ends; 0 where it does not.

        Returns:
            The invitation, and the secret of its link, which is not kept.

        Raises:
            InvalidInputError: If a term is refused, nobody has an account yet, or a guest would be an owner.
        """
        now, secret = self._means.clock.now(), self._means.new_secret()
        seconds = seconds_of(stay, LONGEST_STAY) if stay else 0.0
        if seconds and grant.role is Role.OWNER:
            raise InvalidInputError("an owner is no guest", "invite an owner for good, or with another role")
        until = now + seconds_of(days, LONGEST_DAYS)
        made = Invitation(id_of(digest(secret)), grant, origin.name, now, until, seconds)
        with self._means.database.writing() as connection:
            if connection.execute("SELECT 1 FROM people LIMIT 1").fetchone() is None:
                raise InvalidInputError("nobody has an account yet", _NO_OWNER)
            row = (digest(secret), grant.role, " ".join(grant.branches), origin.name, now, until, seconds)
            connection.execute("DELETE FROM invitations WHERE until <= ?", (now,))
            connection.execute(_INSERT, row)
            self._means.note(connection, origin, "invitation.made", f"{made.id}: {grant.role}")
        return made, secret

    def list(self) -> tuple[Invitation, ...]:
        """Those that can be used, newest first."""
        if not self._means.database.is_there:
            return ()
        query = "SELECT * FROM invitations WHERE until > ? ORDER BY created DESC, digest"
        with self._means.database.reading() as connection:
            return tuple(map(invitation_of, connection.execute(query, (self._means.clock.now(),))))

    def withdraw(self, origin: Origin, invitation: str) -> None:
        """End an invitation.

        Raises:
            NotFoundError: If there is none with that id.
        """
        with self._means.database.writing() as connection:
            asked = "DELETE FROM invitations WHERE substr(digest, 1, 12) = ?"
            if connection.execute(asked, (invitation,)).rowcount == 0:
                raise NotFoundError(f"there is no invitation {invitation[:64]!r}", "it may have been used")
            self._means.note(connection, origin, "invitation.withdrawn", invitation)

    def accept(self, place: str, secret: str, name: str, password: str) -> Person:
        """Make the account that a link is for; it can be used once. Nothing is hashed for any other link.

        Raises:
            DeniedError: If there is no such invitation.
            InvalidInputError: If name or password break a rule, or the name is taken; the link stays.
        """
        now = self._means.clock.now()
        if not self._can_be_used(secret, now):
            raise DeniedError(_ENDED, "ask for another one")
        small = checked_name(name)
        kept = self._means.passwords.hashed(checked_password(password, small))
        with self._means.database.writing() as connection:
            invitation = take(connection, secret, now)
            until = now + invitation.stay if invitation.stay else 0.0
            person = Person(small, invitation.grant, now, until)
            insert(connection, person, kept)
            said = f"{invitation.id}: {person.grant.role}, invited by {invitation.by}"
            self._means.note(connection, Origin(small, place), "invitation.accepted", said)
        return person

    def _can_be_used(self, secret: str, now: float) -> bool:
        if not is_secret(secret) or not self._means.database.is_there:
            return False
        asked = "SELECT 1 FROM invitations WHERE digest = ? AND until > ?"
        with self._means.database.reading() as connection:
            return connection.execute(asked, (digest(secret), now)).fetchone() is not None


def take(connection: sqlite3.Connection, secret: str, now: float) -> Invitation:
    """Use an invitation up.

    Raises:
        DeniedError: If there is none that can be used.
    """
    asked = "DELETE FROM invitations WHERE digest = ? AND until > ? RETURNING *"
    row = connection.execute(asked, (digest(secret), now)).fetchone()
    if row is None:
        raise DeniedError(_ENDED, "ask for another one")
    return invitation_of(row)
