"""A known load gives known numbers."""

import os
import signal
import socket
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from stratum.core.errors import TransientError
from stratum.monitoring.collectors.process import ProcessCollector
from stratum.monitoring.types import MACHINE, Target
from stratum.runtime.clock import SystemClock
from stratum.testing.waiting import wait_until

# Busy half of the time, as far as the machine lets it, with a child that holds 100 MB. It keeps its own
# account of time and processor time in a file: the load is known even on a machine that is busy otherwise.
LOAD = """
    import os, sys, threading, time
    pause = threading.Event()
    account = os.open(sys.argv[1], os.O_WRONLY)
    if os.fork() == 0:
        held = bytearray(b"x") * 100_000_000
        pause.wait(60)
        os._exit(0)
    begin = time.perf_counter()
    print("up", flush=True)
    while True:
        os.pwrite(account, f"{time.perf_counter():20.6f} {time.process_time():20.6f}".encode(), 0)
        if time.process_time() > (time.perf_counter() - begin) * 0.5:
            pause.wait(0.005)
"""

# Sends a million bytes when told to, waits for a thousand, says so, and ends when told to.
SENDER = """
    import socket, sys
    with socket.create_connection(("127.0.0.1", int(sys.argv[1]))) as peer:
        sys.stdin.readline()
        peer.sendall(b"x" * 1_000_000)
        left = 1000
        while left:
            left -= len(peer.recv(left))
        peer.sendall(b"z")
        sys.stdin.readline()
"""
CHILD = "import time\nwhile time.process_time() < 0.2: pass"
SHELL = f"read go; for n in 1 2 3; do {sys.executable} -c '{CHILD}'; done; echo; read end"


@pytest.fixture
def account(tmp_path: Path) -> Path:
    path = tmp_path / "account"
    path.touch()
    return path


@pytest.fixture
def load(account: Path) -> Iterator[int]:
    command = [sys.executable, "-c", textwrap.dedent(LOAD), str(account)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, start_new_session=True)
    assert process.stdout is not None
    process.stdout.readline()
    wait_until(account.read_text)
    yield process.pid
    os.killpg(process.pid, signal.SIGKILL)
    process.wait(10)
    process.stdout.close()


def collect(collector: ProcessCollector, pid: int) -> dict[str, float]:
    told = collector.collect(Target("process", "load", pid), SystemClock().now())
    return {sample.metric: sample.value for sample in told.samples}


def test_a_known_load_is_reported_within_a_tenth(load: int, account: Path) -> None:
    collector = ProcessCollector()
    children = psutil.Process(load).children
    wait_until(lambda: children()[0].memory_info().rss > 100_000_000, what="100 MB")
    collect(collector, load)
    begin, used_before = (float(part) for part in account.read_text().split())
    wait_until(lambda: float(account.read_text().split()[0]) > begin + 1.5)
    found = collect(collector, load)
    end, used = (float(part) for part in account.read_text().split())
    assert found["component_cpu_cores"] == pytest.approx((used - used_before) / (end - begin), rel=0.1)
    # Two interpreters of about 10 MB each come on top.
    assert found["component_memory_bytes"] == pytest.approx(120e6, rel=0.1)


def test_what_a_process_writes_is_counted(tmp_path: Path) -> None:
    collector = ProcessCollector()
    first = collect(collector, os.getpid())
    with (tmp_path / "file").open("wb") as file:
        file.write(b"x" * 4_000_000)
        file.flush()
        os.fsync(file.fileno())
    second = collect(collector, os.getpid())
    assert set(first) == {"component_memory_bytes"}
    assert second["component_write_bytes_per_second"] > 0
    assert second["component_cpu_cores"] >= 0


def test_a_process_that_is_gone_is_told_and_its_earlier_figures_forgotten() -> None:
    collector = ProcessCollector()
    with subprocess.Popen(["/bin/sleep", "30"]) as process:
        assert "component_memory_bytes" in collect(collector, process.pid)
        process.kill()
    with pytest.raises(TransientError, match=f"no process {process.pid}"):
        collect(collector, process.pid)
    assert collector._earlier == {}


def test_the_machine_is_read_as_a_whole() -> None:
    collector = ProcessCollector()
    (first,) = collector.collect(MACHINE, 1.0).samples
    assert (first.metric, first.subject) == ("host_memory_bytes", "machine")
    values: dict[str, float] = {}

    def told() -> bool:
        values.update((sample.metric, sample.value) for sample in collector.collect(MACHINE, 2.0).samples)
        return "host_cpu_ratio" in values

    wait_until(told, what="some time of the processors")
    assert 0 < values["host_memory_bytes"] < 2**50
    assert 0 <= values["host_cpu_ratio"] <= 1


def test_what_short_lived_children_used_is_not_lost() -> None:
    """A shell that starts one program after the other, each gone before anybody looks."""
    with subprocess.Popen(
        ["/bin/sh", "-c", SHELL], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as shell:
        assert shell.stdin is not None
        assert shell.stdout is not None
        collector = ProcessCollector()
        before = SystemClock().now()
        collector.collect(Target("process", "load", shell.pid), before)
        shell.stdin.write("go\n")
        shell.stdin.flush()
        shell.stdout.readline()
        after = SystemClock().now()
        told = collector.collect(Target("process", "load", shell.pid), after)
        shell.stdin.write("end\n")
    cores = next(one.value for one in told.samples if one.metric == "component_cpu_cores")
    # the system counts in ticks of a hundredth of a second
    assert 0.5 <= cores * (after - before) <= 1.5


def test_what_goes_through_a_connection_is_counted_on_its_sides() -> None:
    with (
        socket.create_server(("127.0.0.1", 0)) as server,
        subprocess.Popen(
            [sys.executable, "-c", textwrap.dedent(SENDER), str(server.getsockname()[1])],
            stdin=subprocess.PIPE,
        ) as sender,
    ):
        assert sender.stdin is not None
        with server.accept()[0] as peer:
            collector = ProcessCollector()
            collector.collect(Target("process", "sender", sender.pid), 10.0)
            sender.stdin.write(b"\n")
            sender.stdin.flush()
            left = 1_000_000
            while left:
                left -= len(peer.recv(left))
            peer.sendall(b"y" * 1000)
            wait_until(lambda: peer.recv(1) == b"z", what="the answer")
            found = {
                one.metric: one.value
                for one in collector.collect(Target("process", "sender", sender.pid), 12.0).samples
            }
        sender.stdin.write(b"\n")
    assert found["component_sent_bytes_per_second"] == pytest.approx(500_000, abs=5)
    assert found["component_received_bytes_per_second"] == 500.0
