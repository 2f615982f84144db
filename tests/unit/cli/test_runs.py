"""``stratum runs compare``, ``remove`` and ``gc``, and cached tables that ``stratum data gc`` clears away."""

import json
import os
import shutil
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from stratum.cli.main import cli
from stratum.core.errors import InvalidInputError, NotFoundError
from stratum.runtime.wiring import TABLES, Parts
from stratum.testing.catalogue import write_catalogue
from stratum.training.logic.progress import Plan
from stratum.training.records import RunFolder
from stratum.training.types import CandidateResult, Run

DAY = 86_400


@pytest.fixture
def parts(tmp_path: Path) -> Parts:
    return write_catalogue(tmp_path)


def left(parts: Parts, name: str, age: int, pipeline: str = "late", depth: int = 3, auc: float = 0.7) -> None:
    """A run that ended ``age`` days ago, with a report and work that was kept."""
    folder, began = RunFolder(parts.runs_root / name), parts.clock.now() - age * DAY
    folder.path.mkdir(parents=True)
    figures = {"roc_auc": auc, "brier": 0.2}
    parameters = {"depth": depth, "leaves": 8}
    tree = CandidateResult("tree", "DecisionTreeClassifier", parameters, "ok", metrics=figures)
    ended = Run(
        name,
        pipeline,
        "classification",
        "roc_auc",
        began,
        began + 2,
        "ok",
        rows={"train": 9, "test": 3},
        chosen="tree",
        candidates=(tree,),
        data={"sources": {"departures": {"rows": 4000, "columns": 6, "digest": "ab" * 32}}},
    )
    folder.save(ended)
    folder.write_document("report.html", "<p>")
    (folder.work / "tree").mkdir(parents=True)
    (folder.work / "tree" / "graph.onnx").write_bytes(bytes(100))


def run(parts: Parts, *words: str, answers: str = "") -> Result:
    return CliRunner().invoke(cli, [*words, "-w", str(parts.workspace.root)], input=answers)


def told(parts: Parts, *words: str) -> Any:
    done = run(parts, *words, "--json")
    assert done.exit_code == 0, done.output
    return json.loads(done.output)


def there(parts: Parts) -> list[str]:
    return sorted(path.name for path in parts.runs_root.iterdir() if path.is_dir())


def test_runs_are_told_side_by_side(parts: Parts) -> None:
    left(parts, "a", 2)
    left(parts, "b", 1, depth=5, auc=0.8)
    facts = {one["name"]: one for one in told(parts, "runs", "compare", "a", "b")["facts"]}
    assert facts["roc_auc"] == {"name": "roc_auc", "values": [0.7, 0.8], "best": ["b"]}
    assert facts["parameter depth"]["values"] == [3, 5]
    assert set(facts) == {"roc_auc", "parameter depth"}
    shown = run(parts, "runs", "compare", "a", "b", "--all").output
    assert "0.8 *" in shown
    assert "tree, DecisionTreeClassifier" in shown
    assert "departures abababababab" in shown
    assert run(parts, "runs", "compare", "a").exit_code == 2
    assert isinstance(run(parts, "runs", "compare", "a", "none").exception, NotFoundError)


def test_a_run_is_removed_after_it_was_asked_for(parts: Parts) -> None:
    left(parts, "a", 2)
    left(parts, "b", 1)
    assert "would remove 1 run" in run(parts, "runs", "remove", "a", answers="n\n").output
    assert "would remove 1 run" in run(parts, "runs", "remove", "a", "--dry-run").output
    assert run(parts, "runs", "remove", "a", "--json").exit_code == 2
    assert there(parts) == ["a", "b"]
    assert "removed 1 run" in run(parts, "runs", "remove", "a", answers="y\n").output
    assert there(parts) == ["b"]
    assert isinstance(run(parts, "runs", "remove", "a", "--yes").exception, NotFoundError)


def test_a_run_that_a_registered_version_came_out_of_stays(parts: Parts) -> None:
    left(parts, "run-1", 9)
    refused = run(parts, "runs", "remove", "run-1", "--yes").exception
    assert isinstance(refused, InvalidInputError)
    assert refused.message == "run run-1 stays: late@1 came out of it"
    assert told(parts, "runs", "gc", "--keep", "0", "--yes")["kept"] == {"run-1": "late@1 came out of it"}
    assert there(parts) == ["run-1"]
    assert told(parts, "runs", "remove", "run-1", "--registered", "--yes")["runs"] == ["run-1"]
    assert there(parts) == []


def test_a_run_that_goes_on_stays(parts: Parts) -> None:
    folder = RunFolder(parts.runs_root / "a")
    with folder.held():
        folder.begin(Plan(0.0, ("tree",), (), "inline", 1, 7))
        folder.save(Run("a", "late", "classification", "roc_auc", 0.0))
        assert told(parts, "runs", "gc", "--keep", "0", "--yes")["kept"] == {"a": "it is running"}
        refused = run(parts, "runs", "remove", "a", "--registered", "--yes").exception
        assert isinstance(refused, InvalidInputError)
        assert refused.message == "run a stays: it is running"
        assert refused.hint == "wait for its end, or cancel it: stratum runs cancel a"
    assert there(parts) == ["a"]


def test_a_copy_of_a_run_goes_and_its_original_stays(parts: Parts) -> None:
    left(parts, "a", 2)
    shutil.copytree(parts.runs_root / "a", parts.runs_root / "keepsake")
    assert told(parts, "runs", "remove", "keepsake", "--yes")["runs"] == ["keepsake"]
    assert there(parts) == ["a"]
    for copy in ("0", "keepsake"):
        shutil.copytree(parts.runs_root / "a", parts.runs_root / copy)
    assert sorted(told(parts, "runs", "gc", "--keep", "1", "--yes")["runs"]) == ["0", "keepsake"]
    assert there(parts) == ["a"]


def test_a_copy_of_a_registered_run_stays_as_its_original_does(parts: Parts) -> None:
    left(parts, "run-1", 9)
    shutil.copytree(parts.runs_root / "run-1", parts.runs_root / "keepsake")
    refused = run(parts, "runs", "remove", "keepsake", "--yes").exception
    assert isinstance(refused, InvalidInputError)
    assert refused.message == "run keepsake stays: late@1 came out of it"
    told(parts, "runs", "remove", "keepsake", "--registered", "--yes")
    assert there(parts) == ["run-1"]


def test_a_damaged_run_hinders_no_other_one_and_can_be_removed(parts: Parts) -> None:
    for name, age in (("a", 3), ("b", 2), ("torn", 1)):
        left(parts, name, age)
    folder = RunFolder(parts.runs_root / "torn")
    (folder.path / "run.json").write_text('{"id": "to')
    done = told(parts, "runs", "gc", "--keep", "1", "--yes")
    assert done["runs"] == ["a"]
    assert done["kept"] == {"torn": "its record is damaged: stratum runs remove torn"}
    listed = {one["id"]: one for one in told(parts, "runs", "list")["runs"]}
    assert {name: one["status"] for name, one in listed.items()} == {"b": "ok", "torn": "damaged"}
    assert listed["torn"]["error"].startswith("run torn: this is no run.json")
    assert "stratum runs remove torn" in listed["torn"]["error"]
    assert isinstance(run(parts, "runs", "show", "torn").exception, InvalidInputError)
    told(parts, "runs", "remove", "b", "--yes")
    with folder.held():
        assert isinstance(run(parts, "runs", "remove", "torn", "--yes").exception, InvalidInputError)
    assert told(parts, "runs", "remove", "torn", "--yes")["runs"] == ["torn"]
    assert there(parts) == []


def test_old_runs_go_and_the_newest_of_each_pipeline_stay(parts: Parts) -> None:
    for name, age, pipeline in (("a", 40, "late"), ("b", 20, "late"), ("c", 1, "late"), ("d", 50, "buys")):
        left(parts, name, age, pipeline)
    assert run(parts, "runs", "gc", "--yes").exit_code == 2
    assert told(parts, "runs", "gc", "--older-than", "30 d", "--dry-run")["runs"] == ["a", "d"]
    assert told(parts, "runs", "gc", "--keep", "1", "--older-than", "30 d", "--dry-run")["runs"] == ["a"]
    done = told(parts, "runs", "gc", "--keep", "1", "--yes")
    assert (done["runs"], done["removed"]) == (["b", "a"], True)
    assert done["bytes"] > 200
    assert there(parts) == ["c", "d"]


def test_tables_that_nobody_used_for_long_are_cleared_away(parts: Parts) -> None:
    root = parts.state / TABLES
    root.mkdir(parents=True)
    now = parts.clock.now()
    for name, days in (("old", 31), ("new", 29)):
        (root / f"{name}.parquet").write_bytes(bytes(10))
        os.utime(root / f"{name}.parquet", (now - days * DAY, now - days * DAY))
    assert told(parts, "data", "gc")["tables"] == []
    assert told(parts, "data", "gc", "--tables", "30", "--dry-run") == {
        "contents": [], "tables": ["old"], "bytes": 10, "deleted": False
    }  # fmt: skip
    assert "deleted 1 cached tables, 10 bytes" in run(parts, "data", "gc", "--tables", "30").output
    assert [path.name for path in root.iterdir()] == ["new.parquet"]
