"""API tokens: made once, shown once, kept as digests."""

from stratum.accounts.logic.keys import PREFIX, digest, id_of, is_token
from stratum.accounts.logic.lifetimes import is_here, is_valid
from stratum.accounts.logic.permissions import narrowed
from stratum.accounts.logic.rules import checked_label, checked_role, seconds_of
from stratum.accounts.means import Means
from stratum.accounts.rows import find_person, need_person, person_of, token_of
from stratum.accounts.types import NOBODY, Origin, Proof, Token, Who
from stratum.core.errors import InvalidInputError, NotFoundError

LONGEST_DAYS = 365.0
_INSERT = (
    "INSERT INTO tokens (digest, person, label, role, created, until, revoked) VALUES (?, ?, ?, ?, ?, ?, 0)"
)


class Tokens:
    """API tokens of people.

    Args:
        means: What it works with.
    """

    def __init__(self, means: Means) -> None:
        self._means = means

    def create(self, origin: Origin, person: str, label: str, role: str, days: float) -> tuple[Token, str]:
        """Make a token.

        Args:
            origin: Who does it.
            person: Whose token it is.
            label: What it is for.
            role: What it may do, at most what the person may.
            days: How long it can be used.

        Returns:
            The token, and its secret, which is not kept.

        Raises:
            NotFoundError: If there is nobody of that name.
            InvalidInputError: If something breaks a rule, or the role is higher than that of the person.
        """
        now, secret = self._means.clock.now(), PREFIX + self._means.new_secret()
        kept, until = digest(secret), now + seconds_of(days, LONGEST_DAYS)
        token = Token(id_of(kept), person, checked_label(label), checked_role(role), now, until)
        with self._means.database.writing() as connection:
            grant = need_person(connection, person).grant
            if token.role.rank > grant.role.rank:
                raise InvalidInputError(
                    f"{person} is a {grant.role}", f"ask for at most the role {grant.role}"
                )
            row = (kept, person, token.label, token.role, now, until)
            connection.execute(_INSERT, row)
            self._means.note(connection, origin, "token.made", f"{token.id} of {person}: {token.role}")
        return token, secret

    def list(self, person: str = "") -> tuple[Token, ...]:
        """Tokens of a person, or of everybody; newest first."""
        if not self._means.database.is_there:
            return ()
        query = "SELECT * FROM tokens WHERE ?1 = '' OR person = ?1 ORDER BY created DESC, digest"
        with self._means.database.reading() as connection:
            return tuple(map(token_of, connection.execute(query, (person,))))

    def revoke(self, origin: Origin, token: str, person: str = "") -> None:
        """End a token at once.

        Args:
            origin: Who does it.
            token: Its id.
            person: Whose it has to be; empty for anybody's.

        Raises:
            NotFoundError: If there is none.
        """
        asked = (
            "UPDATE tokens SET revoked = ?1 WHERE substr(digest, 1, 12) = ?2 AND revoked = 0"
            " AND (?3 = '' OR person = ?3)"
        )
        now = self._means.clock.now()
        if not self._means.database.is_there:
            raise NotFoundError(f"there is no token {token!r}", "list them with: stratum tokens list")
        with self._means.database.writing() as connection:
            if connection.execute(asked, (now, token, person)).rowcount == 0:
                hint = "list them with: stratum tokens list"
                raise NotFoundError(f"there is no token {token[:64]!r} that can be used", hint)
            self._means.note(connection, origin, "token.revoked", token)

    def who(self, secret: str) -> Who:
        """Who asks with a token; nobody where it is none, or has ended."""
        if not is_token(secret):
            return NOBODY
        now = self._means.clock.now()
        with self._means.database.reading() as connection:
            found = connection.execute("SELECT * FROM tokens WHERE digest = ?", (digest(secret),)).fetchone()
            owner = find_person(connection, found["person"]) if found else None
        if found is None or owner is None:
            return NOBODY
        token, person = token_of(found), person_of(owner)
        if not is_valid(token, now) or not is_here(person, now):
            return NOBODY
        return Who(Proof.PROGRAM, person.name, narrowed(person.grant, token.role), token.id, token.until)
