"""The built page and what stands in for it."""

from collections.abc import Callable
from pathlib import Path

import httpx
import pytest

from stratum.api.app import create_app
from stratum.testing.fakes_view import FakePlatform

Ask = Callable[..., httpx.Response]


@pytest.mark.parametrize("path", ["/", "/models", "/applications/app/events", "/runs/a.b"])
def test_addresses_of_the_page_get_its_document(get: Ask, path: str) -> None:
    answer = get(path)
    assert (answer.status_code, answer.text) == (200, "<title>stratum</title>")
    assert answer.headers["cache-control"] == "no-cache"


def test_files_with_a_digest_in_their_name_stay_cached(get: Ask) -> None:
    answer = get("/assets/index-1a2b.js")
    assert "immutable" in answer.headers["cache-control"]
    assert answer.headers["content-encoding"] == "gzip"


@pytest.mark.parametrize("path", ["/assets/gone.js", "/favicon.ico", "/assets/../../conftest.py"])
def test_missing_files_are_no_page(get: Ask, path: str) -> None:
    answer = get(path)
    assert answer.status_code == 404
    assert answer.json()["error"]["code"] == "not-found"


@pytest.mark.parametrize("path", ["/api/nothing", "/api/", "/api/runs/r1/other.txt"])
def test_unknown_api_addresses_are_no_page_either(get: Ask, path: str) -> None:
    answer = get(path)
    assert answer.status_code == 404
    assert path in answer.json()["error"]["message"]


def test_only_reading_is_possible(get: Ask) -> None:
    answer = get("/api/workspace", method="POST")
    assert answer.status_code == 405
    assert answer.json()["error"]["code"] == "method-not-allowed"


def test_without_a_build_the_page_says_what_to_do(asking: Ask, view: FakePlatform) -> None:
    app = create_app(view, None)
    answer = asking(app, "/models")
    assert answer.status_code == 503
    assert "python hatch_build.py build" in answer.text
    assert asking(app, "/api/workspace").status_code == 200


def test_a_link_out_of_the_folder_is_not_followed(get: Ask, page: Path) -> None:
    (page / "assets" / "leak.js").symlink_to("/etc/hostname")
    assert get("/assets/leak.js").status_code == 404
