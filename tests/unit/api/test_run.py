"""``/api/applications/{name}/run``."""

from collections.abc import Callable

import httpx
import pytest

from stratum.core.errors import TransientError
from stratum.testing.fakes_view import FakePlatform
from stratum.testing.flights_story import Recorded

Ask = Callable[..., httpx.Response]
NOW = 1_000_000.0
RUN = "/api/applications/app/run"


def test_an_application_without_a_model_has_no_services(get: Ask) -> None:
    answer = get(RUN)
    assert answer.status_code == 200
    assert answer.json() == {"time": NOW, "running": True, "dataTime": None, "services": [], "decisions": []}
    assert answer.headers["cache-control"] == "no-store"


def test_the_seconds_shown_are_those_that_were_asked_for(get: Ask, view: FakePlatform) -> None:
    view.recorded = Recorded(NOW - 300)
    (whole,), (short,) = (get(f"{RUN}{query}").json()["services"] for query in ("", "?seconds=60"))
    assert len(whole["series"]["load"]) == 301
    assert [short["series"]["load"][0][0], short["series"]["load"][-1][0]] == [NOW - 60, NOW]


def test_what_was_decided_stays_when_nothing_runs_any_more(get: Ask, view: FakePlatform) -> None:
    view.recorded = Recorded(NOW - 300)
    view.components.clear()
    answer = get(RUN).json()
    assert answer["running"] is False
    assert answer["services"][0]["cycle"]["stage"] == "rejected"
    assert answer["decisions"][0]["type"] == "cycle.rejected"


def test_an_unknown_application_is_not_found(get: Ask) -> None:
    answer = get("/api/applications/nope/run")
    assert answer.status_code == 404
    assert answer.json()["error"]["hint"] == "known: app"


@pytest.mark.parametrize("seconds", ["soon", "0", "-1", "nan", "86401"])
def test_nonsense_for_seconds_is_refused_with_a_hint(get: Ask, seconds: str) -> None:
    answer = get(f"{RUN}?seconds={seconds}")
    assert answer.status_code == 422
    assert answer.json()["error"]["hint"]


def test_trouble_is_said(get: Ask, view: FakePlatform) -> None:
    view.failure = TransientError("the journal is busy")
    assert get(RUN).status_code == 503
