"""A known load gives known numbers."""

import os
import subprocess
import sys
import textwrap
import threading
import time
from collections.abc import Iterator

import pytest

from stratum.core.errors import TransientError
from stratum.monitoring.collectors.process import ProcessCollector
from stratum.monitoring.types import MACHINE, Target

# Half of the time busy by its own count of processor time, with a child that holds 100 MB.
LOAD = """
    import os, sys, threading, time
    pause = threading.Event()
    if os.fork() == 0:
        held = bytearray(os.urandom(1)) * 100_000_000
        pause.wait(60)
        os._exit(0)
    print("up", flush=True)
    begin, used = time.perf_counter(), time.process_time()
    while True:
        behind = (time.perf_counter() - begin) * 0.5 - (time.process_time() - used)
        if behind <= 0:
            pause.wait(0.005)
"""


@pytest.fixture
def load() -> Iterator[int]:
    command = [sys.executable, "-c", textwrap.dedent(LOAD)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, start_new_session=True)
    assert process.stdout is not None
    process.stdout.readline()
    yield process.pid
    os.killpg(process.pid, 9)
    process.wait(10)
    process.stdout.close()


def collect(collector: ProcessCollector, pid: int) -> dict[str, float]:
    samples = collector.collect(Target("process", "load", pid), time.time())
    return {sample.metric: sample.value for sample in samples}


def test_half_a_core_and_100_mb_are_reported_within_a_tenth(load: int) -> None:
    collector, pause = ProcessCollector(), threading.Event()
    alone = collect(collector, os.getpid())["component_memory_bytes"]
    assert alone > 10_000_000
    pause.wait(0.2)
    collect(collector, load)
    pause.wait(1.5)
    found = collect(collector, load)
    assert found["component_cpu_cores"] == pytest.approx(0.5, rel=0.1)
    # Two interpreters of about 10 MB each come on top.
    assert found["component_memory_bytes"] == pytest.approx(120e6, rel=0.1)


def test_what_a_process_writes_is_counted(tmp_path_factory: pytest.TempPathFactory) -> None:
    collector = ProcessCollector()
    first = collect(collector, os.getpid())
    path = tmp_path_factory.mktemp("io") / "file"
    with path.open("wb") as file:
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
    (first,) = collector.collect(MACHINE, 1.0)
    assert (first.metric, first.subject) == ("host_memory_bytes", "machine")
    threading.Event().wait(0.1)
    values = {sample.metric: sample.value for sample in collector.collect(MACHINE, 2.0)}
    assert 0 < values["host_memory_bytes"] < 2**50
    assert 0 <= values["host_cpu_ratio"] <= 1
