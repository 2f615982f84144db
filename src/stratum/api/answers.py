"""Answers in JSON."""

import hashlib

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from stratum.runtime.views import Json


def answer(body: Json, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    """``body`` as a JSON response that is never cached. Numbers that JSON cannot say become null."""
    sent = {"Cache-Control": "no-store", **(headers or {})}
    return Response(msgspec.json.encode(body), status, sent, "application/json")


def lasting(request: Request, body: Json) -> Response:
    """``body`` as a JSON response that the client may keep, if it asks each time whether it still holds.

    Where it has the same already, as its ``If-None-Match`` tells, it is told so (304) and nothing is sent.
    """
    text = msgspec.json.encode(body)
    tag = f'"{hashlib.sha256(text).hexdigest()}"'
    sent = {"Cache-Control": "private, no-cache", "ETag": f"W/{tag}"}
    known = {one.strip().removeprefix("W/") for one in request.headers.get("If-None-Match", "").split(",")}
    if known & {tag, "*"}:
        return Response(status_code=304, headers=sent)
    return Response(text, headers=sent, media_type="application/json")
