"""``/api/why/{element}``."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from stratum.api.answers import answer
from stratum.api.queries import number

MOST = 200


def why(request: Request) -> Response:
    """What led to the state of an element of ``application``: its newest events with what led to each."""
    limit = number(request.query_params, "limit", 10.0, most=MOST)
    application = request.query_params.get("application", "")
    element = "/".join(filter(None, (application, request.path_params["element"])))
    return answer(request.app.state.view.why(element, int(limit)))


ROUTES = [Route("/api/why/{element}", why)]
