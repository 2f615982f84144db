"""``/api/workspace``."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from stratum.api.answers import answer


def workspace(request: Request) -> Response:
    """Name, commit and branch of the workspace, and the names of what is in it."""
    return answer(request.app.state.view.workspace())


ROUTES = [Route("/api/workspace", workspace)]
