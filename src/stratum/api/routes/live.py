"""``/api/live``: an application or a training run as it is, pushed each second as server-sent events."""

from collections.abc import Iterator, Mapping, Sequence
from typing import cast

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from stratum.api.feed import frame, unseen
from stratum.api.stream import stream
from stratum.core.errors import InvalidInputError
from stratum.runtime.views import Json, PlatformView

# So many events are looked at each time: more than a second can bring.
WINDOW = 100


async def live(request: Request) -> Response:
    """Start the feed of ``application`` or ``run``; an unknown one is refused before the stream begins."""
    view: PlatformView = request.app.state.view
    application, run = (request.query_params.get(name, "") for name in ("application", "run"))
    if bool(application) == bool(run):
        hint = "such as application=flight-delays or run=delay-risk-20260915-101500-a1b2c3"
        raise InvalidInputError("give one of the parameters application and run", hint)
    await run_in_threadpool(view.status if application else view.progress, application or run)
    return stream(request, Feed(view, application).look if application else RunFeed(view, run).look)


class Feed:
    """What one client has seen of an application.

    Args:
        view: Tells the state.
        name: Of the application.
    """

    def __init__(self, view: PlatformView, name: str) -> None:
        self._view = view
        self._name = name
        self._seen: frozenset[object] = frozenset()

    def look(self) -> Iterator[str]:
        """The state, and the events that are new."""
        told = self._view.events(self._name, WINDOW)["events"]
        events = cast("Sequence[Mapping[str, object]]", told)
        yield frame("status", self._view.status(self._name))
        if new := unseen(events, self._seen):
            yield frame("events", {"events": new})
        self._seen = frozenset(event["id"] for event in events)


class RunFeed:
    """What one client has seen of a training run.

    Args:
        view: Tells how far it is.
        run: Its id.
    """

    def __init__(self, view: PlatformView, run: str) -> None:
        self._view = view
        self._run = run
        self._told: Json = {}

    def look(self) -> Iterator[str]:
        """How far it is, where that has changed."""
        before, self._told = self._told, self._view.progress(self._run)
        if self._told != before:
            yield frame("progress", self._told)


ROUTES = [Route("/api/live", live)]
