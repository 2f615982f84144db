"""The small status server that every streaming program has: ``/ready`` and ``/metrics``."""

import asyncio
import contextlib
from collections.abc import AsyncIterator

from stratum.core.errors import PermanentError
from stratum.streaming.logic.exposition import Figures, status_response

PATIENCE = 5.0
LARGEST_HEAD = 8192


@contextlib.asynccontextmanager
async def serve_status(address: str, port: int, figures: Figures) -> AsyncIterator[None]:
    """Answer questions about ``figures`` on ``address:port`` while the context is open.

    Raises:
        PermanentError: If the port cannot be taken.
    """

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        broken = (TimeoutError, OSError, asyncio.IncompleteReadError, asyncio.LimitOverrunError)
        with contextlib.suppress(*broken):
            async with asyncio.timeout(PATIENCE):
                head = await reader.readuntil(b"\r\n\r\n")
                writer.write(status_response(head, figures))
                await writer.drain()
        writer.close()

    try:
        server = await asyncio.start_server(answer, address, port, limit=LARGEST_HEAD)
    except OSError as error:
        raise PermanentError(
            f"status server cannot listen on {address}:{port}: {error.strerror}", "choose another port"
        ) from error
    async with server:
        yield
