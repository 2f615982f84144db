"""The monitor's answers over HTTP, byte by byte."""

import asyncio

import pytest

from stratum.core.errors import InvalidInputError, PermanentError, TransientError
from stratum.lifecycle.programs.doors import LARGEST_BODY, Answer, Doors, opened
from stratum.testing.servers import free_port

HOST = "127.0.0.1"


def refuse(_: bytes) -> Answer:
    raise InvalidInputError("no", "say yes")


def fail(_: bytes) -> Answer:
    raise TransientError("not now")


DOORS: Doors = {
    ("GET", "/state"): lambda _: Answer(b"{}"),
    ("POST", "/said"): Answer,
    ("POST", "/refused"): refuse,
    ("DELETE", "/failed"): fail,
}
POST = "content-type: application/json\r\n"


def ask(request: str, body: bytes = b"") -> tuple[str, str]:
    """Status line and body of the answer to a request."""
    answer = asyncio.run(_ask(request.encode() + b"\r\n" + body))
    head, _, said = answer.partition("\r\n\r\n")
    return head.partition("\r\n")[0].removeprefix("HTTP/1.1 "), said


async def _ask(content: bytes) -> str:
    port = free_port()
    async with opened(HOST, port, DOORS):
        reader, writer = await asyncio.open_connection(HOST, port)
        writer.write(content)
        writer.write_eof()
        answer = await reader.read()
        writer.close()
        await writer.wait_closed()
        return answer.decode()


def test_a_question_is_answered_by_its_door() -> None:
    assert ask("GET /state?x=1 HTTP/1.1\r\n") == ("200 OK", "{}")
    length = "content-length: 3\r\n"
    assert ask(f"POST /said HTTP/1.1\r\n{POST}{length}", b"abc") == ("200 OK", "abc")


def test_unknown_doors_tell_the_known_ones() -> None:
    status, said = ask("GET /said HTTP/1.1\r\n")
    assert status == "404 Not Found"
    assert "POST /said" in said


def test_what_a_page_of_somebody_else_could_send_is_refused() -> None:
    head = "POST /said HTTP/1.1\r\ncontent-type: text/plain\r\ncontent-length: 1\r\n"
    assert ask(head, b"x")[0] == "415 Unsupported Media Type"


@pytest.mark.parametrize("length", ["-1", "many", str(LARGEST_BODY + 1)])
def test_bodies_are_bounded(length: str) -> None:
    assert ask(f"POST /said HTTP/1.1\r\n{POST}content-length: {length}\r\n")[0] == "413 Content Too Large"


def test_refusals_and_failures_say_why() -> None:
    status, said = ask(f"POST /refused HTTP/1.1\r\n{POST}")
    assert status == "422 Unprocessable Content"
    assert "say yes" in said
    assert ask("DELETE /failed HTTP/1.1\r\n") == ("503 Service Unavailable", "not now\n")


def test_half_a_request_is_not_answered() -> None:
    assert ask(f"POST /said HTTP/1.1\r\n{POST}content-length: 9\r\n", b"x") == ("", "")


def test_a_port_that_is_taken_is_told() -> None:
    async def twice(port: int) -> None:
        async with opened(HOST, port, DOORS), opened(HOST, port, DOORS):
            pass

    with pytest.raises(PermanentError, match="cannot listen"):
        asyncio.run(twice(free_port()))
