"""A known load gives known numbers, through collectors, sampler and store.

The load keeps its own account of what it really used, and what is reported is compared with that: a crowded
machine changes the load and not the verdict.
"""

import os
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from stratum.monitoring.logic.cgroups import UNIFIED, parse_mounts
from stratum.monitoring.types import Target
from stratum.runtime import plugins
from stratum.runtime.clock import SystemClock
from stratum.testing.known_load import LOAD, RATES, Account, Reported, measure, taking
from stratum.testing.waiting import wait_until

SECONDS = 12.0
WITHIN = 0.05
OURS, THEIRS = "10.251.77.1", "10.251.77.2"
NAME = "stratum-test"
V1 = ("cpu", "cpuacct", "memory", "blkio")


def command(folder: Path, address: str, port: int) -> list[str]:
    return [sys.executable, str(LOAD), str(folder / "account"), str(folder / "file"), address, str(port)]


def observe(kind: str, pid: int, folder: Path) -> tuple[Account, Reported]:
    account = Account(folder / "account")
    wait_until(account.begun, 60, "the load")
    collectors = {name: make() for name, make in plugins.load_all("stratum.monitoring.collectors").items()}
    target = Target(kind, "load", pid=pid, host="edge")
    return account, measure(collectors, target, account, SystemClock(), SECONDS)


def compare(account: Account, reported: Reported) -> None:
    begin, end = reported.span()
    assert end - begin >= SECONDS - 2
    for metric, column in RATES.items():
        true, found = account.rate(column, begin, end), reported.rate(metric)
        sys.stdout.write(f"{metric}: {found:.6g} reported, {true:.6g} used, {found / true - 1:+.2%}\n")
        assert found == pytest.approx(true, rel=WITHIN), metric
    held, found = account.held(), reported.mean("component_memory_bytes")
    sys.stdout.write(
        f"component_memory_bytes: {found:.6g} reported, {held:.6g} held, {found / held - 1:+.2%}\n"
    )
    assert found == pytest.approx(held, rel=WITHIN)


@pytest.mark.slow
def test_half_a_core_200_mb_5_mb_written_and_2_mb_sent_are_reported_within_5_percent(
    tmp_path: Path,
) -> None:
    with taking("127.0.0.1") as port, subprocess.Popen(command(tmp_path, "127.0.0.1", port)) as process:
        try:
            account, reported = observe("process", process.pid, tmp_path)
        finally:
            process.kill()
    compare(account, reported)
    assert reported.rate("component_received_bytes_per_second") < 1000


class Cage:
    """A container by hand: control groups with a limit of 0.4 cores, and a network of its own.

    It asks for nothing but root, so that it runs where no engine does.
    """

    def __init__(self, command: list[str]) -> None:
        self.folders = self._make_groups()
        joined = "; ".join(f"echo $$ > {shlex.quote(str(one / 'cgroup.procs'))}" for one in self.folders)
        script = f"{joined}; read go; exec {shlex.join(command)}"
        self.process = subprocess.Popen(
            ["unshare", "--net", "/bin/sh", "-c", script], stdin=subprocess.PIPE, text=True
        )
        self.pid = self.process.pid

    def start(self) -> None:
        own, theirs = (Path(f"/proc/{pid}/ns/net") for pid in ("self", self.pid))
        wait_until(lambda: theirs.readlink() != own.readlink(), what="the network")
        inside = ("nsenter", "-t", str(self.pid), "-n")
        self._run("ip", "link", "add", "st-ours", "type", "veth", "peer", "st-theirs", "netns", str(self.pid))
        for prefix, link, address in (((), "st-ours", OURS), (inside, "st-theirs", THEIRS)):
            self._run(*prefix, "ip", "address", "add", f"{address}/30", "dev", link)
            self._run(*prefix, "ip", "link", "set", link, "up")
        assert self.process.stdin is not None
        self.process.stdin.write("go\n")
        self.process.stdin.flush()

    def end(self) -> None:
        self.process.kill()
        self.process.wait(10)
        assert self.process.stdin is not None
        self.process.stdin.close()
        wait_until(
            lambda: not any((one / "cgroup.procs").read_text() for one in self.folders), what="the end"
        )
        for folder in self.folders:
            folder.rmdir()

    @staticmethod
    def _run(*arguments: str) -> None:
        subprocess.run(arguments, check=True, capture_output=True)

    @staticmethod
    def _make_groups() -> list[Path]:
        mounts = parse_mounts(Path("/proc/self/mountinfo").read_text())
        if "memory" in mounts:
            folders = sorted({Path(mounts[name].point) / NAME for name in V1 if name in mounts})
        else:
            root = Path(mounts[UNIFIED].point)
            (root / "cgroup.subtree_control").write_text("+cpu +memory +io")
            folders = [root / NAME]
        for folder in folders:
            folder.mkdir(exist_ok=True)
            if (folder / "cpu.cfs_quota_us").exists():
                (folder / "cpu.cfs_quota_us").write_text("40000")
            if (folder / "cpu.max").exists():
                (folder / "cpu.max").write_text("40000 100000")
        return folders


@pytest.fixture
def cage(tmp_path: Path) -> Iterator[Cage]:
    if os.geteuid() != 0:
        pytest.skip("control groups and networks are made by root")
    with taking(OURS) as port:
        try:
            made = Cage(command(tmp_path, OURS, port))
        except OSError as error:
            pytest.skip(f"no control groups can be made here: {error}")
        try:
            made.start()
            yield made
        finally:
            made.end()


class Engine:
    """A Docker engine with an image that holds nothing and a network, for one container."""

    NAME, SUBNET, GATEWAY = "stratum-load", "10.251.78.0/24", "10.251.78.1"

    def __init__(self, host: str) -> None:
        self.host = host
        self.docker("import", "-", self.NAME, given=bytes(10240))
        self.docker("network", "create", "--subnet", self.SUBNET, self.NAME)

    def run(self, command: list[str], folder: Path, *limits: str) -> int:
        """Start a container in which the machine's own Python runs; returns its process id."""
        shown = ["/usr", "/lib", "/lib64", str(Path(sys.executable).resolve().parents[1]), str(LOAD.parent)]
        mounts = [word for path in shown if Path(path).exists() for word in ("-v", f"{path}:{path}:ro")]
        own = ["-v", f"{folder}:{folder}", "--network", self.NAME, "--name", self.NAME, *limits]
        self.docker("run", "-d", *mounts, *own, self.NAME, *command)
        return int(self.docker("inspect", "--format", "{{.State.Pid}}", self.NAME))

    def end(self) -> None:
        for words in (("rm", "-f"), ("network", "rm"), ("rmi",)):
            self.docker(*words, self.NAME)

    def docker(self, *arguments: str, given: bytes = b"") -> str:
        command = ["docker", "-H", self.host, *arguments]
        done = subprocess.run(command, input=given, capture_output=True, check=False)
        assert done.returncode == 0, done.stderr.decode()
        return done.stdout.decode().strip()


@pytest.fixture
def engine(docker_host: str) -> Iterator[Engine]:
    if shutil.which("docker") is None:
        pytest.skip("there is no docker command")
    made = Engine(docker_host)
    yield made
    made.end()


@pytest.mark.slow
def test_the_same_load_in_a_container_of_a_real_engine(engine: Engine, tmp_path: Path) -> None:
    with taking(engine.GATEWAY) as port:
        given = [str(Path(sys.executable).resolve()), *command(tmp_path, engine.GATEWAY, port)[1:]]
        pid = engine.run(given, tmp_path, "--cpus", "0.4", "--memory", "400m")
        account, reported = observe("container", pid, tmp_path)
        engine.docker("kill", engine.NAME)
    compare(account, reported)
    assert reported.rate("component_cpu_cores") <= 0.42
    assert 0.0 <= reported.mean("component_throttled_ratio") <= 1.0


@pytest.mark.slow
def test_the_same_load_is_reported_from_its_control_groups_and_its_network(
    cage: Cage, tmp_path: Path
) -> None:
    account, reported = observe("container", cage.pid, tmp_path)
    compare(account, reported)
    assert reported.rate("component_cpu_cores") <= 0.42
    assert 0.0 <= reported.mean("component_throttled_ratio") <= 1.0
