"""Nodes of a swarm, as its manager tells them over the wire."""

import http.server
import json
import socketserver
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from stratum.core.errors import NotFoundError
from stratum.deployment.backends.docker_way import ENGINE, DockerWay
from stratum.probing.logic.engines import INFO, NODE
from stratum.probing.service import look
from stratum.testing import recorded_hosts

NODES = [json.loads(recorded_hosts.NODE), {"ID": "me", "Description": {"Hostname": "manager"}}]
ANSWERS = {
    "/version": {"ApiVersion": "1.47", "MinAPIVersion": "1.24"},
    "/v1.47/info": {"NCPU": 2, "Swarm": {"NodeID": "me", "ControlAvailable": True}},
    "/v1.47/nodes": NODES,
}


class Manager(http.server.BaseHTTPRequestHandler):
    """Answers as the manager of a swarm of two does."""

    def do_GET(self) -> None:
        content = json.dumps(ANSWERS[self.path.rstrip("?")]).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def address_string(self) -> str:
        return "caller"

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def engine() -> Iterator[str]:
    with tempfile.TemporaryDirectory(prefix="swarm-") as folder:
        path = Path(folder) / "s.sock"
        with socketserver.ThreadingUnixStreamServer(str(path), Manager) as server:
            thread = threading.Thread(target=server.serve_forever)
            thread.start()
            yield f"unix://{path}"
            server.shutdown()
            thread.join()


@pytest.mark.parametrize("name", ["fog-1", "172.17.0.2", "24ifsmvkjbyhk"])
def test_a_node_is_found_by_name_address_or_id_and_nothing_is_run_on_it(engine: str, name: str) -> None:
    way = DockerWay(name, {ENGINE: engine})
    assert way.about().keys() == {NODE}
    assert way.run("sh", "exit 0") == (127, b"")
    facts = look(way)
    assert (facts.cores, facts.memory, len(facts.gpus)) == (4.0, 8272408576, 3)


@pytest.mark.parametrize("name", ["", "manager", "me"])
def test_the_manager_itself_is_the_machine_of_the_engine(engine: str, name: str) -> None:
    assert DockerWay(name, {ENGINE: engine}).about().keys() == {INFO}


def test_a_node_that_is_not_there_is_told_with_those_that_are(engine: str) -> None:
    with pytest.raises(NotFoundError, match="no node 'fog-2'") as caught:
        DockerWay("fog-2", {ENGINE: engine}).about()
    assert caught.value.hint == "known: fog-1, manager"
