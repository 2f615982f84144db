"""The short way through uvicorn, driven by bytes over a transport in memory."""

import asyncio
from collections.abc import Callable
from typing import Any

import msgspec
import pytest
import uvicorn
from uvicorn.server import ServerState

from stratum.serving.service import DataPlane, ServedModel
from stratum.serving.skins.http import Application
from stratum.serving.skins.protocol import ModelProtocol
from stratum.testing.fakes import ManualClock

PATH = "/v2/models/sums/infer"
TENSOR = {"name": "input", "shape": [1, 3], "datatype": "FP32", "data": [1, 2, 3]}
BODY = msgspec.json.encode({"inputs": [TENSOR]})
Run = Callable[[ModelProtocol, "MemoryTransport"], None]


class MemoryTransport(asyncio.Transport):
    """Keeps what is written."""

    def __init__(self) -> None:
        super().__init__()
        self.written = b""
        self.closed = False

    def write(self, data: Any) -> None:
        self.written += data

    def close(self) -> None:
        self.closed = True

    def is_closing(self) -> bool:
        return self.closed

    def pause_reading(self) -> None:
        pass

    def resume_reading(self) -> None:
        pass


@pytest.fixture
def model(numeric: ServedModel) -> ServedModel:
    """With counts of its own."""
    return ServedModel("sums", "3", numeric.manifest, numeric._session)


@pytest.fixture
def connected(model: ServedModel) -> Callable[[Run], None]:
    """Runs a function over a fresh connection, in a loop."""
    application = Application(DataPlane([model]), ManualClock(), "1", body_limit=2000)

    async def run(function: Run) -> None:
        config = uvicorn.Config(
            application, http=ModelProtocol, ws="none", lifespan="off", proxy_headers=False
        )
        config.load()
        state = ServerState()
        state.default_headers = [(b"date", b"today")]
        protocol, transport = ModelProtocol(config, state, {}, asyncio.get_running_loop()), MemoryTransport()
        protocol.connection_made(transport)
        function(protocol, transport)
        await asyncio.gather(*state.tasks)
        protocol.connection_lost(None)

    return lambda function: asyncio.run(run(function))


def request(*lines: str, body: bytes = BODY, path: str = PATH, version: str = "1.1") -> bytes:
    head = [f"POST {path} HTTP/{version}", f"Content-Length: {len(body)}", *lines]
    return "\r\n".join([*head, "", ""]).encode() + body


def test_a_small_post_is_answered_at_once(connected: Callable[[Run], None], model: ServedModel) -> None:
    def run(protocol: ModelProtocol, transport: MemoryTransport) -> None:
        protocol.data_received(request("Content-Type: application/json"))
        head, _, content = transport.written.partition(b"\r\n\r\n")
        assert head.split(b"\r\n") == [
            b"HTTP/1.1 200 OK",
            b"date: today",
            b"content-type: application/json",
            b"content-length: %d" % len(content),
        ]
        assert msgspec.json.decode(content)["outputs"][0]["data"] == [1]
        assert protocol.server_state.tasks == set()
        assert protocol.timeout_keep_alive_task is not None
        assert protocol.server_state.total_requests == 1

    connected(run)
    assert (model.metrics.requests, model.metrics.rows) == ({200: 1}, 1)


def test_a_refusal_takes_the_short_way_too(connected: Callable[[Run], None], model: ServedModel) -> None:
    def run(protocol: ModelProtocol, transport: MemoryTransport) -> None:
        protocol.data_received(request(body=b"{}"))
        assert transport.written.startswith(b"HTTP/1.1 422 Unprocessable")
        assert not transport.closed

    connected(run)
    assert model.metrics.requests[422] == 1


def test_several_requests_in_one_packet(connected: Callable[[Run], None], model: ServedModel) -> None:
    def run(protocol: ModelProtocol, transport: MemoryTransport) -> None:
        protocol.data_received(request() * 3 + request()[:-5])
        assert transport.written.count(b"HTTP/1.1 200") == 3
        protocol.data_received(request()[-5:])
        assert transport.written.count(b"HTTP/1.1 200") == 4

    connected(run)
    assert model.metrics.rows == 4


@pytest.mark.parametrize(
    "sent",
    [
        request("Connection: close"),
        request("Expect: 100-continue"),
        request("Content-Type: application/json; charset=utf-8"),
        request("Content-Type: text/plain"),
        request("Content-Encoding: gzip"),
        request(version="1.0"),
        request(path=f"{PATH}?trace=1"),
        request(body=BODY + b" " * 2000),
        request().replace(b"POST", b"PUT"),
        f"POST {PATH} HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n".encode(),
        b"GET /metrics HTTP/1.1\r\n\r\n",
    ],
    ids=["close", "expect", "charset", "text", "gzip", "http-1.0", "query", "large", "put", "chunked", "get"],
)
def test_whatever_is_not_plain_goes_uvicorns_way(sent: bytes, connected: Callable[[Run], None]) -> None:
    transports: list[MemoryTransport] = []

    def run(protocol: ModelProtocol, transport: MemoryTransport) -> None:
        transports.append(transport)
        protocol.data_received(sent)
        assert transport.written == b""
        assert len(protocol.server_state.tasks) == 1

    connected(run)
    assert transports[0].written.startswith((b"HTTP/1.1 ", b"HTTP/1.0 "))


def test_a_post_behind_a_waiting_request_waits_as_well(connected: Callable[[Run], None]) -> None:
    transports: list[MemoryTransport] = []

    def run(protocol: ModelProtocol, transport: MemoryTransport) -> None:
        transports.append(transport)
        protocol.data_received(b"GET /v2/health/live HTTP/1.1\r\n\r\n" + request())
        assert transport.written == b""

    connected(run)
    assert transports[0].written.index(b'{"live":true}') > 0


def test_a_slow_reader_is_not_written_to(connected: Callable[[Run], None]) -> None:
    def run(protocol: ModelProtocol, transport: MemoryTransport) -> None:
        protocol.pause_writing()
        protocol.data_received(request())
        assert transport.written == b""
        protocol.resume_writing()

    connected(run)


def test_shutdown_waits_for_the_answer_that_is_due(connected: Callable[[Run], None]) -> None:
    def run(protocol: ModelProtocol, transport: MemoryTransport) -> None:
        protocol.data_received(request()[:-5])
        protocol.shutdown()
        assert not transport.closed
        protocol.data_received(request()[-5:])
        assert b"connection: close\r\n" in transport.written
        assert transport.closed

    connected(run)


def test_shutdown_closes_an_idle_connection(connected: Callable[[Run], None]) -> None:
    def run(protocol: ModelProtocol, transport: MemoryTransport) -> None:
        protocol.data_received(request())
        assert not transport.closed
        protocol.shutdown()
        assert transport.closed

    connected(run)


def test_another_application_is_refused() -> None:
    async def other(scope: Any, receive: Any, send: Any) -> None:
        """An application without models."""

    async def run() -> None:
        ModelProtocol(uvicorn.Config(other), ServerState(), {}, asyncio.get_running_loop())

    with pytest.raises(TypeError, match="no model application"):
        asyncio.run(run())
