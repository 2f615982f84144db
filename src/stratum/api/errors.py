"""The one map from the platform's errors to HTTP."""

import dataclasses
import math

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from stratum.api.answers import answer
from stratum.core.errors import (
    DeniedError,
    InvalidInputError,
    NotFoundError,
    PermanentError,
    StratumError,
    TooManyError,
    TransientError,
)
from stratum.runtime.views import Json


@dataclasses.dataclass(frozen=True, slots=True)
class Meaning:
    """How a kind of error is told to a client."""

    status: int
    code: str


# The first class that fits counts: subclasses stand before their parents.
MEANINGS: tuple[tuple[type[StratumError], Meaning], ...] = (
    (NotFoundError, Meaning(404, "not-found")),
    (InvalidInputError, Meaning(422, "invalid-input")),
    (DeniedError, Meaning(403, "forbidden")),
    (TooManyError, Meaning(429, "too-many")),
    (TransientError, Meaning(503, "unavailable")),
    (PermanentError, Meaning(409, "failed")),
    (StratumError, Meaning(500, "failed")),
)
_CODES = {404: "not-found", 405: "method-not-allowed", 403: "forbidden", 421: "wrong-host"}


def meaning(error: StratumError) -> Meaning:
    """Status and code for an error of the platform."""
    return next(found for kind, found in MEANINGS if isinstance(error, kind))


def error_body(code: str, message: str, hint: str = "") -> Json:
    """The shape that every failed answer has."""
    return {"error": {"code": code, "message": message, "hint": hint}}


def explain(error: StratumError) -> Json:
    """An error of the platform in the shape of a failed answer."""
    return error_body(meaning(error).code, error.message, error.hint)


async def on_platform_error(_: Request, error: Exception) -> Response:
    """Answer an error that the platform raised on purpose."""
    if not isinstance(error, StratumError):
        raise error
    headers = {"Retry-After": str(math.ceil(error.delay))} if isinstance(error, TransientError) else {}
    return answer(explain(error), meaning(error).status, headers)


async def on_http_error(_: Request, error: Exception) -> Response:
    """Answer an unknown address or a wrong method."""
    if not isinstance(error, HTTPException):
        raise error
    code = _CODES.get(error.status_code, "refused")
    return answer(error_body(code, error.detail), error.status_code, dict(error.headers or {}))


async def on_crash(_: Request, error: Exception) -> Response:
    """Answer a defect of ours: the type only, because the message may hold a secret."""
    hint = "the server's log has the details"
    return answer(error_body("internal", f"unexpected {type(error).__name__}", hint), 500)
