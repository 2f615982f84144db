"""Answers that go on: server-sent events while whoever asked may look and the server runs."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import StreamingResponse

from stratum.accounts.types import Action, No
from stratum.api.door import verdict
from stratum.api.errors import explain
from stratum.api.feed import RETRY, frame
from stratum.core.errors import StratumError

_HEADERS = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}


def stream(request: Request, look: Callable[[], Iterable[str]]) -> StreamingResponse:
    """Look again and again, and send what is seen.

    Args:
        request: What was asked.
        look: Gives the events of one look, as ``feed.frame`` writes them; called in a thread.
    """
    return StreamingResponse(_frames(request, look), headers=_HEADERS, media_type="text/event-stream")


async def _frames(request: Request, look: Callable[[], Iterable[str]]) -> AsyncIterator[str]:
    """Until the client leaves (Starlette cancels this), may not look any more, or the server stops."""
    app, visitor = request.app, request.scope["visitor"]
    yield RETRY
    while not app.state.stopping.is_set():
        if isinstance(verdict(await run_in_threadpool(visitor.who, again=True), Action.LOOK), No):
            yield frame("signed-out", {})
            return
        for one in await run_in_threadpool(_looked, look):
            yield one
        await asyncio.sleep(app.state.interval)


def _looked(look: Callable[[], Iterable[str]]) -> list[str]:
    try:
        return list(look())
    except StratumError as error:
        return [frame("trouble", explain(error))]
