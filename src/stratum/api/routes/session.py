"""``/api/session``: editing together, over a WebSocket."""

import asyncio
import contextlib
from collections.abc import AsyncIterator

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.routing import WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect

from stratum.api.editing import Editing
from stratum.api.visiting import Visiting

LOOK = 1.0
"""Seconds between two looks at the files."""
QUIET = 3
"""So many times rarer a connection is looked at on which nothing is said."""
NOT_HERE = 1011
NOT_ALLOWED = 1008


class WebSocketPeer:
    """A connection to a client, as the session wants one; ends once its visitor may not look any more.

    That is looked at with a message, either way, as often as the live feed looks.

    Args:
        socket: The connection, accepted.
        visiting: Who is at its other end.
    """

    def __init__(self, socket: WebSocket, visiting: Visiting) -> None:
        self._socket = socket
        self._visiting = visiting
        self._checked = 0.0

    async def receive(self) -> str | None:
        """The next message; bytes count as a text, so that they are told to be strange."""
        message = await self._socket.receive()
        if message["type"] == "websocket.disconnect" or await self.ended():
            return None
        text = message.get("text")
        return text if text is not None else repr(message.get("bytes"))

    async def send(self, text: str) -> None:
        """Send a message."""
        if await self.ended():
            return
        # A client that is gone is told by ``receive``.
        with contextlib.suppress(WebSocketDisconnect, RuntimeError):
            await self._socket.send_text(text)

    async def close(self, code: int) -> None:
        """Close the connection, where the client has not."""
        with contextlib.suppress(WebSocketDisconnect, RuntimeError):
            await self._socket.close(code)

    async def ended(self) -> bool:
        """Whether the connection was closed now, because its visitor may not look any more."""
        now = asyncio.get_running_loop().time()
        if now - self._checked < self._socket.app.state.interval:
            return False
        self._checked = now
        is_over = await run_in_threadpool(self._visiting.is_over)
        if is_over:
            await self.close(NOT_ALLOWED)
        return is_over


async def session(socket: WebSocket) -> None:
    """Serve a client until it is gone."""
    await socket.accept()
    shared: Editing | None = socket.app.state.session
    if shared is None:
        await socket.close(NOT_HERE)
        return
    visiting = Visiting(socket.scope)
    peer = WebSocketPeer(socket, visiting)
    serving = asyncio.ensure_future(shared.serve(peer, visiting))
    try:
        # Where nothing is said, somebody who was signed out is noticed here.
        while not (await asyncio.wait([serving], timeout=QUIET * socket.app.state.interval))[0]:
            await peer.ended()
        serving.result()
    finally:
        serving.cancel()
        await asyncio.wait([serving])


@contextlib.asynccontextmanager
async def lifespan(app: Starlette) -> AsyncIterator[None]:
    """While the server runs the session does what nobody asks for; at the end everything is saved."""
    shared: Editing | None = app.state.session
    if shared is None:
        yield
        return
    running = asyncio.create_task(shared.run(LOOK))
    try:
        yield
    finally:
        running.cancel()
        await asyncio.wait([running])
        await shared.finish()


ROUTES = [WebSocketRoute("/api/session", session)]
