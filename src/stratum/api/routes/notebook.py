"""``/api/notebook``: notebooks of training runs in JupyterLab, on the machine of the server."""

import msgspec
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from stratum.api.answers import answer
from stratum.api.bodies import json_value
from stratum.api.routes.data import bench


class Opened(msgspec.Struct, forbid_unknown_fields=True):
    """The run whose notebook is opened."""

    run: str


class Stopped(msgspec.Struct, forbid_unknown_fields=True):
    """Nothing more to tell."""


def status(request: Request) -> Response:
    """Whether JupyterLab runs; without what opens it."""
    return answer(bench(request.app).notebook_status())


async def open_notebook(request: Request) -> Response:
    """Start JupyterLab where it does not run, and tell where a notebook opens."""
    asked = await json_value(request, Opened, 'send {"run": …} as application/json')
    return answer(await run_in_threadpool(bench(request.app).open_notebook, asked.run))


async def stop(request: Request) -> Response:
    """End JupyterLab."""
    await json_value(request, Stopped, "send {} as application/json")
    return answer(await run_in_threadpool(bench(request.app).stop_notebook))


ROUTES = [
    Route("/api/notebook", status),
    Route("/api/notebook", open_notebook, methods=["POST"]),
    Route("/api/notebook/stop", stop, methods=["POST"]),
]
