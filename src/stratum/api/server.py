"""Serves the application on a loopback address."""

import contextlib
import socket
from collections.abc import Callable

import uvicorn
from starlette.applications import Starlette
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.protocol import State

from stratum.core.errors import InvalidInputError
from stratum.live.protocol import LARGEST
from stratum.runtime.listening import Listening


def bind(host: str, port: int) -> socket.socket:
    """A listening socket; port 0 takes a free one.

    Raises:
        InvalidInputError: If the address is none of this machine, or the port is taken.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        listener.listen(128)
    except OSError as error:
        listener.close()
        hint = "choose another with --port or STRATUM_PORT"
        raise InvalidInputError(f"cannot listen on {host}:{port}: {error.strerror}", hint) from error
    return listener


class Channel(WebSocketsSansIOProtocol):
    """A WebSocket whose end does not hinder that of the server.

    uvicorn says goodbye to every connection that is left, and fails with all that comes after where the peer
    has gone already and only unread messages keep its connection.
    """

    def shutdown(self) -> None:
        """Say goodbye; a peer that said so itself is not waited for."""
        if self.handshake_complete and not self.close_sent and self.conn.state is not State.OPEN:
            self.stop_keepalive()
            self.transport.abort()
        else:
            super().shutdown()


class PageServer(uvicorn.Server):
    """A uvicorn server that ends the live feeds when it is told to stop.

    Args:
        app: What answers.
        on_ready: Called once requests are taken.
        listening: With which certificate, if any.
    """

    def __init__(
        self, app: Starlette, on_ready: Callable[[], None] | None = None, listening: Listening | None = None
    ) -> None:
        settings = uvicorn.Config(
            app,
            log_level="warning",
            access_log=False,
            timeout_graceful_shutdown=3,
            ws=Channel,
            ws_max_size=LARGEST,
            ssl_certfile=listening.certificate if listening else None,
            ssl_keyfile=listening.key if listening else None,
            server_header=False,
            ws_per_message_deflate=False,  # each client would cost a compression of the same message
        )
        super().__init__(settings)
        self._app = app
        self._on_ready = on_ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start to answer, then say so."""
        await super().startup(sockets)
        if self._on_ready is not None and self.started:
            self._on_ready()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Let open feeds end, then stop."""
        self._app.state.stopping.set()
        await super().shutdown(sockets)


def serve(
    app: Starlette,
    listener: socket.socket,
    on_ready: Callable[[], None] | None = None,
    listening: Listening | None = None,
) -> None:
    """Answer until SIGINT or SIGTERM; ``on_ready`` is called once requests are taken."""
    # uvicorn stops in good order on Ctrl-C and then raises it again.
    with contextlib.suppress(KeyboardInterrupt):
        PageServer(app, on_ready, listening).run(sockets=[listener])
