"""Which connections are looked at, and how one that is no request is refused."""

from typing import Final

from starlette.types import Receive, Scope, Send

ASKING: Final = frozenset({"http", "websocket"})


async def refuse_socket(_scope: Scope, receive: Receive, send: Send) -> None:
    """Refuse a WebSocket before it is one: the server answers 403."""
    await receive()
    await send({"type": "websocket.close", "code": 1008})
