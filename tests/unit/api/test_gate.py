"""Every route with every role, and what attackers try."""

import asyncio
import dataclasses
import json
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest
from starlette.applications import Starlette
from starlette.routing import BaseRoute, Mount, Route, WebSocketRoute
from starlette.types import Message

from stratum.accounts.logic.permissions import LEAST, allowed
from stratum.accounts.types import Action, Role, Yes
from stratum.api.app import create_app
from stratum.api.door import Door
from stratum.api.rights import ACTIONS, LIVE, key_of
from stratum.runtime.views import Json
from stratum.testing.accounts import DESK, WORDS, Reception
from stratum.testing.fakes_view import FakePlatform

Ask = Callable[..., httpx.Response]
ORIGIN = {"Origin": "http://127.0.0.1:7777"}
JSON = {"Content-Type": "application/json"}
NAMES = {
    "name": "app", "run": "r1", "element": "x", "kind": "Rules", "commit": "c", "path": "x",
    "pipeline": "p", "table": "t", "model": "m", "version": "1", "service": "s", "component": "c",
    "application": "a",
}  # fmt: skip
TOLD = {"comment", "edit", "save", "train", "switch", "operate", "ask", "release", "code"}
CLOSED = {401, 403}
STRANGERS: list[dict[str, str]] = [
    {}, {"Authorization": "Bearer x"}, {"Authorization": "Basic YTpi"}, {"Cookie": "stratum-test=x"}
]  # fmt: skip


def asked_of(app_routes: list[BaseRoute]) -> Iterator[tuple[str, str, str]]:
    """Key, method and path of everything that the application answers."""
    for route in app_routes:
        if isinstance(route, WebSocketRoute):
            yield key_of(route, ""), LIVE, route.path
        elif isinstance(route, Mount):
            yield key_of(route, "GET"), "GET", "/models"
        else:
            assert isinstance(route, Route)
            for method in sorted(route.methods or ()):
                path = route.path.replace(":path", "").format(**NAMES)
                yield key_of(route, method), method, path.replace("/api/live", "/api/live?application=no")


LEAST_OF_WRITES: dict[Role | None, set[str]] = {
    None: {
        "account/sign-in", "account/set-up", "account/invitation", "account/register", "account/provider"
    },
    Role.VIEWER: {
        "account/sign-out", "account/password", "tokens", "tokens/revoke", "comments", "comments/reply",
        "comments/edit", "comments/delete", "comments/resolve", "comments/seen",
    },
    Role.DEVELOPER: {
        "edits", "automatic", "pipelines/{name}/train", "runs/{run}/cancel", "models/{model}/{version}/try",
        "services/{application}/{service}/try", "versions/branches", "versions/tags", "versions/commit",
        "versions/restore", "versions/merge", "versions/push", "versions/fetch",
    },
    Role.OPERATOR: {
        "versions/switch", "applications/{name}/operations", "applications/{name}/services/{service}/size",
        "applications/{name}/services/{service}/versions", "models/{model}/{version}/stage",
        "models/import", "models/rollback",
    },
    Role.OWNER: {
        "notebook", "notebook/stop", "people/invite", "people/withdraw", "people/role", "people/remove"
    },
}  # fmt: skip
"""Who may do what changes something, written down a second time: the gate reads ``ACTIONS`` alone."""
ROUTES = [*asked_of(create_app(FakePlatform(lambda: 0.0, lambda *_: {}, Path()), Path("/")).routes)]
MISSING = [*asked_of(create_app(FakePlatform(lambda: 0.0, lambda *_: {}, Path()), None).routes)]


def connect(app: Starlette, path: str, headers: dict[str, str]) -> int:
    """The status that a WebSocket is answered with: 101 where it is accepted."""
    sent: list[Message] = []
    told: Iterator[Message] = iter([
        {"type": "websocket.connect"},
        {"type": "websocket.disconnect", "code": 1000},
    ])

    async def receive() -> Message:
        return next(told)

    async def send(message: Message) -> None:
        sent.append(message)

    named = {"Host": "127.0.0.1:7777", **headers}
    scope = {
        "type": "websocket", "scheme": "ws", "path": path, "query_string": b"", "root_path": "",
        "client": ("127.0.0.1", 1), "subprotocols": [],
        "headers": [(name.lower().encode(), value.encode()) for name, value in named.items()],
    }  # fmt: skip
    asyncio.run(app(scope, receive, send))
    return 101 if sent[0]["type"] == "websocket.accept" else 403


@dataclasses.dataclass
class House:
    """A server with one person of each role.

    Attributes:
        reception: The accounts.
        ask: Asks the server.
        app: The server.
        sessions: Cookie of each.
        tokens: Token of each.
    """

    reception: Reception
    ask: Ask
    app: Starlette
    sessions: dict[Role, str]
    tokens: dict[Role, str]

    def cookie(self, role: Role) -> dict[str, str]:
        return {"Cookie": f"stratum-test={self.sessions[role]}"}

    def bearer(self, role: Role) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.tokens[role]}"}

    def status(self, method: str, path: str, headers: dict[str, str]) -> int:
        if method != LIVE:
            return self.ask(path, method=method, headers={**JSON, **headers}, content=b"null").status_code
        return connect(self.app, path, headers)

    def signed_in(self, name: str) -> dict[str, str]:
        """The cookie of a new session."""
        secret = self.reception.accounts.sessions.begin(dataclasses.replace(DESK, name=name))
        return {"Cookie": f"stratum-test={secret}"}


@pytest.fixture
def house(view: FakePlatform, page: Path, asking: Ask, tmp_path: Path) -> House:
    reception = Reception(tmp_path)
    sessions = {role: reception.add(role, role) for role in reversed(Role)}
    tokens = {role: reception.token(role, role) for role in Role}
    door = Door(reception.accounts, realm="test", branch=lambda: str(view.space["branch"]))
    app = create_app(view, page, door=door)
    return House(reception, lambda path, **more: asking(app, path, **more), app, sessions, tokens)


def test_every_route_has_an_action_and_every_action_a_route() -> None:
    keys = {key for key, _, _ in (*ROUTES, *MISSING)}
    assert keys == set(ACTIONS)
    assert set(ACTIONS.values()) == set(LEAST)


def test_what_changes_something_asks_for_the_role_that_was_agreed_on() -> None:
    agreed = {f"POST /api/{path}": role for role, paths in LEAST_OF_WRITES.items() for path in paths}
    assert agreed == {key: LEAST[action] for key, action in ACTIONS.items() if key.startswith("POST ")}


@pytest.mark.parametrize("role", Role)
def test_every_route_with_every_role(house: House, role: Role) -> None:
    wrong = []
    for key, method, path in ROUTES:
        action = ACTIONS[key]
        expected = isinstance(allowed(role, action), Yes)
        by_session = house.status(method, path, {**house.cookie(role), **ORIGIN})
        by_token = house.status(method, path, house.bearer(role))
        in_person = action in {Action.OWN, Action.PEOPLE}
        if (by_session not in CLOSED, by_token not in CLOSED) != (expected, expected and not in_person):
            wrong.append((key, by_session, by_token))
    assert wrong == []


@pytest.mark.parametrize("shown", STRANGERS)
def test_every_route_with_nobody(house: House, shown: dict[str, str]) -> None:
    told = {key: house.status(method, path, {**ORIGIN, **shown}) for key, method, path in ROUTES}
    assert {key for key, status in told.items() if status not in CLOSED} == {
        key for key in told if ACTIONS[key] is Action.ENTER
    }


def test_a_route_without_an_action_is_closed_to_everybody(
    view: FakePlatform, asking: Ask, house: House
) -> None:
    app = create_app(view, None, door=Door(house.reception.accounts, realm="test"))
    app.router.routes.insert(0, Route("/api/new", lambda _: pytest.fail("it was let through")))
    answer = asking(app, "/api/new", headers=house.cookie(Role.OWNER))
    assert (answer.status_code, answer.json()["error"]["code"]) == (403, "forbidden")
    alone = create_app(view, None)
    alone.router.routes.insert(0, Route("/api/new", lambda _: pytest.fail("it was let through")))
    assert asking(alone, "/api/new").status_code == 403


def test_whoever_is_not_let_in_is_told_why(house: House) -> None:
    answer = house.ask("/api/workspace")
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"].startswith("Bearer")
    assert answer.json()["error"]["message"] == "sign in to look at the workspace"
    answer = house.ask("/api/people", headers=house.cookie(Role.OPERATOR))
    assert answer.status_code == 403
    assert "a role of at least owner" in answer.json()["error"]["message"]


def post(house: House, path: str, headers: dict[str, str], body: object = None) -> httpx.Response:
    content = json.dumps({} if body is None else body).encode()
    return house.ask(path, method="POST", headers={**JSON, **headers}, content=content)


SIGN_IN = {"name": "owner", "password": WORDS}
WRITES = [path for _, method, path in ROUTES if method == "POST"]


def test_signing_in_sets_a_cookie_that_scripts_and_other_pages_do_not_get(house: House) -> None:
    answer = post(house, "/api/account/sign-in", ORIGIN, SIGN_IN)
    assert answer.status_code == 200
    name, *attributes = answer.headers["set-cookie"].split("; ")
    assert name.startswith("stratum-test=")
    assert {"HttpOnly", "Path=/", "SameSite=strict"} <= set(attributes)
    assert not any(a.startswith(("Domain", "Secure")) for a in attributes)
    assert house.ask("/api/workspace", headers={"Cookie": name}).status_code == 200


def test_over_tls_the_cookie_is_secure_and_bound_to_the_host(house: House) -> None:
    base = "https://127.0.0.1:7777"
    headers = {**JSON, "Origin": base}
    content = json.dumps(SIGN_IN).encode()
    answer = house.ask("/api/account/sign-in", method="POST", headers=headers, content=content, base=base)
    name, *attributes = answer.headers["set-cookie"].split("; ")
    assert name.startswith("__Host-stratum-test=")
    assert "Secure" in attributes
    assert "max-age=31536000" in answer.headers["strict-transport-security"]
    assert house.ask("/api/workspace", headers={"Cookie": name}, base=base).status_code == 200
    plain = {"Cookie": name.removeprefix("__Host-")}
    assert house.ask("/api/workspace", headers=plain, base=base).status_code == 401


def test_a_session_that_was_planted_is_not_taken_over(house: House) -> None:
    planted = {"Cookie": f"stratum-test={'a' * 43}"}
    answer = post(house, "/api/account/sign-in", {**ORIGIN, **planted}, SIGN_IN)
    assert "a" * 43 not in answer.headers["set-cookie"]
    assert house.ask("/api/workspace", headers=planted).status_code == 401


def test_the_session_of_before_ends_at_sign_in(house: House) -> None:
    before = house.cookie(Role.OWNER)
    post(house, "/api/account/sign-in", {**ORIGIN, **before}, SIGN_IN)
    assert house.ask("/api/workspace", headers=before).status_code == 401


def test_signing_out_ends_the_session_and_takes_the_cookie(house: House) -> None:
    cookie = house.cookie(Role.VIEWER)
    answer = post(house, "/api/account/sign-out", {**ORIGIN, **cookie})
    assert answer.status_code == 200
    assert "Max-Age=0" in answer.headers["set-cookie"]
    assert house.ask("/api/workspace", headers=cookie).status_code == 401


FOREIGN = ("https://evil.org", "null", "http://127.0.0.1:8888", "http://127.0.0.1.evil.org:7777")
FORMS = ("application/x-www-form-urlencoded", "text/plain", "multipart/form-data; boundary=x")


def test_another_page_changes_nothing(house: House) -> None:
    before = len(house.reception.log())
    cookie = house.cookie(Role.OWNER)
    for path in WRITES:
        told = [post(house, path, {**cookie, "Origin": origin}).status_code for origin in FOREIGN]
        told.append(post(house, path, cookie).status_code)
        told += [post(house, path, {**cookie, **ORIGIN, "Content-Type": kind}).status_code for kind in FORMS]
        assert (path, told) == (path, [421, 421, 421, 421, 403, 422, 422, 422])
    assert [entry for entry in house.reception.log()[before:] if entry[1] != "asked"] == []


def test_a_page_that_does_not_say_which_it_is_is_told_so(house: House) -> None:
    answer = post(house, "/api/people/remove", house.cookie(Role.OWNER), {"name": "viewer"})
    assert answer.json()["error"]["code"] == "no-origin"


@pytest.mark.parametrize("path", ["/", "/api/account", "/api/workspace", "/api/account/sign-in"])
def test_a_name_that_points_here_by_itself_gets_nothing(house: House, path: str) -> None:
    method = "POST" if path.endswith("sign-in") else "GET"
    headers = {**house.cookie(Role.OWNER), "Host": "evil.org:7777", "Origin": "http://evil.org:7777"}
    answer = house.ask(path, method=method, headers={**JSON, **headers})
    assert answer.status_code == 421


@pytest.mark.parametrize("headers", [{}, {"Origin": "https://evil.org"}, {"Origin": "null"}])
def test_another_page_opens_no_live_session(house: House, headers: dict[str, str]) -> None:
    assert house.status(LIVE, "/api/session", {**house.cookie(Role.OWNER), **headers}) == 403


@pytest.mark.parametrize("path", ["/api/workspace?token={}", "/?x={}", "/api/live?application=app&key={}"])
def test_a_token_in_an_address_is_refused(house: House, path: str) -> None:
    token = house.tokens[Role.OWNER]
    for headers in ({}, house.bearer(Role.OWNER)):
        answer = house.ask(path.format(token), headers=headers)
        assert (answer.status_code, answer.json()["error"]["code"]) == (400, "token-in-address")
        assert token not in answer.text


def test_a_token_needs_no_origin_and_a_cookie_beside_it_does_not_count(house: House) -> None:
    asked = house.bearer(Role.VIEWER)
    assert (
        post(house, "/api/versions/switch", {**asked, **house.cookie(Role.OWNER), **ORIGIN}).status_code
        == 403
    )
    assert post(house, "/api/versions/switch", house.bearer(Role.OPERATOR)).status_code == 422


def test_guessing_is_slowed_down_and_told_so(house: House) -> None:
    for _ in range(6):
        refused = post(house, "/api/account/sign-in", ORIGIN, {**SIGN_IN, "password": "wrong"})
        assert refused.status_code == 403
    answer = post(house, "/api/account/sign-in", ORIGIN, SIGN_IN)
    assert (answer.status_code, answer.json()["error"]["code"]) == (429, "too-many")
    assert answer.headers["retry-after"] == "2"
    house.reception.clock.advance(2)
    assert post(house, "/api/account/sign-in", ORIGIN, SIGN_IN).status_code == 200


def test_names_that_nobody_has_are_answered_like_those_that_somebody_has(house: House) -> None:
    bodies = ({"name": "owner", "password": "wrong"}, {"name": "nobody", "password": "wrong"})
    known, unknown = (post(house, "/api/account/sign-in", ORIGIN, body) for body in bodies)
    assert (known.status_code, known.content) == (unknown.status_code, unknown.content)


def test_what_was_asked_is_noted_with_its_outcome(house: House, view: FakePlatform) -> None:
    before = len(house.reception.log())
    post(house, "/api/versions/commit", {**ORIGIN, **house.cookie(Role.DEVELOPER)}, {"message": "m"})
    post(house, "/api/versions/switch", {**ORIGIN, **house.cookie(Role.DEVELOPER)}, {"branch": "b"})
    post(house, "/api/versions/commit", ORIGIN, {"message": "m"})
    assert view.authors == ["developer"]
    assert house.reception.log()[before:] == [
        ("developer", "asked", "POST /api/versions/commit 200"),
        ("developer", "refused", "POST /api/versions/switch"),
    ]


@pytest.mark.parametrize("action", [one for one in Action if one.value in TOLD])
def test_whoever_changes_or_asks_something_is_noted(house: House, action: Action) -> None:
    keys = [(key, method, path) for key, method, path in ROUTES if ACTIONS[key] is action and method != LIVE]
    before = len(house.reception.log())
    for _, method, path in keys:
        house.status(method, path, {**ORIGIN, **house.cookie(Role.OWNER)})
    noted = house.reception.log()[before:]
    assert [entry[:2] for entry in noted] == [("owner", "asked")] * len(keys)
    told = [entry[2].rpartition(" ")[0] for entry in noted]
    assert told == [f"{method} {path}" for _, method, path in keys] != []


def test_a_look_is_not_noted(house: House) -> None:
    before = len(house.reception.log())
    for path in ("/api/workspace", "/api/audit", "/api/tokens", "/api/people"):
        assert house.ask(path, headers=house.cookie(Role.OWNER)).status_code == 200
    assert len(house.reception.log()) == before


def test_a_role_on_other_branches_changes_nothing_here(house: House) -> None:
    house.reception.add("bob", Role.OPERATOR, "feature/*")
    cookie = house.signed_in("bob")
    answer = post(house, "/api/versions/commit", {**ORIGIN, **cookie}, {})
    assert answer.status_code == 403
    assert "not on 'main'" in answer.json()["error"]["message"]
    assert house.ask("/api/workspace", headers=cookie).status_code == 200


def test_a_search_for_a_pipeline_writes_a_document_and_takes_the_right_to_edit_here(house: House) -> None:
    for name, branch, status in (("bob", "feature/*", 403), ("eve", "main", 422)):
        house.reception.add(name, Role.DEVELOPER, branch)
        answer = post(house, "/api/automatic", {**ORIGIN, **house.signed_in(name)}, {"data": "visits.csv"})
        assert (name, answer.status_code) == (name, status), answer.text


class Unread(FakePlatform):
    """Nobody may look at the model."""

    def workspace(self) -> Json:
        pytest.fail("the whole model was read")


def test_the_branch_is_asked_for_without_a_look_at_the_model(house: House, view: FakePlatform) -> None:
    house.reception.add("bob", Role.OPERATOR, "feature/*")
    view.space["branch"] = "feature/a"
    view.__class__ = Unread
    headers = {**ORIGIN, **house.signed_in("bob")}
    assert post(house, "/api/versions/commit", headers, {"message": "m"}).status_code == 200


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("branches", {"do": "create", "name": "main"}),
        ("branches", {"do": "delete", "name": "main", "force": True}),
        ("switch", {"branch": "main"}),
    ],
)
def test_a_role_on_other_branches_does_not_reach_main_from_its_own(
    house: House, view: FakePlatform, path: str, body: dict[str, object]
) -> None:
    house.reception.add("bob", Role.OPERATOR, "feature/*")
    view.space["branch"] = "feature/a"
    headers = {**ORIGIN, **house.signed_in("bob")}
    answer = post(house, f"/api/versions/{path}", headers, body)
    assert (answer.status_code, view.acts) == (403, [])
    assert "not on 'main'" in answer.json()["error"]["message"]
    own = json.loads(json.dumps(body).replace("main", "feature/b"))
    assert post(house, f"/api/versions/{path}", headers, own).status_code == 200


@pytest.mark.parametrize("do", ["create", "delete"])
def test_a_tag_takes_a_role_on_every_branch(house: House, view: FakePlatform, do: str) -> None:
    house.reception.add("bob", Role.DEVELOPER, "feature/*")
    view.space["branch"] = "feature/a"
    body: dict[str, object] = {"do": do, "name": "v1"}
    answer = post(house, "/api/versions/tags", {**ORIGIN, **house.signed_in("bob")}, body)
    assert (answer.status_code, view.acts) == (403, [])
    assert "a tag is of all of them" in answer.json()["error"]["message"]
    everywhere = {**ORIGIN, **house.cookie(Role.DEVELOPER)}
    assert post(house, "/api/versions/tags", everywhere, body).status_code == 200


@pytest.mark.parametrize("what", ["push", "fetch"])
@pytest.mark.parametrize("body", [{}, {"remote": "origin"}, {"branch": "main"}])
def test_a_role_on_other_branches_does_not_reach_what_its_own_follows(
    house: House, view: FakePlatform, what: str, body: dict[str, object]
) -> None:
    house.reception.add("bob", Role.DEVELOPER, "feature/*")
    view.space["branch"] = "feature/a"
    headers = {**ORIGIN, **house.signed_in("bob")}
    answer = post(house, f"/api/versions/{what}", headers, body)
    assert (answer.status_code, view.exchanges) == (403, [])
    assert "not on 'main'" in answer.json()["error"]["message"]
    own = {**body, "branch": "feature/a"}
    assert post(house, f"/api/versions/{what}", headers, own).status_code == 200


def test_a_server_for_others_lets_nobody_in_without_accounts(
    view: FakePlatform, asking: Ask, tmp_path: Path
) -> None:
    door = Door(Reception(tmp_path).accounts, frozenset({"lab.example"}), is_open=True, realm="test")
    app = create_app(view, None, door=door)
    assert asking(app, "/api/workspace").status_code == 401
    assert asking(app, "/api/workspace", headers={"Host": "lab.example:7777"}).status_code == 401
    assert asking(app, "/api/workspace", headers={"Host": "10.0.0.7:7777"}).status_code == 401
    assert asking(app, "/api/workspace", headers={"Host": "evil.example:7777"}).status_code == 421
    told = asking(app, "/api/account").json()
    assert (told["mode"], told["may"]) == ("accounts", ["enter"])


def test_behind_a_proxy_nobody_is_the_person_at_the_machine(
    view: FakePlatform, asking: Ask, tmp_path: Path
) -> None:
    app = create_app(view, None, door=Door(Reception(tmp_path).accounts, realm="test"))
    assert asking(app, "/api/workspace").status_code == 200
    assert asking(app, "/api/workspace", place="10.0.0.7").status_code == 401


def test_accounts_that_cannot_be_read_let_nobody_in(house: House, tmp_path: Path) -> None:
    for file in tmp_path.glob("accounts.db*"):
        file.write_bytes(b"no database" * 100)
    answer = house.ask("/api/workspace", headers=house.cookie(Role.OWNER))
    assert answer.status_code == 409
    assert house.status(LIVE, "/api/session", house.bearer(Role.OWNER)) == 403


class Removing(FakePlatform):
    """Somebody is removed at the third look."""

    def await_third(self, act: Callable[[], None]) -> None:
        self.looks, self.third = 0, act

    def status(self, name: str) -> Json:
        self.looks += 1
        if self.looks == 3:
            self.third()
        return super().status(name)


def test_the_feed_ends_when_its_session_does(house: House, view: FakePlatform) -> None:
    view.__class__ = Removing
    assert isinstance(view, Removing)
    view.await_third(lambda: house.reception.accounts.people.remove(DESK, "viewer"))
    house.app.state.interval = 0.001
    feed = house.ask("/api/live?application=app", headers=house.cookie(Role.VIEWER)).text
    assert feed.rstrip().endswith("event: signed-out\ndata: {}")
    assert view.looks == 3
