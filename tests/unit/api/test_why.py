"""``/api/why``."""

from collections.abc import Callable

import httpx
import pytest

from stratum.testing.fakes_view import FakePlatform

Ask = Callable[..., httpx.Response]


@pytest.fixture(autouse=True)
def history(view: FakePlatform) -> None:
    view.history = [{"id": str(n), "type": "a.b", "subject": "scorer"} for n in range(20, 0, -1)]


def test_steps_come_newest_first_and_limited(get: Ask) -> None:
    assert [s["id"] for s in get("/api/why/scorer?application=app&limit=2").json()["steps"]] == ["20", "19"]
    assert len(get("/api/why/scorer").json()["steps"]) == 10


def test_an_element_without_events_is_not_found(get: Ask) -> None:
    answer = get("/api/why/other?application=app")
    assert answer.status_code == 404
    assert "app/other" in answer.json()["error"]["message"]


@pytest.mark.parametrize("limit", ["0", "201", "many"])
def test_an_odd_limit_is_refused(get: Ask, limit: str) -> None:
    assert get(f"/api/why/scorer?limit={limit}").status_code == 422
