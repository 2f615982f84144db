"""Who stands at the door: where others may come from, and who it is that asks."""

import dataclasses
from collections.abc import Callable
from typing import Final

from starlette.requests import HTTPConnection
from starlette.types import Scope

from stratum.accounts.logic.permissions import by, everywhere, granted, limits
from stratum.accounts.service import Accounts
from stratum.accounts.types import LOCAL, NOBODY, Action, Answer, No, Origin, Proof, Who
from stratum.core.errors import DeniedError
from stratum.runtime.listening import is_loopback

SECURE: Final = frozenset({"https", "wss"})
_SCHEME: Final = "bearer "


@dataclasses.dataclass(frozen=True, slots=True)
class Door:
    """What a server is told of its visitors.

    Attributes:
        accounts: Who may ask; None where only the person at the machine can.
        names: Names and addresses, beside those of this machine alone, under which it is reached.
        is_open: Whether other machines reach it: then nobody is let in without an account.
        code: Shows who makes the first account that they read the terminal; empty where none is made.
        realm: Tells the cookies of this workspace from those of others on the same machine.
        branch: Gives the branch that the workspace stands at, empty for none; asked for each change of
            somebody whose role counts on some branches only.
    """

    accounts: Accounts | None = None
    names: frozenset[str] = frozenset()
    is_open: bool = False
    code: str = ""
    realm: str = ""
    branch: Callable[[], str] = str

    def cookie(self, scheme: str) -> str:
        """Name of the cookie of a session; over TLS one that no other host can set."""
        prefix = "__Host-" if scheme in SECURE else ""
        return f"{prefix}stratum-{self.realm}"

    def way_cookie(self, scheme: str) -> str:
        """Name of the cookie of a browser that somebody was sent to a provider from."""
        return f"{self.cookie(scheme)}-way"


@dataclasses.dataclass(frozen=True, slots=True)
class Visitor:
    """A request, or a connection that stays, as the accounts see it.

    Attributes:
        door: What the server was told.
        place: Where it comes from.
        bearer: The token that it shows; None where it shows none.
        session: The secret of its session; empty where it has none.
    """

    door: Door
    place: str
    bearer: str | None
    session: str

    @classmethod
    def of(cls, scope: Scope) -> "Visitor":
        """Whoever began a connection."""
        door: Door = scope["app"].state.door
        asked = HTTPConnection(scope)
        shown = asked.headers.get("authorization")
        known = shown is not None and shown[: len(_SCHEME)].lower() == _SCHEME
        place = scope["client"][0] if scope.get("client") else ""
        # Something else that is shown is no token of ours: it counts as a wrong one.
        bearer = (shown or "")[len(_SCHEME) :].strip() if known else shown
        return cls(door, place, bearer, asked.cookies.get(door.cookie(scope.get("scheme", "")), ""))

    def who(self, *, again: bool = False) -> Who:
        """Who it is, as of now.

        Args:
            again: Looked at while an answer goes on: this is no use of the session.
        """
        if self.door.accounts is None:
            return LOCAL
        who = self.door.accounts.who(self.bearer, self.session, again=again)
        # Before a proxy that tells whom it asks for, the person at the machine is somebody else too.
        is_here = not self.door.is_open and (not self.place or is_loopback(self.place))
        return NOBODY if who is LOCAL and not is_here else who

    def origin(self, who: Who) -> Origin:
        """Who it is, for the audit log."""
        return Origin(who.name, self.place)


def verdict(who: Who, action: Action | None, *branches: str) -> Answer:
    """Whether somebody may do an action on branches."""
    answer = by(who.proof, action)
    return answer if isinstance(answer, No) else granted(who.grant, action, *branches)


def require_branch(scope: Scope, branch: str) -> None:
    """See that whoever asks may change a branch that the request names.

    Raises:
        DeniedError: If their role does not count there.
    """
    answer = granted(scope["who"].grant, Action.SAVE, branch)
    if isinstance(answer, No):
        raise DeniedError(answer.reason, "an owner can give you another role")


def require_here(scope: Scope, action: Action) -> None:
    """See that whoever asks may do an action on the branch that the workspace stands at.

    Raises:
        DeniedError: If their role does not allow it, or does not count there.
    """
    who, door = scope["who"], scope["visitor"].door
    answer = verdict(who, action, *((door.branch(),) if limits(who.grant) else ()))
    if isinstance(answer, No):
        raise DeniedError(answer.reason, "an owner can give you another role")


def require_every_branch(scope: Scope) -> None:
    """See that whoever asks may change what belongs to no branch more than to another.

    Raises:
        DeniedError: If their role counts on some branches only.
    """
    answer = everywhere(scope["who"].grant)
    if isinstance(answer, No):
        raise DeniedError(answer.reason, "an owner can give you another role")


def is_forgeable(who: Who) -> bool:
    """Whether another page could have a browser ask this in somebody's name: browsers add cookies."""
    return who.proof is Proof.SESSION
