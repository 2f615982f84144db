"""``/api/models`` and ``/api/runs``."""

from collections.abc import Callable
from pathlib import Path

import httpx

Ask = Callable[..., httpx.Response]


def run_files(folder: Path) -> Path:
    files = folder / "runs" / "r1"
    files.mkdir(parents=True)
    (files / "report.html").write_text("<h1>report</h1><script>alert(1)</script>")
    (files / "notebook.ipynb").write_text("{}")
    return files


def test_models_and_runs(get: Ask) -> None:
    assert get("/api/models").json()["models"][0]["version"] == 3
    (run,) = get("/api/runs").json()["runs"]
    assert run["candidates"] == [{"name": "a"}]


def test_one_run_has_its_curves(get: Ask) -> None:
    assert get("/api/runs/r1").json()["candidates"][0]["curves"] == {"roc": [[0, 0]]}
    assert get("/api/runs/r9").status_code == 404


def test_report_may_run_nothing(get: Ask, tmp_path: Path) -> None:
    run_files(tmp_path)
    answer = get("/api/runs/r1/report.html")
    assert answer.text.startswith("<h1>report")
    policy = answer.headers["content-security-policy"]
    assert policy.startswith("sandbox; default-src 'none'")
    assert "script-src" not in policy
    assert answer.headers["cache-control"] == "no-store"


def test_notebook_is_a_download(get: Ask, tmp_path: Path) -> None:
    run_files(tmp_path)
    answer = get("/api/runs/r1/notebook.ipynb")
    assert answer.json() == {}
    assert answer.headers["content-disposition"] == 'attachment; filename="r1.ipynb"'


def test_script_and_card_are_downloads(get: Ask, tmp_path: Path) -> None:
    files = run_files(tmp_path)
    for name, text in (("pipeline.py", "print(1)"), ("MODEL_CARD.md", "# Model card")):
        (files / name).write_text(text)
        answer = get(f"/api/runs/r1/{name}")
        assert answer.text == text
        assert answer.headers["content-disposition"].startswith('attachment; filename="r1.')


def test_a_run_without_files_says_how_to_get_them(get: Ask) -> None:
    answer = get("/api/runs/r1/report.html")
    assert answer.status_code == 404
    assert "r1 has no report.html" in answer.json()["error"]["message"]
    assert get("/api/runs/r9/report.html").status_code == 404
