"""The supervisor over containers: killed again and again, and with an engine that goes away."""

import subprocess
import sys
import textwrap
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from stratum.deployment.agent.supervisor import Means, Supervisor
from stratum.deployment.backends.docker_labels import CARRIED
from stratum.deployment.probes import ThreadProber
from stratum.deployment.service import Deployments
from stratum.deployment.types import ComponentSpec, Kind, Probe, State
from stratum.events.journal import SqliteJournal
from stratum.runtime.clock import SystemClock
from stratum.testing.components import make_desired, make_spec
from stratum.testing.containers import DockerSite
from stratum.testing.engines import halt_engine, lent_engine, resume_engine
from stratum.testing.fakes import CountingIds, InlineWorkers
from stratum.testing.waiting import wait_until

SCRIPT = Path(__file__).parents[3] / ".ci" / "engine"
PORT = 8000
LONG = 90.0
# The loop that runtime writes around the supervisor, as a process to be killed.
AGENT = """
    import sys, threading, uuid
    from concurrent.futures import ThreadPoolExecutor
    from pathlib import Path
    from stratum.deployment.agent.supervisor import Means, Supervisor
    from stratum.deployment.backends.docker import DockerBackend
    from stratum.deployment.probes import ThreadProber
    from stratum.events.journal import SqliteJournal
    from stratum.runtime.clock import SystemClock
    root, clock = Path(sys.argv[1]), SystemClock()
    journal = SqliteJournal(root / ".stratum/state.db")
    means = Means({"docker": DockerBackend(sys.argv[2])}, ThreadProber(clock), ThreadPoolExecutor(1))
    supervisor = Supervisor(journal, means, clock, lambda: uuid.uuid4().hex, root / ".stratum/deployments")
    while True:
        supervisor.step()
        threading.Event().wait(0.02)
"""


class Supervised:
    """A workspace whose supervisor runs in this process, or in others that can be killed."""

    def __init__(self, host: str, root: Path) -> None:
        (root / ".stratum").mkdir()
        self.host, self.root = host, root
        self.site = DockerSite(host, root)
        self.clock, self.ids = SystemClock(), CountingIds("here")
        self.journal = SqliteJournal(root / ".stratum/state.db")
        self.prober = ThreadProber(self.clock)
        means = Means({"docker": self.site}, self.prober, InlineWorkers())
        deployments = root / ".stratum/deployments"
        self.supervisor = Supervisor(self.journal, means, self.clock, self.ids, deployments)
        self.deployments = Deployments(self.journal, self.clock, self.ids, {"docker": self.site}, deployments)

    def server(self, name: str, host: str, *depends_on: str) -> ComponentSpec:
        address = self.site.addresses(str(self.root), [host])[host]
        return make_spec(
            name,
            *depends_on,
            host=host,
            address=address,
            command=("{python}", "-m", "http.server", "--bind", address, str(PORT)),
            ports={"http": PORT},
            readiness=Probe("http", address, PORT, "/", deadline=60),
        )

    def states(self) -> dict[str, State]:
        return {one.name: one.state for one in self.deployments.status("app")}

    def go_on_until(self, condition: Callable[[], object], what: str) -> None:
        def step() -> object:
            self.supervisor.step()
            return condition()

        wait_until(step, LONG, what)

    def close(self) -> None:
        self.deployments.destroy("app")
        self.go_on_until(lambda: not self.states(), "the end of all")
        self.prober.close()
        assert self.site.left() == []


@pytest.fixture
def supervised(docker_host: str, tmp_path: Path) -> Iterator[Supervised]:
    found = Supervised(docker_host, tmp_path)
    yield found
    found.close()


def test_a_supervisor_that_is_killed_leaves_one_container_of_each_component(supervised: Supervised) -> None:
    task = make_spec(
        "task", kind=Kind.TASK, command=("/bin/true",), host="", address="", readiness=Probe("exit")
    )
    wanted = (task, supervised.server("web", "fog-1", "task"), supervised.server("next", "edge-1", "web"))
    supervised.deployments.apply("app", make_desired(*wanted, engine="docker"))
    for delay in (0.5, 0.9, 1.3, 1.7):
        agent = subprocess.Popen([
            sys.executable,
            "-c",
            textwrap.dedent(AGENT),
            str(supervised.root),
            supervised.host,
        ])
        threading.Event().wait(delay)  # wherever it is by then
        agent.kill()
        agent.wait()
    done = {"task": State.DONE, "web": State.READY, "next": State.READY}
    supervised.go_on_until(lambda: supervised.states() == done, "all that is wanted")
    rows = supervised.site.engine.read(list[dict[str, object]], "/containers/json", all=True)
    mine = [row["Labels"] for row in rows]
    names = [labels["stratum.directory"] for labels in mine if isinstance(labels, dict) and CARRIED in labels]
    here = sorted(Path(name).name for name in names if name.startswith(str(supervised.root)))
    assert here == ["next", "web"]


def test_an_engine_that_goes_in_mid_flight_loses_nothing(tmp_path: Path) -> None:
    with lent_engine(SCRIPT, None) as host:
        supervised = Supervised(host, tmp_path)
        wanted = (supervised.server("web", "fog-1"), supervised.server("next", "edge-1", "web"))
        supervised.deployments.apply("app", make_desired(*wanted, engine="docker"))
        supervised.go_on_until(lambda: supervised.states()["web"] is State.READY, "the first one")
        halt_engine(host)
        for _ in range(3):
            supervised.supervisor.step()
        before = supervised.states()
        assert told(supervised)[0] == "deployment.engine-gone"
        resume_engine(SCRIPT, host)
        supervised.supervisor.step()
        assert "deployment.engine-back" in told(supervised)
        assert before["web"] in {State.READY, State.UNREADY}
        ready = {"web": State.READY, "next": State.READY}
        supervised.go_on_until(lambda: supervised.states() == ready, "all that is wanted")
        supervised.close()


def told(supervised: Supervised) -> list[str]:
    """Types of the events, newest first."""
    return [event.type for event in supervised.deployments.history("app")]
