"""From a raw CSV of 100,000 x 20 to an answer of a served model, with no line of code: seconds by the clock.

``python benchmarks/csv_to_service.py``. BUDGET (20) seconds are given to the search and the fit. Ends with 1
where the first answer takes more than 60 s.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from goals import Goal, judged

ROWS, COLUMNS = 100_000, 20
GOAL = 60.0
TARGET, ADDRESS = "bought", "http://127.0.0.1:18080"


def write(path: Path) -> None:
    """Rows of numbers and texts with missing values, and a class that they explain but for chance."""
    chance = np.random.default_rng(5)
    frame = pd.DataFrame({f"n{i}": chance.normal(0, 1, ROWS).round(4) for i in range(COLUMNS - 5)})
    for i in range(4):
        frame[f"c{i}"] = np.array(["red", "green", "blue", "grey"])[chance.integers(0, 4, ROWS)]
    signal = frame.n0 + frame.n1 * frame.n2 + (frame.c0 == "red") + chance.normal(0, 1, ROWS)
    frame.loc[chance.random(ROWS) < 0.05, "n3"] = np.nan
    frame[TARGET] = (signal > 0.3).astype(int)
    frame.to_csv(path, index=False)


def main() -> int:
    """Measure once."""
    budget = os.environ.get("BUDGET", "20")
    command = [sys.executable, "-m", "stratum"]
    with tempfile.TemporaryDirectory(prefix="csv-to-service-") as folder:
        workspace = Path(folder) / "workspace"
        subprocess.run([*command, "init", str(workspace)], check=True, capture_output=True)
        write(workspace / "visits.csv")
        began = time.monotonic()
        wanted = ["--target", TARGET, "--budget", f"{budget}s", "--name", "visits", "--json"]
        told = subprocess.run(
            [*command, "train", "--auto", "visits.csv", *wanted],
            cwd=workspace,
            check=True,
            capture_output=True,
        )
        trained = time.monotonic() - began
        search = json.loads(told.stdout)["search"]
        print(f"{len(search['tried'])} candidates on {search['rows']} rows; {search['members']}")
        answer = answered(workspace, command)
        took = time.monotonic() - began
    print(f"trained after {trained:.1f} s, {answer} after {took:.1f} s")
    return judged([Goal("from the CSV to an answer (s)", took, GOAL)])


def answered(workspace: Path, command: list[str]) -> object:
    """Serve the model, ask about a row of the file once it is ready, and give its answer."""
    server = subprocess.Popen([*command, "serve", "visits", "--port", "18080"], cwd=workspace)
    try:
        while server.poll() is None:
            try:
                asked("/v2/health/ready")
                break
            except OSError:
                time.sleep(0.05)
        inputs = [column["name"] for column in asked("/v2/models/visits")["inputs"]]
        row = json.loads(pd.read_csv(workspace / "visits.csv", nrows=1)[inputs].to_json(orient="records"))
        return asked("/v1/models/visits:predict", {"rows": row})["predictions"][0]
    finally:
        server.terminate()
        server.wait(10)


def asked(path: str, content: object = None) -> dict[str, Any]:
    """What the server says at a path; ``content`` is posted."""
    body = None if content is None else json.dumps(content).encode()
    request = urllib.request.Request(ADDRESS + path, body, {"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=10) as answer:
        found: dict[str, Any] = json.load(answer)
    return found


if __name__ == "__main__":
    sys.exit(main())
