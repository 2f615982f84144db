"""A CSV that is larger than memory should be: trained with one command, and the memory that it took.

``make bench-large``, ``GIGABYTES=5`` for another size. The file is made with numpy: 20 columns, one of them
text, and a target that follows some of them. Memory is the resident set of the command and all its children
together, looked at ten times a second; shared pages count for each process, so that it is rather too much.
Ends with 1 where it is more than 4 GB.
"""

import argparse
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import psutil
import pyarrow as pa
import pyarrow.csv as arrow_csv
import pygit2
from goals import Goal, judged

COLUMNS, CHUNK = 18, 200_000
GOAL = 4.0
"""Gigabytes that all processes together may hold, whatever the size of the file."""
PIPELINE = """
stratum: 1
kind: Pipeline
name: large
blocks:
  rows: {type: CsvSource, path: rows.csv}
  coded: {type: EncodeCategories, input: rows, columns: [place], method: onehot}
  split: {type: SplitRandom, input: coded}
  logistic: {type: LogisticRegression, input: split}
  tree: {type: DecisionTree, input: split, depth: 8}
  best:
    {type: ChooseBest, inputs: [logistic, tree], target: late, metric: roc_auc,
     baselines: [majority], seed: 7}
"""


def write_rows(path: Path, size: int) -> int:
    """Write at least ``size`` bytes; the number of rows."""
    chance, rows = np.random.default_rng(7), 0
    with path.open("wb") as file:
        while file.tell() < size:
            values = chance.normal(size=(CHUNK, COLUMNS)).round(6)
            late = (values[:, 0] + values[:, 1] * values[:, 2] + chance.normal(size=CHUNK)) > 0
            columns = {f"x{i}": values[:, i] for i in range(COLUMNS)}
            places = np.array(["EWR", "JFK", "LGA", "BOS"])[chance.integers(0, 4, CHUNK)]
            table = pa.table({**columns, "place": places, "late": late.astype(np.int8)})
            arrow_csv.write_csv(table, file, arrow_csv.WriteOptions(include_header=rows == 0))
            rows += CHUNK
    return rows


def resident(process: psutil.Process) -> int:
    """Bytes of a process and its children."""
    total = 0
    for one in [process, *process.children(recursive=True)]:
        try:
            total += one.memory_info().rss
        except psutil.NoSuchProcess:
            continue
    return total


def measure(root: Path) -> tuple[float, int]:
    """Seconds of a training, and the most bytes that it held."""
    began, most = time.perf_counter(), 0
    command = [sys.executable, "-m", "stratum", "train", "--workspace", str(root)]
    with subprocess.Popen(command) as training:
        watched = psutil.Process(training.pid)
        while training.poll() is None:
            most = max(most, resident(watched))
            time.sleep(0.1)
    if training.returncode:
        raise SystemExit(f"training ended with {training.returncode}")
    return time.perf_counter() - began, most


def main() -> int:
    """Write, train, tell."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--gigabytes", type=float, default=2.0)
    size = asked.parse_args().gigabytes
    with tempfile.TemporaryDirectory(dir=Path.cwd()) as name:
        root = Path(name)
        pygit2.init_repository(name)
        (root / "pipeline.yaml").write_text(PIPELINE, encoding="utf-8")
        rows = write_rows(root / "rows.csv", int(size * 1e9))
        took, most = measure(root)
        (record,) = root.glob(".stratum/runs/*/run.json")
        run = json.loads(record.read_text(encoding="utf-8"))
        figures = {
            "gigabytes": size,
            "rows": rows,
            "seconds": round(took, 1),
            "peak_gb": round(most / 1e9, 2),
        }
        print(json.dumps({**figures, "sampled": run["data"].get("sampled"), "chosen": run["chosen"]}))
    return judged([Goal("memory of all processes (GB)", most / 1e9, GOAL)])


if __name__ == "__main__":
    sys.exit(main())
