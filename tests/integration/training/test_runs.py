"""Training runs as processes of their own: started, watched, ended, killed, found again."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import psutil
import pytest

from stratum.core.errors import InvalidInputError, NotFoundError, PermanentError
from stratum.runtime.settings import Settings
from stratum.runtime.trainings import Trainings
from stratum.runtime.wiring import Parts
from stratum.testing.pipelines import PREPARED_VISITS, write_visits
from stratum.testing.waiting import wait_until
from stratum.training.orders import Order
from stratum.training.records import RunFolder

PATIENCE = 120.0
PIPELINE = f"""{PREPARED_VISITS}
  linear: {{type: LogisticRegression, input: split}}
  forest: {{type: RandomForest, input: split, trees: TREES, depth: 12}}
  best:
    {{type: ChooseBest, inputs: [linear, forest], target: bought, identifier: id, metric: roc_auc,
     baselines: [majority], seed: 7}}
"""
FOREVER = 5_000
"""Trees that nobody waits for: the most that a forest may have."""


def workspace(folder: Path, trees: int) -> Trainings:
    (folder / "pipeline.yaml").write_text(PIPELINE.replace("TREES", str(trees)))
    write_visits(folder / "visits.csv")
    return Trainings(Parts(Settings(workspace=folder, workers=1)))


def tasks(told: Mapping[str, Any]) -> dict[str, str]:
    """State of each candidate and baseline."""
    return {task["name"]: task["state"] for task in told["board"]["tasks"]}


def wait_for(trainings: Trainings, run: str, name: str, *states: str) -> None:
    wait_until(lambda: tasks(trainings.progress(run))[name] in states, PATIENCE, f"{name}: {states}")


def processes(run: str) -> list[psutil.Process]:
    """Those of a run that this process has started, until their exit status was taken."""
    carried = f"STRATUM_JOB={run}"
    return [one for one in psutil.Process().children() if carried in _environment(one)]


def _environment(process: psutil.Process) -> str:
    try:
        return "\n".join(f"{name}={value}" for name, value in process.environ().items())
    except psutil.NoSuchProcess:
        return ""


def ended(trainings: Trainings, run: str) -> Mapping[str, Any]:
    """The record of a run once it and its process are over."""
    wait_until(lambda: not trainings.progress(run)["going"] and not processes(run), PATIENCE, "its end")
    return trainings.run(run)


@pytest.fixture
def endless(tmp_path: Path) -> tuple[Trainings, str]:
    """A run whose first candidate is finished and whose second one is being fitted, and its name."""
    trainings = workspace(tmp_path, FOREVER)
    run = str(trainings.start("buys", Order("processes", by="ann"))["id"])
    wait_for(trainings, run, "linear", "finished")
    wait_for(trainings, run, "forest", "fitting")
    return trainings, run


@pytest.mark.slow
def test_a_run_goes_from_waiting_to_a_registered_model(tmp_path: Path) -> None:
    trainings = workspace(tmp_path, 20)
    told = trainings.start("buys", Order("inline", 9, "ann"))
    run = str(told["id"])
    assert (told["status"], told["going"]) == ("running", True)
    assert tasks(told) == dict.fromkeys(("linear", "forest", "majority"), "waiting")
    record = ended(trainings, run)
    assert record["status"] == "ok"
    assert record["model"] == {"name": "buys", "version": 1, "digest": record["model"]["digest"]}
    assert record["lineage"]["seed"] == 9
    over: Any = trainings.progress(run)
    assert set(tasks(over).values()) == {"finished"}
    assert (over["board"]["stage"], over["board"]["plan"]["by"]) == ("over", "ann")
    (line,) = json.loads(json.dumps(trainings.pipelines()))["pipelines"]
    assert (line["name"], line["problem"], line["runs"]) == ("buys", "", 1)
    assert line["newest"]["id"] == line["best"]["id"] == run


@pytest.mark.slow
def test_a_cancelled_run_keeps_what_was_finished(endless: tuple[Trainings, str]) -> None:
    trainings, run = endless
    trainings.cancel(run, "ben")
    record = ended(trainings, run)
    assert (record["status"], record["model"]) == ("cancelled", None)
    assert [(c["name"], c["status"]) for c in record["candidates"]] == [("linear", "ok")]
    told: Any = trainings.progress(run)
    assert tasks(told)["forest"] == "stopped"
    assert told["board"]["lines"][-1].endswith("ended: cancelled by ben")
    with pytest.raises(InvalidInputError, match="has ended"):
        trainings.cancel(run, "ben")


@pytest.mark.slow
def test_a_killed_run_is_said_to_be_interrupted(endless: tuple[Trainings, str]) -> None:
    trainings, run = endless
    elsewhere = Trainings(Parts(Settings(workspace=trainings.records.folder(run).path.parents[2], workers=1)))
    assert elsewhere.progress(run)["going"] is True  # as after a new start of the server
    (process,) = processes(run)
    workers = process.children()
    os.kill(process.pid, signal.SIGKILL)
    record = ended(trainings, run)
    assert record["status"] == "interrupted"
    assert "its process ended before the run did" in record["error"]
    kept = "1 finished candidate is kept, go on with stratum train --resume"
    assert record["error"].endswith(f"{kept} {run}")
    for worker in workers:
        worker.kill()


def stranded(folder: Path) -> tuple[Trainings, str]:
    """A run that waits for one that was killed, with errors in its document meanwhile, and its name."""
    trainings = workspace(folder, 20)
    with RunFolder(folder / ".stratum" / "runs" / "first").held():
        run = str(trainings.start("buys", Order("inline"))["id"])
    (folder / "pipeline.yaml").write_text(PIPELINE.replace("TREES", "many"))
    return trainings, run


def test_who_has_errors_in_its_documents_by_its_turn_says_so(tmp_path: Path) -> None:
    trainings, run = stranded(tmp_path)
    record = ended(trainings, run)
    assert record["status"] == "interrupted"
    assert "pipeline.yaml:" in record["error"]
    assert "trees" in record["error"]
    assert record["error"].endswith("write a whole number); nothing is kept")


def test_what_cannot_wait_begins_a_line_that_stands_still(tmp_path: Path) -> None:
    trainings, run = stranded(tmp_path)
    with pytest.raises(PermanentError), trainings.line.alone("mine"):
        pass
    assert trainings.records.folder(run).waits() is None
    ended(trainings, run)
    with trainings.line.alone("mine"):
        assert trainings.line.ahead() == ("mine",)


@pytest.mark.slow
def test_the_next_in_line_begins_once_the_one_before_it_has_ended(endless: tuple[Trainings, str]) -> None:
    trainings, run = endless
    document = trainings.records.folder(run).path.parents[2] / "pipeline.yaml"
    document.write_text(PIPELINE.replace("TREES", "20"))
    told = trainings.start("buys", Order("inline", 9, "ben"))
    second, third = str(told["id"]), str(trainings.start("buys", Order("inline", 9))["id"])
    assert (told["status"], told["behind"]) == ("queued", [run])
    trainings.cancel(run, "ann")
    line = trainings.records.folder(second)  # a look at its own folder alone moves nothing
    wait_until(lambda: line.waits() is None and line.load().status == "ok", PATIENCE, "its turn")
    records = [ended(trainings, name) for name in (run, second, third)]
    assert [(one["status"], one["error"]) for one in records] == [
        ("cancelled", "it was told to end"), ("ok", None), ("ok", None),
    ]  # fmt: skip
    assert records[0]["finished"] <= records[1]["started"] <= records[1]["finished"] <= records[2]["started"]
    began: Any = trainings.progress(second)
    assert began["board"]["plan"]["started"] >= records[0]["finished"]


@pytest.mark.slow
def test_a_line_goes_on_where_the_one_before_was_killed(endless: tuple[Trainings, str]) -> None:
    trainings, run = endless
    second = str(trainings.start("buys", Order("processes"))["id"])
    (process,) = processes(run)
    workers = process.children()
    os.kill(process.pid, signal.SIGKILL)
    for worker in workers:
        worker.kill()
    wait_for(trainings, second, "forest", "fitting")
    assert trainings.records.of(run).status == "interrupted"
    trainings.cancel(second, "ann")
    assert ended(trainings, second)["status"] == "cancelled"


@pytest.mark.slow
def test_the_terminal_waits_in_line_and_says_for_whom(endless: tuple[Trainings, str]) -> None:
    trainings, run = endless
    root = trainings.records.folder(run).path.parents[2]
    (root / "pipeline.yaml").write_text(PIPELINE.replace("TREES", "20"))
    command = [sys.executable, "-m", "stratum", "train", "--executor", "inline", "--workspace", str(root)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as waiter:
        assert waiter.stderr
        assert waiter.stderr.readline().endswith(f"waits in line: {run} goes on\n")
        trainings.cancel(run, "ann")
        said, _ = waiter.communicate(timeout=PATIENCE)
    assert (waiter.returncode, "registered buys@1" in said) == (0, True)


@pytest.mark.slow
def test_the_terminal_starts_follows_and_ends_runs(tmp_path: Path) -> None:
    workspace(tmp_path, FOREVER)

    def asked(*arguments: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "stratum", *arguments, "--workspace", str(tmp_path)]
        return subprocess.run(command, capture_output=True, text=True, check=False, timeout=PATIENCE)

    def said(*arguments: str) -> str:
        done = asked(*arguments)
        assert done.returncode == 0, done.stderr
        return done.stdout

    run = json.loads(said("train", "--detach", "--json"))["id"]
    assert run in said("runs", "list")
    wait_for(Trainings(Parts(Settings(workspace=tmp_path))), run, "forest", "fitting")
    assert json.loads(said("runs", "show", run, "--json"))["going"] is True
    assert f"run {run} is cancelled" in said("runs", "cancel", run)
    lines = asked("runs", "watch", run)
    assert (lines.returncode, "linear finished" in lines.stdout) == (1, True)


def test_what_cannot_be_trained_is_not_started(tmp_path: Path) -> None:
    trainings = workspace(tmp_path, 20)
    with pytest.raises(NotFoundError, match="no Pipeline 'other'"):
        trainings.start("other", Order())
    with pytest.raises(NotFoundError, match="no executor 'moon'"):
        trainings.start("buys", Order("moon"))
    with pytest.raises(InvalidInputError, match="the seed is -1"):
        trainings.start("buys", Order(seed=-1))
    assert trainings.runs() == {"runs": []}
    (tmp_path / "pipeline.yaml").write_text(PIPELINE.replace("TREES", "many"))
    with pytest.raises(InvalidInputError, match=r"pipeline\.yaml"):
        trainings.start("buys", Order())
    (line,) = json.loads(json.dumps(trainings.pipelines()))["pipelines"]
    assert "pipeline.yaml" in line["problem"]
