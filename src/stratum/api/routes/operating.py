"""``/api/overview``, and below ``/api/applications/{name}``: plans, operations, services and logs."""

from collections.abc import Iterator, Sequence
from typing import Literal, TypeVar, cast

import msgspec
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from stratum.api.answers import answer
from stratum.api.bodies import json_value
from stratum.api.editing import beside
from stratum.api.feed import frame
from stratum.api.queries import number
from stratum.api.stream import stream
from stratum.core.errors import InvalidInputError, NotFoundError
from stratum.core.operations import NewSize, Order, Wish
from stratum.runtime.operating.logs import MOST, fresh, matching
from stratum.runtime.operating.service import OperatingView

Asked = TypeVar("Asked", bound=Order | NewSize | Wish)
PAGE = "the page"
"""Who asks where nobody has an account."""
_ORDER = 'send {"to": "model", "review": …, "reason": …} as application/json'
_SIZE = 'send {"replicas": 2, "reason": …} as application/json; or cpu, memory, host'
_WISH = 'send {"do": "rollout", "version": …, "share": 0.1} as application/json; or rollback, retrain'
_STATES = ("model", "previous", "nothing")
_MOST_OPERATIONS = 50
_LONGEST = 200


def overview(request: Request) -> Response:
    """Every application at a glance."""
    return answer(_operating(request.app).overview())


async def plan(request: Request) -> Response:
    """What an order would do. Where documents are edited, they are saved before."""
    query, operating = request.query_params, _operating(request.app)
    to = query.get("to", "model")
    if to not in _STATES:
        raise InvalidInputError(f"to={to} is refused", f"known: {', '.join(_STATES)}")
    state = cast('Literal["model", "previous", "nothing"]', to)
    order = Order(to=state, at=query.get("at", ""), engine=query.get("engine", ""))
    await beside(request.app, _nothing)
    return answer(await run_in_threadpool(operating.plan, request.path_params["name"], order))


def operations(request: Request) -> Response:
    """The newest operations."""
    limit = number(request.query_params, "limit", 20, most=_MOST_OPERATIONS)
    return answer(_operating(request.app).operations(request.path_params["name"], int(limit)))


async def begin(request: Request) -> Response:
    """Begin to carry out an order that was reviewed."""
    order = await json_value(request, Order, _ORDER)
    act = _operating(request.app).begin
    await beside(request.app, _nothing)
    return answer(await run_in_threadpool(act, request.path_params["name"], _bounded(order), _by(request)))


def service(request: Request) -> Response:
    """What may be changed of a service, and the trial of its model."""
    names = request.path_params
    return answer(_operating(request.app).service(names["name"], names["service"]))


async def size(request: Request) -> Response:
    """Change size or host of a service."""
    wanted = _bounded(await json_value(request, NewSize, _SIZE))
    names, act = request.path_params, _operating(request.app).resize
    return answer(await run_in_threadpool(act, names["name"], names["service"], wanted, _by(request)))


async def versions(request: Request) -> Response:
    """Ask for another version of a service, or a training."""
    wanted = _bounded(await json_value(request, cast("type[Wish]", Wish), _WISH))
    names, act = request.path_params, _operating(request.app).wish
    return answer(await run_in_threadpool(act, names["name"], names["service"], wanted, _by(request)))


async def logs(request: Request) -> Response:
    """The last ``lines`` that a component wrote and that hold ``search``; as they come with ``follow``."""
    names, query, operating = request.path_params, request.query_params, _operating(request.app)
    name, component = names["name"], names["component"]
    lines = int(number(query, "lines", 200, most=MOST))
    search = query.get("search", "")[:_LONGEST]
    told = await run_in_threadpool(operating.logs, name, component, lines, search)
    if "follow" not in query:
        return answer(told)
    return stream(request, Following(operating, (name, component), search, lines).look)


class Following:
    """What one client has seen of a log.

    Args:
        operating: Gives the lines.
        names: Of application and component.
        search: What lines have to hold.
        lines: So many of the last ones at first.
    """

    def __init__(self, operating: OperatingView, names: tuple[str, str], search: str, lines: int) -> None:
        self._operating = operating
        self._names = names
        self._search = search
        self._lines = lines
        self._seen: Sequence[str] | None = None

    def look(self) -> Iterator[str]:
        """The lines that came since the last look."""
        after = cast("list[str]", self._operating.logs(*self._names, MOST)["lines"])
        new = after if self._seen is None else fresh(self._seen, after)
        found = matching(new, self._search)[-self._lines :]
        if found or self._seen is None:
            yield frame("lines", {"lines": list(found), "first": self._seen is None})
        self._seen = after


def _bounded(wanted: Asked) -> Asked:
    """With a reason that is one line of a bearable length."""
    return msgspec.structs.replace(wanted, reason=" ".join(wanted.reason.split())[:_LONGEST])


def _by(request: Request) -> str:
    return request.scope["who"].name or PAGE


def _nothing() -> None:
    """Nothing is done beside the session but that it saves."""


def _operating(app: Starlette) -> OperatingView:
    """What operates the applications.

    Raises:
        NotFoundError: If they are only shown.
    """
    found: OperatingView | None = app.state.operating
    if found is None:
        raise NotFoundError("applications are only shown here", "start a server with: stratum up")
    return found


_NAME = "/api/applications/{name}"
ROUTES = [
    Route("/api/overview", overview),
    Route(f"{_NAME}/plan", plan),
    Route(f"{_NAME}/operations", operations),
    Route(f"{_NAME}/operations", begin, methods=["POST"]),
    Route(f"{_NAME}/services/{{service}}", service),
    Route(f"{_NAME}/services/{{service}}/size", size, methods=["POST"]),
    Route(f"{_NAME}/services/{{service}}/versions", versions, methods=["POST"]),
    Route(f"{_NAME}/logs/{{component}}", logs),
]
