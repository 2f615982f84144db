"""Cycles with real processes: broker, gateway, replicas, monitor, trainings; kills in the middle."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import psutil
import pytest

from stratum.core.events import Event
from stratum.core.journal import Query
from stratum.deployment.agent.pulse import read_pulse
from stratum.registry.types import Stage
from stratum.runtime.agent import PULSE
from stratum.runtime.cycling import model_of
from stratum.runtime.wiring import Parts
from stratum.testing.keeping import APPLICATION, MODEL, RULES, SERVICE, Caller, make_workspace
from stratum.testing.waiting import wait_until

PATIENCE = 150.0

pytestmark = pytest.mark.slow


def stratum(root: Path, *arguments: str, status: int = 0) -> str:
    """The answer of a command."""
    command = [sys.executable, "-m", "stratum", *arguments, "--workspace", str(root)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=240)
    assert done.returncode == status, f"{arguments}: {done.stdout[-1500:]}\n{done.stderr[-1500:]}"
    return done.stdout


def carriers(root: Path) -> list[int]:
    """Every process of this machine that works for the workspace."""
    found = psutil.process_iter(["pid", "cmdline"])
    return [p.pid for p in found if str(root) in " ".join(p.info["cmdline"] or ()) and p.pid != os.getpid()]


@pytest.fixture(scope="module")
def parts(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Parts]:
    """The application runs, version 1 answers."""
    root = tmp_path_factory.mktemp("kept")
    made = make_workspace(root)
    with pytest.MonkeyPatch.context() as patch:
        # The lock of trainings is one for a machine; this workspace must not wait for anybody else's.
        patch.setenv("TMPDIR", str(tmp_path_factory.mktemp("locks")))
        stratum(root, "apply")
        yield made
        stratum(root, "destroy")
    wait_until(lambda: not carriers(root), PATIENCE, "no process is left")


@pytest.fixture
def caller(parts: Parts) -> Iterator[Caller]:
    """Somebody who asks all the time."""
    spec = next(s for s in parts.deployments.desired(APPLICATION) if s.name == SERVICE)
    with Caller(f"http://{spec.address}:{spec.ports['port']}") as found:
        yield found


def view(parts: Parts) -> Mapping[str, Any]:
    """What ``stratum lifecycle`` tells."""
    told: Mapping[str, Any] = json.loads(stratum(parts.workspace.root, "lifecycle", SERVICE, "--json"))
    return told


def events(parts: Parts, kind: str) -> list[Event]:
    """The events of a type, oldest first."""
    found = parts.journal.find(Query(source=f"/lifecycle/{APPLICATION}", type=kind))
    return [entry.event for entry in reversed(found)]


def held_out(parts: Parts) -> list[Event]:
    """The judgements on held-out rows."""
    return [event for event in events(parts, "challenger.judged") if event.data["at"] == "judging"]


def stage(parts: Parts) -> str:
    """Where the cycle under way stands; ``idle`` for none."""
    cycle = model_of(parts, SERVICE).life.cycle
    return cycle.stage if cycle is not None else "idle"


def stages(parts: Parts) -> dict[int, Stage]:
    """The registry."""
    return {v.version: v.stage for v in parts.registry.list()}


def kill_agent(parts: Parts) -> int:
    """End the agent by force and wait for another one."""
    pulse = read_pulse(parts.state / PULSE)
    assert pulse is not None, "no agent lives"
    os.kill(pulse.pid, signal.SIGKILL)
    wait_until(lambda: not psutil.pid_exists(pulse.pid) or _is_dead(pulse.pid), PATIENCE, "its end")
    stratum(parts.workspace.root, "status")
    after = read_pulse(parts.state / PULSE)
    assert after is not None
    assert after.pid != pulse.pid
    return after.pid


def _is_dead(pid: int) -> bool:
    try:
        return psutil.Process(pid).status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True


def test_a_canary_that_learned_shuffled_labels_goes_back_by_itself(parts: Parts, caller: Caller) -> None:
    asked = ("rollout", SERVICE, "2", "--canary", "30 %", "--wait", "--json")
    told = json.loads(stratum(parts.workspace.root, *asked, status=1))
    assert told["stage"] == "rolled-back"
    assert "less often right" in told["reason"]
    assert told["saw"]["difference"] < -0.1
    assert caller.failures == []
    assert caller.answers["2"] > 0
    assert stages(parts) == {1: Stage.CHAMPION, 2: Stage.RETIRED, 3: Stage.DRAFT}
    state = model_of(parts, SERVICE).state
    assert [(route.name, route.version) for route in state.routes] == [("main", "1")]


def test_a_good_canary_is_promoted_though_the_agent_is_killed_in_it(parts: Parts, caller: Caller) -> None:
    stratum(parts.workspace.root, "rollout", SERVICE, f"{MODEL}@3", "--canary", "30 %")
    wait_until(lambda: caller.answers["3"] > 0, PATIENCE, "the canary answers")
    kill_agent(parts)
    assert stage(parts) in {"canary", "promoting", "idle"}
    wait_until(lambda: stage(parts) == "idle", PATIENCE, "the end of the cycle")
    cycle = view(parts)["past"][0]
    assert (cycle["stage"], cycle["challenger"]) == ("promoted", "3")
    assert stages(parts) == {1: Stage.FINAL, 2: Stage.RETIRED, 3: Stage.CHAMPION}
    asked = caller.answers["3"]
    wait_until(lambda: caller.answers["3"] > asked + 50, PATIENCE, "version 3 answers")
    assert caller.failures == []
    assert len(events(parts, "cycle.canary")) == 2
    assert parts.registry.get(MODEL).version == 3


def test_back_to_the_version_before_without_a_failed_request(parts: Parts, caller: Caller) -> None:
    stratum(parts.workspace.root, "rollback", SERVICE, "--wait")
    assert stages(parts)[1] is Stage.CHAMPION
    asked = caller.answers["1"]
    wait_until(lambda: caller.answers["1"] > asked + 50, PATIENCE, "version 1 answers")
    assert caller.failures == []
    told = view(parts)
    assert (told["version"], told["before"]) == ("1", [])


def test_a_training_outlives_the_agent_and_its_model_gets_to_the_shadow(parts: Parts, caller: Caller) -> None:
    stratum(parts.workspace.root, "retrain", SERVICE)
    wait_until(lambda: events(parts, "training.started"), PATIENCE, "a training")
    kill_agent(parts)
    wait_until(lambda: events(parts, "training.ended"), PATIENCE, "the end of the training")
    wait_until(lambda: held_out(parts), PATIENCE, "the judgement")
    assert held_out(parts)[-1].data["passed"], held_out(parts)[-1].data["reason"]
    wait_until(lambda: stage(parts) in {"shadow", "canary"}, PATIENCE, "the trial")
    assert len(events(parts, "training.started")) == 1
    version = parts.registry.get(f"{MODEL}@4")
    assert version.stage is Stage.CHALLENGER
    assert version.origin["parent"] == "1"
    assert version.origin["until"]
    shown = json.loads(stratum(parts.workspace.root, "models", "show", f"{MODEL}@4", "--json"))
    assert shown["lineage"]["window"]["held_out"]
    assert shown["origin"] == dict(version.origin)
    stratum(parts.workspace.root, "rollback", SERVICE, "--wait")
    assert stages(parts)[1] is Stage.CHAMPION
    assert stages(parts)[4] is Stage.RETIRED
    assert caller.failures == []


def test_errors_say_what_helps(parts: Parts) -> None:
    for arguments, message in (
        (("retrain", "nobody"), f"known: {SERVICE} of {APPLICATION}"),
        (("rollout", SERVICE, "99"), f"there is no {MODEL}@99"),
        (("rollout", SERVICE, "1"), f"{MODEL}@1 answers already"),
        (("rollback", SERVICE), f"no version answered before {MODEL}@1"),
    ):
        command = [sys.executable, "-m", "stratum", *arguments, "-w", str(parts.workspace.root)]
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
        assert done.returncode == 1
        assert message in done.stderr


def test_a_stale_model_is_trained_anew_where_the_rule_is_not_switched_off(parts: Parts) -> None:
    wait_until(lambda: events(parts, "model.stale"), PATIENCE, "the model is stale")
    begun = len(events(parts, "cycle.begun"))
    (parts.workspace.root / RULES).unlink()
    wait_until(lambda: len(events(parts, "cycle.begun")) > begun, PATIENCE, "a cycle by itself")
    cycle = events(parts, "cycle.begun")[-1]
    assert cycle.data["by"] == "rule built-in/retrain-stale"
    assert "d are allowed" in str(cycle.data["reason"])
    told = stratum(parts.workspace.root, "why", SERVICE, "--json")
    assert "model.stale" in told
    stratum(parts.workspace.root, "rollback", SERVICE, "--wait")
    assert stages(parts)[1] is Stage.CHAMPION
