"""``/api/applications/{name}`` and what hangs below it."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from stratum.api.answers import answer
from stratum.api.queries import number, words
from stratum.monitoring.logic.resolutions import RESOLUTIONS

MOST_EVENTS = 2_000


def application(request: Request) -> Response:
    """The checked and placed model with its infrastructure."""
    return answer(request.app.state.view.application(request.path_params["name"]))


def status(request: Request) -> Response:
    """State and latest metrics of each component and host."""
    return answer(request.app.state.view.status(request.path_params["name"]))


def series(request: Request) -> Response:
    """Points of the last ``seconds`` for each of the metrics named in ``metric``."""
    metrics = words(request.query_params, "metric")
    seconds = number(request.query_params, "seconds", 600.0, most=RESOLUTIONS[-1].keep)
    return answer(request.app.state.view.series(request.path_params["name"], metrics, seconds))


def events(request: Request) -> Response:
    """The newest ``limit`` events."""
    limit = number(request.query_params, "limit", 200.0, most=MOST_EVENTS)
    return answer(request.app.state.view.events(request.path_params["name"], int(limit)))


ROUTES = [
    Route("/api/applications/{name}", application),
    Route("/api/applications/{name}/status", status),
    Route("/api/applications/{name}/series", series),
    Route("/api/applications/{name}/events", events),
]
