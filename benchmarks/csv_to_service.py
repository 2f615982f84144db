"""From a raw CSV of 100,000 x 20 to an answer of a served model, with no line of code: seconds by the clock.

``python benchmarks/csv_to_service.py``. BUDGET (20) seconds are given to the search and the fit.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

import numpy as np
import pandas as pd

ROWS, COLUMNS = 100_000, 20


def write(path: Path) -> None:
    """Rows of numbers and texts with missing values, and a class that they explain but for chance."""
    chance = np.random.default_rng(5)
    frame = pd.DataFrame({f"n{i}": chance.normal(0, 1, ROWS).round(4) for i in range(COLUMNS - 5)})
    for i in range(4):
        frame[f"c{i}"] = np.array(["red", "green", "blue", "grey"])[chance.integers(0, 4, ROWS)]
    signal = frame.n0 + frame.n1 * frame.n2 + (frame.c0 == "red") + chance.normal(0, 1, ROWS)
    frame.loc[chance.random(ROWS) < 0.05, "n3"] = np.nan
    frame["bought"] = (signal > 0.3).astype(int)
    frame.to_csv(path, index=False)


def main() -> None:
    """Measure once."""
    budget = os.environ.get("BUDGET", "20")
    command = [sys.executable, "-m", "stratum"]
    with tempfile.TemporaryDirectory(prefix="csv-to-service-") as folder:
        workspace = Path(folder) / "workspace"
        subprocess.run([*command, "init", str(workspace)], check=True, capture_output=True)
        write(workspace / "visits.csv")
        began = time.monotonic()
        wanted = ["--target", "bought", "--budget", f"{budget}s", "--name", "visits", "--json"]
        told = subprocess.run(
            [*command, "train", "--auto", "visits.csv", *wanted],
            cwd=workspace,
            check=True,
            capture_output=True,
        )
        trained = time.monotonic() - began
        served(workspace, command, began, trained, told.stdout)


def served(workspace: Path, command: list[str], began: float, trained: float, told: bytes) -> None:
    """Serve the model, wait until it is ready, and print the times."""
    server = subprocess.Popen([*command, "serve", "visits", "--port", "18080"], cwd=workspace)
    try:
        while server.poll() is None:
            try:
                with urllib.request.urlopen("http://127.0.0.1:18080/v2/health/ready", timeout=1):
                    break
            except OSError:
                time.sleep(0.05)
        search = json.loads(told)["search"]
        print(f"{len(search['tried'])} candidates on {search['rows']} rows; {search['members']}")
        print(f"trained after {trained:.1f} s, ready to answer after {time.monotonic() - began:.1f} s")
    finally:
        server.terminate()
        server.wait(10)


if __name__ == "__main__":
    main()
