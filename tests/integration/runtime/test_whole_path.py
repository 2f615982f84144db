"""The whole path on small data, with real processes: train, apply, predictions stored, kills, destroy."""

import contextlib
import csv
import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import psutil
import pytest

from stratum.deployment.agent.pulse import read_pulse
from stratum.runtime.agent import PULSE
from stratum.runtime.examples import example_files
from stratum.testing.waiting import wait_until

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


def write_departures(path: Path) -> None:
    """Forty days of departures whose lateness follows load and wind."""
    chance = random.Random(7)
    with path.open("w", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["id", "scheduled", "landed", "origin", "load", "wind", "late"])
        for number in range(4000):
            day, minute = divmod(number, 100)
            moment = f"2013-{1 + day // 31:02}-{1 + day % 31:02}T{minute // 5:02}:{minute % 60:02}:00"
            load, wind = round(chance.random(), 2), round(chance.random() * 30, 1)
            late = int(load + wind / 60 + chance.random() / 4 > 1)
            rows.writerow([f"d{number}", moment, moment, ("EWR", "JFK", "LGA")[number % 3], load, wind, late])


def stratum(root: Path, *arguments: str) -> str:
    command = [sys.executable, "-m", "stratum", *arguments, "--workspace", str(root)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=180)
    assert done.returncode == 0, f"{arguments}: {done.stdout[-1500:]}\n{done.stderr[-1500:]}"
    return done.stdout


def status(root: Path) -> Mapping[str, Any]:
    view: Mapping[str, Any] = json.loads(stratum(root, "status", "--json"))
    return {one["name"]: one for one in view["components"]}


def carriers(root: Path) -> list[int]:
    """Every process of this machine that works for the workspace."""
    found = psutil.process_iter(["pid", "cmdline"])
    return [p.pid for p in found if str(root) in " ".join(p.info["cmdline"] or ()) and p.pid != os.getpid()]


def stored(root: Path, table: str) -> list[str]:
    """Identifiers of what the archive has, in order."""
    database = root / ".stratum/deployments/flight-delays/archive/archive.db"
    with contextlib.closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as connection:
        return [row[0] for row in connection.execute(f"SELECT id FROM {table} ORDER BY id")]


def is_alive(pid: int) -> bool:
    return psutil.pid_exists(pid) and psutil.Process(pid).status() != psutil.STATUS_ZOMBIE


def agent_of(root: Path) -> int:
    pulse = read_pulse(root / ".stratum" / PULSE)
    assert pulse is not None, "no agent lives"
    return pulse.pid


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("flights")
    files = {**example_files("01-flights"), "pipeline.yaml": PIPELINE}
    # Each departure goes out once, so that what is stored can be compared with what was held out.
    files["application.yaml"] = files["application.yaml"].replace(
        "rate: 100 /s", "rate: 300 /s\n    loop: false"
    )
    for name, text in files.items():
        (folder / name).write_text(text)
    write_departures(folder / "departures.csv")
    stratum(folder, "train")
    stratum(folder, "apply")
    yield folder
    stratum(folder, "destroy")
    wait_until(lambda: not carriers(folder), 30, "no process is left")


@pytest.mark.slow
def test_predictions_of_held_out_departures_are_stored_once(root: Path) -> None:
    held_out = sorted(f"d{number}" for number in range(2000, 4000))
    wait_until(lambda: len(stored(root, "predictions")) >= 2000, 60, "the predictions are stored")
    wait_until(lambda: len(stored(root, "outcomes")) >= 2000, 60, "the outcomes are stored")
    shown = status(root)
    assert {one["state"] for one in shown.values()} == {"ready", "done"}
    assert shown["scorer"]["host"] == "fog-1"
    assert stored(root, "predictions") == held_out
    assert stored(root, "outcomes") == held_out


@pytest.mark.slow
def test_applying_again_changes_nothing(root: Path) -> None:
    before = {name: one["pid"] for name, one in status(root).items()}
    assert json.loads(stratum(root, "apply", "--json"))["actions"] == []
    assert {name: one["pid"] for name, one in status(root).items()} == before


@pytest.mark.slow
def test_a_killed_platform_finds_its_components_again(root: Path) -> None:
    before = {name: one["pid"] for name, one in status(root).items()}
    agent = agent_of(root)
    os.kill(agent, signal.SIGKILL)
    wait_until(lambda: not is_alive(agent), 10, "the agent is gone")
    after = status(root)
    assert agent_of(root) != agent
    assert {name: one["pid"] for name, one in after.items()} == before
    assert all(one["restarts"] == 0 for one in after.values())


@pytest.mark.slow
def test_a_killed_component_is_started_again_with_its_reason(root: Path) -> None:
    os.kill(status(root)["board"]["pid"], signal.SIGKILL)
    wait_until(lambda: status(root)["board"]["restarts"] == 1, 30, "the board is started again")
    wait_until(lambda: status(root)["board"]["state"] == "ready", 30, "the board answers")
    reasons = [e["data"].get("reason", "") for e in json.loads(stratum(root, "history", "--json"))]
    assert any("was ended by SIGKILL" in reason for reason in reasons), reasons


@pytest.mark.slow
def test_a_changed_model_replaces_only_what_changed(root: Path) -> None:
    before = {name: one["pid"] for name, one in status(root).items()}
    path = root / "application.yaml"
    path.write_text(path.read_text().replace("title: Delay risk", "title: Risk"))
    actions = json.loads(stratum(root, "apply", "--json"))["actions"]
    after = {name: one["pid"] for name, one in status(root).items()}
    assert [(a["verb"], a["component"]) for a in actions] == [("replace", "board")]
    assert {name for name in after if after[name] != before[name]} == {"board"}


@pytest.mark.slow
def test_after_a_kill_of_everything_apply_brings_everything_back(root: Path) -> None:
    """What a power cut leaves: no process, and a journal that says that all are ready."""
    before = {name: one["pid"] for name, one in status(root).items() if one["pid"]}
    told = stored(root, "predictions")
    for pid in carriers(root):
        # The kernel takes the rest of a component when the first process of its namespace goes.
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    wait_until(lambda: not any(map(is_alive, before.values())), 10, "nothing runs")
    stratum(root, "apply")
    after = status(root)
    assert {one["state"] for one in after.values()} == {"ready", "done"}
    assert all(is_alive(after[name]["pid"]) for name in before)
    assert not {one["pid"] for one in after.values() if one["pid"]} & set(before.values())
    assert stored(root, "predictions") == told
