"""``/api/versions``: the history of the workspace, what changed in it, and going back and forth."""

from collections.abc import Awaitable, Callable
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from stratum.api.answers import answer
from stratum.api.bodies import json_value
from stratum.api.door import require_branch, require_every_branch
from stratum.api.editing import beside
from stratum.api.queries import number
from stratum.core import versions as actions

MOST = 1000
"""Commits of an answer."""
_ACTIONS: dict[str, tuple[Any, str]] = {
    "branches": (actions.CreateBranch | actions.DeleteBranch, '{"do": "create", "name": …, "at": "HEAD"}'),
    "tags": (actions.CreateTag | actions.DeleteTag, '{"do": "create", "name": …, "at": "HEAD"}'),
    "commit": (actions.Save, '{"message": …}'),
    "switch": (actions.Switch, '{"branch": …}'),
    "restore": (actions.Restore, '{"commit": …, "files": […]}'),
    "merge": (actions.Merge, '{"branch": …, "apply": true, "choices": {ID: "ours" or {"value": …}}}'),
}
"""What may be done by the last part of its address, and how it is asked for."""
_EXCHANGES: dict[str, type[actions.Push | actions.Fetch]] = {"push": actions.Push, "fetch": actions.Fetch}
_REMOTE = '{"remote": "origin", "branch": …}, or {} for those that the branch follows,'


def history(request: Request) -> Response:
    """A page of the graph of commits."""
    query = request.query_params
    limit = int(number(query, "limit", 100, most=MOST))
    offset = int(number(query, "offset", 0, least=0, most=1_000_000))
    return answer(request.app.state.view.graph(query.get("branch", ""), limit, offset))


def version(request: Request) -> Response:
    """A commit with what changed in it."""
    return answer(request.app.state.view.commit(request.path_params["commit"]))


def file(request: Request) -> Response:
    """A file as it is in a commit."""
    query = request.query_params
    return answer(request.app.state.view.content(query.get("at", "HEAD"), query.get("file", "")))


def documents(request: Request) -> Response:
    """The documents of a commit with their texts, or those that are here."""
    return answer(request.app.state.view.documents_at(request.query_params.get("at", "")))


def difference(request: Request) -> Response:
    """What changed between two commits, or since one."""
    query = request.query_params
    return answer(request.app.state.view.compare(query.get("from", "HEAD"), query.get("to", "")))


def _doing(name: str) -> Callable[[Request], Awaitable[Response]]:
    """Answers a request to do something."""
    kind, hint = _ACTIONS[name]

    async def do(request: Request) -> Response:
        asked = await json_value(request, kind, f"send {hint} as application/json")
        if isinstance(asked, (actions.CreateBranch, actions.DeleteBranch)):
            require_branch(request.scope, asked.name)
        if isinstance(asked, (actions.CreateTag, actions.DeleteTag)):
            require_every_branch(request.scope)
        if isinstance(asked, actions.Switch):
            require_branch(request.scope, asked.branch)
        return answer(await beside(request.app, request.app.state.view.act, asked, request.scope["who"].name))

    return do


def _exchanging(name: str) -> Callable[[Request], Awaitable[Response]]:
    """Answers a request to reach another repository, beside everything else."""
    kind = _EXCHANGES[name]

    async def reach(request: Request) -> Response:
        asked = await json_value(request, kind, f"send {_REMOTE} as application/json")
        found = await run_in_threadpool(request.app.state.view.meant, asked)
        require_branch(request.scope, found.branch)
        return answer(await run_in_threadpool(request.app.state.view.exchange, found))

    return reach


ROUTES = [
    Route("/api/versions", history),
    Route("/api/versions/diff", difference),
    Route("/api/versions/file", file),
    Route("/api/versions/documents", documents),
    *(Route(f"/api/versions/{name}", _doing(name), methods=["POST"]) for name in _ACTIONS),
    *(Route(f"/api/versions/{name}", _exchanging(name), methods=["POST"]) for name in _EXCHANGES),
    Route("/api/versions/{commit}", version),
]
