"""The accounts of a workspace: their parts together, and who it is that asks."""

import hmac

from stratum.accounts.invitations import Invitations
from stratum.accounts.logic.attempts import Kind
from stratum.accounts.logic.rules import checked_grant
from stratum.accounts.means import Audit, Means
from stratum.accounts.passage import Passage
from stratum.accounts.people import People
from stratum.accounts.providers import Providers
from stratum.accounts.registration import Registration
from stratum.accounts.sessions import Sessions
from stratum.accounts.speaking import Speaking
from stratum.accounts.tokens import Tokens
from stratum.accounts.types import LOCAL, NOBODY, Origin, Person, Role, Who
from stratum.core.errors import DeniedError


class Accounts:
    """The accounts of a workspace. Safe for several threads and processes.

    Args:
        means: What it works with.
        speaking: How providers are spoken with; None where nobody is sent to one, as on the command line.

    Attributes:
        people: Who has an account.
        sessions: Sign-in by password.
        providers: Who else people are known by.
        passage: Sign-in through a provider; None where nobody is sent to one.
        registration: Accounts that guests make for themselves.
        tokens: What programs show.
        invitations: Links for others.
        audit: What was done.
    """

    def __init__(self, means: Means, speaking: Speaking | None = None) -> None:
        self._database = means.database
        self.people = People(means)
        self.sessions = Sessions(means)
        self.providers = Providers(means)
        self.passage = Passage(means, self.sessions, self.providers, speaking) if speaking else None
        self.registration = Registration(means)
        self.tokens = Tokens(means)
        self.invitations = Invitations(means)
        self.audit = Audit(means)

    def who(self, bearer: str | None, session: str, *, again: bool = False) -> Who:
        """Who asks. While nobody has an account, it is the person at the machine.

        Args:
            bearer: The token that was shown; None where none was. It counts alone.
            session: The secret of a session; empty where there is none.
            again: Looked at while an answer goes on: this is no use of the session.
        """
        found = self._shown(bearer, session, again=again) if self._database.is_there else NOBODY
        return found if found is not NOBODY or self.people.any() else LOCAL

    def _shown(self, bearer: str | None, session: str, *, again: bool) -> Who:
        if bearer is not None:
            return self.tokens.who(bearer)
        return self.sessions.who(session, again=again) if session else NOBODY

    def set_up(self, place: str, code: tuple[str, str], name: str, password: str) -> Person:
        """Make the first account, for somebody who read the code in the terminal of the server.

        Args:
            place: From where.
            code: The one that was given, and the right one.
            name: Of the owner.
            password: Theirs.

        Raises:
            DeniedError: If there is an account, or the code is wrong.
            TooManyError: If codes were tried too often.
            InvalidInputError: If name or password break a rule.
        """
        keys = ((Kind.NAME, " code"), (Kind.ADDRESS, place))
        self.sessions.begin_try(keys)
        given, right = (_plain(text) for text in code)
        if not right or not hmac.compare_digest(given, right):
            hint = "the server prints it in its terminal when it starts"
            raise DeniedError("this is not the code for the first account", hint)
        self.sessions.end_try(keys)
        origin = Origin("", place)
        return self.people.add(origin, name, password, checked_grant(Role.OWNER, ()), first=True)

    def accept(self, place: str, invitation: str, name: str, password: str) -> Person:
        """Make the account of an invitation.

        Args:
            place: From where.
            invitation: The secret of its link.
            name: Of the new person.
            password: Theirs.

        Raises:
            DeniedError: If there is no such invitation.
            TooManyError: If it was tried too often from there.
            InvalidInputError: If name or password break a rule, or the name is taken; the link stays.
        """
        keys = ((Kind.ADDRESS, place),)
        self.sessions.begin_try(keys)
        person = self.invitations.accept(place, invitation, name, password)
        self.sessions.end_try(keys)
        return person

    def register(self, place: str, name: str, password: str) -> Person:
        """Make the account of a guest who was not invited, where an owner opened the registration.

        Args:
            place: From where; each account from there counts as a try for an hour.
            name: Of the guest.
            password: Theirs.

        Raises:
            DeniedError: If registration is closed, or has had enough guests in this hour.
            TooManyError: If it was asked for too often from there.
            InvalidInputError: If name or password break a rule, or the name is taken.
        """
        self.sessions.begin_try(((Kind.ADDRESS, place),))
        return self.registration.register(place, name, password)


def _plain(code: str) -> bytes:
    """A code as it is compared: how it was spaced does not matter."""
    return "".join(c for c in code.upper() if c.isalnum()).encode()
