"""Types, schemas and edits over HTTP."""

import json
from collections.abc import Callable

import httpx
import pytest

from stratum.api.bodies import LARGEST
from stratum.core.edits import RemoveElement, edit_to_plain
from stratum.testing.fakes_view import FakePlatform

Ask = Callable[..., httpx.Response]
EDIT = RemoveElement("application.yaml", "board")
PLAIN = edit_to_plain(EDIT)
JSON = {"Content-Type": "application/json; charset=utf-8"}


def post(get: Ask, body: object, headers: dict[str, str] | None = None) -> httpx.Response:
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    return get("/api/edits", method="POST", headers=JSON if headers is None else headers, content=content)


def test_types_are_told_for_a_palette_and_for_forms(get: Ask) -> None:
    told = get("/api/types").json()
    host = next(t for t in told["types"] if t["name"] == "FogServer")
    disk = next(a for a in host["attributes"] if a["name"] == "disk")
    assert (disk["type"], disk["default"], disk["required"]) == ("quantity", "0 B", False)
    assert "GiB" in disk["units"]
    assert {"type": "OperatingSystem", "minimum": 0, "maximum": 1, "uses": []} in host["contains"]
    assert {s["name"] for s in told["documents"]["Infrastructure"]["sections"]} >= {"hosts", "links"}


def test_types_are_sent_once_while_they_are_the_same(get: Ask) -> None:
    first = get("/api/types")
    assert first.headers["cache-control"] == "private, no-cache"
    tag = first.headers["etag"]
    for known in (tag, tag.removeprefix("W/"), f'"other", {tag}', "*"):
        again = get("/api/types", headers={"If-None-Match": known})
        assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
    other = get("/api/types", headers={"If-None-Match": 'W/"other"'})
    assert (other.status_code, other.json()) == (200, first.json())


def test_types_are_packed_where_the_client_takes_that(get: Ask) -> None:
    packed = get("/api/types", headers={"Accept-Encoding": "gzip"})
    assert packed.headers["content-encoding"] == "gzip"
    plain = get("/api/types", headers={"Accept-Encoding": "identity"})
    assert "content-encoding" not in plain.headers
    assert packed.json() == plain.json()


def test_relations_tell_the_keys_that_they_are_written_as(get: Ask) -> None:
    query = next(t for t in get("/api/types").json()["types"] if t["name"] == "SqlQuery")
    assert query["relations"][0]["spellings"] == ["input", "inputs"]


def test_the_documents_are_told_with_what_was_found_in_them(get: Ask, view: FakePlatform) -> None:
    view.applications["app"] = {"name": "app", "findings": [{"message": "no"}]}
    told = get("/api/documents").json()
    assert [(one["file"], one["kind"]) for one in told["documents"]] == [("app.yaml", "Application")]
    assert told["findings"] == [{"message": "no"}]


def test_examples_are_told_with_their_documents_and_one_with_its_texts(get: Ask) -> None:
    told = {one["name"]: one for one in get("/api/examples").json()["examples"]}
    kinds = [document["kind"] for document in told["01-flights"]["documents"]]
    assert kinds == ["Application", "Infrastructure", "Pipeline"]
    assert told["09-housing"]["documents"][0]["name"]
    flights = get("/api/examples/01-flights").json()
    assert set(flights["texts"]) == {
        "application.yaml",
        "departures.sql",
        "infrastructure.yaml",
        "pipeline.yaml",
    }
    assert get("/api/examples/..%2F..").status_code == 404
    assert get("/api/examples/none").status_code == 404


def test_a_schema_of_each_kind(get: Ask) -> None:
    assert get("/api/schema/Pipeline").json()["title"] == "Pipeline of stratum"
    assert get("/api/schema/Other").status_code == 404


def test_edits_reach_the_view_with_what_they_are_against(get: Ask, view: FakePlatform) -> None:
    answer = post(get, {"edits": [PLAIN], "against": {"application.yaml": "d"}})
    assert (answer.status_code, answer.json()["applied"]) == (200, True)
    assert view.edits == [((EDIT,), {"application.yaml": "d"})]


def test_a_refusal_says_why(get: Ask, view: FakePlatform) -> None:
    view.refusal = [{"message": "no"}]
    assert post(get, {"edits": [PLAIN]}).json() == {
        "applied": False, "findings": [{"message": "no"}], "digests": {}, "commit": "", "uncommitted": "",
    }  # fmt: skip
    assert view.edits == []


@pytest.mark.parametrize(
    "body",
    [
        b"{",
        b"[]",
        {"edits": []},
        {"edits": [{"edit": "Nothing"}]},
        {"edits": [PLAIN], "against": 1},
        b" " * (LARGEST + 1),
    ],
)
def test_what_is_no_list_of_edits_is_refused(get: Ask, view: FakePlatform, body: object) -> None:
    assert post(get, body).status_code == 422
    assert view.edits == []


@pytest.mark.parametrize("headers", [{}, {"Content-Type": "text/plain"}])
def test_a_form_of_another_page_cannot_send_edits(
    get: Ask, view: FakePlatform, headers: dict[str, str]
) -> None:
    assert post(get, {"edits": [PLAIN]}, headers).status_code == 422
    assert post(get, {"edits": [PLAIN]}, {**JSON, "Origin": "http://evil.example"}).status_code == 421
    assert view.edits == []
