"""The ASGI application: routes, errors and guards put together."""

import threading
from pathlib import Path

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware

from stratum.api.door import Door
from stratum.api.editing import Editing
from stratum.api.errors import on_crash, on_http_error, on_platform_error
from stratum.api.gate import Gate
from stratum.api.guard import Guard
from stratum.api.routes import (
    accounts,
    applications,
    comments,
    data,
    live,
    metrics,
    modelling,
    models,
    notebook,
    operating,
    page,
    providers,
    registry,
    run,
    training,
    versions,
    why,
    workspace,
)
from stratum.api.routes import session as editing
from stratum.api.turns import InTurn
from stratum.core.errors import StratumError
from stratum.runtime.operating.service import OperatingView
from stratum.runtime.views import LearningView, PlatformView


def operate(app: Starlette, operations: OperatingView) -> None:
    """Let the applications be operated over the API; until then they are only shown."""
    app.state.operating = operations


def create_app(
    view: PlatformView,
    static: Path | None,
    interval: float = 1.0,
    session: Editing | None = None,
    door: Door | None = None,
    bench: LearningView | None = None,
) -> Starlette:
    """The API over ``view`` and the page in the folder ``static``.

    Args:
        view: What is served; called from threads, one call at a time.
        static: The built page; None answers with a text that says how to build it.
        interval: Seconds between two looks of the live feed.
        session: Where the documents are edited; None where they are only shown.
        door: Who may ask; None where only the person at the machine can.
        bench: Where data and models are worked with; None where they are not.
    """
    api = [
        *accounts.ROUTES,
        *providers.ROUTES,
        *comments.ROUTES,
        *workspace.ROUTES,
        *applications.ROUTES,
        *run.ROUTES,
        *operating.ROUTES,
        *models.ROUTES,
        *data.ROUTES,
        *registry.ROUTES,
        *notebook.ROUTES,
        *training.ROUTES,
        *modelling.ROUTES,
        *versions.ROUTES,
        *live.ROUTES,
        *editing.ROUTES,
    ]
    app = Starlette(
        lifespan=editing.lifespan,
        routes=[*api, *why.ROUTES, *metrics.ROUTES, *page.page_routes(static)],
        middleware=[Middleware(Guard), Middleware(Gate), Middleware(GZipMiddleware, minimum_size=1024)],
        exception_handlers={
            StratumError: on_platform_error,
            HTTPException: on_http_error,
            Exception: on_crash,
        },
    )
    app.state.view = InTurn(view)
    app.state.session = session
    app.state.bench = bench
    app.state.operating = None
    app.state.comments = None
    app.state.door = door or Door()
    app.state.interval = interval
    # Set when the server stops, so that open live feeds end instead of holding it back.
    app.state.stopping = threading.Event()
    return app
