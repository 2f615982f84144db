"""What it costs to measure 20 components every second: the processor time of the sampler, against its limit.

``make bench-sampling``. The components are processes of their own that answer with what the platform's
programs answer; the sampler, its collectors and its store are the platform's own, on the real disk.
"""

import argparse
import http.server
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from stratum.monitoring.agent.sampler import Sampler
from stratum.monitoring.store import SampleStore
from stratum.monitoring.types import MACHINE, Service, Target
from stratum.runtime import plugins
from stratum.serving.logic.metrics import Labelled, ModelMetrics, write_exposition
from stratum.streaming.logic.exposition import Figures

COMPONENTS = 20
REPLICAS = 8
LIMIT = 0.05
HOSTS = 5


class Answer(http.server.BaseHTTPRequestHandler):
    """Tells the metrics of a model server or of a program of the stream, which grow with every look."""

    protocol_version = "HTTP/1.1"
    looks = 0
    replica = False

    def do_GET(self) -> None:
        """Answer."""
        type(self).looks += 1
        body = (_of_model(self.looks) if self.replica else _of_stream(self.looks)).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


def _of_model(looks: int) -> str:
    metrics = ModelMetrics()
    for number in range(20 * looks):
        metrics.record(200, 1, 0.001 * (number % 50))
    return write_exposition([Labelled({"model": "delay-risk", "version": "3"}, metrics)])


def _of_stream(looks: int) -> str:
    figures = Figures(stores=True)
    figures.count("in", 200 * looks)
    figures.observe_latency([0.02] * (20 * looks))
    return figures.text()


def component(replica: bool) -> None:
    """Be one of the components until the input ends; the port is told on the output."""
    Answer.replica = replica
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Answer)
    server.daemon_threads = True
    print(server.server_address[1], flush=True)
    server.serve_forever()


def start() -> tuple[list["subprocess.Popen[str]"], list[int]]:
    """All components and their ports."""
    running = []
    for number in range(COMPONENTS):
        kind = "replica" if number < REPLICAS else "stream"
        command = [sys.executable, __file__, "--component", kind]
        running.append(subprocess.Popen(command, stdout=subprocess.PIPE, text=True))
    ports = []
    for one in running:
        assert one.stdout is not None
        ports.append(int(one.stdout.readline()))
    return running, ports


def targets_of(running: Sequence["subprocess.Popen[str]"], ports: Sequence[int]) -> list[Target]:
    """What the agent would read."""
    found = [MACHINE]
    for number, (process, port) in enumerate(zip(running, ports, strict=True)):
        name = f"component-{number}"
        service = "scorer" if number < REPLICAS else ""
        url = f"http://127.0.0.1:{port}/metrics"
        found.append(Target("process", name, pid=process.pid, host=f"host-{number % HOSTS}"))
        found.append(Target("prometheus", name, url=url, service=service))
    return found


def service() -> Service:
    """The service that some of the components are replicas of."""
    names = [f"component-{number}" for number in range(REPLICAS)]
    return Service("scorer", REPLICAS, REPLICAS, 4.0, frozenset(names), dict.fromkeys(names, "3"))


def measure(rounds: int, folder: Path) -> tuple[float, float, int, int]:
    """Processor seconds, seconds, samples of a round, and bytes on disk, over ``rounds`` seconds."""
    running, ports = start()
    store = SampleStore(folder / "metrics.db")
    collectors = plugins.load_all("stratum.monitoring.collectors")
    sampler = Sampler({name: make() for name, make in collectors.items()}, store)
    targets, services = targets_of(running, ports), [service()]
    try:
        for _ in range(3):
            sampler.step(targets, time.time(), services)
            time.sleep(1.0)
        begin, used, samples = time.perf_counter(), time.process_time(), 0
        for number in range(rounds):
            samples = len(sampler.step(targets, time.time(), services))
            time.sleep(max(0.0, begin + number + 1 - time.perf_counter()))
        return time.process_time() - used, time.perf_counter() - begin, samples, _size(folder)
    finally:
        sampler.close()
        store.close()
        for one in running:
            one.kill()
            one.wait()


def _size(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.iterdir())


def main() -> int:
    """Print the cost; status 1 where it is over the limit."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--component", choices=("replica", "stream"))
    parser.add_argument("--rounds", type=int, default=30)
    given = parser.parse_args()
    if given.component:
        component(given.component == "replica")
        return 0
    with tempfile.TemporaryDirectory(dir=Path.cwd()) as folder:
        used, seconds, samples, size = measure(given.rounds, Path(folder))
    share = used / seconds
    print(f"components          {COMPONENTS}, {samples} samples a round, {os.cpu_count()} processors")
    print(f"processor time      {used / given.rounds * 1000:.1f} ms a round, {share:.1%} of a core")
    print(f"file                {size / 2**20:.1f} MiB after {given.rounds + 3} s")
    print(f"share of the limit  {share / LIMIT:.2f} (limit {LIMIT:.0%} of a core)")
    return 0 if share <= LIMIT else 1


if __name__ == "__main__":
    sys.exit(main())
