"""ASGI middleware: finds out who asks and what for, lets through what is allowed, and notes what changes."""

from typing import Final

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from stratum.accounts.logic.keys import holds_token
from stratum.accounts.logic.permissions import NOTED, ON_BRANCHES, limits
from stratum.accounts.types import Action, No, Who
from stratum.api.answers import answer
from stratum.api.door import Visitor, is_forgeable, verdict
from stratum.api.errors import error_body, explain, meaning
from stratum.api.refusing import ASKING, refuse_socket
from stratum.api.rights import action_of
from stratum.core.errors import StratumError

_SAFE: Final = frozenset({"GET", "HEAD", "OPTIONS"})
_CHALLENGE: Final = {"WWW-Authenticate": 'Bearer realm="stratum"'}


class Gate:
    """Lets through what whoever asks may ask for.

    Puts ``visitor`` and ``who`` into the scope of what it lets through.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one connection."""
        if scope["type"] not in ASKING:
            await self._app(scope, receive, send)
            return
        try:
            handler = await self._handler(scope)
        except StratumError as error:
            handler = answer(explain(error), meaning(error).status)
        if handler is not self._app and scope["type"] == "websocket":
            handler = refuse_socket
        await handler(scope, receive, send)

    async def _handler(self, scope: Scope) -> ASGIApp:
        """What answers a connection: the application, a note taker around it, or a refusal."""
        if holds_token(scope.get("query_string", b"").decode("latin-1")):
            hint = (
                "send it in the header Authorization: Bearer …; revoke this one, addresses are kept in logs"
            )
            return answer(error_body("token-in-address", "a token is not sent in an address", hint), 400)
        action = action_of(scope["app"].routes, scope)
        visitor = Visitor.of(scope)
        who = await run_in_threadpool(visitor.who)
        scope["visitor"], scope["who"] = visitor, who
        if is_forgeable(who) and _changes(scope) and "origin" not in Headers(scope=scope):
            hint = "browsers send the header Origin; programs use an API token"
            return answer(error_body("no-origin", "this does not say which page asks", hint), 403)
        permitted = verdict(who, action, *await _branches(scope, who, action))
        if isinstance(permitted, No):
            return await self._refusal(scope, who, permitted)
        return self._noted if action in NOTED else self._app

    async def _refusal(self, scope: Scope, who: Who, no: No) -> ASGIApp:
        if who.grant is None:
            hint = "sign in on the page, or send an API token as Authorization: Bearer …"
            return answer(error_body("sign-in", no.reason, hint), 401, dict(_CHALLENGE))
        await _note(scope, "refused", _asked(scope))
        return answer(error_body("forbidden", no.reason, "an owner can give you another role"), 403)

    async def _noted(self, scope: Scope, receive: Receive, send: Send) -> None:
        status = 0

        async def watched(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self._app(scope, receive, watched)
        finally:
            await _note(scope, "asked", f"{_asked(scope)} {status}")


def _changes(scope: Scope) -> bool:
    """Whether a connection can change something; a WebSocket can, and browsers let any page open one."""
    return scope["type"] == "websocket" or scope["method"] not in _SAFE


async def _branches(scope: Scope, who: Who, action: Action | None) -> tuple[str, ...]:
    """The branch that an action changes; looked at only where it matters."""
    if action not in ON_BRANCHES or not limits(who.grant):
        return ()
    visitor: Visitor = scope["visitor"]
    return (await run_in_threadpool(visitor.door.branch),)


def _asked(scope: Scope) -> str:
    return f"{scope.get('method', 'WEBSOCKET')} {scope['path'][:200]}"


async def _note(scope: Scope, what: str, subject: str) -> None:
    visitor: Visitor = scope["visitor"]
    if visitor.door.accounts is not None:
        origin = visitor.origin(scope["who"])
        await run_in_threadpool(visitor.door.accounts.audit.note, origin, what, subject)
