"""The whole path on small data, with real processes: train, apply, predictions stored, kills, destroy."""

import contextlib
import json
import os
import signal
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from stratum.deployment.agent.pulse import read_pulse
from stratum.runtime.agent import PULSE
from stratum.testing.small_flights import HELD_OUT, status, stored, stratum, write_small_flights
from stratum.testing.waiting import wait_until


def carriers(root: Path) -> list[int]:
    """Every process of this machine that works for the workspace."""
    found = psutil.process_iter(["pid", "cmdline"])
    return [p.pid for p in found if str(root) in " ".join(p.info["cmdline"] or ()) and p.pid != os.getpid()]


def is_alive(pid: int) -> bool:
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def agent_of(root: Path) -> int:
    pulse = read_pulse(root / ".stratum" / PULSE)
    assert pulse is not None, "no agent lives"
    return pulse.pid


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("flights")
    write_small_flights(folder)
    stratum(folder, "train")
    stratum(folder, "apply")
    yield folder
    stratum(folder, "destroy")
    wait_until(lambda: not carriers(folder), 30, "no process is left")


@pytest.mark.slow
def test_predictions_of_held_out_departures_are_stored_once(root: Path) -> None:
    wait_until(lambda: len(stored(root, "predictions")) >= 2000, 60, "the predictions are stored")
    wait_until(lambda: len(stored(root, "outcomes")) >= 2000, 60, "the outcomes are stored")
    shown = status(root)
    assert {one["state"] for one in shown.values()} == {"ready", "done"}
    assert shown["scorer"]["host"] == "fog-1"
    assert stored(root, "predictions") == list(HELD_OUT)
    assert stored(root, "outcomes") == list(HELD_OUT)


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
