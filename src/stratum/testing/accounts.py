"""Accounts with time that stands still, secrets in a row, and hashes that cost little."""

import itertools
from collections.abc import Callable
from pathlib import Path

from stratum.accounts.means import Means
from stratum.accounts.passwords import Passwords
from stratum.accounts.schema import SCHEMA
from stratum.accounts.service import Accounts
from stratum.accounts.speaking import Speaking
from stratum.accounts.types import Grant, Origin, Role
from stratum.core.clock import Clock
from stratum.effects.sqlite import Database
from stratum.testing.fakes import ManualClock

DESK = Origin("desk", "terminal")
WORDS = "correct horse battery"
CHEAP = Passwords(passes=1, kibibytes=8, lanes=1)


_NUMBERS = itertools.count(1)


def next_secret() -> str:
    """A text of the form of a secret, another one each time."""
    return f"secret-{next(_NUMBERS):036}"


class Reception:
    """The accounts of a workspace in a folder.

    Args:
        folder: Where they are kept.
        passwords: Makes the hashes.
        now: When it begins.
        abroad: Gives how providers are spoken with, for the clock; without it nobody is sent to one.

    Attributes:
        clock: Their time.
        means: What they work with.
        accounts: They themselves.
    """

    def __init__(
        self,
        folder: Path,
        passwords: Passwords = CHEAP,
        now: float = 1_000_000.0,
        abroad: Callable[[Clock], Speaking] | None = None,
    ) -> None:
        self.clock = ManualClock(now)
        self.means = Means(Database(folder / "accounts.db", SCHEMA), passwords, self.clock, next_secret)
        self.accounts = Accounts(self.means, abroad(self.clock) if abroad else None)

    def add(self, name: str, role: Role = Role.OWNER, *branches: str) -> str:
        """Make an account with ``WORDS`` and begin a session; returns its secret."""
        grant = Grant(role, branches or ("*",))
        self.accounts.people.add(DESK, name, WORDS, grant)
        return self.accounts.sessions.begin(Origin(name, "10.0.0.1"))

    def token(self, person: str, role: Role) -> str:
        """The secret of a token that somebody has for a day."""
        return self.accounts.tokens.create(DESK, person, "test", role, 1)[1]

    def log(self) -> list[tuple[str, str, str]]:
        """The audit log, oldest first: who, what, to what."""
        entries = reversed(self.accounts.audit.entries(500))
        return [(entry.who, entry.what, entry.subject) for entry in entries]
