"""The local backend and supervisor over real processes: no orphan, no double start, nothing forgotten."""

import dataclasses
import functools
import itertools
import os
import signal
import socket
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest

from stratum.deployment.agent.supervisor import Means, Supervisor
from stratum.deployment.backends.local import LocalBackend
from stratum.deployment.backends.procfs import read_tokens
from stratum.deployment.logic.logs import LOG_LIMIT
from stratum.deployment.probes import ThreadProber
from stratum.deployment.service import Deployments
from stratum.deployment.types import ComponentSpec, Limits, Observed, Probe, State
from stratum.events.journal import SqliteJournal
from stratum.runtime.clock import SystemClock
from stratum.testing.components import make_desired, make_spec, make_task
from stratum.testing.fakes import CountingIds, InlineWorkers
from stratum.testing.waiting import wait_until

WORKERS = InlineWorkers()
# A program with a grandchild and a daemon that was forked twice and left the session; each holds a marker.
FAMILY = """
    import os, signal, sys, threading
    def stay():
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        threading.Event().wait(60)
    if os.fork() == 0:
        os.open(sys.argv[1], os.O_RDONLY)
        stay()
    if os.fork() == 0:
        os.setsid()
        if os.fork() == 0:
            os.open(sys.argv[1], os.O_RDONLY)
            stay()
        os._exit(0)
    os.open(sys.argv[1], os.O_RDONLY)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    print("up", flush=True)
    threading.Event().wait(60)
"""
# A server that is ready only half a second after its start.
SERVER = """
    import http.server, sys, threading
    threading.Event().wait(0.3)
    place = (sys.argv[1], int(sys.argv[2]))
    http.server.HTTPServer(place, http.server.SimpleHTTPRequestHandler).serve_forever()
"""
# A program that logs about 50 MB a second.
CHATTY = """
    import os, threading
    pause, text = threading.Event(), b"x" * 79 + b"\\n"
    while True:
        os.write(1, text * 3200)
        pause.wait(0.005)
"""
# The loop that runtime writes around the supervisor, as a process to be killed.
AGENT = """
    import sys, threading, uuid
    from concurrent.futures import ThreadPoolExecutor
    from pathlib import Path
    from stratum.deployment.agent.supervisor import Means, Supervisor
    from stratum.deployment.backends.local import LocalBackend
    from stratum.events.journal import SqliteJournal
    from stratum.deployment.probes import ThreadProber
    from stratum.runtime.clock import SystemClock
    root, isolated = Path(sys.argv[1]), sys.argv[2] == "True"
    backend = LocalBackend() if isolated else LocalBackend(isolate=tuple)
    clock = SystemClock()
    journal = SqliteJournal(root / "state.db")
    means = Means({"local": backend}, ThreadProber(clock), ThreadPoolExecutor(1))
    supervisor = Supervisor(journal, means, clock, lambda: uuid.uuid4().hex, root / "deployments")
    pause = threading.Event()
    while True:
        supervisor.step()
        pause.wait(0.02)
"""


def program(source: str, *arguments: str) -> tuple[str, ...]:
    return ("{python}", "-c", textwrap.dedent(source), *arguments)


def holders(marker: Path) -> set[int]:
    """Processes that hold the marker open."""
    found = set()
    for process in psutil.process_iter():
        try:
            if any(file.path == str(marker) for file in process.open_files()):
                found.add(process.pid)
        except psutil.Error:
            continue
    return found


class Site:
    """A workspace with a supervisor in this process, or in others that can be killed."""

    def __init__(self, root: Path, *, isolated: bool) -> None:
        self.root, self.isolated = root, isolated
        self.backend = LocalBackend() if isolated else LocalBackend(isolate=tuple)
        self.clock = SystemClock()
        self.prober = ThreadProber(self.clock)
        self.journal = SqliteJournal(root / "state.db")
        self.ids = CountingIds(f"{root}#")
        self.deployments = Deployments(
            self.journal, self.clock, self.ids, {"local": self.backend}, root / "deployments"
        )
        self.supervisor = self.another(self.backend)
        self.agents: list[subprocess.Popen[bytes]] = []

    def another(self, backend: LocalBackend) -> Supervisor:
        means = Means({"local": backend}, self.prober, WORKERS)
        return Supervisor(self.journal, means, self.clock, self.ids, self.root / "deployments")

    def status(self, name: str) -> Observed:
        return next(item for item in self.deployments.status("app") if item.name == name)

    def settle(self, name: str, state: State = State.READY, seconds: float = 15.0) -> Observed:
        def reached() -> bool:
            self.supervisor.step()
            return self.status(name).state is state

        wait_until(reached, seconds, f"{name} {state}")
        return self.status(name)

    def is_bound(self, marker: Path, wanted: set[int]) -> bool:
        self.supervisor.step()
        return bound(marker) == wanted

    def has_events(self, number: int) -> bool:
        return len(self.journal.read()) >= number

    def destroy(self) -> None:
        self.deployments.destroy("app")

        def idle() -> bool:
            self.supervisor.step()
            return self.supervisor.idle()

        wait_until(idle, 20.0, "the end of everything")

    def agent(self) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-c", textwrap.dedent(AGENT), str(self.root), str(self.isolated)]
        self.agents.append(subprocess.Popen(command))
        return self.agents[-1]

    def kill_agents(self) -> None:
        for agent in self.agents:
            agent.kill()
            agent.wait(10)

    def close(self) -> None:
        self.kill_agents()
        if self.deployments.applications():
            self.destroy()
        self.prober.close()
        self.journal.close()


@pytest.fixture(params=[True, False], ids=["namespace", "session"])
def site(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Site]:
    site = Site(tmp_path, isolated=request.param)
    yield site
    site.close()


@pytest.fixture
def marker(tmp_path: Path) -> Path:
    path = tmp_path / "marker"
    path.write_text("")
    return path


@pytest.fixture
def port() -> int:
    with socket.create_server(("127.0.0.9", 0)) as server:
        return int(server.getsockname()[1])


def server_spec(port: int, name: str = "web", **changes: Any) -> ComponentSpec:
    spec = make_spec(
        name,
        command=program(SERVER, "127.0.0.9", str(port)),
        ports={"http": port},
        readiness=Probe("http", "127.0.0.9", port, "/", 20.0),
    )
    return dataclasses.replace(spec, **changes)


def family_spec(marker: Path) -> ComponentSpec:
    return make_spec("family", command=program(FAMILY, str(marker)), readiness=Probe("exit"))


def test_a_server_is_ready_by_its_probe_and_its_log_and_files_are_there(site: Site, port: int) -> None:
    spec = server_spec(
        port, files={"conf/x.txt": "content"}, after_ready=("/bin/sh", "-c", "echo prepared; pwd")
    )
    site.deployments.apply("app", make_desired(spec))
    seen = site.settle("web")
    home = site.root / "deployments" / "app" / "web"
    assert psutil.Process(seen.pid).cwd() == str(home)
    assert (home / "conf/x.txt").read_text() == "content"
    told = site.deployments.logs("app", "web")
    assert told[told.index("prepared") + 1] == str(home)


def test_grandchildren_and_daemons_are_gone_after_a_stop(site: Site, marker: Path) -> None:
    site.deployments.apply("app", make_desired(family_spec(marker)))
    site.settle("family")
    wait_until(lambda: len(holders(marker)) == 3, what="the family")
    site.destroy()
    assert holders(marker) == set()


def test_grandchildren_and_daemons_are_gone_before_a_restart(site: Site, marker: Path) -> None:
    site.deployments.apply("app", make_desired(family_spec(marker)))
    seen = site.settle("family")
    wait_until(lambda: len(holders(marker)) == 3, what="the family")
    before = holders(marker)
    os.kill(seen.pid, signal.SIGKILL)
    after = site.settle("family", State.BACKING_OFF)
    assert after.reason.startswith("was ended by SIGKILL")
    assert holders(marker) & before == set()
    assert site.settle("family").restarts == 1


def test_a_component_that_was_killed_comes_back(site: Site, port: int) -> None:
    site.deployments.apply("app", make_desired(server_spec(port)))
    first = site.settle("web")
    os.kill(first.pid, signal.SIGKILL)
    site.settle("web", State.BACKING_OFF)
    second = site.settle("web")
    assert (second.restarts, second.pid != first.pid) == (1, True)
    assert not psutil.pid_exists(first.pid)


def test_killing_the_supervisor_leaves_components_running_and_the_next_one_adopts_them(
    site: Site, port: int
) -> None:
    site.deployments.apply("app", make_desired(server_spec(port), make_task("t", "web")))
    first = site.agent()
    wait_until(lambda: {o.state for o in site.deployments.status("app")} == {State.READY, State.DONE}, 20)
    before = site.status("web")
    first.kill()
    first.wait(10)
    assert psutil.pid_exists(before.pid)
    events = len(site.journal.read())
    site.settle("web")
    for _ in range(5):
        site.supervisor.step()
    assert site.status("web") == before
    assert len(site.journal.read()) == events


def test_a_supervisor_killed_again_and_again_starts_nothing_twice(site: Site, marker: Path) -> None:
    names = [f"family-{number}" for number in range(3)]
    specs = [dataclasses.replace(family_spec(marker), name=name) for name in names]
    site.deployments.apply("app", make_desired(*specs))
    # Each is killed a little later in the work: there are ten events when all three are ready.
    for number in (1, 2, 4, 5, 7, 10):
        agent = site.agent()
        wait_until(functools.partial(site.has_events, number), 20)
        agent.kill()
        agent.wait(10)
    site.settle(names[-1])
    for name in names:
        site.settle(name)
    wait_until(lambda: len(holders(marker)) == 9, what="three families")
    tokens = [token for token in read_tokens().values() if token]
    running = {site.supervisor._follower.world()["app"].records[name].token for name in names}
    assert len(running & set(tokens)) == 3
    assert len(holders(marker)) == 9


def test_the_status_of_what_ended_without_a_supervisor_is_known(site: Site) -> None:
    site.deployments.apply(
        "app", make_desired(make_task("t", command=program("print('bye')\nraise SystemExit(7)")))
    )
    site.supervisor.step()
    home = site.root / "deployments" / "app" / "t"
    wait_until(lambda: (home / ".exit-main.json").exists() and (home / ".exit-main.json").read_text())
    site.supervisor = site.another(LocalBackend())
    seen = site.settle("t", State.BACKING_OFF)
    assert seen.reason == "ended with status 7: bye; next start in 0.5 s"
    site.backend.look([])


def test_a_port_that_is_taken_is_told_and_waited_for(site: Site, port: int) -> None:
    site.deployments.apply("app", make_desired(server_spec(port)))
    with socket.create_server(("127.0.0.9", port)):
        seen = site.settle("web", State.BACKING_OFF)
        assert f"port {port} (http) on 127.0.0.9 is taken by process {os.getpid()}" in seen.reason
    assert site.settle("web").state is State.READY


def test_too_much_memory_is_seen_in_the_whole_tree(site: Site) -> None:
    eater = "import os, threading; os.fork(); held = b'x' * 40_000_000; threading.Event().wait(60)"
    spec = make_spec(
        "eater", command=program(eater), readiness=Probe("exit"), limits=Limits(memory=70_000_000)
    )
    site.deployments.apply("app", make_desired(spec))
    seen = site.settle("eater", State.BACKING_OFF)
    assert "limit 70 MB" in seen.reason
    assert seen.reason.startswith("used ")


def test_a_limit_of_one_core_binds_the_whole_tree(site: Site, marker: Path) -> None:
    if (os.cpu_count() or 1) < 2:
        pytest.skip("one core only")
    site.deployments.apply(
        "app", make_desired(dataclasses.replace(family_spec(marker), limits=Limits(cpu=0.5)))
    )
    site.settle("family")
    wait_until(lambda: len(holders(marker)) == 3, what="the family")
    assert {len(os.sched_getaffinity(pid)) for pid in holders(marker)} == {1}
    assert len(os.sched_getaffinity(0)) > 1


def test_another_limit_rebinds_every_thread_of_what_runs(site: Site, marker: Path) -> None:
    cores = os.sched_getaffinity(0)
    if len(cores) < 2:
        pytest.skip("one core only")
    spec = dataclasses.replace(family_spec(marker), limits=Limits(cpu=1.0))
    site.deployments.apply("app", make_desired(spec))
    before = site.settle("family")
    wait_until(lambda: len(holders(marker)) == 3, what="the family")
    for cpu, count in ((0.0, len(cores)), (0.5, 1), (float(len(cores)), len(cores))):
        changed = dataclasses.replace(spec, limits=Limits(cpu=cpu))
        site.deployments.apply("app", make_desired(changed))
        wait_until(functools.partial(site.is_bound, marker, {count}), what=f"{count} cores")
    after = site.settle("family")
    assert (after.pid, after.restarts) == (before.pid, 0)


def bound(marker: Path) -> set[int]:
    """How many cores the threads of the family may use."""
    threads = (thread for pid in holders(marker) for thread in Path(f"/proc/{pid}/task").iterdir())
    return {len(os.sched_getaffinity(int(thread.name))) for thread in threads}


def test_the_environment_of_a_component_holds_nothing_of_ours(site: Site, port: int) -> None:
    site.deployments.apply("app", make_desired(server_spec(port)))
    seen = site.settle("web")
    found = psutil.Process(seen.pid).environ()
    assert found["HOME"].endswith("/app/web")
    assert found["OMP_NUM_THREADS"] == "1"
    assert not {"USER", "VIRTUAL_ENV", "PYTEST_CURRENT_TEST"} & set(found)


def test_the_log_of_a_component_that_never_stops_talking_stays_bounded(site: Site) -> None:
    spec = make_spec("chatty", command=program(CHATTY), readiness=Probe("exit"))
    site.deployments.apply("app", make_desired(spec))
    seen = site.settle("chatty")
    home = site.root / "deployments" / "app" / "chatty"
    sizes: list[int] = []

    def cut_twice() -> bool:
        site.supervisor.step()
        sizes.append((home / "log.txt").stat().st_size)
        return sum(later < before for before, later in itertools.pairwise(sizes)) >= 2

    wait_until(cut_twice, 30, "two cuts")
    assert sum(path.stat().st_size for path in home.glob("log*.txt")) < 3 * LOG_LIMIT
    assert site.status("chatty").pid == seen.pid
    # the first line was cut, the last one may be half written
    assert all(line == "x" * 79 for line in site.deployments.logs("app", "chatty", 5)[1:-1])
