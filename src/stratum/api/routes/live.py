"""``/api/live``: the state of an application, pushed each second as server-sent events."""

from collections.abc import Iterator, Mapping, Sequence
from typing import cast

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from stratum.api.feed import frame, unseen
from stratum.api.stream import stream
from stratum.core.errors import InvalidInputError
from stratum.runtime.views import PlatformView

# So many events are looked at each time: more than a second can bring.
WINDOW = 100


async def live(request: Request) -> Response:
    """Start the feed of ``application``; an unknown one is refused before the stream begins."""
    name = request.query_params.get("application", "")
    if not name:
        raise InvalidInputError("the parameter application is missing", "such as application=flight-delays")
    await run_in_threadpool(request.app.state.view.status, name)
    return stream(request, Feed(request.app.state.view, name).look)


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


ROUTES = [Route("/api/live", live)]
