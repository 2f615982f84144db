"""``/api/comments``: what people say of elements and documents."""

from collections.abc import Callable

import msgspec
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from stratum.accounts.types import Role, Who
from stratum.api.answers import answer
from stratum.api.bodies import json_value
from stratum.api.door import Visitor
from stratum.api.editing import Editing
from stratum.comments.logic.views import mention_view, thread_view
from stratum.comments.service import Comments
from stratum.comments.types import Thread
from stratum.core.errors import NotFoundError

_HINT = "send it as application/json; docs/reference/api.md tells its fields"
_NAMELESS = "somebody"
_LONGEST = 64


class Begin(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A comment; ``name`` counts where nobody has an account."""

    file: str
    text: str
    element: str = ""
    name: str = ""


class Reply(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An answer."""

    thread: int
    text: str
    name: str = ""


class Rewrite(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Another text for a remark."""

    remark: int
    text: str
    name: str = ""


class Delete(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A remark that goes."""

    remark: int
    name: str = ""


class Resolve(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Whether a thread is settled."""

    thread: int
    resolved: bool
    name: str = ""


class See(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Up to which remark all was seen."""

    number: int
    name: str = ""


def discuss(app: Starlette, comments: Comments) -> None:
    """Let people comment on the documents of an application's workspace."""
    app.state.comments = comments


def listed(request: Request) -> Response:
    """The threads of the document ``file``, or all; and who may be named."""
    comments: Comments | None = request.app.state.comments
    threads = comments.threads(request.query_params.get("file", "")) if comments else ()
    authors = {remark.author for thread in threads for remark in thread.remarks}
    visitor: Visitor = request.scope["visitor"]
    people = {one.name for one in visitor.door.accounts.people.list()} if visitor.door.accounts else set()
    return answer({"threads": [thread_view(one) for one in threads], "people": sorted(authors | people)})


async def begin(request: Request) -> Response:
    """Comment on an element or a document."""
    asked = await json_value(request, Begin, _HINT)
    author, comments = _author(request, asked.name), _comments(request)
    return await _done(request, lambda: comments.begin(author, asked.file, asked.element, asked.text))


async def reply(request: Request) -> Response:
    """Answer a comment."""
    asked = await json_value(request, Reply, _HINT)
    author, comments = _author(request, asked.name), _comments(request)
    return await _done(request, lambda: comments.reply(author, asked.thread, asked.text))


async def rewrite(request: Request) -> Response:
    """Change one's own remark."""
    asked = await json_value(request, Rewrite, _HINT)
    author, comments = _author(request, asked.name), _comments(request)
    return await _done(request, lambda: comments.edit(author, asked.remark, asked.text))


async def delete(request: Request) -> Response:
    """Delete one's own remark; an owner deletes anybody's."""
    asked = await json_value(request, Delete, _HINT)
    author, comments = _author(request, asked.name), _comments(request)
    who: Who = request.scope["who"]
    is_owner = who.grant is not None and who.grant.role is Role.OWNER
    return await _done(request, lambda: comments.delete(author, asked.remark, anybody=is_owner))


async def resolve(request: Request) -> Response:
    """Say that a thread is settled, or that it is not."""
    asked = await json_value(request, Resolve, _HINT)
    author, comments = _author(request, asked.name), _comments(request)
    return await _done(request, lambda: comments.resolve(author, asked.thread, is_resolved=asked.resolved))


def mentions(request: Request) -> Response:
    """Where whoever asks was named."""
    author = _author(request, request.query_params.get("name", ""))
    comments: Comments | None = request.app.state.comments
    found = comments.mentions(author) if comments else ()
    return answer({"mentions": [mention_view(one) for one in found], "new": sum(one.is_new for one in found)})


async def see(request: Request) -> Response:
    """Remember that whoever asks has seen all up to a remark."""
    asked = await json_value(request, See, _HINT)
    await run_in_threadpool(_comments(request).see, _author(request, asked.name), asked.number)
    return answer({})


async def _done(request: Request, act: Callable[[], Thread]) -> Response:
    thread = await run_in_threadpool(act)
    session: Editing | None = request.app.state.session
    if session is not None:
        session.announce("comments")
    return answer({"thread": thread_view(thread)})


def _author(request: Request, name: str) -> str:
    """Whoever asks; what they call themselves counts where nobody has an account."""
    who: Who = request.scope["who"]
    plain = " ".join("".join(c if c.isprintable() else " " for c in name).split())
    return who.name or plain[:_LONGEST] or _NAMELESS


def _comments(request: Request) -> Comments:
    comments: Comments | None = request.app.state.comments
    if comments is None:
        raise NotFoundError("there are no comments here", "start a server with: stratum up")
    return comments


ROUTES = [
    Route("/api/comments", listed),
    Route("/api/comments", begin, methods=["POST"]),
    Route("/api/comments/reply", reply, methods=["POST"]),
    Route("/api/comments/edit", rewrite, methods=["POST"]),
    Route("/api/comments/delete", delete, methods=["POST"]),
    Route("/api/comments/resolve", resolve, methods=["POST"]),
    Route("/api/comments/mentions", mentions),
    Route("/api/comments/seen", see, methods=["POST"]),
]
