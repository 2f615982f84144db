"""What the parts of the accounts work with, and how they note what was done."""

import dataclasses
import sqlite3
from collections.abc import Callable

from stratum.accounts.passwords import Passwords
from stratum.accounts.types import Entry, Origin
from stratum.core.clock import Clock
from stratum.effects.sqlite import Database

MOST_ENTRIES = 500


@dataclasses.dataclass(frozen=True, slots=True)
class Means:
    """What the parts of the accounts work with.

    Attributes:
        database: Where everything is kept.
        passwords: Makes and compares hashes.
        clock: Tells the time.
        new_secret: Gives 256 random bits in 43 characters, other ones each time.
    """

    database: Database
    passwords: Passwords
    clock: Clock
    new_secret: Callable[[], str]

    def note(self, connection: sqlite3.Connection, origin: Origin, what: str, subject: str) -> None:
        """Append to the audit log; together with what is noted, or not at all."""
        row = (self.clock.now(), origin.name, what, subject, origin.place)
        connection.execute("INSERT INTO audit (time, who, what, subject, place) VALUES (?, ?, ?, ?, ?)", row)


class Audit:
    """The audit log: it grows, and is neither changed nor shortened.

    Args:
        means: What it works with.
    """

    def __init__(self, means: Means) -> None:
        self._means = means

    def note(self, origin: Origin, what: str, subject: str) -> None:
        """Append what somebody did; nothing happens where there are no accounts.

        Args:
            origin: Who, and from where.
            what: What they did, such as ``edit``.
            subject: To what; no secret.
        """
        if self._means.database.is_there:
            with self._means.database.writing() as connection:
                self._means.note(connection, origin, what, subject)

    def entries(self, limit: int, before: int | None = None) -> tuple[Entry, ...]:
        """At most ``limit`` entries, newest first; those before a number."""
        if not self._means.database.is_there:
            return ()
        query = "SELECT * FROM audit WHERE ?1 IS NULL OR number < ?1 ORDER BY number DESC LIMIT ?2"
        with self._means.database.reading() as connection:
            rows = connection.execute(query, (before, min(limit, MOST_ENTRIES))).fetchall()
        return tuple(Entry(**dict(row)) for row in rows)
