"""``/metrics``: the newest figures of everything that is measured, for a Prometheus server."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

MEDIA_TYPE = "text/plain; version=0.0.4; charset=utf-8"


def metrics(request: Request) -> Response:
    """What was read within the last seconds."""
    text = request.app.state.view.exposition()
    return Response(text, headers={"Cache-Control": "no-store"}, media_type=MEDIA_TYPE)


ROUTES = [Route("/metrics", metrics)]
