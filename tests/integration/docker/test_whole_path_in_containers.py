"""The same documents on the Docker engine: train, apply, a kill, limits, replicas, destroy."""

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from stratum.deployment.agent.pulse import read_pulse
from stratum.runtime.agent import PULSE
from stratum.testing.containers import DockerSite, given_cores
from stratum.testing.small_flights import HELD_OUT, status, stored, stratum, write_small_flights
from stratum.testing.waiting import wait_until


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory, docker_host: str) -> Iterator[Path]:
    """The application of the example in containers; the engine is told as users tell it."""
    folder = tmp_path_factory.mktemp("flights")
    write_small_flights(folder)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DOCKER_HOST", docker_host)
        stratum(folder, "train")
        stratum(folder, "check", "--engine", "docker")
        stratum(folder, "apply", "--engine", "docker", "--wait", "180")
        yield folder
        stratum(folder, "destroy")
    assert DockerSite(docker_host, folder).left() == []


def network(pid: int) -> Path:
    return Path(f"/proc/{pid}/ns/net").readlink()


@pytest.mark.slow
def test_every_component_is_a_container_on_its_host(root: Path) -> None:
    shown = status(root)
    assert {one["state"] for one in shown.values()} == {"ready", "done"}
    assert shown["scorer"]["host"] == "fog-1"
    pids = {name: shown[name]["pid"] for name in ("broker", "scorer", "scorer-1", "writer")}
    assert all("/docker/" in Path(f"/proc/{pid}/cgroup").read_text() for pid in pids.values())
    networks = {name: network(pid) for name, pid in pids.items()}
    assert networks["broker"] == networks["scorer"] == networks["scorer-1"]
    assert len({*networks.values(), Path("/proc/self/ns/net").readlink()}) == 3


@pytest.mark.slow
def test_a_killed_platform_finds_its_containers_again(root: Path) -> None:
    before = {name: one["pid"] for name, one in status(root).items()}
    pulse = read_pulse(root / ".stratum" / PULSE)
    assert pulse is not None
    agent = psutil.Process(pulse.pid)
    os.kill(agent.pid, signal.SIGKILL)
    wait_until(lambda: not agent.is_running() or agent.status() == psutil.STATUS_ZOMBIE, 20, "its end")
    after = status(root)
    assert {name: one["pid"] for name, one in after.items()} == before
    assert all(one["restarts"] == 0 for one in after.values())


@pytest.mark.slow
def test_limits_of_a_service_change_while_it_runs(root: Path) -> None:
    pid = status(root)["scorer-1"]["pid"]
    assert given_cores(pid) == pytest.approx(0.5)
    stratum(root, "resize", "scorer", "--cpu", "0.25")
    wait_until(lambda: given_cores(pid) == pytest.approx(0.25), 60, "the new limit")
    assert status(root)["scorer-1"]["pid"] == pid


@pytest.mark.slow
def test_predictions_of_held_out_departures_are_stored_once(root: Path) -> None:
    wait_until(lambda: len(stored(root, "predictions")) >= len(HELD_OUT), 120, "the predictions")
    wait_until(lambda: len(stored(root, "outcomes")) >= len(HELD_OUT), 120, "the outcomes")
    assert stored(root, "predictions") == list(HELD_OUT)
    assert stored(root, "outcomes") == list(HELD_OUT)


@pytest.mark.slow
def test_a_service_gets_another_replica(root: Path) -> None:
    before = status(root)["scorer-1"]["pid"]
    stratum(root, "scale", "scorer", "2")
    wait_until(lambda: status(root).get("scorer-2", {}).get("state") == "ready", 90, "the second replica")
    shown = status(root)
    assert shown["scorer-1"]["pid"] == before
    assert network(shown["scorer-2"]["pid"]) == network(before)
