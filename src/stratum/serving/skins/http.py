"""The HTTP skin: one ASGI callable, routed by exact path, without a framework.

A framework's routing and validation cost 10 to 100 µs a request beside a model that takes 8.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from typing import Any, TypeAlias

import msgspec

from stratum.core.clock import Clock
from stratum.core.errors import InvalidInputError, StratumError
from stratum.serving.service import DataPlane
from stratum.serving.skins.endpoints import Endpoint
from stratum.serving.skins.routes import JSON, refuse_path, route_gets, route_posts
from stratum.serving.types import MEBIBYTE, MalformedRequestError

Message: TypeAlias = MutableMapping[str, Any]
Receive: TypeAlias = Callable[[], Awaitable[Message]]
Send: TypeAlias = Callable[[Message], Awaitable[None]]

# Larger bodies are answered beside the event loop, so that health and small requests do not wait for them.
IN_LOOP = 128 * 1024
_logger = logging.getLogger(__name__)


class _RefusedError(Exception):
    """A request that is refused before a model sees it."""

    def __init__(self, code: int, message: str) -> None:
        super().__init__(message)
        self.code = code


class _GoneError(Exception):
    """The caller hung up before the body was complete."""


class Application:
    """The ASGI callable around a data plane.

    Args:
        plane: Its models.
        clock: Times requests.
        version: Of the platform, as metadata say it.
        body_limit: Largest accepted request body in bytes.

    Attributes:
        now: Seconds from an arbitrary start.
        short: Largest body in bytes that is answered in the event loop.
        paths: The endpoint behind each path that takes a POST, as the path is on the wire.
    """

    def __init__(self, plane: DataPlane, clock: Clock, version: str, body_limit: int = 16 * MEBIBYTE) -> None:
        self._plane = plane
        self.now = clock.monotonic
        self._limit = body_limit
        self.short = min(IN_LOOP, body_limit)
        self._posts = route_posts(plane)
        self.paths = {path.encode(): endpoint for path, endpoint in self._posts.items()}
        self._gets = route_gets(plane, version)

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Answer one request."""
        endpoint = self._posts.get(scope["path"])
        if endpoint is None or scope["method"] != "POST":
            await _send(send, *self._read(scope["method"], scope["path"]))
            return
        started = self.now()
        try:
            code, content, rows = await self._post(endpoint, scope["headers"], receive)
        except _GoneError:
            return
        await _send(send, code, JSON, content)
        endpoint.metrics.record(code, rows, self.now() - started)

    def answer(self, endpoint: Endpoint, body: bytes) -> tuple[int, bytes, int]:
        """Status, content and rows of the answer to ``body``; never raises."""
        try:
            content, rows = endpoint.answer(body)
        except InvalidInputError as error:
            code = 400 if isinstance(error, MalformedRequestError) else 422
            return code, _error(_one_line(error)), 0
        except Exception:
            _logger.exception("a request could not be answered")
            return 500, _error("the model could not answer; the server's log says why"), 0
        return 200, content, rows

    async def _post(
        self, endpoint: Endpoint, headers: Iterable[tuple[bytes, bytes]], receive: Receive
    ) -> tuple[int, bytes, int]:
        try:
            _check_headers(headers, self._limit)
            body = await _receive_body(receive, self._limit)
        except _RefusedError as refusal:
            return refusal.code, _error(str(refusal)), 0
        if len(body) > self.short:
            return await asyncio.to_thread(self.answer, endpoint, body)
        return self.answer(endpoint, body)

    def _read(self, method: str, path: str) -> tuple[int, bytes, bytes, bytes]:
        """Status, media type, content and allowed methods of the answer to whatever is no POST to a model."""
        page = self._gets.get(path)
        if page is None:
            if path in self._posts:
                return 405, JSON, _error(f"{method} is not possible here, POST is"), b"POST"
            return 404, JSON, _error(_one_line(refuse_path(self._plane, path))), b""
        if method not in {"GET", "HEAD"}:
            return 405, JSON, _error(f"{method} is not possible here, GET is"), b"GET, HEAD"
        media, content = page()
        return 200, media, content, b""


async def _send(send: Send, code: int, media: bytes, content: bytes, allow: bytes = b"") -> None:
    headers = [(b"content-type", media), (b"content-length", b"%d" % len(content))]
    if allow:
        headers.append((b"allow", allow))
    await send({"type": "http.response.start", "status": code, "headers": headers})
    await send({"type": "http.response.body", "body": content})


def _check_headers(headers: Iterable[tuple[bytes, bytes]], limit: int) -> None:
    for name, value in headers:
        if name == b"content-length" and int(value) > limit:
            raise _too_large(limit)
        if name == b"content-type" and value.split(b";")[0].strip().lower() != JSON:
            raise _RefusedError(415, "the body must be JSON: send the header content-type: application/json")
        if name == b"content-encoding" and value.strip().lower() not in {b"", b"identity"}:
            raise _RefusedError(415, "compressed bodies are not read")


async def _receive_body(receive: Receive, limit: int) -> bytes:
    """The whole body; never more than ``limit`` and one chunk of it are held."""
    collected = bytearray()
    while True:
        message = await receive()
        if message["type"] != "http.request":
            raise _GoneError
        collected += message.get("body", b"")
        if len(collected) > limit:
            raise _too_large(limit)
        if not message.get("more_body"):
            return bytes(collected)


def _too_large(limit: int) -> _RefusedError:
    return _RefusedError(413, f"the body is larger than {limit} bytes; send fewer rows a request")


def _error(text: str) -> bytes:
    return msgspec.json.encode({"error": text})


def _one_line(error: StratumError) -> str:
    return f"{error.message}; {error.hint}" if error.hint else error.message
