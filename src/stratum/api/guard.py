"""ASGI middleware: refuses strangers and adds the headers that protect the page."""

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from stratum.api.answers import answer
from stratum.api.door import SECURE, Door
from stratum.api.errors import error_body
from stratum.api.loopback import objection
from stratum.api.refusing import ASKING, refuse_socket

# Mantine writes style elements at run time, hence 'unsafe-inline' for styles; scripts come from files only.
PAGE_POLICY = (
    "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'none'"
)
# A report holds names and texts of the user's data: it may show itself, and run nothing.
REPORT_POLICY = (
    "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:; "
    "frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": PAGE_POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


class Guard:
    """Lets through what the server's own page and programs ask, with protective headers on each answer."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one connection."""
        if scope["type"] not in ASKING:
            await self._app(scope, receive, send)
            return
        asked = Headers(scope=scope)
        door: Door = scope["app"].state.door
        problem = objection(asked.get("host", ""), asked.get("origin"), door.names, is_open=door.is_open)
        if scope["type"] == "websocket":
            # Browsers let any page open a WebSocket anywhere: its origin has to be looked at here.
            await (refuse_socket if problem else self._app)(scope, receive, send)
            return

        async def protected(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
                if scope.get("scheme") in SECURE:
                    headers.setdefault("Strict-Transport-Security", "max-age=31536000")
            await send(message)

        handler = answer(error_body("wrong-host", problem), 421) if problem else self._app
        await handler(scope, receive, protected)
