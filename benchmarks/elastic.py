"""A model service under load that steps from 20 to 200 requests a second and back: is the promise kept?

``make bench-elastic`` on local processes, ``make bench-elastic ENGINE=docker`` in containers (an engine has
to be reachable; ``.ci/engine start DIR`` starts one). The platform scales by itself; at the end the CPU limit
is changed by hand, and the process ids before and after are compared. Latency counts from the moment at which
a request was due, so that a generator that falls behind makes it worse, not better.
"""

import argparse
import dataclasses
import http.client
import itertools
import json
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from pathlib import Path

from stratum import Workspace
from stratum.deployment.types import RouteChange, ServiceState, State
from stratum.registry.types import Stage
from stratum.runtime.settings import Settings, read_settings
from stratum.runtime.wiring import Parts
from stratum.testing.bundles import write_numeric_bundle

APPLICATION, SERVICE, MODEL = "elastic", "scorer", "sum-sign"
STEPS = (20, 200, 20)
GRACE = 15
OBJECTIVE = 0.1
WANTED = 0.98
WORKERS = 24
BODY = json.dumps({"rows": [{"a": 1.0, "b": -2.0, "c": 0.5}]})
HEADERS = {"Content-Type": "application/json"}
DOCUMENTS = {
    "infrastructure.yaml": """
stratum: 1
kind: Infrastructure
name: one-site
hosts:
  fog-1: {type: FogServer, cpu: 4, memory: 4 GiB, disk: 20 GB}
""",
    "application.yaml": """
stratum: 1
kind: Application
name: elastic
infrastructure: infrastructure.yaml
components:
  scorer:
    type: ModelService
    hostedOn: fog-1
    model: sum-sign
    requires: {cpu: 0.5, memory: 256 MiB}
    qos: {p95Latency: 100 ms, errorRate: 1 %}
    scaling: {policy: hpa, metric: requests, target: 60, minimum: 1, maximum: 4, cooldown: 3 s}
""",
}


@dataclasses.dataclass(frozen=True, slots=True)
class Answer:
    """One request: the second in which it was due, seconds until its answer, whether that was 200."""

    second: int
    latency: float
    ok: bool


class Load:
    """Requests at a pace that steps, from several connections.

    Args:
        address: Of the service.
        port: Of the service.
        seconds: Of each step.
    """

    def __init__(self, address: str, port: int, seconds: int) -> None:
        self._place = (address, port)
        self._due = [
            step * seconds + n / rate for step, rate in enumerate(STEPS) for n in range(rate * seconds)
        ]
        self._next = itertools.count()
        self._began = time.perf_counter()
        self._pause = threading.Event()
        self.answers: list[Answer] = []

    def run(self) -> None:
        """Send everything; returns when all is answered."""
        threads = [threading.Thread(target=self._work) for _ in range(WORKERS)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    def _work(self) -> None:
        connection = http.client.HTTPConnection(*self._place, timeout=30)
        while (number := next(self._next)) < len(self._due):
            due = self._due[number]
            self._pause.wait(max(0.0, self._began + due - time.perf_counter()))
            ok = _ask(connection)
            self.answers.append(Answer(int(due), time.perf_counter() - self._began - due, ok))
        connection.close()


def _ask(connection: http.client.HTTPConnection) -> bool:
    try:
        connection.request("POST", f"/v1/models/{MODEL}:predict", BODY, HEADERS)
        response = connection.getresponse()
        response.read()
    except (OSError, http.client.HTTPException):
        connection.close()
        return False
    return response.status == http.client.OK


class Replicas:
    """Looks every half second how many replicas answer."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._look)
        self.counts: list[int] = []

    def __enter__(self) -> "Replicas":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()

    def _look(self) -> None:
        while not self._stop.wait(0.5):
            self.counts.append(len(pids(self._parts)))


def service_of(parts: Parts) -> ServiceState:
    """The service as it is now."""
    return next(one for one in parts.deployments.services(APPLICATION) if one.spec.name == SERVICE)


def pids(parts: Parts) -> dict[str, int]:
    """Process id of each replica that answers."""
    replicas = service_of(parts).replicas
    return {one.name: one.pid for one in replicas if one.state is State.READY and not one.leaving}


def prepare_workspace(root: Path, engine: str) -> Parts:
    """A workspace with the documents and a tiny model."""
    for name, text in DOCUMENTS.items():
        (root / name).write_text(text, encoding="utf-8")
    settings: Settings = dataclasses.replace(read_settings(str(root)), engine=engine)
    parts = Parts(settings)
    write_numeric_bundle(root / "bundle")
    version = parts.registry.register(root / "bundle", "by-hand")
    parts.registry.promote(version.name, version.version, Stage.CHAMPION)
    return parts


def resized(parts: Parts) -> bool:
    """Whether a changed CPU limit leaves the replicas' processes alone."""
    before = pids(parts)
    cpu = service_of(parts).routes[0].limits.cpu / 2
    change = RouteChange("main", cpu=cpu)
    parts.deployments.change(APPLICATION, SERVICE, [change], by="benchmark", reason="resized", saw={})
    pause = threading.Event()
    for _ in range(100):
        pause.wait(0.1)
        taken = parts.deployments.history(APPLICATION, 50)
        if any(e.type == "component.adjusted" and e.subject in before for e in taken):
            break
    after = pids(parts)
    return bool(before) and all(after.get(name) == pid for name, pid in before.items())


def report(answers: Sequence[Answer], counts: Sequence[int], seconds: int, *, same: bool) -> bool:
    """Print what was seen; whether the promise was kept."""
    judged, kept, worst = 0, 0, 0.0
    for second in range(len(STEPS) * seconds):
        if second % seconds < GRACE:
            continue
        found = sorted(a.latency for a in answers if a.second == second)
        p95 = found[min(len(found) - 1, int(0.95 * len(found)))] if found else float("inf")
        judged, kept, worst = judged + 1, kept + (p95 <= OBJECTIVE), max(worst, p95)
    failed = sum(not a.ok for a in answers)
    print(f"{len(answers):,} requests, {failed} failed")
    print(
        f"p95 <= {OBJECTIVE * 1000:.0f} ms in {kept / judged:.1%} of {judged} judged seconds "
        f"(wanted: {WANTED:.0%})"
    )
    print(f"worst judged second: p95 {worst * 1000:.1f} ms")
    print(f"replicas: {counts[0]} at first, {max(counts)} at most, {counts[-1]} at last")
    print(f"limits changed with the same process ids: {same}")
    return kept / judged >= WANTED and failed == 0 and same


def main() -> int:
    """Run it all; 0 where the promise was kept."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--engine", default="local")
    parser.add_argument("--seconds", type=int, default=60, help="of each of the three steps")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="elastic-") as folder:
        parts = prepare_workspace(Path(folder), given.engine)
        try:
            Workspace(folder).apply(engine=given.engine, wait=180.0)
            gateway = service_of(parts).spec.gateway
            load = Load(gateway.address, gateway.ports["port"], given.seconds)
            with Replicas(parts) as replicas:
                load.run()
            same = resized(parts)
        finally:
            Workspace(folder).destroy(wait=120.0)
    return 0 if report(load.answers, replicas.counts, given.seconds, same=same) else 1


if __name__ == "__main__":
    sys.exit(main())
