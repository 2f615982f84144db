"""``/api/applications/{name}/run``: how the models of an application are kept, as the run view shows it."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from stratum.api.answers import answer
from stratum.api.queries import number

DAY = 86_400.0


def story(request: Request) -> Response:
    """Readings of the last ``seconds``, the cycles of each model, and what was decided."""
    seconds = number(request.query_params, "seconds", 600.0, most=DAY)
    return answer(request.app.state.view.story(request.path_params["name"], seconds))


ROUTES = [Route("/api/applications/{name}/run", story)]
