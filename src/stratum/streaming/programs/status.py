"""The small status server that every streaming program has: ``/ready`` and ``/metrics``."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable

from stratum.core.errors import PermanentError
from stratum.streaming.logic.exposition import Figures, status_response

PATIENCE = 5.0
LARGEST_HEAD = 8192
HEAD_END = b"\r\n\r\n"
Reply = Callable[[asyncio.StreamReader], Awaitable[bytes]]


@contextlib.asynccontextmanager
async def serve_status(address: str, port: int, figures: Figures) -> AsyncIterator[None]:
    """Answer questions about ``figures`` on ``address:port`` while the context is open.

    Raises:
        PermanentError: If the port cannot be taken.
    """

    async def reply(reader: asyncio.StreamReader) -> bytes:
        return status_response(await reader.readuntil(HEAD_END), figures)

    async with listening(address, port, reply, LARGEST_HEAD):
        yield


@contextlib.asynccontextmanager
async def listening(address: str, port: int, reply: Reply, largest: int) -> AsyncIterator[None]:
    """Answer one request a connection on ``address:port`` while the context is open.

    Args:
        address: Where.
        port: On which port.
        reply: Reads a request and gives the whole answer; one that breaks off or takes 5 s gets none.
        largest: Bytes that the head of a request may have.

    Raises:
        PermanentError: If the port cannot be taken.
    """

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        broken = (TimeoutError, OSError, asyncio.IncompleteReadError, asyncio.LimitOverrunError)
        with contextlib.suppress(*broken):
            async with asyncio.timeout(PATIENCE):
                writer.write(await reply(reader))
                await writer.drain()
        writer.close()

    try:
        server = await asyncio.start_server(answer, address, port, limit=largest)
    except OSError as error:
        raise PermanentError(
            f"status server cannot listen on {address}:{port}: {error.strerror}", "choose another port"
        ) from error
    async with server:
        yield
