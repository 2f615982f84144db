"""``/api/pipelines`` and what can be done with training runs."""

import msgspec
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from stratum.accounts.types import Action
from stratum.api.answers import answer
from stratum.api.bodies import json_value
from stratum.api.door import require_here
from stratum.training import orders
from stratum.training.orders import Order, executor_for


class Wish(msgspec.Struct, forbid_unknown_fields=True):
    """How a training is asked for."""

    executor: str = ""
    seed: int | None = None
    cluster: str = ""


class AutomaticWish(msgspec.Struct, forbid_unknown_fields=True):
    """What a pipeline is searched for."""

    data: str
    target: str
    budget: float = 30.0
    metric: str = ""
    task: str = ""
    name: str = ""
    identifier: str = ""
    time: str = ""
    group: str = ""
    trials: int = 0
    executor: str = ""
    seed: int | None = None


AUTOMATIC_HINT = 'send {"data": "visits.csv", "target": "bought", "budget": 30} as application/json'
HINT = 'send {} or {"executor": "processes", "seed": 7} as application/json'


def pipelines(request: Request) -> Response:
    """Every pipeline with its newest run."""
    return answer(request.app.state.view.pipelines())


async def train(request: Request) -> Response:
    """Start a training."""
    wish = await json_value(request, Wish, HINT)
    order = Order(
        executor_for(wish.executor, wish.cluster), wish.seed, request.scope["who"].name, cluster=wish.cluster
    )
    view, name = request.app.state.view, request.path_params["name"]
    return answer(await run_in_threadpool(view.train, name, order), 202)


async def automatic(request: Request) -> Response:
    """Start the search for a pipeline, which edits documents, and its training."""
    await run_in_threadpool(require_here, request.scope, Action.EDIT)
    asked = await json_value(request, AutomaticWish, AUTOMATIC_HINT)
    named = {name: getattr(asked, name) for name in orders.Wish.__dataclass_fields__}
    wish = orders.Wish(**named)
    order = Order(asked.executor, asked.seed, request.scope["who"].name, wish=wish)
    return answer(await run_in_threadpool(request.app.state.view.train, "", order), 202)


def progress(request: Request) -> Response:
    """How far a run is."""
    return answer(request.app.state.view.progress(request.path_params["run"]))


async def cancel(request: Request) -> Response:
    """Ask a run to end."""
    await json_value(request, dict[str, str], "send {} as application/json")
    view, run = request.app.state.view, request.path_params["run"]
    return answer(await run_in_threadpool(view.cancel, run, request.scope["who"].name), 202)


ROUTES = [
    Route("/api/pipelines", pipelines),
    Route("/api/automatic", automatic, methods=["POST"]),
    Route("/api/pipelines/{name}/train", train, methods=["POST"]),
    Route("/api/runs/{run}/progress", progress),
    Route("/api/runs/{run}/cancel", cancel, methods=["POST"]),
]
