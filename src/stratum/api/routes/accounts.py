"""``/api/account``, ``tokens``, ``people``, ``audit``: signing in, and who may do what."""

import msgspec
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from stratum.accounts.logic.permissions import allowed
from stratum.accounts.logic.rules import checked_grant
from stratum.accounts.logic.views import entry_view, invitation_view, person_view, token_view, who_view
from stratum.accounts.means import MOST_ENTRIES
from stratum.accounts.types import Action, Role, Yes
from stratum.api.answers import answer
from stratum.api.bodies import json_value
from stratum.api.entrances import entrance_view
from stratum.api.queries import number
from stratum.api.receiving import (
    accounts_of,
    asking,
    base_of,
    begin_session,
    in_person,
    origin_of,
    with_session,
)

_HINT = "send it as application/json; docs/reference/api.md tells its fields"
_NEWEST = 2.0**53


class SignIn(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A name and its password."""

    name: str
    password: str


class SetUp(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The first account, with the code from the terminal."""

    code: str
    name: str
    password: str


class Accept(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The account that an invitation is for."""

    invitation: str
    name: str
    password: str


class Change(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Another password."""

    current: str
    password: str


class NewToken(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A token of one's own."""

    label: str
    role: str
    days: float = 90.0


class Invite(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An invitation; ``stay`` in days, 0 for good."""

    role: str
    branches: tuple[str, ...] = ()
    days: float = 7.0
    stay: float = 0.0


class NewRole(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Another role."""

    name: str
    role: str
    branches: tuple[str, ...] = ()


class Named(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Somebody by name."""

    name: str


class Chosen(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A token or an invitation by id."""

    id: str


class Nothing(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """No fields."""


def account(request: Request) -> Response:
    """Who asks, what they may do, and how the server knows people."""
    visitor, who = asking(request)
    door = visitor.door
    mode = "accounts" if door.is_open or (door.accounts and door.accounts.people.any()) else "local"
    can_set_up = mode == "local" and bool(door.code)
    told = entrance_view(door.accounts, request.cookies.get(door.way_cookie(request.url.scheme), ""))
    return answer({"mode": mode, "canSetUp": can_set_up, **told, **who_view(who)})


async def sign_in(request: Request) -> Response:
    """Begin a session."""
    asked = await json_value(request, SignIn, _HINT)
    visitor, _ = asking(request)
    begin = accounts_of(request).sessions.sign_in
    secret = await run_in_threadpool(begin, visitor.place, asked.name, asked.password, visitor.session)
    return with_session(request, answer({}), secret)


async def set_up(request: Request) -> Response:
    """Make the first account and sign in."""
    asked = await json_value(request, SetUp, _HINT)
    visitor, _ = asking(request)
    codes = (asked.code, visitor.door.code)
    make = accounts_of(request).set_up
    person = await run_in_threadpool(make, visitor.place, codes, asked.name, asked.password)
    return await begin_session(request, person.name)


async def accept(request: Request) -> Response:
    """Make the account of an invitation and sign in."""
    asked = await json_value(request, Accept, _HINT)
    visitor, _ = asking(request)
    make = accounts_of(request).accept
    person = await run_in_threadpool(make, visitor.place, asked.invitation, asked.name, asked.password)
    return await begin_session(request, person.name)


async def register(request: Request) -> Response:
    """Make the account of a guest and sign in, where registration is open."""
    asked = await json_value(request, SignIn, _HINT)
    visitor, _ = asking(request)
    make = accounts_of(request).register
    person = await run_in_threadpool(make, visitor.place, asked.name, asked.password)
    return await begin_session(request, person.name)


async def sign_out(request: Request) -> Response:
    """End the session."""
    await json_value(request, Nothing, _HINT)
    visitor, who = in_person(request)
    accounts = accounts_of(request)

    def end() -> str:
        leave = accounts.passage.farewell(visitor.session, f"{base_of(request)}/") if accounts.passage else ""
        accounts.sessions.end(visitor.origin(who), who.id)
        return leave

    done = answer({"address": await run_in_threadpool(end)})
    done.delete_cookie(visitor.door.cookie(request.url.scheme), path="/")
    return done


async def password(request: Request) -> Response:
    """Change one's password; all other sessions end."""
    asked = await json_value(request, Change, _HINT)
    visitor, who = in_person(request)
    accounts = accounts_of(request)

    def change() -> None:
        accounts.sessions.check_password(visitor.place, who.name, asked.current)
        accounts.people.set_password(visitor.origin(who), who.name, asked.password)

    await run_in_threadpool(change)
    return await begin_session(request, who.name)


def own_tokens(request: Request) -> Response:
    """One's tokens."""
    _, who = in_person(request)
    return answer({"tokens": [token_view(token) for token in accounts_of(request).tokens.list(who.name)]})


async def new_token(request: Request) -> Response:
    """Make a token; its secret is told this once."""
    asked = await json_value(request, NewToken, _HINT)
    visitor, who = in_person(request)
    create, origin = accounts_of(request).tokens.create, visitor.origin(who)
    made, secret = await run_in_threadpool(create, origin, who.name, asked.label, asked.role, asked.days)
    return answer({"token": token_view(made), "secret": secret})


async def revoke(request: Request) -> Response:
    """End a token of one's own; an owner ends anybody's."""
    asked = await json_value(request, Chosen, _HINT)
    visitor, who = in_person(request)
    rights = allowed(who.grant.role if who.grant else None, Action.PEOPLE)
    whose = "" if isinstance(rights, Yes) else who.name
    await run_in_threadpool(accounts_of(request).tokens.revoke, visitor.origin(who), asked.id, whose)
    return answer({})


def people(request: Request) -> Response:
    """Everybody, open invitations and all tokens."""
    accounts = accounts_of(request)
    return answer({
        "people": [person_view(person) for person in accounts.people.list()],
        "invitations": [invitation_view(one) for one in accounts.invitations.list()],
        "tokens": [token_view(token) for token in accounts.tokens.list()],
        "roles": list(Role),
    })


async def invite(request: Request) -> Response:
    """Make an invitation; the secret of its link is told this once."""
    asked = await json_value(request, Invite, _HINT)
    grant = checked_grant(asked.role, asked.branches)
    create = accounts_of(request).invitations.create
    made, secret = await run_in_threadpool(create, origin_of(request), grant, asked.days, asked.stay)
    return answer({"invitation": invitation_view(made), "secret": secret})


async def withdraw(request: Request) -> Response:
    """End an invitation."""
    asked = await json_value(request, Chosen, _HINT)
    await run_in_threadpool(accounts_of(request).invitations.withdraw, origin_of(request), asked.id)
    return answer({})


async def role(request: Request) -> Response:
    """Give somebody another role."""
    asked = await json_value(request, NewRole, _HINT)
    grant = checked_grant(asked.role, asked.branches)
    change = accounts_of(request).people.change
    return answer(person_view(await run_in_threadpool(change, origin_of(request), asked.name, grant)))


async def remove(request: Request) -> Response:
    """Remove somebody with all sessions and tokens."""
    asked = await json_value(request, Named, _HINT)
    await run_in_threadpool(accounts_of(request).people.remove, origin_of(request), asked.name)
    return answer({})


def audit(request: Request) -> Response:
    """The newest ``limit`` lines of the audit log, those before the number ``before``."""
    limit = number(request.query_params, "limit", 100.0, most=MOST_ENTRIES)
    before = number(request.query_params, "before", _NEWEST, most=_NEWEST)
    found = accounts_of(request).audit.entries(int(limit), int(before))
    return answer({"entries": [entry_view(entry) for entry in found]})


ROUTES = [
    Route("/api/account", account),
    Route("/api/account/sign-in", sign_in, methods=["POST"]),
    Route("/api/account/set-up", set_up, methods=["POST"]),
    Route("/api/account/invitation", accept, methods=["POST"]),
    Route("/api/account/register", register, methods=["POST"]),
    Route("/api/account/sign-out", sign_out, methods=["POST"]),
    Route("/api/account/password", password, methods=["POST"]),
    Route("/api/tokens", own_tokens),
    Route("/api/tokens", new_token, methods=["POST"]),
    Route("/api/tokens/revoke", revoke, methods=["POST"]),
    Route("/api/people", people),
    Route("/api/people/invite", invite, methods=["POST"]),
    Route("/api/people/withdraw", withdraw, methods=["POST"]),
    Route("/api/people/role", role, methods=["POST"]),
    Route("/api/people/remove", remove, methods=["POST"]),
    Route("/api/audit", audit),
]
