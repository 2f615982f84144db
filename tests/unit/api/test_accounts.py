"""``/api/account``, ``tokens``, ``people``, ``audit``."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest

from stratum.accounts.types import Role
from stratum.api.app import create_app
from stratum.api.door import Door
from stratum.testing.accounts import WORDS, Reception
from stratum.testing.fakes_view import FakePlatform

Ask = Callable[..., httpx.Response]
CODE = "ABCDE-23456"


class Visit:
    """A browser at a server.

    Args:
        ask: Asks the server.
        app: The server.
    """

    def __init__(self, ask: Ask, app: object) -> None:
        self._ask, self._app = ask, app
        self.headers = {"Origin": "http://127.0.0.1:7777", "Content-Type": "application/json"}

    def post(self, path: str, status: int = 200, **body: object) -> Any:
        content = json.dumps(body).encode()
        answer = self._ask(self._app, path, method="POST", headers=self.headers, content=content)
        assert answer.status_code == status, answer.text
        if "set-cookie" in answer.headers:
            self.headers["Cookie"] = answer.headers["set-cookie"].partition(";")[0]
        return answer.json()

    def get(self, path: str, status: int = 200) -> Any:
        answer = self._ask(self._app, path, headers=self.headers)
        assert answer.status_code == status, answer.text
        return answer.json()


@pytest.fixture
def reception(tmp_path: Path) -> Reception:
    return Reception(tmp_path)


@pytest.fixture
def visit(view: FakePlatform, asking: Ask, reception: Reception) -> Callable[[], Visit]:
    app = create_app(view, None, door=Door(reception.accounts, code=CODE, realm="test"))
    return lambda: Visit(asking, app)


@pytest.fixture
def owner(visit: Callable[[], Visit], reception: Reception) -> Visit:
    reception.add("ada")
    browser = visit()
    browser.post("/api/account/sign-in", name="ada", password=WORDS)
    return browser


def test_at_the_machine_everything_is_open_until_somebody_has_an_account(visit: Callable[[], Visit]) -> None:
    browser, other = visit(), visit()
    told = browser.get("/api/account")
    assert (told["mode"], told["canSetUp"], told["proof"], told["role"]) == ("local", True, "local", "owner")
    browser.get("/api/workspace")
    browser.post("/api/account/set-up", 403, code="WRONG", name="ada", password=WORDS)
    browser.post("/api/account/set-up", code=CODE, name="ada", password=WORDS)
    told = browser.get("/api/account")
    assert (told["mode"], told["canSetUp"], told["name"], told["role"]) == ("accounts", False, "ada", "owner")
    other.get("/api/workspace", 401)
    assert other.get("/api/account")["may"] == ["enter"]


def test_without_accounts_a_server_is_of_the_person_at_the_machine(view: FakePlatform, asking: Ask) -> None:
    browser = Visit(asking, create_app(view, None))
    assert browser.get("/api/account")["canSetUp"] is False
    browser.post("/api/account/sign-in", 403, name="ada", password=WORDS)
    browser.post("/api/account/sign-out", 422)


def test_a_guest_comes_by_a_link(owner: Visit, visit: Callable[[], Visit]) -> None:
    made = owner.post("/api/people/invite", role="developer", branches=["feature/*"], days=2, stay=30)
    assert made["invitation"]["by"] == "ada"
    assert owner.get("/api/people")["invitations"] == [made["invitation"]]
    assert made["secret"] not in json.dumps(owner.get("/api/people"))
    guest = visit()
    guest.post("/api/account/invitation", invitation=made["secret"], name="Guest", password=WORDS)
    told = guest.get("/api/account")
    assert (told["name"], told["role"], told["branches"]) == ("guest", "developer", ["feature/*"])
    visit().post("/api/account/invitation", 403, invitation=made["secret"], name="eve", password=WORDS)
    assert [p["name"] for p in owner.get("/api/people")["people"]] == ["ada", "guest"]


def test_an_invitation_is_withdrawn(owner: Visit, visit: Callable[[], Visit]) -> None:
    made = owner.post("/api/people/invite", role="viewer")
    owner.post("/api/people/withdraw", id=made["invitation"]["id"])
    visit().post("/api/account/invitation", 403, invitation=made["secret"], name="eve", password=WORDS)


def test_roles_change_and_people_go(owner: Visit, reception: Reception) -> None:
    reception.add("bob", Role.VIEWER)
    assert owner.post("/api/people/role", name="bob", role="operator")["role"] == "operator"
    owner.post("/api/people/role", 422, name="bob", role="king")
    owner.post("/api/people/role", 422, name="ada", role="viewer")
    owner.post("/api/people/remove", name="bob")
    owner.post("/api/people/remove", 404, name="bob")
    assert [p["name"] for p in owner.get("/api/people")["people"]] == ["ada"]


def test_a_token_is_told_once_and_revoked(owner: Visit, visit: Callable[[], Visit]) -> None:
    made = owner.post("/api/tokens", label="ci", role="viewer", days=1)
    program = visit()
    program.headers = {"Authorization": f"bearer {made['secret']}"}
    assert program.get("/api/account")["proof"] == "token"
    program.get("/api/workspace")
    assert owner.get("/api/tokens")["tokens"] == [made["token"]]
    owner.post("/api/tokens/revoke", id=made["token"]["id"])
    program.get("/api/workspace", 401)
    owner.post("/api/tokens", 422, label="", role="viewer")


def test_an_owner_revokes_tokens_of_others_and_others_do_not(
    owner: Visit, visit: Callable[[], Visit], reception: Reception
) -> None:
    reception.add("bob", Role.DEVELOPER)
    bob = visit()
    bob.post("/api/account/sign-in", name="bob", password=WORDS)
    made = bob.post("/api/tokens", label="mine", role="developer")
    theirs = owner.post("/api/tokens", label="hers", role="viewer")
    bob.post("/api/tokens/revoke", 404, id=theirs["token"]["id"])
    owner.post("/api/tokens/revoke", id=made["token"]["id"])
    assert len(owner.get("/api/people")["tokens"]) == 2


def test_another_password_takes_the_old_one_and_ends_other_sessions(
    owner: Visit, visit: Callable[[], Visit]
) -> None:
    other = visit()
    other.post("/api/account/sign-in", name="ada", password=WORDS)
    new = "entirely other words"
    owner.post("/api/account/password", 403, current="wrong", password=new)
    owner.post("/api/account/password", 422, current=WORDS, password="short")
    owner.post("/api/account/password", current=WORDS, password=new)
    owner.get("/api/workspace")
    other.get("/api/workspace", 401)


def test_who_did_what_from_where(owner: Visit) -> None:
    owner.post("/api/people/invite", role="viewer")
    newest = owner.get("/api/audit?limit=1")["entries"][0]
    assert (newest["who"], newest["what"], newest["place"]) == ("ada", "invitation.made", "127.0.0.1")
    assert owner.get(f"/api/audit?before={newest['number']}")["entries"][0]["number"] == newest["number"] - 1
    owner.get("/api/audit?limit=0", 422)


@pytest.mark.parametrize(
    "body",
    [{}, {"name": "ada"}, {"name": 1, "password": WORDS}, {"name": "a", "password": "b", "role": "owner"}],
)
def test_what_cannot_be_read_is_refused_without_repeating_it(visit: Callable[[], Visit], body: Any) -> None:
    told = visit().post("/api/account/sign-in", 422, **body)
    assert WORDS not in json.dumps(told)
