"""Training anew on the newest labelled rows, with files and a process of its own."""

import json
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from stratum.registry.types import Stage
from stratum.runtime.learning import train_pipeline
from stratum.runtime.modelling import load
from stratum.runtime.settings import Settings
from stratum.runtime.wiring import Parts
from stratum.testing.changing import write_changing_rows

PIPELINE = """
stratum: 1
kind: Pipeline
name: late
blocks:
  rows: {type: CsvSource, path: rows.csv}
  known: {type: SelectColumns, input: rows, columns: [id, moment, load, wind, late]}
  split: {type: SplitByTime, input: known, column: moment, boundary: "2024-01-21T00:00:00Z"}
  tree: {type: DecisionTree, input: split, depth: 3}
  line: {type: LogisticRegression, input: split}
  best: {type: ChooseBest, inputs: [tree, line], target: late, identifier: id, outcomeTime: told,
         metric: accuracy, seed: 7}
"""


@pytest.fixture(scope="module")
def parts(tmp_path_factory: pytest.TempPathFactory) -> Parts:
    """A workspace with a champion that knows the first twenty days."""
    root = tmp_path_factory.mktemp("workspace")
    write_changing_rows(root / "rows.csv", days=60, told_after=2)
    (root / "pipeline.yaml").write_text(PIPELINE, encoding="utf-8")
    parts = Parts(Settings(workspace=root, workers=1, executor="inline"))
    trained = train_pipeline(parts, load(parts), "late", lambda _: None)
    parts.registry.promote("late", trained.version.version, Stage.CHAMPION)
    return parts


def retrained(parts: Parts, folder: Path, *more: str) -> Mapping[str, Any]:
    out = folder / "out.json"
    command = [sys.executable, "-m", "stratum.runtime.retraining", str(parts.workspace.root), "late"]
    asked = [*command, "--until", "2024-02-20T00:00:00Z", "--held-out", "432000", "--out", str(out), *more]
    done = subprocess.run(asked, capture_output=True, text=True, check=False, timeout=180)
    assert done.returncode == 0, done.stderr
    answer: Mapping[str, Any] = json.loads(out.read_bytes())
    return answer


def test_a_challenger_on_the_newest_rows_beats_a_champion_of_another_world(
    parts: Parts, tmp_path: Path
) -> None:
    answer = retrained(parts, tmp_path, "--window", str(15 * 86400))
    held_out = answer["heldOut"]
    assert held_out["challenger"]["accuracy"] > 0.95
    assert held_out["champion"]["accuracy"] < 0.7
    assert held_out["difference"] > 5 * held_out["standardError"] > 0
    assert answer["since"] == "2024-02-05T00:00:00Z"


def test_no_row_is_taken_whose_outcome_was_not_known(parts: Parts, tmp_path: Path) -> None:
    answer = retrained(parts, tmp_path)
    # Fifty days have passed; the outcomes of the last two are still to come, but for the row told just now.
    assert answer["rows"] == 48 * 40 + 1
    assert answer["heldOut"]["rows"] == 3 * 40 + 1


def test_the_bundle_says_which_rows_made_it(parts: Parts, tmp_path: Path) -> None:
    answer = retrained(parts, tmp_path)
    version = parts.registry.get(f"late@{answer['version']}")
    manifest = json.loads((parts.registry.bundle_path(version) / "manifest.json").read_bytes())
    assert manifest["lineage"]["window"] == {
        "since": "", "until": "2024-02-20T00:00:00Z", "held_out": "2024-02-15T00:00:00Z",
    }  # fmt: skip
    profile = json.loads((parts.registry.bundle_path(version) / "profile.json").read_bytes())
    assert profile["columns"]["moment"]["last"].startswith("2024-02-18T00:00:00")
    assert (parts.runs_root / answer["run"] / "report.html").is_file()
    assert parts.registry.get("late@champion").version == 1


def test_the_algorithm_of_the_champion_is_fitted_again(parts: Parts, tmp_path: Path) -> None:
    assert retrained(parts, tmp_path)["algorithm"] == parts.registry.get("late@champion").algorithm


def test_a_window_without_rows_is_an_error_that_says_so(parts: Parts, tmp_path: Path) -> None:
    out = tmp_path / "out.json"
    command = [sys.executable, "-m", "stratum.runtime.retraining", str(parts.workspace.root), "late"]
    asked = [*command, "--until", "2023-01-01T00:00:00Z", "--held-out", "10", "--out", str(out)]
    done = subprocess.run(asked, capture_output=True, text=True, check=False, timeout=180)
    assert done.returncode == 1
    assert done.stderr.strip()
    assert "Traceback" not in done.stderr
    assert not out.exists()
