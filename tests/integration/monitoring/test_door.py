"""What a real gateway saw becomes the figures of its service, down to the single request."""

import http.client
import http.server
import socket
import subprocess
import threading
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from stratum.deployment.logic.gateway import ROUTE, Share, write_routes
from stratum.monitoring.agent.sampler import Sampler
from stratum.monitoring.fetch import fetch_text
from stratum.monitoring.store import SampleStore
from stratum.monitoring.types import Service, Target
from stratum.runtime import plugins
from stratum.serving.logic.gateway import gateway_config
from stratum.serving.logic.metrics import Labelled, ModelMetrics, write_exposition
from stratum.serving.programs.gateway import CONFIG, find_traefik
from stratum.serving.types import GatewaySpec
from stratum.testing.components import make_spec
from stratum.testing.waiting import wait_until

ADDRESS = "127.0.0.1"
BEGIN = 1_700_000_000.0


class Replica(http.server.BaseHTTPRequestHandler):
    """Answers predictions and tells of them, as a model server does."""

    protocol_version = "HTTP/1.1"
    metrics = ModelMetrics()

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self.metrics.record(200, 2, 0.001)
        self._answer(b"{}")

    def do_GET(self) -> None:
        self._answer(write_exposition([Labelled({"model": "m", "version": "3"}, self.metrics)]).encode())

    def _answer(self, body: bytes) -> None:
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


def free_ports(number: int) -> list[int]:
    taken = [socket.create_server((ADDRESS, 0)) for _ in range(number)]
    ports = [int(one.getsockname()[1]) for one in taken]
    for one in taken:
        one.close()
    return ports


class Site:
    """A gateway before one replica that answers and a canary that does not."""

    def __init__(self, folder: Path, replica: int) -> None:
        self.folder, self.replica = folder, replica
        self.port, self.status, self.dead = free_ports(3)
        spec = GatewaySpec(name="scorer", address=ADDRESS, port=self.port, status=self.status)
        (folder / CONFIG).write_text(gateway_config(spec, str(folder)))
        self.route({"main": replica, "canary": self.dead})
        self.process = subprocess.Popen([find_traefik(), f"--configFile={folder / CONFIG}"], cwd=folder)
        self.collectors = {
            name: make() for name, make in plugins.load_all("stratum.monitoring.collectors").items()
        }
        self.sampler = Sampler(self.collectors, SampleStore(folder / "metrics.db"))

    def route(self, ports: Mapping[str, int]) -> None:
        shares = [
            Share(ROUTE + name, 1.0, (make_spec(name, address=ADDRESS, ports={"port": port}),))
            for name, port in ports.items()
        ]
        (self.folder / "routes.yaml").write_text(write_routes(shares))

    def ask(self, method: str = "POST") -> int:
        """The status that a client gets."""
        connection = http.client.HTTPConnection(ADDRESS, self.port, timeout=30)
        try:
            connection.request(method, "/v2/models/m/infer", body=b"{}" if method == "POST" else None)
            return connection.getresponse().status
        finally:
            connection.close()

    def measured(self, second: int) -> dict[tuple[str, str], float]:
        """What the platform says of the service, by metric and version."""
        targets = [
            Target("prometheus", "scorer", url=f"http://{ADDRESS}:{self.status}/metrics", service="scorer"),
            Target(
                "prometheus", "scorer-1", url=f"http://{ADDRESS}:{self.replica}/metrics", service="scorer"
            ),
        ]
        service = Service(
            "scorer",
            serving=frozenset({"scorer-1"}),
            versions={"scorer-1": "3"},
            routes={"route-main": "3", "route-canary": "4"},
        )
        found = self.sampler.step(targets, BEGIN + second, [service])
        return {
            (one.metric, one.labels.get("version", "")): one.value for one in found if one.subject == "scorer"
        }

    def end(self) -> None:
        self.process.kill()
        self.process.wait(10)
        self.sampler.close()


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    Replica.metrics = ModelMetrics()
    server = http.server.ThreadingHTTPServer((ADDRESS, 0), Replica)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    made = Site(tmp_path, int(server.server_address[1]))
    try:
        wait_until(lambda: answers(made), 60, "the gateway")
        yield made
    finally:
        made.end()
        server.shutdown()
        server.server_close()


def answers(site: Site) -> bool:
    try:
        return site.ask("GET") == 200
    except OSError:
        return False


def settled(site: Site) -> str:
    """The gateway's own text once it counted every answer that it gave."""
    seen = [""]

    def still() -> bool:
        last, now = seen[-1], fetch_text(f"http://{ADDRESS}:{site.status}/metrics", 10.0)
        seen.append("\n".join(line for line in now.split("\n") if "_requests_total{" in line))
        return bool(last) and last == seen[-1]

    wait_until(still, 30, "the last count")
    return seen[-1]


@pytest.mark.slow
def test_requests_errors_and_healed_failures_are_counted_to_the_last_one(site: Site) -> None:
    assert settled(site)
    site.measured(0)
    statuses = [site.ask() for _ in range(30)] + [site.ask("GET") for _ in range(7)]
    assert set(statuses) == {200}
    counted = settled(site)
    found = site.measured(10)
    assert found["requests_per_second", ""] == pytest.approx(3.0)
    assert found["errors_per_second", ""] == 0.0
    assert found["rows_per_second", ""] == pytest.approx(6.0)
    assert found["version_requests_per_second", "3"] == pytest.approx(3.0)
    assert found["version_errors_per_second", "3"] == 0.0
    # Half of the requests went to the canary first, and the gateway healed it: nobody saw it, and it is told.
    assert found["version_errors_per_second", "4"] == found["version_requests_per_second", "4"] >= 1.0, (
        counted
    )
    assert 0.0 < found["latency_p50_seconds", ""] < 30.0


@pytest.mark.slow
def test_errors_that_no_replica_saw_are_there(site: Site) -> None:
    site.route({"main": site.dead})
    wait_until(lambda: site.ask("GET") >= 500, 60, "the new routes")
    assert settled(site)
    site.measured(0)
    statuses = [site.ask() for _ in range(12)]
    assert settled(site)
    found = site.measured(4)
    assert all(status >= 500 for status in statuses)
    assert found["requests_per_second", ""] == found["errors_per_second", ""] == pytest.approx(3.0)
    assert found["rows_per_second", ""] == 0.0
    assert ("latency_p50_seconds", "") not in found
