"""Comments over HTTP: whose they are, who may take them back, and where there are none."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest

from stratum.accounts.types import Role
from stratum.api.app import create_app
from stratum.api.door import Door
from stratum.api.routes.comments import discuss
from stratum.comments.schema import SCHEMA
from stratum.comments.service import Comments
from stratum.effects.sqlite import Database
from stratum.testing.accounts import Reception
from stratum.testing.fakes import ManualClock
from stratum.testing.fakes_editing import FakeEditing
from stratum.testing.fakes_view import FakePlatform

Ask = Callable[..., httpx.Response]
Say = Callable[..., httpx.Response]


class Heard(FakeEditing):
    """Notes what everybody is told."""

    def __init__(self, view: FakePlatform) -> None:
        super().__init__(view)
        self.told: list[str] = []

    def announce(self, what: str) -> None:
        self.told.append(what)


@pytest.fixture
def heard(view: FakePlatform) -> Heard:
    return Heard(view)


@pytest.fixture
def reception(tmp_path: Path) -> Reception:
    return Reception(tmp_path)


@pytest.fixture
def say(view: FakePlatform, asking: Ask, reception: Reception, heard: Heard, tmp_path: Path) -> Say:
    """Asks as somebody, by the secret of their session."""
    app = create_app(view, None, session=heard, door=Door(reception.accounts, realm="test"))
    discuss(app, Comments(Database(tmp_path / "comments.db", SCHEMA), ManualClock(1000.0)))

    def say(path: str, body: dict[str, Any] | None = None, session: str = "") -> httpx.Response:
        headers = {"Content-Type": "application/json", "Origin": "http://127.0.0.1:7777"}
        if session:
            headers["Cookie"] = f"stratum-test={session}"
        if body is None:
            return asking(app, f"/api/comments{path}", headers=headers)
        content = json.dumps(body).encode()
        return asking(app, f"/api/comments{path}", method="POST", headers=headers, content=content)

    return say


BEGIN = {"file": "a.yaml", "element": "b", "text": "@bo look"}


def test_without_accounts_people_call_themselves_as_they_like(say: Say, heard: Heard) -> None:
    thread = say("", {**BEGIN, "name": " Ada\n Low "}).json()["thread"]
    assert (thread["element"], thread["remarks"][0]["author"]) == ("b", "Ada Low")
    assert say("", BEGIN).json()["thread"]["remarks"][0]["author"] == "somebody"
    assert say("?file=a.yaml").json()["people"] == ["Ada Low", "somebody"]
    assert say("/mentions?name=bo").json()["new"] == 2
    assert heard.told == ["comments", "comments"]


def test_with_accounts_nobody_speaks_for_somebody_else(say: Say, reception: Reception) -> None:
    owner = reception.add("ada")
    viewer, other = reception.add("bo", Role.VIEWER), reception.add("eve", Role.DEVELOPER)
    assert say("", BEGIN).status_code == 401
    said = say("", {**BEGIN, "name": "ada"}, viewer).json()["thread"]["remarks"][0]
    assert said["author"] == "bo"
    for path, body in (("/edit", {"text": "x"}), ("/delete", {})):
        asked = {"remark": said["number"], "name": "bo", **body}
        assert say(path, asked, other).status_code == 403
    assert say("/mentions?name=bo", None, other).json()["new"] == 0
    assert say("/mentions", None, viewer).json()["new"] == 1
    assert say("/seen", {"number": said["number"]}, viewer).status_code == 200
    assert say("/mentions", None, viewer).json()["new"] == 0
    assert say("/delete", {"remark": said["number"]}, owner).json()["thread"]["remarks"][0]["is_deleted"]
    assert say("", None, viewer).json()["people"] == ["ada", "bo", "eve"]


def test_a_thread_is_answered_and_settled(say: Say) -> None:
    thread = say("", BEGIN).json()["thread"]["id"]
    assert len(say("/reply", {"thread": thread, "text": "yes"}).json()["thread"]["remarks"]) == 2
    settled = say("/resolve", {"thread": thread, "resolved": True, "name": "Ada"})
    assert settled.json()["thread"]["resolved"] == "Ada"


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("", {"file": "a.yaml"}, 422),
        ("", {**BEGIN, "text": " "}, 422),
        ("", {**BEGIN, "more": 1}, 422),
        ("", {**BEGIN, "file": "x" * 600}, 422),
        ("/reply", {"thread": 9, "text": "x"}, 404),
        ("/resolve", {"thread": 9, "resolved": True}, 404),
        ("/edit", {"remark": 9, "text": "x"}, 404),
    ],
)
def test_what_cannot_be_said_is_refused(say: Say, path: str, body: dict[str, Any], status: int) -> None:
    answer = say(path, body)
    assert (answer.status_code, answer.json()["error"]["hint"] != "") == (status, True)


def test_where_there_are_none_they_are_not_missed(view: FakePlatform, asking: Ask) -> None:
    app = create_app(view, None)
    assert asking(app, "/api/comments").json()["threads"] == []
    assert asking(app, "/api/comments/mentions").json() == {"mentions": [], "new": 0}
