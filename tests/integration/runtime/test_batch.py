"""A batch predictor with real processes: killed in its work, it leaves each row once."""

import contextlib
import json
import os
import signal
import sqlite3
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from stratum.testing.small_flights import PIPELINE, status, stratum, write_departures
from stratum.testing.waiting import wait_until

INFRASTRUCTURE = """
stratum: 1
kind: Infrastructure
name: one-cloud
hosts:
  cloud-1: {type: CloudMachine, cpu: 4, memory: 8 GiB, disk: 100 GB}
"""
APPLICATION = """
stratum: 1
kind: Application
name: nights
infrastructure: infrastructure.yaml
components:
  store: {type: SqliteDatabase, hostedOn: cloud-1}
  nightly: {type: BatchPredictor, connectsTo: store, pipeline: pipeline.yaml, rows: departures,
            model: delay-risk, start: asked, columns: [id], table: risks}
"""


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("batch")
    files = {"pipeline": PIPELINE, "infrastructure": INFRASTRUCTURE, "application": APPLICATION}
    for name, text in files.items():
        (folder / f"{name}.yaml").write_text(text, encoding="utf-8")
    write_departures(folder / "departures.csv")
    yield folder
    stratum(folder, "destroy", "nights")


def counts(root: Path) -> list[tuple[int, int]]:
    """Rows and different rows of each run."""
    database = root / ".stratum" / "deployments" / "nights" / "store" / "store.db"
    query = "SELECT count(*), count(DISTINCT id) FROM risks GROUP BY run"
    with contextlib.closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as connection:
        return connection.execute(query).fetchall()


@contextlib.contextmanager
def writing(root: Path) -> Iterator[None]:
    """Hold the lock for writers of the store, so that no run can end before this does."""
    database = root / ".stratum" / "deployments" / "nights" / "store" / "store.db"
    with contextlib.closing(sqlite3.connect(database, isolation_level=None)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        yield
        connection.execute("ROLLBACK")


def tries(root: Path, run: str) -> int:
    """How often a run was begun; 0 where the predictor does not tell."""
    told = json.loads(stratum(root, "batch", "runs", "nightly", "--json"))
    return next((int(one["tries"]) for one in told["runs"] if one["id"] == run), 0)


def pid(root: Path) -> int:
    return int(status(root)["nightly"]["pid"])


def newest(root: Path) -> Mapping[str, Any]:
    """What was told of the run whose end was told last."""
    told = json.loads(stratum(root, "events", "--type", "batch.finished", "--json"))
    data: Mapping[str, Any] = told[0]["data"]
    return data


@pytest.mark.slow
def test_a_predictor_that_is_killed_leaves_each_row_once(root: Path) -> None:
    stratum(root, "train")
    stratum(root, "apply")
    first = json.loads(stratum(root, "batch", "run", "nightly", "--wait", "--json"))
    rows = len((root / "departures.csv").read_text(encoding="utf-8").splitlines()) - 1
    assert (first["type"], first["saw"]["rows"]) == ("batch.finished", rows)

    with writing(root):
        second = json.loads(stratum(root, "batch", "run", "nightly", "--json"))["run"]
        wait_until(lambda: tries(root, second) >= 1, 120, "the run has begun")
        before = pid(root)
        os.kill(before, signal.SIGKILL)
    wait_until(lambda: pid(root) not in {0, before}, 120, "the predictor is started again")
    wait_until(lambda: len(counts(root)) == 2, 120, "the run is done")
    wait_until(lambda: newest(root)["run"] == second, 120, "the agent tells that it has ended")
    assert counts(root) == [(rows, rows)] * 2
    assert newest(root)["saw"]["tries"] >= 2
