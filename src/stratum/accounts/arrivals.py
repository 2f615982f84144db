"""Whose account it is that somebody comes in to whom a provider knows."""

import sqlite3

from stratum.accounts.invitations import take
from stratum.accounts.logic.flows import Way
from stratum.accounts.logic.keys import digest
from stratum.accounts.logic.lifetimes import is_here
from stratum.accounts.logic.providers import Identity, Provider, may_register, role_of
from stratum.accounts.logic.rules import checked_name
from stratum.accounts.means import Means
from stratum.accounts.people import anybody, insert, lasting_owner
from stratum.accounts.rows import find_person, need_person
from stratum.accounts.types import EVERY_BRANCH, Grant, No, Origin, Person, Role
from stratum.core.errors import DeniedError

_FIND = "SELECT * FROM identities WHERE issuer = ? AND subject = ?"
_OWNER = "ask an owner"


class Arrivals:
    """Accounts of people whom providers know. Every new one is noted in the audit log.

    An account that is there is joined with somebody of a provider by its own person alone, who is signed in:
    a name, or an address of mail, that is the same proves nothing.

    Args:
        means: What it works with.
    """

    def __init__(self, means: Means) -> None:
        self._means = means

    def person(self, place: str, provider: Provider, identity: Identity, way: Way) -> str:
        """The name of the account that somebody comes in to.

        Args:
            place: From where.
            provider: Who knows them.
            identity: Who they are there.
            way: What they wanted when they were sent there.

        Raises:
            DeniedError: If they may not come in; the hint says what to do.
        """
        with self._means.database.writing() as connection:
            if not anybody(connection):
                hint = "make one first: stratum users add NAME --role owner"
                raise DeniedError("nobody has an account here yet", hint)
            row = connection.execute(_FIND, (identity.issuer, identity.subject)).fetchone()
            if way.person:
                return self._linked(connection, Origin(way.person, place), provider, identity, row)
            if row is None:
                return self._made(connection, place, provider, identity, way)
            return self._known(connection, place, provider, identity, row)

    def note_way(self, session: str, provider: str) -> None:
        """Keep through which provider a session began."""
        with self._means.database.writing() as connection:
            connection.execute(
                "INSERT INTO ways (session, provider) VALUES (?, ?)", (digest(session), provider)
            )

    def way_of(self, session: str) -> str:
        """The provider through which a session began; empty for none."""
        with self._means.database.reading() as connection:
            asked = "SELECT provider FROM ways WHERE session = ?"
            row = connection.execute(asked, (digest(session),)).fetchone()
        return str(row["provider"]) if row is not None else ""

    def _known(
        self,
        connection: sqlite3.Connection,
        place: str,
        provider: Provider,
        identity: Identity,
        row: sqlite3.Row,
    ) -> str:
        person = self._here(connection, row["person"])
        if row["made"] and provider.rules.roles:
            role = _role(provider, identity)
            if role is not person.grant.role:
                self._change(connection, Origin(person.name, place), person, role)
        return person.name

    def _here(self, connection: sqlite3.Connection, name: str) -> Person:
        person = need_person(connection, name)
        if not is_here(person, self._means.clock.now()):
            raise DeniedError(f"the account {person.name} has ended", _OWNER)
        return person

    def _change(self, connection: sqlite3.Connection, origin: Origin, person: Person, role: Role) -> None:
        """Give the role that the provider's groups stand for, but for the last owner."""
        branches = EVERY_BRANCH if role is Role.OWNER else person.grant.branches
        row = (role, " ".join(branches), person.name)
        connection.execute("SAVEPOINT role")
        connection.execute("UPDATE people SET role = ?, branches = ? WHERE name = ?", row)
        if not lasting_owner(connection):
            connection.execute("ROLLBACK TO role")
            return
        self._means.note(connection, origin, "person.changed", f"{person.name}: {role}, by the groups there")

    def _linked(
        self,
        connection: sqlite3.Connection,
        origin: Origin,
        provider: Provider,
        identity: Identity,
        row: sqlite3.Row | None,
    ) -> str:
        self._here(connection, origin.name)
        if row is not None and row["person"] != origin.name:
            hint = f"sign out at {provider.title}, or sign in there as somebody else"
            raise DeniedError(f"whom {provider.title} told of has the account {row['person']}", hint)
        if row is None:
            self._keep(connection, identity, origin.name, is_made=False)
            self._means.note(connection, origin, "provider.connected", provider.name)
        return origin.name

    def _made(
        self, connection: sqlite3.Connection, place: str, provider: Provider, identity: Identity, way: Way
    ) -> str:
        now = self._means.clock.now()
        if way.invitation:
            invitation = take(connection, way.invitation, now)
            grant, until = invitation.grant, now + invitation.stay if invitation.stay else 0.0
        elif may_register(provider.rules, identity):
            grant, until = Grant(_role(provider, identity)), 0.0
        else:
            hint = f"ask an owner for an invitation, and open its link; then choose {provider.title}"
            raise DeniedError("you have no account here", hint)
        name = checked_name(identity.wish)
        if find_person(connection, name) is not None:
            hint = f"if it is you: sign in with the password, then connect {provider.title} under Account"
            raise DeniedError(f"there is somebody called {name}", hint)
        insert(connection, Person(name, grant, now, until), "")
        self._keep(connection, identity, name, is_made=not way.invitation)
        self._means.note(
            connection, Origin(name, place), "person.added", f"{name}: {grant.role}, by {provider.name}"
        )
        return name

    def _keep(
        self, connection: sqlite3.Connection, identity: Identity, person: str, *, is_made: bool
    ) -> None:
        row = (identity.issuer, identity.subject, person, int(is_made), self._means.clock.now())
        query = "INSERT INTO identities (issuer, subject, person, made, since) VALUES (?, ?, ?, ?, ?)"
        connection.execute(query, row)


def _role(provider: Provider, identity: Identity) -> Role:
    role = role_of(provider.rules, identity)
    if isinstance(role, No):
        raise DeniedError(role.reason, _OWNER)
    return role
