"""The promises of actions over every action that is installed."""

import http.server
import threading
from collections.abc import Iterator, Mapping

import pytest

from stratum.events.ports import Action
from stratum.runtime import plugins
from stratum.runtime.rules import ACTIONS, known_actions
from stratum.testing.contracts.action import ActionContract

VALUES: Mapping[str, Mapping[str, object]] = {
    "retrain": {"service": "scorer"},
    "rollback": {"service": "scorer"},
    "run-batch": {"component": "nightly"},
    "scale": {"service": "scorer", "replicas": 2},
    "resize": {"service": "scorer", "cpu": 0.5, "memory": 2**28},
    "migrate": {"service": "scorer", "host": "fog-1"},
    "emit": {"type": "alarm.raised", "subject": "scorer", "data": {"value": 3}},
    "webhook": {"timeout": 5},
}


class Welcome(http.server.BaseHTTPRequestHandler):
    """Takes everything."""

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(204)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def hook() -> Iterator[str]:
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Welcome) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()
        thread.join()


@pytest.fixture(params=plugins.names(ACTIONS))
def name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


class TestActions(ActionContract):
    @pytest.fixture
    def action(self, name: str) -> Action:
        return known_actions()[name]

    @pytest.fixture
    def values(self, name: str, hook: str) -> Mapping[str, object]:
        return {**VALUES[name], "url": hook} if name == "webhook" else VALUES[name]
