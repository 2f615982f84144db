"""Answers in JSON."""

import msgspec
from starlette.responses import Response

from stratum.runtime.views import Json


def answer(body: Json, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    """``body`` as a JSON response that is never cached. Numbers that JSON cannot say become null."""
    sent = {"Cache-Control": "no-store", **(headers or {})}
    return Response(msgspec.json.encode(body), status, sent, "application/json")
