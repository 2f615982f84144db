"""Load by wrk and what it costs the server: requests for each second of CPU time, latencies, memory."""

import dataclasses
import shutil
import subprocess
from pathlib import Path

import msgspec
import psutil

from model_servers.model import Subject
from model_servers.servers import LOAD_CORE, Server, pin

SCRIPT = """wrk.method = "POST"
wrk.headers["content-type"] = "application/json"
local file = io.open({body}, "rb")
wrk.body = file:read("*a")
file:close()
done = function(summary, latency, requests)
  local e = summary.errors
  io.stderr:write(string.format('{{"requests":%d,"microseconds":%d,"p50":%.1f,"p99":%.1f,"errors":%d}}',
    summary.requests, summary.duration, latency:percentile(50), latency:percentile(99),
    e.connect + e.read + e.write + e.status + e.timeout))
end
"""


class Summary(msgspec.Struct):
    """What wrk says at its end; times in microseconds."""

    requests: int
    microseconds: int
    p50: float
    p99: float
    errors: int


@dataclasses.dataclass(frozen=True)
class Measure:
    """One server under one number of connections.

    Attributes:
        requests: Answered.
        cpu: Seconds of CPU time, user and system, of the server's processes.
        seconds: On the wall clock.
        p50: Median latency in milliseconds.
        p99: 99th percentile in milliseconds.
    """

    requests: int
    cpu: float
    seconds: float
    p50: float
    p99: float

    @property
    def rate(self) -> float:
        """Requests for each second of CPU time: what one free core would answer."""
        return self.requests / self.cpu


def find_wrk() -> str:
    """The path of wrk.

    Raises:
        SystemExit: If it is not installed.
    """
    found = shutil.which("wrk")
    if found is None:
        raise SystemExit("wrk is missing; on Debian: apt-get install wrk")
    return found


def measure(
    server: Server, process: psutil.Process, subject: Subject, connections: int, seconds: int
) -> Measure:
    """Load ``server`` with ``connections`` keep-alive connections.

    Raises:
        RuntimeError: If any request failed.
    """
    script = subject.bundle.parent / "load.lua"
    body = subject.bundle.parent / "body.json"
    body.write_bytes(subject.body)
    script.write_text(SCRIPT.format(body=msgspec.json.encode(str(body.resolve())).decode()))
    url = f"http://127.0.0.1:{server.port}{server.path}"
    load = [
        find_wrk(),
        "-t1",
        f"-c{connections}",
        f"-d{seconds}s",
        "--timeout",
        "30s",
        "-s",
        str(script),
        url,
    ]
    before = _cpu(process)
    run = subprocess.run(pin(LOAD_CORE, load), check=True, capture_output=True)
    cpu = _cpu(process) - before
    summary = msgspec.json.decode(run.stderr, type=Summary)
    if summary.errors:
        raise RuntimeError(f"{server.name}: {summary.errors} of {summary.requests} requests failed")
    return Measure(summary.requests, cpu, summary.microseconds / 1e6, summary.p50 / 1e3, summary.p99 / 1e3)


def memory(process: psutil.Process) -> float:
    """Resident memory of the process and its children, in MB of a million bytes."""
    return sum(each.memory_info().rss for each in _tree(process)) / 1e6


def imports(process: psutil.Process, package: str) -> bool:
    """Whether a compiled module of ``package`` is mapped into the process."""
    maps = Path(f"/proc/{process.pid}/maps").read_text()
    return f"/{package}/" in maps


def _tree(process: psutil.Process) -> list[psutil.Process]:
    return [process, *process.children(recursive=True)]


def _cpu(process: psutil.Process) -> float:
    times = [each.cpu_times() for each in _tree(process)]
    return float(sum(time.user + time.system for time in times))
