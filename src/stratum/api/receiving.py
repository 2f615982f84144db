"""What the routes of accounts share: who asks, and the session that an answer gives."""

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from stratum.accounts.logic.lifetimes import ABSOLUTE
from stratum.accounts.service import Accounts
from stratum.accounts.types import Origin, Proof, Who
from stratum.api.answers import answer
from stratum.api.door import SECURE, Visitor
from stratum.core.errors import DeniedError, InvalidInputError


def asking(request: Request) -> tuple[Visitor, Who]:
    """Whoever asks, as the gate found them out."""
    return request.scope["visitor"], request.scope["who"]


def in_person(request: Request) -> tuple[Visitor, Who]:
    """Whoever asks, who has an account.

    Raises:
        InvalidInputError: If there are none.
    """
    visitor, who = asking(request)
    if who.proof is not Proof.SESSION:
        raise InvalidInputError("nobody has an account here", "make one with: stratum users add NAME")
    return visitor, who


def accounts_of(request: Request) -> Accounts:
    """The accounts of the workspace.

    Raises:
        DeniedError: If the server has none.
    """
    visitor, _ = asking(request)
    if visitor.door.accounts is None:
        raise DeniedError("this server has no accounts", "start it with: stratum up")
    return visitor.door.accounts


def origin_of(request: Request) -> Origin:
    """Who asks, for the audit log."""
    visitor, who = asking(request)
    return visitor.origin(who)


async def begin_session(request: Request, name: str) -> Response:
    """Answer somebody who proved who they are with a session."""
    visitor, _ = asking(request)
    begin = accounts_of(request).sessions.begin
    secret = await run_in_threadpool(begin, Origin(name, visitor.place), visitor.session)
    return with_session(request, answer({}), secret)


def with_session(request: Request, done: Response, secret: str) -> Response:
    """An answer that gives the browser a session."""
    visitor, _ = asking(request)
    done.set_cookie(
        visitor.door.cookie(request.url.scheme),
        secret,
        max_age=int(ABSOLUTE),
        secure=request.url.scheme in SECURE,
        httponly=True,
        samesite="strict",
    )
    return done


def base_of(request: Request) -> str:
    """Under which address this server is asked; the guard saw that it is its own."""
    return f"{request.url.scheme}://{request.url.netloc}"
