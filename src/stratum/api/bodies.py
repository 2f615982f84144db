"""Reading of what a request brings: JSON, and not too much of it."""

from typing import TypeVar

import msgspec
from starlette.requests import Request

from stratum.core.errors import InvalidInputError

LARGEST = 1_000_000
"""Bytes of a request."""


T = TypeVar("T")


async def json_value(request: Request, kind: type[T], hint: str) -> T:
    """What a request brings, as a value of a kind.

    Args:
        request: The request.
        kind: Of the value.
        hint: How it is sent.

    Raises:
        InvalidInputError: If it is none, or was not sent as JSON. What was sent is not repeated.
    """
    body = await json_body(request, hint)
    try:
        return msgspec.json.decode(body, type=kind)
    except msgspec.DecodeError as error:
        raise InvalidInputError(f"this cannot be read: {error}", hint) from error


async def json_body(request: Request, hint: str) -> bytes:
    """The body of a request that was sent as JSON, which a form of another page cannot be.

    Args:
        request: The request.
        hint: How it is sent.

    Raises:
        InvalidInputError: If it is declared as anything else, or too large.
    """
    if request.headers.get("content-type", "").partition(";")[0].strip() != "application/json":
        raise InvalidInputError("this is sent as JSON", hint)
    body = b""
    async for part in request.stream():
        body += part
        if len(body) > LARGEST:
            raise InvalidInputError(f"a request has at most {LARGEST} bytes", "send less at once")
    return body
