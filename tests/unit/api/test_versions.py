"""Versions over HTTP: what is read, what is asked to be done, and who may ask."""

import json
from collections.abc import Callable

import httpx
import pytest

from stratum.api.bodies import LARGEST
from stratum.core.versions import (
    Action,
    CreateBranch,
    CreateTag,
    DeleteBranch,
    DeleteTag,
    Fetch,
    Merge,
    Own,
    Push,
    Restore,
    Save,
    Switch,
)
from stratum.testing.fakes_view import FakePlatform

Ask = Callable[..., httpx.Response]
JSON = {"Content-Type": "application/json"}
ASKED: list[tuple[str, object, Action]] = [
    ("branches", {"do": "create", "name": "side"}, CreateBranch("side")),
    ("branches", {"do": "create", "name": "side", "at": "v1"}, CreateBranch("side", "v1")),
    ("branches", {"do": "delete", "name": "side", "force": True}, DeleteBranch("side", force=True)),
    ("tags", {"do": "create", "name": "v1", "message": "m"}, CreateTag("v1", message="m")),
    ("tags", {"do": "delete", "name": "v1"}, DeleteTag("v1")),
    ("commit", {}, Save()),
    ("switch", {"branch": "side"}, Switch("side")),
    ("restore", {"commit": "HEAD~1", "files": ["a.yaml"]}, Restore("HEAD~1", ("a.yaml",))),
    ("merge", {"branch": "side"}, Merge("side")),
    ("merge", {"branch": "x", "apply": True, "choices": {"1": "ours"}}, Merge("x", True, {"1": "ours"})),
    ("merge", {"branch": "x", "choices": {"1": {"value": "2"}}}, Merge("x", choices={"1": Own("2")})),
]


@pytest.fixture
def past(view: FakePlatform) -> FakePlatform:
    view.log = [{"id": name, "title": f"commit {name}"} for name in ("c", "b", "a")]
    view.past = {"branch": "main"}
    view.words = ["set memory of db"]
    view.contents = {"app.yaml": "stratum: 1\n"}
    return view


def post(get: Ask, what: str, body: object, headers: dict[str, str] | None = None) -> httpx.Response:
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    return get(
        f"/api/versions/{what}", method="POST", headers=JSON if headers is None else headers, content=content
    )


def test_the_graph_comes_in_pages(get: Ask, past: FakePlatform) -> None:
    first = get("/api/versions?limit=2").json()
    assert ([c["id"] for c in first["commits"]], first["more"], first["branch"]) == (["c", "b"], True, "main")
    assert [c["id"] for c in get("/api/versions?limit=2&offset=2").json()["commits"]] == ["a"]
    assert [c["id"] for c in get("/api/versions?branch=b").json()["commits"]] == ["b", "a"]
    for query in ("limit=0", "limit=2000", "offset=-1", "offset=x"):
        assert get(f"/api/versions?{query}").status_code == 422


def test_a_commit_with_its_words_and_files(get: Ask, past: FakePlatform) -> None:
    told = get("/api/versions/b").json()
    assert (told["title"], told["words"], told["files"]) == ("commit b", past.words, ["app.yaml"])
    assert get("/api/versions/none").status_code == 404
    assert get("/api/versions/file?at=b&file=app.yaml").json()["text"] == "stratum: 1\n"
    assert get("/api/versions/file?at=b").status_code == 404


def test_two_commits_beside_each_other(get: Ask, past: FakePlatform) -> None:
    told = get("/api/versions/diff?from=a&to=c").json()
    assert (told["from"], told["to"], told["words"]) == ("a", "c", past.words)
    assert get("/api/versions/diff").json()["from"] == "HEAD"


def test_documents_and_types_of_a_commit_and_of_here(get: Ask, past: FakePlatform) -> None:
    told = get("/api/versions/documents?at=b").json()
    assert (told["commit"], told["texts"]) == ("b", past.contents)
    assert get("/api/versions/documents").json()["commit"] == ""
    assert get("/api/types?at=b").json() == get("/api/types").json()
    for path in ("versions/documents?at=none", "types?at=none"):
        assert get(f"/api/{path}").status_code == 404


def test_other_repositories_are_reached_beside_the_view(get: Ask, past: FakePlatform) -> None:
    past.outcomes = [{"commit": "c"}]
    assert post(get, "push", {"remote": "origin", "branch": "side"}).json() == {"commit": "c"}
    assert post(get, "fetch", {}).json()["remote"] == "origin"
    assert past.exchanges == [Push("origin", "side"), Fetch("origin", "main")]
    assert past.acts == []


@pytest.mark.parametrize(("what", "body", "action"), ASKED)
def test_what_is_asked_reaches_the_view(
    get: Ask, past: FakePlatform, what: str, body: object, action: Action
) -> None:
    past.outcomes = [{"done": True}]
    assert post(get, what, body).json() == {"done": True}
    assert past.acts == [action]


@pytest.mark.parametrize(
    ("what", "body"),
    [
        ("branches", {"name": "side"}),
        ("branches", {"do": "move", "name": "side"}),
        ("branches", {"do": "create", "name": 1}),
        ("tags", {"do": "create"}),
        ("switch", {}),
        ("switch", {"branch": "a", "force": True}),
        ("merge", {"branch": "a", "choices": {"1": "mine"}}),
        ("merge", {"branch": "a", "choices": {"1": {"text": "mine"}}}),
        ("push", {"remote": "origin", "force": True}),
        ("fetch", {"remote": 1}),
        ("restore", []),
        ("commit", b"{"),
        ("commit", b" " * (LARGEST + 1)),
    ],
)
def test_what_cannot_be_read_is_refused_with_the_shape(
    get: Ask, past: FakePlatform, what: str, body: object
) -> None:
    refused = post(get, what, body)
    assert refused.status_code == 422
    assert "send" in refused.json()["error"]["hint"]
    assert past.acts == []
    assert past.exchanges == []


@pytest.mark.parametrize(
    "what", ["branches", "tags", "commit", "switch", "restore", "merge", "push", "fetch"]
)
def test_another_page_can_ask_for_nothing(get: Ask, past: FakePlatform, what: str) -> None:
    assert post(get, what, {"branch": "a"}, {}).status_code == 422
    assert post(get, what, {"branch": "a"}, {"Content-Type": "text/plain"}).status_code == 422
    assert post(get, what, {"branch": "a"}, {**JSON, "Origin": "http://evil.example"}).status_code == 421
    assert get("/api/versions", headers={"Host": "evil.example"}).status_code == 421
    assert past.acts == []
