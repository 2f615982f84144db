"""``/api/documents``, ``examples``, ``types``, ``schema``, ``edits``: documents and what they are made of."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from stratum.api.answers import answer, lasting
from stratum.api.bodies import json_body
from stratum.api.editing import editing
from stratum.api.visiting import Visiting
from stratum.live.requests import read_request

_HINT = 'send {"edits": [{"edit": "SetValue", …}], "against": {"FILE": "SHA-256"}} as application/json'


def documents(request: Request) -> Response:
    """The documents of the workspace with what was found in them."""
    return answer(request.app.state.view.documents())


def examples(request: Request) -> Response:
    """The examples that documents may begin with, or one of them with its texts."""
    return answer(request.app.state.view.examples(request.path_params.get("name", "")))


def types(request: Request) -> Response:
    """The types of the workspace, or of a commit, for a palette and for forms."""
    return lasting(request, request.app.state.view.types(request.query_params.get("at", "")))


def schema(request: Request) -> Response:
    """The JSON Schema of a kind of document."""
    return answer(request.app.state.view.schema(request.path_params["kind"]))


async def edits(request: Request) -> Response:
    """Apply edits to the documents of the workspace, all of them or none."""
    asked, against = read_request(await json_body(request, _HINT), _HINT)
    return answer(await editing(request.app).edit(asked, against, Visiting(request.scope)))


ROUTES = [
    Route("/api/documents", documents),
    Route("/api/examples", examples),
    Route("/api/examples/{name}", examples),
    Route("/api/types", types),
    Route("/api/schema/{kind}", schema),
    Route("/api/edits", edits, methods=["POST"]),
]
