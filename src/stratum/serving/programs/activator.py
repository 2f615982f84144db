"""The activator: takes requests while no replica of a service is ready, and lets them through once one is.

The entry point ``activator``. Whoever scales the service sees how many requests wait and starts a replica;
its address then appears in ``targets.json``. Requests go to it directly, never back through the gateway.
"""

import asyncio
import contextlib
import signal
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, MutableMapping
from pathlib import Path
from types import FrameType
from typing import Any, TypeAlias

import httpx
import msgspec
import uvicorn

from stratum.core.clock import Clock
from stratum.serving.listening import listen
from stratum.serving.logic.holding import PREFIX, Held
from stratum.serving.logic.specs import read_spec
from stratum.serving.types import ActivatorSpec

TARGETS = "targets.json"
EVERY = 0.05
"""Seconds between two looks at who is ready, while somebody waits."""
_HOP = frozenset(b"connection content-length host keep-alive te trailer transfer-encoding upgrade".split())
Message: TypeAlias = MutableMapping[str, Any]
Receive: TypeAlias = Callable[[], Awaitable[Message]]
Send: TypeAlias = Callable[[Message], Awaitable[None]]


class TooLargeError(Exception):
    """A body that is not held."""


class Activator:
    """The ASGI callable that holds requests.

    Args:
        spec: How many requests may wait, and how long.
        targets: The file that says which replicas are ready.
        clock: Times the waiting.
        client: Sends requests to replicas.
    """

    def __init__(self, spec: ActivatorSpec, targets: Path, clock: Clock, client: httpx.AsyncClient) -> None:
        self._spec = spec
        self._targets = targets
        self._now = clock.monotonic
        self._client = client
        self._turn = 0
        self._since: float | None = None
        self.held = Held()

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Answer one request."""
        path = str(scope["path"])
        if path == f"{PREFIX}metrics":
            await _send(
                send, 200, self.held.exposition().encode(), b"text/plain; version=0.0.4; charset=utf-8"
            )
        elif path == f"{PREFIX}ready":
            await _send(send, 200, b'{"ready":true}')
        elif self.held.waiting >= self._spec.queue:
            self.held.refused += 1
            await _refuse(send, 503, f"{self.held.waiting} requests already wait for the model to wake")
        else:
            await self._hold(scope, receive, send)

    async def _hold(self, scope: Message, receive: Receive, send: Send) -> None:
        self.held.waiting += 1
        began = self._now()
        try:
            body = await _body(receive, self._spec.body_limit)
            answer = await self._forward(scope, body, began + self._spec.patience)
        except TooLargeError:
            await _refuse(send, 413, f"the body is larger than {self._spec.body_limit} bytes")
            return
        finally:
            self.held.waiting -= 1
        if answer is None:
            self.held.refused += 1
            await _refuse(send, 503, f"the model did not wake within {self._spec.patience:g} s")
            return
        self.held.forwarded += 1
        await _relay(send, answer)

    async def _forward(self, scope: Message, body: bytes, deadline: float) -> httpx.Response | None:
        """The answer of the first replica that takes the request; None if there is none in time."""
        while self._now() < deadline:
            target = self._next()
            if target:
                with contextlib.suppress(httpx.ConnectError):
                    return await self._client.send(_request(target, scope, body))
            await asyncio.sleep(EVERY)
        return None

    def _next(self) -> str:
        """A replica that is ready, in turn; empty for none. The first one after none ends a cold start."""
        targets = read_targets(self._targets)
        if not targets:
            self._since = self._now() if self._since is None else self._since
            return ""
        if self._since is not None:
            self.held.woken(self._now() - self._since)
            self._since = None
        self._turn += 1
        return targets[self._turn % len(targets)]


def main(spec: Mapping[str, object], directory: Path, clock: Clock) -> int:
    """Hold requests until SIGTERM.

    Args:
        spec: An :class:`~stratum.serving.types.ActivatorSpec` as JSON data.
        directory: Holds ``targets.json``.
        clock: Times the waiting.

    Raises:
        InvalidInputError: If the specification is wrong.
        PermanentError: If the port is taken.
    """
    told = read_spec(ActivatorSpec, spec)
    with listen(told.address, told.port) as listener:
        asyncio.run(_serve(told, directory / TARGETS, clock, listener))
    return 0


def read_targets(path: Path) -> tuple[str, ...]:
    """Addresses of the replicas that are ready; none where the file cannot be read."""
    try:
        return msgspec.json.decode(path.read_bytes(), type=tuple[str, ...])
    except (OSError, msgspec.MsgspecError):
        return ()


async def _serve(spec: ActivatorSpec, targets: Path, clock: Clock, listener: socket.socket) -> None:
    for each in (signal.SIGTERM, signal.SIGINT):
        signal.signal(each, _stay)
    async with _client(spec) as client:
        config = uvicorn.Config(
            Activator(spec, targets, clock, client),
            interface="asgi3",
            lifespan="off",
            ws="none",
            server_header=False,
            access_log=False,
            log_config=None,
            timeout_graceful_shutdown=int(spec.patience),
        )
        await uvicorn.Server(config).serve(sockets=[listener])


@contextlib.asynccontextmanager
async def _client(spec: ActivatorSpec) -> AsyncIterator[httpx.AsyncClient]:
    # Settings of the environment, such as proxies, are not for requests to replicas.
    timeout = httpx.Timeout(spec.patience, connect=1.0)
    limits = httpx.Limits(max_connections=spec.queue, max_keepalive_connections=0)
    async with httpx.AsyncClient(timeout=timeout, limits=limits, trust_env=False) as client:
        yield client


def _stay(number: int, frame: FrameType | None) -> None:
    """Let the process go on, so that it can end by itself with status 0."""
    del number, frame


def _request(target: str, scope: Message, body: bytes) -> httpx.Request:
    query = scope.get("query_string", b"")
    path = scope.get("raw_path") or str(scope["path"]).encode()
    url = f"{target}{path.decode('latin-1')}" + (f"?{query.decode('latin-1')}" if query else "")
    headers = [(name, value) for name, value in scope["headers"] if name.lower() not in _HOP]
    return httpx.Request(str(scope["method"]), url, headers=headers, content=body)


async def _body(receive: Receive, limit: int) -> bytes:
    collected = bytearray()
    more = True
    while more:
        message = await receive()
        collected += message.get("body", b"")
        if len(collected) > limit:
            raise TooLargeError
        more = bool(message.get("more_body"))
    return bytes(collected)


async def _relay(send: Send, answer: httpx.Response) -> None:
    headers = [(name, value) for name, value in answer.headers.raw if name.lower() not in _HOP]
    headers.append((b"content-length", b"%d" % len(answer.content)))
    await send({"type": "http.response.start", "status": answer.status_code, "headers": headers})
    await send({"type": "http.response.body", "body": answer.content})


async def _refuse(send: Send, code: int, text: str) -> None:
    await _send(send, code, msgspec.json.encode({"error": text}))


async def _send(send: Send, code: int, content: bytes, media: bytes = b"application/json") -> None:
    headers = [(b"content-type", media), (b"content-length", b"%d" % len(content))]
    if code == 503:
        headers.append((b"retry-after", b"1"))
    await send({"type": "http.response.start", "status": code, "headers": headers})
    await send({"type": "http.response.body", "body": content})
