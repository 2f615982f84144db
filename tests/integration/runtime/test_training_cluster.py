"""A cluster whose parts stratum deploys on the modelled hosts, and candidates that ask for hosts."""

import json
import os
import signal
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from stratum.runtime.settings import Settings
from stratum.runtime.trainings import Trainings
from stratum.runtime.wiring import Parts
from stratum.testing.pipelines import BOUNDARY, PREPARED_VISITS, write_visits
from stratum.testing.small_flights import status, stratum
from stratum.testing.waiting import wait_until
from stratum.training.orders import Order

PATIENCE = 180.0

PIPELINE = f"""{PREPARED_VISITS}
  linear: {{type: LogisticRegression, input: split, runsOn: {{labels: {{rack: a}}}}}}
  tree: {{type: DecisionTree, input: split, runsOn: {{labels: {{rack: b, tier: fog}}}}}}
  forest: {{type: RandomForest, input: split, trees: 20, runsOn: {{gpus: 1}}}}
  best:
    {{type: ChooseBest, inputs: [linear, tree, forest], target: bought, identifier: id, metric: roc_auc,
     baselines: [majority], seed: 7}}
"""
ENDLESS = f"""
stratum: 1
kind: Pipeline
name: long
blocks:
  visits: {{type: CsvSource, path: visits.csv}}
  known: {{type: SelectColumns, input: visits, columns: [id, visited, shop, price, bought]}}
  coded: {{type: EncodeCategories, input: known, columns: [shop], method: onehot}}
  split: {{type: SplitByTime, input: coded, column: visited, boundary: "{BOUNDARY}"}}
  forest: {{type: RandomForest, input: split, trees: 4000, runsOn: {{labels: {{rack: b}}}}}}
  best: {{type: ChooseBest, inputs: [forest], target: bought, identifier: id, metric: roc_auc, seed: 7}}
"""
"""Its forest takes seconds: long enough to kill the worker that fits it."""
HOSTS = """
stratum: 1
kind: Infrastructure
name: racks
hosts:
  first: {type: FogServer, cpu: 2, memory: 4 GiB, disk: 50 GB, labels: {rack: a}}
  second: {type: FogServer, cpu: 2, memory: 4 GiB, disk: 50 GB, labels: {rack: b}}
links:
  between: {between: [first, second], latency: 1 ms, bandwidth: 1 Gbit/s}
"""
APPLICATION = """
stratum: 1
kind: Application
name: trainers
infrastructure: hosts.yaml
components:
  scheduler: {type: TrainingScheduler, hostedOn: first, requires: {cpu: 0.5, memory: 512 MiB}}
  one: {type: TrainingWorker, hostedOn: first, connectsTo: scheduler, requires: {cpu: 1, memory: 1 GiB}}
  two: {type: TrainingWorker, hostedOn: second, connectsTo: scheduler, requires: {cpu: 1, memory: 1 GiB}}
"""


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("cluster")
    documents = {"p.yaml": PIPELINE, "l.yaml": ENDLESS, "hosts.yaml": HOSTS, "trainers.yaml": APPLICATION}
    for name, text in documents.items():
        (folder / name).write_text(text, encoding="utf-8")
    write_visits(folder / "visits.csv")
    stratum(folder, "apply", "trainers")
    yield folder
    stratum(folder, "destroy", "trainers")


def trained(root: Path, *arguments: str) -> dict[str, Any]:
    told = json.loads(stratum(root, "train", "buys", "--json", *arguments))
    record: dict[str, Any] = json.loads((Path(told["run"]["folder"]) / "run.json").read_bytes())
    return record


@pytest.mark.slow
def test_candidates_are_fitted_on_the_hosts_that_they_ask_for(root: Path) -> None:
    record = trained(root, "--cluster", "trainers")
    states = {one["name"]: (one["status"], one["error"]) for one in record["candidates"]}
    assert states["linear"] == states["tree"] == ("ok", None)
    assert states["forest"] == ("failed", "it asks for gpus 1, and none of the 2 workers offers that")
    tables = {
        name: list((root / f".stratum/deployments/trainers/{name}/files").iterdir())
        for name in ("scheduler", "one", "two")
    }
    assert len({file.name for files in tables.values() for file in files}) == 1  # the rows, by their digest
    assert all(len(files) == 1 for files in tables.values())
    here = trained(root, "--executor", "inline")
    alone = {one["name"]: one["metrics"] for one in here["candidates"]}
    assert all(alone[one["name"]] == one["metrics"] for one in record["candidates"] if one["status"] == "ok")


@pytest.mark.slow
def test_keys_are_in_no_specification_and_no_journal(root: Path) -> None:
    keys = sorted((root / ".stratum" / "clusters" / "trainers").rglob("own.key"))
    assert [key.parent.name for key in keys] == ["authority", "client", "one", "scheduler", "two"]
    secrets = [key.read_bytes().splitlines()[1] for key in keys]
    assert all(stat.S_IMODE(key.stat().st_mode) == 0o600 for key in keys)
    for file in root.rglob("*"):
        if file.is_file() and file not in keys:
            assert not any(secret in file.read_bytes() for secret in secrets), file


@pytest.mark.slow
def test_a_cluster_that_is_not_deployed_is_told(root: Path) -> None:
    with pytest.raises(AssertionError, match="no training cluster of 'nobody' is deployed"):
        stratum(root, "train", "buys", "--cluster", "nobody")
    with pytest.raises(AssertionError, match="executor inline works on this machine alone"):
        stratum(root, "train", "buys", "--cluster", "trainers", "--executor", "inline")


@pytest.mark.slow
def test_a_worker_that_is_killed_while_it_fits_comes_back_and_fits_anew(root: Path) -> None:
    before = status(root)["two"]["pid"]
    trainings = Trainings(Parts(Settings(workspace=root)))
    run = str(trainings.start("long", Order("dask", cluster="trainers"))["id"])

    def stages() -> list[str]:
        told = trainings.records.folder(run).told()
        return [step.stage for step in told[1] if step.name == "forest"] if told else []

    wait_until(lambda: "fitting" in stages(), PATIENCE, "the fit of the forest")
    os.kill(before, signal.SIGKILL)
    wait_until(lambda: not trainings.progress(run)["going"], PATIENCE, "the end of the run")
    record: Any = trainings.run(run)
    assert (record["status"], record["chosen"]) == ("ok", "forest"), record["error"]
    assert stages().count("fitting") == 2
    after = status(root)["two"]
    assert (after["state"], after["restarts"]) == ("ready", 1)
    assert after["pid"] != before
