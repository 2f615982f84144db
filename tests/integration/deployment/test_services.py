"""A service over real parts: Traefik, model servers, a supervisor that is killed again and again.

A plain client asks without a pause from the first answer to the last; not one request may fail.
"""

import dataclasses
import http.client
import json
import os
import signal
import subprocess
import sys
import textwrap
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from stratum.compiler.deployment import desired_state
from stratum.compiler.types import BundleRef, Resolved
from stratum.deployment.backends.local import LocalBackend
from stratum.deployment.logic.addresses import loopback_addresses
from stratum.deployment.logic.gateway import followed_at
from stratum.deployment.probes import ask_once
from stratum.deployment.service import Deployments
from stratum.deployment.types import (
    Artifact,
    ComponentSpec,
    Desired,
    Observed,
    ReplicaState,
    RouteChange,
    ServiceState,
    State,
)
from stratum.events.journal import SqliteJournal
from stratum.language.check import check_files
from stratum.language.library import library
from stratum.runtime.clock import SystemClock
from stratum.testing.bundles import write_bundle, write_numeric_bundle
from stratum.testing.fakes import CountingIds
from stratum.testing.waiting import wait_until

MODEL = """
stratum: 1
kind: Application
name: app
infrastructure: site.yaml
components:
  scorer:
    type: ModelService
    model: sum-sign
    requires: {cpu: 1, memory: 256 MiB}
    scaling: {policy: none, minimum: %d, maximum: 4, maximumCpu: 2}
"""
SITE = """
stratum: 1
kind: Infrastructure
name: site
hosts:
  one: {type: CloudServer, cpu: 8, memory: 8 GiB}
  two: {type: CloudServer, cpu: 8, memory: 8 GiB}
"""
# The loop that runtime writes around the supervisor, as a process to be killed.
AGENT = """
    import sys, threading, uuid
    from concurrent.futures import ThreadPoolExecutor
    from pathlib import Path
    from stratum.deployment.agent.supervisor import Means, Supervisor
    from stratum.deployment.backends.local import LocalBackend
    from stratum.deployment.probes import ThreadProber
    from stratum.events.journal import SqliteJournal
    from stratum.runtime.clock import SystemClock
    root, clock = Path(sys.argv[1]), SystemClock()
    journal = SqliteJournal(root / "state.db")
    means = Means({"local": LocalBackend()}, ThreadProber(clock), ThreadPoolExecutor(1))
    supervisor = Supervisor(journal, means, clock, lambda: uuid.uuid4().hex, root / "deployments")
    pause = threading.Event()
    while True:
        supervisor.step()
        pause.wait(0.05)
"""
BODY = json.dumps({"inputs": [{"name": "input", "shape": [1, 3], "datatype": "FP32", "data": [1, 2, 3]}]})
PATIENCE = 90.0
WAITING = "stratum_waiting_requests"


class Client:
    """Asks a model again and again, each time over a connection of its own or over the one before."""

    def __init__(self, address: str, port: int) -> None:
        self._place = (address, port)
        self._stop = threading.Event()
        self._threads = [threading.Thread(target=self._ask, args=(keep,)) for keep in (True, False)]
        self.answers: Counter[str] = Counter()
        self.failures: list[str] = []

    def start(self) -> None:
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join()

    def _ask(self, keep: bool) -> None:
        connection = http.client.HTTPConnection(*self._place, timeout=20)
        while not self._stop.is_set():
            try:
                headers = {
                    "content-type": "application/json",
                    "connection": "keep-alive" if keep else "close",
                }
                connection.request("POST", "/v2/models/sum-sign/infer", BODY, headers)
                answer = connection.getresponse()
                said = answer.read()
                if answer.status == 200:
                    self.answers[json.loads(said)["model_version"]] += 1
                else:
                    self.failures.append(f"{answer.status} {said[:200]!r}")
            except OSError as error:
                self.failures.append(repr(error))
                connection.close()
            self._stop.wait(0.005)
        connection.close()


class Site:
    """A workspace whose supervisor is a process of its own."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.backend = LocalBackend()
        journal = SqliteJournal(root / "state.db")
        ids, backends = CountingIds(f"{root}#"), {"local": self.backend}
        self.deployments = Deployments(journal, SystemClock(), ids, backends, root / "deployments")
        self.addresses = loopback_addresses(str(root), ["one", "two"])
        self.agent: subprocess.Popen[bytes] | None = None
        self.bundles = {"1": self._bundle("1"), "2": self._bundle("2")}

    def _bundle(self, version: str) -> BundleRef:
        folder = self.root / "bundles" / version
        manifest = write_numeric_bundle(folder)
        changed = dataclasses.replace(manifest, parameters={"version": version})
        graph = (folder / "model.onnx").read_bytes()
        return BundleRef("sum-sign", version, str(folder), write_bundle(folder, changed, graph).digest())

    def desired(self, version: str = "1", minimum: int = 1) -> Desired:
        texts = {"/app.yaml": MODEL % minimum, "/site.yaml": SITE}
        model = check_files(texts, library()).model
        resolved = Resolved(self.addresses, {}, {"sum-sign": self.bundles[version]}, {})
        documents = model.documents
        return desired_state(documents["/app.yaml"], {"scorer": "one"}, documents, library(), resolved)

    def start_agent(self) -> None:
        command = [sys.executable, "-c", textwrap.dedent(AGENT), str(self.root)]
        self.agent = subprocess.Popen(command, start_new_session=True)

    def kill_agent(self) -> None:
        if self.agent is not None:
            self.agent.kill()
            self.agent.wait()

    def restart_agent(self) -> None:
        self.kill_agent()
        self.start_agent()

    def change(self, *changes: RouteChange) -> None:
        """Change routes; the supervisor is killed just after and in the middle, and the next carries on."""
        self.deployments.change("app", "scorer", changes, by="test", reason="because", saw={"n": 1})
        self.restart_agent()
        seen = len(self.deployments.history("app", 10_000))
        wait_until(lambda: len(self.deployments.history("app", 10_000)) > seen, PATIENCE, "the first step")
        self.restart_agent()

    @property
    def service(self) -> ServiceState:
        (found,) = self.deployments.services("app")
        return found

    def replicas(self) -> tuple[ReplicaState, ...]:
        return self.service.replicas

    def gateway(self) -> Observed:
        return next(one for one in self.deployments.status("app") if one.name == "scorer")

    def reasons(self) -> str:
        return "; ".join(one.reason for one in self.deployments.status("app"))

    def are(self, count: int, is_right: Callable[[ReplicaState], bool] = lambda _: True) -> bool:
        """Whether there are exactly so many replicas, all ready and right, and none that leaves."""
        found = self.replicas()
        right = [r for r in found if r.state is State.READY and not r.leaving and is_right(r)]
        return len(right) == len(found) == count

    def artifact(self, version: str) -> Artifact:
        return Artifact(self.bundles[version].digest, self.bundles[version].path)


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    made = Site(tmp_path)
    made.start_agent()
    yield made
    if made.deployments.applications():
        made.deployments.destroy("app")
        made.restart_agent()
        wait_until(lambda: not made.deployments.applications(), PATIENCE, "the end of everything")
    made.kill_agent()


def test_a_service_is_scaled_renewed_moved_and_resized_and_no_request_fails(site: Site) -> None:
    desired = site.desired()
    site.deployments.apply("app", desired)
    wait_until(lambda: site.gateway().state is State.READY, PATIENCE, "the gateway")
    gateway = desired.services[0].gateway
    client = Client(gateway.address, gateway.ports["port"])
    client.start()
    try:
        scale(site, client)
        promote(site)
        move(site)
        break_and_roll_back(site)
    finally:
        client.stop()
    assert client.failures == []
    assert client.answers["1"] > 100
    assert client.answers["2"] > 100
    assert site.gateway().restarts == 0


def scale(site: Site, client: Client) -> None:
    (first,) = site.replicas()
    site.change(RouteChange("main", replicas=3))
    wait_until(lambda: site.are(3), PATIENCE, "three replicas")
    victim, seen = site.replicas()[2], client.answers.total()
    site.kill_agent()
    os.kill(victim.pid, signal.SIGKILL)
    wait_until(lambda: client.answers.total() > seen + 200, PATIENCE, "answers beside one that is dead")
    site.start_agent()
    wait_until(lambda: site.are(3) and site.replicas()[2].started > victim.started, PATIENCE, "its successor")
    site.change(RouteChange("main", replicas=1))
    wait_until(lambda: site.are(1), PATIENCE, "one replica")
    assert site.replicas()[0].pid == first.pid

    (told,) = (spec for spec in site.deployments.desired("app") if spec.name == "scorer")
    probe = followed_at(told)
    assert probe is not None
    wait_until(lambda: not ask_once(probe), PATIENCE, "the word of the gateway that it follows")
    assert "answered 404" in ask_once(dataclasses.replace(probe, path="/follows/0123456789abcdef"))

    site.change(RouteChange("main", cpu=2.0))
    wait_until(
        lambda: len(os.sched_getaffinity(first.pid)) == min(2, os.cpu_count() or 1), PATIENCE, "more cores"
    )
    assert site.replicas()[0].pid == first.pid


def promote(site: Site) -> None:
    canary = RouteChange("canary", version="2", artifact=site.artifact("2"), replicas=1, weight=0.2)
    site.change(canary)
    wait_until(lambda: site.are(2), PATIENCE, "the canary")
    two = next(r for r in site.replicas() if r.version == "2")
    site.change(
        RouteChange("main", version="2", artifact=site.artifact("2")), RouteChange("canary", drop=True)
    )
    wait_until(lambda: site.are(1, lambda r: r.version == "2"), PATIENCE, "the new version alone")
    assert site.replicas()[0].pid == two.pid, "the canary is promoted as it runs"


def move(site: Site) -> None:
    site.change(RouteChange("main", host="two", address=site.addresses["two"]))
    wait_until(lambda: site.are(1, lambda r: r.host == "two"), PATIENCE, "the other host")
    site.deployments.apply("app", site.desired())
    assert site.are(1, lambda r: r.version == "2"), "an unchanged model changes nothing"


def break_and_roll_back(site: Site) -> None:
    (moved,) = site.replicas()
    broken = dataclasses.replace(site.bundles["2"], version="3", digest="0" * 64)
    site.bundles["3"] = broken
    site.deployments.apply("app", site.desired("3"))
    site.restart_agent()
    wait_until(lambda: "damaged" in site.reasons(), PATIENCE, "the refusal of a bundle")
    site.deployments.rollback("app")
    site.restart_agent()
    wait_until(lambda: site.are(1, lambda r: r.version == "2"), PATIENCE, "what ran before")
    assert site.replicas()[0].pid == moved.pid, "it never stopped"


def test_a_service_sleeps_and_requests_wait_until_it_is_woken(site: Site) -> None:
    desired = site.desired(minimum=0)
    (spec,) = desired.services
    gateway, activator = spec.gateway, spec.activator
    assert activator is not None
    site.deployments.apply("app", desired)
    wait_until(lambda: site.are(1), PATIENCE, "the first replica")
    site.change(RouteChange("main", replicas=0))
    wait_until(lambda: site.are(0), PATIENCE, "its sleep")

    client = Client(gateway.address, gateway.ports["port"])
    client.start()
    try:
        wait_until(lambda: _metric(activator, WAITING) == 2, PATIENCE, "two requests that wait")
        site.change(RouteChange("main", replicas=1))
        wait_until(lambda: client.answers["1"] > 50, PATIENCE, "answers")
    finally:
        client.stop()
    assert client.failures == []
    assert _metric(activator, WAITING) == 0
    assert _metric(activator, "stratum_cold_start_seconds_count") == 1
    assert 0 < _metric(activator, "stratum_cold_start_seconds_sum") < PATIENCE


def _metric(spec: ComponentSpec, name: str) -> float:
    connection = http.client.HTTPConnection(spec.address, spec.ports["port"], timeout=10)
    try:
        connection.request("GET", "/.activator/metrics")
        lines = connection.getresponse().read().decode().splitlines()
    finally:
        connection.close()
    return next(float(line.partition(" ")[2]) for line in lines if line.startswith(f"{name} "))
