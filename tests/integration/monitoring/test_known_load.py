"""A known load gives known numbers, through collectors, sampler and store.

The load keeps its own account of what it really used, and what is reported is compared with that: a crowded
machine changes the load and not the verdict.
"""

import dataclasses
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

from stratum.monitoring.agent.sampler import Sampler
from stratum.monitoring.store import SampleStore
from stratum.monitoring.types import MACHINE, Target
from stratum.runtime import plugins
from stratum.runtime.clock import SystemClock
from stratum.testing.waiting import wait_until

LOAD = Path(__file__).with_name("load.py")
SECONDS = 12.0
WITHIN = 0.05
RATES = {
    "component_cpu_cores": 1,
    "component_write_bytes_per_second": 2,
    "component_sent_bytes_per_second": 3,
}


@dataclasses.dataclass(frozen=True)
class Load:
    """The running load and its account."""

    pid: int
    account: Path

    def held(self) -> int:
        return sum(int(word) for word in self.account.read_text().splitlines()[0].split())

    def lines(self) -> list[list[float]]:
        """What it said so far: time, processor seconds, bytes written, bytes sent."""
        whole = self.account.read_text().split("\n")[1:-1]
        return [[float(word) for word in line.split()] for line in whole]

    def at(self, moment: float, column: int) -> float:
        """The account at a time, between two lines by their share."""
        lines = self.lines()
        after = next(n for n, line in enumerate(lines) if line[0] > moment)
        (begin, *_), (end, *_) = lines[after - 1], lines[after]
        share = (moment - begin) / (end - begin)
        return lines[after - 1][column] * (1 - share) + lines[after][column] * share


@pytest.fixture
def sink() -> Iterator[tuple[str, int]]:
    """Takes whatever is sent to it."""
    server = socket.create_server(("127.0.0.1", 0))

    def take() -> None:
        peer, _ = server.accept()
        with peer:
            while peer.recv(2**20):
                pass

    thread = threading.Thread(target=take, daemon=True)
    thread.start()
    yield server.getsockname()
    server.close()
    thread.join(10)


@pytest.fixture
def load(tmp_path: Path, sink: tuple[str, int]) -> Iterator[Load]:
    account = tmp_path / "account"
    command = [sys.executable, str(LOAD), str(account), str(tmp_path / "file"), sink[0], str(sink[1])]
    process = subprocess.Popen(command)
    wait_until(lambda: account.exists() and account.read_text().count("\n") > 2, 60, "the load")
    yield Load(process.pid, account)
    process.kill()
    process.wait(10)


def sample(store: SampleStore, targets: Sequence[Target], goes_on: Callable[[float], bool]) -> None:
    """As the agent does, once in each second."""
    clock, pause = SystemClock(), threading.Event()
    collectors = plugins.load_all("stratum.monitoring.collectors")
    sampler = Sampler({name: make() for name, make in collectors.items()}, store)
    try:
        while goes_on(now := clock.now()):
            sampler.step(targets, now)
            pause.wait(1.0 - clock.now() % 1.0)
    finally:
        sampler.close()


def reported(points: Sequence[tuple[float, float]], begin: float) -> float:
    """The mean of a rate from ``begin`` on: each reading is over the time since the one before."""
    times = [begin, *(time for time, _ in points)]
    grown = sum(value * (time - before) for (time, value), before in zip(points, times, strict=False))
    return grown / (times[-1] - begin)


@pytest.mark.slow
def test_half_a_core_200_mb_5_mb_written_and_2_mb_sent_are_reported_within_5_percent(
    load: Load, tmp_path: Path
) -> None:
    store = SampleStore(tmp_path / "metrics.db")
    begin = SystemClock().now()
    sample(
        store,
        [MACHINE, Target("process", "load", pid=load.pid, host="edge")],
        lambda now: now < begin + SECONDS,
    )
    names = {*RATES, "component_memory_bytes", "component_received_bytes_per_second"}
    series = {one.metric: one.points for one in store.series(names, ["load"], 0.0)}
    # Rates begin with the second reading; memory tells when the first was.
    first, last = series["component_memory_bytes"][0][0], series["component_memory_bytes"][-1][0]
    wait_until(lambda: load.lines()[-1][0] > last, 30, "the account of the end")
    assert last - first >= SECONDS - 2
    for metric, column in RATES.items():
        true = (load.at(last, column) - load.at(first, column)) / (last - first)
        found = reported(series[metric], first)
        sys.stdout.write(f"{metric}: {found:.6g} reported, {true:.6g} used, {found / true - 1:+.1%}\n")
        assert found == pytest.approx(true, rel=WITHIN), metric
    memory = [value for _, value in series["component_memory_bytes"]]
    sys.stdout.write(f"component_memory_bytes: {memory[-1]:.6g} reported, {load.held():.6g} held\n")
    assert sum(memory) / len(memory) == pytest.approx(load.held(), rel=WITHIN)
    assert reported(series["component_received_bytes_per_second"], first) < 1000
    hosts = {
        one.metric for one in store.series(["host_cpu_cores", "host_sent_bytes_per_second"], ["edge"], 0.0)
    }
    assert hosts == {"host_cpu_cores", "host_sent_bytes_per_second"}
    store.close()
