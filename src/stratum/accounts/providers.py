"""The providers that people sign in through, kept with the accounts."""

import sqlite3

from stratum.accounts.logic.providers import Provider, checked_provider, rules_of, rules_text
from stratum.accounts.means import Means
from stratum.accounts.types import Origin
from stratum.core.errors import InvalidInputError, NotFoundError

_INSERT = (
    "INSERT INTO providers (name, title, issuer, client, secret, scopes, rules, leave)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
)
_HINT = "list them with: stratum users provider list"


class Providers:
    """Providers by name. Every change is noted in the audit log.

    Args:
        means: What it works with.
    """

    def __init__(self, means: Means) -> None:
        self._means = means

    def list(self) -> tuple[Provider, ...]:
        """All of them, by title."""
        if not self._means.database.is_there:
            return ()
        with self._means.database.reading() as connection:
            found = connection.execute("SELECT * FROM providers ORDER BY title, name")
            return tuple(map(provider_of, found))

    def get(self, name: str) -> Provider:
        """One of them.

        Raises:
            NotFoundError: If there is none of that name.
        """
        found = next((one for one in self.list() if one.name == name), None)
        if found is None:
            raise NotFoundError(f"there is no provider {name[:64]!r}", _HINT)
        return found

    def add(self, origin: Origin, provider: Provider) -> None:
        """Keep a provider.

        Raises:
            InvalidInputError: If a field cannot be used, or there is one of that name or issuer.
        """
        one = checked_provider(provider)
        with self._means.database.writing() as connection:
            asked = "SELECT name FROM providers WHERE name = ? OR issuer = ?"
            taken = connection.execute(asked, (one.name, one.issuer)).fetchone()
            if taken is not None:
                hint = f"remove it first: stratum users provider remove {taken['name']}"
                raise InvalidInputError(f"there is the provider {taken['name']}", hint)
            row = (one.name, one.title, one.issuer, one.client, one.secret)
            more = (" ".join(one.scopes), rules_text(one.rules), int(one.leave))
            connection.execute(_INSERT, (*row, *more))
            self._means.note(connection, origin, "provider.added", f"{one.name}: {one.issuer}")

    def remove(self, origin: Origin, name: str) -> None:
        """Forget a provider; the sessions that began through it end. Accounts stay.

        Raises:
            NotFoundError: If there is none of that name.
        """
        self.get(name)
        with self._means.database.writing() as connection:
            began = "DELETE FROM sessions WHERE digest IN (SELECT session FROM ways WHERE provider = ?)"
            connection.execute(began, (name,))
            connection.execute("DELETE FROM providers WHERE name = ?", (name,))
            self._means.note(connection, origin, "provider.removed", name)


def provider_of(row: sqlite3.Row) -> Provider:
    """A provider."""
    return Provider(
        name=row["name"],
        title=row["title"],
        issuer=row["issuer"],
        client=row["client"],
        secret=row["secret"],
        scopes=tuple(row["scopes"].split()),
        rules=rules_of(row["rules"]),
        leave=bool(row["leave"]),
    )
