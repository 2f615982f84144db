"""``/api/models/…`` over a real workspace with two registered versions."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest

from stratum.api.app import create_app
from stratum.api.routes import registry
from stratum.runtime.workbench import Workbench
from stratum.testing.catalogue import ROW, write_catalogue
from stratum.testing.fakes_view import FakePlatform

Ask = Callable[..., httpx.Response]
ZIP = {"Content-Type": "application/zip"}


@pytest.fixture
def talk(tmp_path: Path, view: FakePlatform, asking: Ask) -> Ask:
    (tmp_path / "ws").mkdir()
    app = create_app(view, None, bench=Workbench(write_catalogue(tmp_path / "ws")))
    return lambda path, **more: asking(app, path, **more)


@pytest.fixture
def post(talk: Ask) -> Callable[[str, Any], httpx.Response]:
    def post(path: str, body: Any) -> httpx.Response:
        request = httpx.Request("POST", "http://x", json=body)
        headers = {"Content-Type": "application/json"}
        return talk(path, method="POST", headers=headers, content=request.content)

    return post


Post = Callable[[str, Any], httpx.Response]


def test_a_version_in_detail(talk: Ask) -> None:
    told = talk("/api/models/late/2").json()
    assert [one["name"] for one in told["signature"]["inputs"]] == ["carrier", "delay", "scheduled"]
    assert told["lineage"]["data"] == {"departures": "2" * 64}
    assert set(told["examples"][0]) == set(ROW)
    assert talk("/api/models/late/9").status_code == 404


def test_two_versions_compared(talk: Ask) -> None:
    told = talk("/api/models/differences?first=late@1&second=late@2").json()
    found = {(one["part"], one["name"]): one for one in told["differences"]}
    assert found["metric", "roc_auc"]["better"] == "second"
    assert found["parameter", "depth"]["second"] == 2


def test_a_version_becomes_champion_and_is_rolled_back(post: Post, talk: Ask) -> None:
    for number in (1, 2):
        assert post(f"/api/models/late/{number}/stage", {"stage": "champion"}).json()["stage"] == "champion"
    assert talk("/api/models/late/1").json()["stage"] == "final"
    assert post("/api/models/rollback", {"model": "late"}).json()["version"] == 1
    assert talk("/api/models/late/2").json()["stage"] == "final"
    assert post("/api/models/rollback", {"model": "late"}).status_code == 404


@pytest.mark.parametrize("body", [{"stage": "best"}, {"stage": 1}, {}, {"stage": "final", "more": 1}])
def test_a_stage_that_is_none_is_refused(post: Post, body: object) -> None:
    assert post("/api/models/late/1/stage", body).status_code == 422


def test_where_it_comes_from(talk: Ask) -> None:
    nodes = talk("/api/models/late/1/lineage").json()["nodes"]
    assert [one["kind"] for one in nodes] == ["data", "pipeline", "commit", "run", "version"]


def test_exposing_is_tried_by_looking(talk: Ask) -> None:
    told = talk("/api/models/late/1/exposure?host=fog-1").json()
    assert (told["legal"], told["host"], told["edits"][0]["edit"]) == (True, "fog-1", "AddElement")


def test_a_version_as_a_file_is_taken_in_again(talk: Ask, tmp_path: Path) -> None:
    sent = talk("/api/models/late/2/bundle")
    assert sent.headers["content-disposition"] == 'attachment; filename="late-2.stratum-model.zip"'
    again = talk("/api/models/import", method="POST", headers=ZIP, content=sent.content)
    assert again.json()["version"] == 2  # the same content is the same version


@pytest.mark.parametrize(("headers", "content"), [({}, b"PK"), (ZIP, b"PK"), (ZIP, b"\x80\x04cos\nsystem\n")])
def test_a_file_that_is_no_model_is_refused(talk: Ask, headers: dict[str, str], content: bytes) -> None:
    assert talk("/api/models/import", method="POST", headers=headers, content=content).status_code == 422


def test_a_file_that_is_too_large_is_refused(talk: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "LARGEST", 10)
    told = talk("/api/models/import", method="POST", headers=ZIP, content=b"x" * 11)
    assert "at most 10 bytes" in told.json()["error"]["message"]


def test_a_version_is_asked(post: Post) -> None:
    told = post("/api/models/late/1/try", {"rows": [ROW]}).json()
    assert told["predictions"][0]["label"] == 1
    assert (told["model"], told["version"]) == ("late", "1")
    assert told["seconds"] > 0
    assert "/v1/models/late:predict" in told["curl"]


def test_a_row_that_does_not_fit_says_where(post: Post) -> None:
    told = post("/api/models/late/1/try", {"rows": [{**ROW, "delay": "much"}]})
    assert told.status_code == 422
    assert "delay" in told.json()["error"]["message"]


@pytest.mark.parametrize("rows", [[], [ROW] * 65, "x", [{"a": [1]}]])
def test_what_are_no_rows_is_refused_before_anything_is_loaded(post: Post, rows: object) -> None:
    assert post("/api/models/late/1/try", {"rows": rows}).status_code == 422


@pytest.mark.parametrize("path", ["shop/late", "shop/archive", "127.0.0.1:22/x", "..%2F/x"])
def test_only_services_that_run_are_asked(post: Post, talk: Ask, path: str) -> None:
    assert post(f"/api/services/{path}/try", {"rows": [ROW]}).status_code in {404, 405}
    assert talk("/api/services").json() == {"services": []}


def test_a_notebook_is_opened_of_a_run_that_has_one(post: Post, talk: Ask) -> None:
    assert talk("/api/notebook").json() == {"running": False, "address": ""}
    assert post("/api/notebook", {"run": "../../x"}).status_code == 404
    assert post("/api/notebook", {}).status_code == 422
    assert post("/api/notebook/stop", {}).json() == {"running": False, "was_running": False}
