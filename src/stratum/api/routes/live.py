"""``/api/live``: the state of an application, pushed each second as server-sent events."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from typing import cast

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from stratum.accounts.types import Action, No
from stratum.api.door import verdict
from stratum.api.errors import explain
from stratum.api.feed import RETRY, frame, unseen
from stratum.core.errors import InvalidInputError, StratumError
from stratum.runtime.views import Json, PlatformView

# So many events are looked at each time: more than a second can bring.
WINDOW = 100


async def live(request: Request) -> Response:
    """Start the feed of ``application``; an unknown one is refused before the stream begins."""
    name = request.query_params.get("application", "")
    if not name:
        raise InvalidInputError("the parameter application is missing", "such as application=flight-delays")
    await run_in_threadpool(request.app.state.view.status, name)
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    return StreamingResponse(_frames(request, name), headers=headers, media_type="text/event-stream")


async def _frames(request: Request, name: str) -> AsyncIterator[str]:
    """Until the client leaves (Starlette cancels this), may not look any more, or the server stops."""
    app, visitor = request.app, request.scope["visitor"]
    seen: frozenset[object] = frozenset()
    yield RETRY
    while not app.state.stopping.is_set():
        if isinstance(verdict(await run_in_threadpool(visitor.who, again=True), Action.LOOK), No):
            yield frame("signed-out", {})
            return
        try:
            status, events = await run_in_threadpool(_look, app.state.view, name)
        except StratumError as error:
            yield frame("trouble", explain(error))
        else:
            yield frame("status", status)
            if new := unseen(events, seen):
                yield frame("events", {"events": new})
            seen = frozenset(event["id"] for event in events)
        await asyncio.sleep(app.state.interval)


def _look(view: PlatformView, name: str) -> tuple[Json, Sequence[Mapping[str, object]]]:
    events = view.events(name, WINDOW)["events"]
    return view.status(name), cast("Sequence[Mapping[str, object]]", events)


ROUTES = [Route("/api/live", live)]
