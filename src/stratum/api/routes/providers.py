"""``/api/account/provider``: signing in through a provider, and coming back from one."""

import msgspec
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from stratum.accounts.logic.flows import LONGEST
from stratum.accounts.passage import Asked, Passage, Refused
from stratum.accounts.types import Proof
from stratum.api.answers import answer
from stratum.api.bodies import json_value
from stratum.api.door import SECURE
from stratum.api.receiving import accounts_of, asking, base_of, with_session
from stratum.core.errors import NotFoundError, StratumError

_HINT = "send it as application/json; docs/reference/api.md tells its fields"


class Begin(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Whom somebody wants to be sent to; ``connect`` joins the account that they are signed in to."""

    name: str
    back: str = "/"
    invitation: str = ""
    connect: bool = False


async def begin(request: Request) -> Response:
    """Tell where somebody signs in at a provider; their browser gets a cookie that it comes back with."""
    asked = await json_value(request, Begin, _HINT)
    visitor, who = asking(request)
    person = who.name if asked.connect and who.proof is Proof.SESSION else ""
    callback = f"{base_of(request)}/api/account/providers/{asked.name}"
    wanted = Asked(asked.name, callback, asked.back, person, asked.invitation)
    address, browser = await run_in_threadpool(_passage(request).begin, visitor.place, wanted)
    done = answer({"address": address})
    done.set_cookie(
        visitor.door.way_cookie(request.url.scheme),
        browser,
        max_age=int(LONGEST),
        secure=request.url.scheme in SECURE,
        httponly=True,
        samesite="lax",  # the provider's page leads back here, with nothing but an address
    )
    return done


async def come_back(request: Request) -> Response:
    """Take somebody back from a provider: into the page, signed in, or to the sign-in with the reason."""
    visitor, _ = asking(request)
    passage, cookie = _passage(request), visitor.door.way_cookie(request.url.scheme)
    browser = request.cookies.get(cookie, "")
    told = dict(request.query_params)
    name = request.path_params["name"]
    try:
        finish = passage.finish
        secret, back = await run_in_threadpool(finish, visitor.place, name, told, browser, visitor.session)
    except StratumError as error:
        passage.refuse(browser, Refused(error.message, error.hint))
        return _sent("/")
    done = with_session(request, _sent(back), secret)
    done.delete_cookie(cookie, path="/")
    return done


def _passage(request: Request) -> Passage:
    """The way to providers.

    Raises:
        NotFoundError: If this server sends nobody there.
    """
    passage = accounts_of(request).passage
    if passage is None:
        raise NotFoundError("this server sends nobody to a provider", "start it with: stratum up")
    return passage


def _sent(path: str) -> Response:
    return RedirectResponse(path, 303, {"Cache-Control": "no-store"})


ROUTES = [
    Route("/api/account/provider", begin, methods=["POST"]),
    Route("/api/account/providers/{name}", come_back),
]
