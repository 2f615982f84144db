"""The first example on small data: forty days of made-up departures, a pipeline that trains in seconds."""

import contextlib
import csv
import json
import sqlite3
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from stratum.runtime.examples import example_files

APPLICATION = "flight-delays"
HELD_OUT = tuple(sorted(f"d{number}" for number in range(2000, 4000)))
PIPELINE = """
stratum: 1
kind: Pipeline
name: delay-risk
blocks:
  departures: {type: CsvSource, path: departures.csv}
  landed: {type: FilterRows, input: departures, where: [{column: late, is: known}]}
  known: {type: SelectColumns, input: landed, columns: [id, scheduled, origin, load, wind, late]}
  moment: {type: DateParts, input: known, column: scheduled, parts: [hour]}
  coded: {type: EncodeCategories, input: moment, columns: [origin], method: onehot}
  split: {type: SplitByTime, input: coded, column: scheduled, boundary: "2013-01-21T00:00:00Z"}
  logistic: {type: LogisticRegression, input: split}
  tree: {type: DecisionTree, input: split, depth: 4}
  best:
    {type: ChooseBest, inputs: [logistic, tree], target: late, identifier: id, metric: roc_auc,
     baselines: [majority, hour], seed: 7}
"""
_QUERIES = {
    "predictions": "SELECT id FROM predictions ORDER BY id",
    "outcomes": "SELECT id FROM outcomes ORDER BY id",
}
_PATIENCE = 240.0


def write_small_flights(folder: Path) -> None:
    """Make ``folder`` a workspace with the documents of the example and the small data."""
    for name, text in {**example_files("01-flights"), "pipeline.yaml": PIPELINE}.items():
        (folder / name).write_text(text, encoding="utf-8")
    write_departures(folder / "departures.csv")


def write_departures(path: Path) -> None:
    """Forty days of departures whose lateness follows load and wind."""
    chance = np.random.default_rng(7)
    with path.open("w", newline="", encoding="utf-8") as file:
        rows = csv.writer(file)
        rows.writerow(["id", "scheduled", "landed", "origin", "load", "wind", "late"])
        for number in range(4000):
            day, minute = divmod(number, 100)
            moment = f"2013-{1 + day // 31:02}-{1 + day % 31:02}T{minute // 5:02}:{minute % 60:02}:00"
            load, wind = round(chance.random(), 2), round(chance.random() * 30, 1)
            late = int(load + wind / 60 + chance.random() / 4 > 1)
            rows.writerow([f"d{number}", moment, moment, ("EWR", "JFK", "LGA")[number % 3], load, wind, late])


def stratum(root: Path, *arguments: str) -> str:
    """What a command prints in the workspace ``root``.

    Raises:
        AssertionError: If it fails; with the end of what it said.
    """
    command = [sys.executable, "-m", "stratum", *arguments, "--workspace", str(root)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=_PATIENCE)
    if done.returncode != 0:
        raise AssertionError(f"{arguments}: {done.stdout[-1500:]}\n{done.stderr[-1500:]}")
    return done.stdout


def status(root: Path) -> Mapping[str, Any]:
    """The components of the application as they are, by name."""
    view: Mapping[str, Any] = json.loads(stratum(root, "status", "--json"))
    return {one["name"]: one for one in view["components"]}


def stored(root: Path, table: str) -> list[str]:
    """Identifiers of what the archive has, in order."""
    database = root / ".stratum/deployments" / APPLICATION / "archive/archive.db"
    with contextlib.closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as connection:
        return [row[0] for row in connection.execute(_QUERIES[table])]
