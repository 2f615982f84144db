"""The monitor's answers over HTTP: a small server for questions in JSON."""

import asyncio
import contextlib
import dataclasses
from collections.abc import AsyncIterator, Callable, Mapping

from stratum.core.errors import InvalidInputError, TransientError
from stratum.streaming.programs.status import HEAD_END, listening

LARGEST_HEAD = 16_384
LARGEST_BODY = 4 * 1024 * 1024
JSON = "application/json"
TEXT = "text/plain; version=0.0.4; charset=utf-8"


@dataclasses.dataclass(frozen=True, slots=True)
class Answer:
    """What is answered."""

    body: bytes
    type: str = JSON
    status: str = "200 OK"


Door = Callable[[bytes], Answer]
"""Answers a question by its body."""
Doors = Mapping[tuple[str, str], Door]
"""By method and path."""


@contextlib.asynccontextmanager
async def opened(address: str, port: int, doors: Doors) -> AsyncIterator[None]:
    """Answer on ``address:port`` while the context is open.

    Raises:
        PermanentError: If the port cannot be taken.
    """

    async def reply(reader: asyncio.StreamReader) -> bytes:
        return _written(await _answered(reader, doors))

    async with listening(address, port, reply, LARGEST_HEAD):
        yield


async def _answered(reader: asyncio.StreamReader, doors: Doors) -> Answer:
    head = (await reader.readuntil(HEAD_END)).decode("latin-1")
    first, _, rest = head.partition("\r\n")
    method, _, target = first.partition(" ")
    path = target.partition(" ")[0].partition("?")[0]
    door = doors.get((method, path))
    if door is None:
        known = ", ".join(f"{m} {p}" for m, p in doors)
        return Answer(f"there are {known}\n".encode(), TEXT, "404 Not Found")
    headers = _headers(rest)
    length = headers.get("content-length", "0")
    if not length.isdecimal() or int(length) > LARGEST_BODY:
        return Answer(b"the body is too large\n", TEXT, "413 Content Too Large")
    if method == "POST" and headers.get("content-type", "").partition(";")[0].strip() != JSON:
        # A page of somebody else can make a browser send anything but this type.
        return Answer(f"send {JSON}\n".encode(), TEXT, "415 Unsupported Media Type")
    return _asked(door, await reader.readexactly(int(length)))


def _asked(door: Door, body: bytes) -> Answer:
    try:
        return door(body)
    except InvalidInputError as error:
        return Answer(f"{error}\n".encode(), TEXT, "422 Unprocessable Content")
    except TransientError as error:
        return Answer(f"{error}\n".encode(), TEXT, "503 Service Unavailable")


def _headers(text: str) -> Mapping[str, str]:
    pairs = (line.partition(":") for line in text.split("\r\n") if line)
    return {name.strip().lower(): value.strip() for name, _, value in pairs}


def _written(answer: Answer) -> bytes:
    head = (
        f"HTTP/1.1 {answer.status}\r\ncontent-type: {answer.type}\r\n"
        f"content-length: {len(answer.body)}\r\nconnection: close\r\n\r\n"
    )
    return head.encode() + answer.body
