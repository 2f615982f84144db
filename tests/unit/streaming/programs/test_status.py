"""The status server over a real socket."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from stratum.core.errors import PermanentError
from stratum.streaming.logic.exposition import Figures
from stratum.streaming.programs.status import serve_status
from stratum.testing.servers import free_port

HOST = "127.0.0.1"


async def say(port: int, request: bytes) -> bytes:
    reader, writer = await asyncio.open_connection(HOST, port)
    writer.write(request)
    writer.write_eof()
    answer = await reader.read()
    writer.close()
    await writer.wait_closed()
    return answer


def serving(figures: Figures, talk: Callable[[int], Awaitable[bytes]]) -> bytes:
    async def run() -> bytes:
        port = free_port()
        async with serve_status(HOST, port, figures):
            return await talk(port)

    return asyncio.run(run())


def test_it_answers_and_closes() -> None:
    figures = Figures()
    figures.works()
    answer = serving(figures, lambda port: say(port, b"GET /ready HTTP/1.1\r\nhost: x\r\n\r\n"))
    assert answer.startswith(b"HTTP/1.1 200 OK")
    assert answer.endswith(b"ready\n")


@pytest.mark.parametrize("request_head", [b"", b"GET /ready", b"x" * 20_000 + b"\r\n\r\n"])
def test_what_is_no_request_gets_no_answer_and_does_no_harm(request_head: bytes) -> None:
    async def talk(port: int) -> bytes:
        nothing = await say(port, request_head)
        assert nothing == b""
        return await say(port, b"GET /metrics HTTP/1.1\r\n\r\n")

    assert b"stratum_events_total" in serving(Figures(), talk)


def test_a_taken_port_is_named() -> None:
    async def run() -> None:
        port = free_port()
        async with serve_status(HOST, port, Figures()), serve_status(HOST, port, Figures()):
            pytest.fail("two servers on one port")

    with pytest.raises(PermanentError, match=f"cannot listen on {HOST}"):
        asyncio.run(run())
