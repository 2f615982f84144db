"""What each route asks for, in this one place. A route that is not here is closed to everybody."""

from collections.abc import Iterable, Mapping
from typing import Final

from starlette.routing import BaseRoute, Match, Mount, Route, WebSocketRoute
from starlette.types import Scope

from stratum.accounts.types import Action

PAGE: Final = "the page"
LIVE: Final = "WEBSOCKET"
ACTIONS: Final[Mapping[str, Action]] = {
    PAGE: Action.ENTER,
    "GET /{path:path}": Action.ENTER,
    "GET /api/{path:path}": Action.LOOK,
    "GET /api/account": Action.ENTER,
    "POST /api/account/sign-in": Action.ENTER,
    "POST /api/account/set-up": Action.ENTER,
    "POST /api/account/invitation": Action.ENTER,
    "POST /api/account/register": Action.ENTER,
    "POST /api/account/provider": Action.ENTER,
    "GET /api/account/providers/{name}": Action.ENTER,
    "POST /api/account/sign-out": Action.OWN,
    "POST /api/account/password": Action.OWN,
    "GET /api/tokens": Action.OWN,
    "POST /api/tokens": Action.OWN,
    "POST /api/tokens/revoke": Action.OWN,
    "GET /api/people": Action.PEOPLE,
    "POST /api/people/invite": Action.PEOPLE,
    "POST /api/people/withdraw": Action.PEOPLE,
    "POST /api/people/role": Action.PEOPLE,
    "POST /api/people/remove": Action.PEOPLE,
    "GET /api/audit": Action.PEOPLE,
    "GET /api/comments": Action.LOOK,
    "POST /api/comments": Action.COMMENT,
    "POST /api/comments/reply": Action.COMMENT,
    "POST /api/comments/edit": Action.COMMENT,
    "POST /api/comments/delete": Action.COMMENT,
    "POST /api/comments/resolve": Action.COMMENT,
    "GET /api/comments/mentions": Action.LOOK,
    "POST /api/comments/seen": Action.LOOK,
    "GET /api/workspace": Action.LOOK,
    "GET /api/applications/{name}": Action.LOOK,
    "GET /api/applications/{name}/status": Action.LOOK,
    "GET /api/applications/{name}/series": Action.LOOK,
    "GET /api/applications/{name}/events": Action.LOOK,
    "GET /api/applications/{name}/run": Action.LOOK,
    "GET /api/applications/{name}/plan": Action.LOOK,
    "GET /api/applications/{name}/operations": Action.LOOK,
    "POST /api/applications/{name}/operations": Action.OPERATE,
    "GET /api/applications/{name}/services/{service}": Action.LOOK,
    "POST /api/applications/{name}/services/{service}/size": Action.OPERATE,
    "POST /api/applications/{name}/services/{service}/versions": Action.OPERATE,
    "GET /api/applications/{name}/logs/{component}": Action.LOOK,
    "GET /api/overview": Action.LOOK,
    "GET /api/live": Action.LOOK,
    "GET /api/models": Action.LOOK,
    "GET /api/models/differences": Action.LOOK,
    "GET /api/models/{model}/{version}": Action.LOOK,
    "GET /api/models/{model}/{version}/lineage": Action.LOOK,
    "GET /api/models/{model}/{version}/exposure": Action.LOOK,
    "GET /api/models/{model}/{version}/bundle": Action.LOOK,
    "POST /api/models/{model}/{version}/stage": Action.RELEASE,
    "POST /api/models/{model}/{version}/try": Action.ASK,
    "POST /api/models/import": Action.RELEASE,
    "POST /api/models/rollback": Action.RELEASE,
    "GET /api/notebook": Action.LOOK,
    "POST /api/notebook": Action.CODE,
    "POST /api/notebook/stop": Action.CODE,
    "GET /api/services": Action.LOOK,
    "GET /api/predictions/lineage": Action.LOOK,
    "GET /api/services/{application}/{service}/behind": Action.LOOK,
    "POST /api/services/{application}/{service}/try": Action.ASK,
    "GET /api/data/{pipeline}": Action.LOOK,
    "GET /api/data/{pipeline}/{table}/preview": Action.LOOK,
    "GET /api/data/{pipeline}/{table}/profile": Action.LOOK,
    "GET /api/pipelines": Action.LOOK,
    "POST /api/automatic": Action.TRAIN,
    "POST /api/pipelines/{name}/train": Action.TRAIN,
    "GET /api/runs": Action.LOOK,
    "GET /api/runs/{run}": Action.LOOK,
    "GET /api/runs/{run}/progress": Action.LOOK,
    "POST /api/runs/{run}/cancel": Action.TRAIN,
    "GET /api/runs/{run}/report.html": Action.LOOK,
    "GET /api/runs/{run}/notebook.ipynb": Action.LOOK,
    "GET /api/runs/{run}/pipeline.py": Action.LOOK,
    "GET /api/runs/{run}/MODEL_CARD.md": Action.LOOK,
    "GET /api/why/{element}": Action.LOOK,
    "GET /metrics": Action.LOOK,
    "GET /api/documents": Action.LOOK,
    "GET /api/examples": Action.LOOK,
    "GET /api/examples/{name}": Action.LOOK,
    "GET /api/types": Action.LOOK,
    "GET /api/schema/{kind}": Action.LOOK,
    "POST /api/edits": Action.EDIT,
    f"{LIVE} /api/session": Action.LOOK,
    "GET /api/versions": Action.LOOK,
    "GET /api/versions/diff": Action.LOOK,
    "GET /api/versions/file": Action.LOOK,
    "GET /api/versions/documents": Action.LOOK,
    "GET /api/versions/{commit}": Action.LOOK,
    "POST /api/versions/branches": Action.SAVE,
    "POST /api/versions/tags": Action.SAVE,
    "POST /api/versions/commit": Action.SAVE,
    "POST /api/versions/restore": Action.SAVE,
    "POST /api/versions/merge": Action.SAVE,
    "POST /api/versions/push": Action.SAVE,
    "POST /api/versions/fetch": Action.SAVE,
    "POST /api/versions/switch": Action.SWITCH,
}
"""Action by method and path of a route. Who is in the live session is asked for each change again."""


def key_of(route: BaseRoute, method: str) -> str:
    """How a route is called in ``ACTIONS``; HEAD asks for what GET does."""
    if isinstance(route, Mount):
        return PAGE
    if isinstance(route, WebSocketRoute):
        return f"{LIVE} {route.path}"
    path = route.path if isinstance(route, Route) else ""
    return f"{'GET' if method == 'HEAD' else method} {path}"


def action_of(routes: Iterable[BaseRoute], scope: Scope) -> Action | None:
    """What a request asks for; None where its route has no action. A wrong method asks to look."""
    partial = False
    for route in routes:
        match, _ = route.matches(scope)
        if match is Match.FULL:
            return ACTIONS.get(key_of(route, scope.get("method", "")))
        partial = partial or match is Match.PARTIAL
    return Action.LOOK if partial else None
