"""The short way through uvicorn: small posts to a model are answered as soon as their last byte is read.

For each request uvicorn makes a cycle, an event and a task and sends the answer in two messages, about twice
the work of a small model. None of it is needed where the body fits into memory at once and the answer is
computed without waiting. Whatever is not that plain goes uvicorn's own way, into the same application.
"""

import asyncio
from typing import Any

import httptools
import uvicorn
from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol
from uvicorn.server import ServerState

from stratum.serving.skins.endpoints import Endpoint
from stratum.serving.skins.http import Application

_DECLINED = frozenset({b"expect", b"transfer-encoding", b"content-encoding", b"upgrade"})


class ModelProtocol(HttpToolsProtocol):
    """One connection."""

    def __init__(
        self,
        config: uvicorn.Config,
        server_state: ServerState,
        app_state: dict[str, Any],
        _loop: asyncio.AbstractEventLoop | None = None,
    ) -> None:
        super().__init__(config, server_state, app_state, _loop)
        application = config.app
        if not isinstance(application, Application):
            raise TypeError(f"{application!r} is no model application")
        self._application = application
        self._endpoint: Endpoint | None = None
        self._body = b""
        self._started = 0.0
        self._stopping = False
        self._headers: list[tuple[bytes, bytes]] | None = None
        self._head = b""

    def on_headers_complete(self) -> None:
        """Choose the way of this request."""
        self._endpoint = self._application.paths.get(self.url)
        if self._endpoint is None or not self._is_plain():
            self._endpoint = None
            super().on_headers_complete()
            return
        self._body = b""
        self._started = self._application.now()

    def on_body(self, body: bytes) -> None:
        """Keep a part of the body."""
        if self._endpoint is None:
            super().on_body(body)
        else:
            self._body = self._body + body if self._body else body

    def on_message_complete(self) -> None:
        """Answer, if this is the short way."""
        endpoint = self._endpoint
        if endpoint is None:
            super().on_message_complete()
            return
        self._endpoint = None
        code, content, rows = self._application.answer(endpoint, self._body)
        self._body = b""
        self._write(code, content)
        endpoint.metrics.record(code, rows, self._application.now() - self._started)

    def shutdown(self) -> None:
        """Close the connection, after its answer where one is due."""
        if self._endpoint is None:
            super().shutdown()
        else:
            self._stopping = True

    def _is_plain(self) -> bool:
        """Whether the request is a small post that nothing before it on the connection holds up."""
        waiting = self.cycle is not None and not self.cycle.response_complete
        if waiting or self.flow.write_paused:
            return False
        parser: httptools.HttpRequestParser = self.parser
        if parser.get_method() != b"POST" or not parser.should_keep_alive():
            return False
        return parser.get_http_version() == "1.1" and self._is_small()

    def _is_small(self) -> bool:
        """Whether the headers announce JSON of a size that is answered in the event loop."""
        size = -1
        for name, value in self.headers:
            if name == b"content-length":
                size = int(value)
            elif name in _DECLINED or (name == b"content-type" and value != b"application/json"):
                return False
        return 0 <= size <= self._application.short

    def _write(self, code: int, content: bytes) -> None:
        if self._headers is not self.server_state.default_headers:  # a new list each second, for the date
            self._headers = self.server_state.default_headers
            lines = b"".join(b"%b: %b\r\n" % header for header in self._headers)
            self._head = lines + b"content-type: application/json\r\ncontent-length: "
        end = b"\r\nconnection: close\r\n\r\n" if self._stopping else b"\r\n\r\n"
        self.transport.write(b"%b%b%d%b%b" % (STATUS_LINE[code], self._head, len(content), end, content))
        self.server_state.total_requests += 1
        if self._stopping:
            self.transport.close()
            return
        self._unset_keepalive_if_required()
        self.timeout_keep_alive_task = self.loop.call_later(
            self.timeout_keep_alive, self.timeout_keep_alive_handler
        )
