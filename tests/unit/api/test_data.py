"""``/api/data`` over a real workspace."""

from collections.abc import Callable
from pathlib import Path

import httpx
import pytest

from stratum.api.app import create_app
from stratum.runtime.settings import Settings
from stratum.runtime.wiring import Parts
from stratum.runtime.workbench import Workbench
from stratum.testing.fakes_view import FakePlatform
from stratum.testing.small_flights import write_small_flights

Ask = Callable[..., httpx.Response]


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("data")
    write_small_flights(folder)
    return folder


@pytest.fixture
def look(workspace: Path, view: FakePlatform, asking: Ask) -> Ask:
    app = create_app(view, None, bench=Workbench(Parts(Settings(workspace=workspace))))
    return lambda path: asking(app, path)


def test_the_tables_of_a_pipeline(look: Ask) -> None:
    told = look("/api/data/delay-risk").json()
    assert told["target"] == "late"
    assert [(one["name"], one["source"]) for one in told["tables"]] == [
        ("departures", True), ("landed", False), ("known", False),
    ]  # fmt: skip


def test_the_first_rows(look: Ask) -> None:
    told = look("/api/data/delay-risk/departures/preview?rows=2").json()
    assert (told["rows"], len(told["first"])) == (4000, 2)
    assert told["first"][0][0] == "d0"


def test_what_a_table_holds(look: Ask) -> None:
    told = look("/api/data/delay-risk/departures/profile").json()
    assert told["target"] == "late"
    assert sum(count for _, count in told["balance"]) == told["looked"] == 4000
    assert told["correlations"][0] == {"first": "scheduled", "second": "landed", "value": 1.0}
    outliers = {one["name"]: one["numbers"]["outliers"] for one in told["columns"] if one["numbers"]}
    assert outliers["late"] == outliers["wind"] == 0
    assert ("copy", "landed") in {(one["code"], one["column"]) for one in told["remarks"]}


@pytest.mark.parametrize(
    ("path", "status", "said"),
    [
        ("/api/data/other", 404, "no Pipeline 'other'"),
        ("/api/data/delay-risk/other/preview", 404, "other"),
        ("/api/data/delay-risk/departures/preview?rows=100000", 422, "rows=100000"),
        ("/api/data/delay-risk/moment/profile", 422, "makes no table"),
    ],
)
def test_what_is_not_there_is_said(look: Ask, path: str, status: int, said: str) -> None:
    told = look(path)
    assert (told.status_code, said in told.json()["error"]["message"]) == (status, True), told.text


def test_a_server_without_data_says_so(get: Ask) -> None:
    assert get("/api/data/delay-risk").status_code == 404
