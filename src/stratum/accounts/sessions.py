"""Signing in with a password, and the sessions that this gives."""

import sqlite3
import threading
from typing import Final

from stratum.accounts.logic.attempts import Attempts, Key, Kind, begun, succeeded, wait
from stratum.accounts.logic.keys import digest, id_of, is_secret
from stratum.accounts.logic.lifetimes import ABSOLUTE, IDLE, end_of, is_here, is_open, is_stale
from stratum.accounts.logic.rules import LONGEST
from stratum.accounts.means import Means
from stratum.accounts.rows import find_person, person_of, session_of
from stratum.accounts.types import NOBODY, Origin, Proof, Who
from stratum.core.errors import DeniedError, TooManyError

_REFUSED: Final = "name or password are not right"
_FIND: Final = "SELECT * FROM sessions WHERE digest = ?"
_HINT: Final = "an owner can set another password with: stratum users password NAME"


class Sessions:
    """Sign-in by password. Safe for several threads; tries are counted by this process.

    Args:
        means: What it works with.
    """

    def __init__(self, means: Means) -> None:
        self._means = means
        self._attempts: Attempts = {}
        self._turn = threading.Lock()

    def sign_in(self, place: str, name: str, password: str, before: str = "") -> str:
        """Begin a session.

        Args:
            place: Where the try comes from.
            name: Of the person.
            password: Theirs.
            before: The secret of the session that the browser had; it ends.

        Returns:
            The secret of the new session.

        Raises:
            DeniedError: If name or password are wrong; which of them is not told, and both take as long.
            TooManyError: If it was tried too often.
        """
        small = name.strip().lower()
        keys = (Kind.NAME, small[:64]), (Kind.ADDRESS, place)
        self.begin_try(keys)
        if not self._proves(small, password):
            self._note_refusal(place, small)
            raise DeniedError(_REFUSED, _HINT)
        self.end_try(keys)
        return self.begin(Origin(small, place), before)

    def begin(self, origin: Origin, before: str = "") -> str:
        """Begin a session of somebody who has proved who they are, and end the one that they had.

        Returns:
            Its secret.
        """
        secret, now = self._means.new_secret(), self._means.clock.now()
        with self._means.database.writing() as connection:
            _forget(connection, now, before)
            row = (digest(secret), origin.name, now, now)
            connection.execute("INSERT INTO sessions (digest, person, begun, seen) VALUES (?, ?, ?, ?)", row)
            self._means.note(connection, origin, "session.begun", id_of(digest(secret)))
        return secret

    def end(self, origin: Origin, session: str) -> None:
        """End the session with an id, of whoever asks."""
        with self._means.database.writing() as connection:
            asked = "DELETE FROM sessions WHERE person = ? AND substr(digest, 1, 12) = ?"
            connection.execute(asked, (origin.name, session))
            self._means.note(connection, origin, "session.ended", session)

    def who(self, secret: str, *, again: bool = False) -> Who:
        """Whose session this is; nobody's where there is none, or it has ended.

        Args:
            secret: What the browser has.
            again: Looked at while an answer goes on: this is no use of the session.
        """
        if not is_secret(secret):
            return NOBODY
        now = self._means.clock.now()
        with self._means.database.reading() as connection:
            found = connection.execute(_FIND, (digest(secret),)).fetchone()
            owner = find_person(connection, found["person"]) if found else None
        if found is None or owner is None:
            return NOBODY
        session, person = session_of(found), person_of(owner)
        if not is_open(session, now) or not is_here(person, now):
            return NOBODY
        if not again and is_stale(session, now):
            self._touch(digest(secret), now)
        return Who(Proof.SESSION, person.name, person.grant, session.id, end_of(session))

    def check_password(self, place: str, name: str, password: str) -> None:
        """Have somebody who is signed in prove again who they are.

        Raises:
            DeniedError: If it is not their password.
            TooManyError: If it was tried too often.
        """
        keys = ((Kind.NAME, name),)
        self.begin_try(keys)
        if not self._proves(name, password):
            self._note_refusal(place, name)
            raise DeniedError("this is not your password", "try again, or ask an owner for another one")
        self.end_try(keys)

    def begin_try(self, keys: tuple[Key, ...]) -> None:
        """Count a try.

        Raises:
            TooManyError: If there were too many.
        """
        now = self._means.clock.now()
        with self._turn:
            left = wait(self._attempts, keys, now)
            if left <= 0:
                self._attempts = begun(self._attempts, keys, now)
        if left > 0:
            raise TooManyError("this was tried too often", f"try again in {left:.0f} s", delay=left)

    def end_try(self, keys: tuple[Key, ...]) -> None:
        """Take a try back that succeeded."""
        with self._turn:
            self._attempts = succeeded(self._attempts, keys)

    def _proves(self, name: str, password: str) -> bool:
        """Whether this is the password of somebody; the same work is done where there is nobody."""
        row = None
        if self._means.database.is_there:
            with self._means.database.reading() as connection:
                row = find_person(connection, name)
        # Whom a provider knows has an empty one until an owner sets another.
        kept = row["password"] or None if row is not None else None
        fits = self._means.passwords.fits(kept, password[: LONGEST + 1])
        if not fits or row is None or not is_here(person_of(row), self._means.clock.now()):
            return False
        if self._means.passwords.is_weak(row["password"]):
            self._renew(name, password)
        return True

    def _renew(self, name: str, password: str) -> None:
        kept = self._means.passwords.hashed(password)
        with self._means.database.writing() as connection:
            connection.execute("UPDATE people SET password = ? WHERE name = ?", (kept, name))

    def _note_refusal(self, place: str, name: str) -> None:
        """A name that nobody has may be a password that slipped into the wrong field: it is not written."""
        if self._means.database.is_there:
            with self._means.database.writing() as connection:
                known = name if find_person(connection, name) is not None else "somebody unknown"
                self._means.note(connection, Origin("", place), "sign-in.refused", known)

    def _touch(self, kept: str, now: float) -> None:
        with self._means.database.writing() as connection:
            connection.execute("UPDATE sessions SET seen = ? WHERE digest = ?", (now, kept))


def _forget(connection: sqlite3.Connection, now: float, before: str) -> None:
    """Forget the session that a browser had, and all that have ended."""
    connection.execute("DELETE FROM sessions WHERE digest = ?", (digest(before),))
    connection.execute("DELETE FROM sessions WHERE seen <= ? OR begun <= ?", (now - IDLE, now - ABSOLUTE))
