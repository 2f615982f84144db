"""``/api/data``: the tables of a pipeline, their first rows, and what they hold."""

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from stratum.api.answers import answer
from stratum.api.queries import number
from stratum.core.errors import NotFoundError
from stratum.runtime.views import LearningView

MOST = 200
"""Rows of an answer."""


def bench(app: Starlette) -> LearningView:
    """Where data and models are worked with.

    Raises:
        NotFoundError: If they are not here.
    """
    found: LearningView | None = app.state.bench
    if found is None:
        raise NotFoundError("data and models are not worked with here", "start a server with: stratum up")
    return found


def tables(request: Request) -> Response:
    """The tables of a pipeline."""
    return answer(bench(request.app).tables(request.path_params["pipeline"]))


def preview(request: Request) -> Response:
    """The first rows of a table."""
    rows = int(number(request.query_params, "rows", 20, most=MOST))
    told = request.path_params
    return answer(bench(request.app).preview(told["pipeline"], told["table"], rows))


def profile(request: Request) -> Response:
    """What a table holds."""
    told = request.path_params
    return answer(bench(request.app).profile(told["pipeline"], told["table"]))


ROUTES = [
    Route("/api/data/{pipeline}", tables),
    Route("/api/data/{pipeline}/{table}/preview", preview),
    Route("/api/data/{pipeline}/{table}/profile", profile),
]
