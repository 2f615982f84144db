"""Containers, from control groups of both versions laid out in files, and sockets of a made-up kernel."""

from collections.abc import Collection, Sequence
from pathlib import Path

import pytest

from stratum.core.errors import TransientError
from stratum.monitoring.collectors.container import ContainerCollector
from stratum.monitoring.logic.sockets import Socket
from stratum.monitoring.sockets import SocketBook
from stratum.monitoring.types import Target

STAT = "{} (sh) S 1 1 1 0 -1 0 0 0 0 0 0 0 0 0 20 0 1 0 {} 0 5 0\n"
CONTAINER = Target("container", "scorer", pid=42)


class Machine:
    """Files of a kernel: ``/proc`` with one container's process, and the hierarchies of control groups."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.proc = root / "proc"
        self.sockets: list[Socket] | None = []
        self.owners: dict[int, set[int]] = {}
        self.looked_into: list[str] = []
        self.namespaces(own="net:[1]", of_container="net:[2]")

    def write(self, name: str, text: str) -> None:
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)

    def namespaces(self, own: str, of_container: str) -> None:
        for pid, target in (("self", own), ("42", of_container)):
            link = self.proc / pid / "ns" / "net"
            link.parent.mkdir(parents=True, exist_ok=True)
            link.unlink(missing_ok=True)
            link.symlink_to(target)

    def mounts(self, *hierarchies: str) -> None:
        kinds = {name: "cgroup2" if name == "unified" else "cgroup" for name in hierarchies}
        lines = [
            f"3 31 0:2 / {self.root}/cgroup/{name} rw - {kind} c rw,{name}" for name, kind in kinds.items()
        ]
        self.write("proc/self/mountinfo", "\n".join(lines))

    def collector(self) -> ContainerCollector:
        return ContainerCollector(self.proc, lambda: SocketBook(self.read_sockets, self.descriptors))

    def read_sockets(self, namespace: str) -> Sequence[Socket] | None:
        self.looked_into.append(namespace)
        return self.sockets

    def descriptors(self, pid: int) -> tuple[Collection[int], int]:
        return self.owners.get(pid, set()), 3

    def collect(self, collector: ContainerCollector, now: float) -> dict[str, float]:
        return {one.metric: one.value for one in collector.collect(CONTAINER, now).samples}


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


def version_1(machine: Machine, cpu: int, storage: int, throttled: int = 0) -> None:
    machine.mounts("cpu,cpuacct", "memory", "blkio", "unified")
    machine.write("proc/42/cgroup", "4:memory:/d/x\n3:blkio:/d/x\n2:cpu,cpuacct:/d/x\n0::/d/x\n")
    machine.write("cgroup/cpu,cpuacct/d/x/cpuacct.usage", f"{cpu}\n")
    machine.write("cgroup/cpu,cpuacct/d/x/cpu.stat", f"nr_periods {cpu // 10**8}\nnr_throttled {throttled}\n")
    machine.write("cgroup/memory/d/x/memory.usage_in_bytes", "9000\n")
    machine.write("cgroup/memory/d/x/memory.stat", "total_inactive_file 2000\n")
    machine.write("cgroup/blkio/d/x/cgroup.procs", "42\n43\n")
    machine.write(
        "cgroup/blkio/d/x/blkio.throttle.io_service_bytes_recursive", f"8:0 Read 10\n8:0 Write {storage}\n"
    )


def version_2(machine: Machine, cpu: int, storage: int) -> None:
    machine.mounts("unified")
    machine.write("proc/42/cgroup", "0::/system.slice/x.scope\n")
    group = "cgroup/unified/system.slice/x.scope"
    machine.write(f"{group}/cpu.stat", f"usage_usec {cpu // 1000}\nnr_periods 0\nnr_throttled 0\n")
    machine.write(f"{group}/memory.current", "9000\n")
    machine.write(f"{group}/memory.stat", "anon 1\ninactive_file 2000\n")
    machine.write(f"{group}/cgroup.procs", "42\n43\n")
    machine.write(f"{group}/io.stat", f"8:0 rbytes=10 wbytes={storage} rios=1 wios=1\n")


def test_version_2_tells_everything(machine: Machine) -> None:
    collector = machine.collector()
    version_2(machine, cpu=0, storage=0)
    assert machine.collect(collector, 10.0) == {"component_memory_bytes": 7000.0}
    version_2(machine, cpu=10**9, storage=5000)
    machine.sockets, machine.owners = [Socket(5, 1, 600, 400), Socket(6, 2, 9, 9)], {43: {5}, 99: {6}}
    assert machine.collect(collector, 12.0) == {
        "component_memory_bytes": 7000.0,
        "component_cpu_cores": 0.5,
        "component_throttled_ratio": 0.0,
        "component_read_bytes_per_second": 0.0,
        "component_write_bytes_per_second": 2500.0,
        "component_received_bytes_per_second": 300.0,
        "component_sent_bytes_per_second": 200.0,
    }


def test_version_1_counts_what_its_processes_gave_to_storage(machine: Machine) -> None:
    collector = machine.collector()

    def processes(written: int) -> None:
        for pid in (42, 43):
            machine.write(f"proc/{pid}/stat", STAT.format(pid, 7))
            machine.write(f"proc/{pid}/io", f"read_bytes: 0\nwrite_bytes: {written}\n")

    version_1(machine, cpu=0, storage=0)
    processes(0)
    machine.collect(collector, 10.0)
    version_1(machine, cpu=2 * 10**9, storage=999, throttled=5)
    processes(4000)
    found = machine.collect(collector, 12.0)
    assert found["component_cpu_cores"] == 1.0
    assert found["component_memory_bytes"] == 7000.0
    assert found["component_write_bytes_per_second"] == 4000.0
    assert found["component_throttled_ratio"] == 0.25


def test_version_1_falls_back_to_the_group_where_processes_are_somebody_elses(machine: Machine) -> None:
    collector = machine.collector()
    version_1(machine, cpu=0, storage=0)
    machine.collect(collector, 10.0)
    version_1(machine, cpu=0, storage=600)
    assert machine.collect(collector, 12.0)["component_write_bytes_per_second"] == 300.0


def test_the_network_of_a_host_is_looked_into_once_a_round_for_all_its_containers(machine: Machine) -> None:
    collector = machine.collector()
    version_2(machine, cpu=0, storage=0)
    for now in (10.0, 11.0):
        for name in ("scorer", "broker"):
            collector.collect(Target("container", name, pid=42), now)
    assert machine.looked_into == [f"{machine.proc}/42/ns/net"] * 2


def test_a_container_in_the_machines_own_network_is_looked_for_there(machine: Machine) -> None:
    machine.namespaces(own="net:[1]", of_container="net:[1]")
    version_2(machine, cpu=0, storage=0)
    machine.collect(machine.collector(), 10.0)
    assert machine.looked_into == [""]


def test_a_network_that_only_root_may_look_into_is_a_gap(machine: Machine) -> None:
    collector = machine.collector()
    machine.sockets = None
    version_2(machine, cpu=0, storage=0)
    machine.collect(collector, 10.0)
    found = machine.collect(collector, 12.0)
    assert "component_cpu_cores" in found
    assert "component_sent_bytes_per_second" not in found


def test_a_container_that_is_gone_is_told_and_one_that_came_anew_counts_from_its_begin(
    machine: Machine,
) -> None:
    collector = machine.collector()
    version_2(machine, cpu=5 * 10**9, storage=0)
    machine.collect(collector, 10.0)
    machine.write("proc/42/cgroup", "0::/system.slice/gone.scope\n")
    with pytest.raises(TransientError, match="scorer: there is no container with process 42"):
        machine.collect(collector, 11.0)
    version_2(machine, cpu=10**9, storage=0)
    assert machine.collect(collector, 12.0) == {"component_memory_bytes": 7000.0}


def test_a_machine_without_control_groups_is_told(machine: Machine) -> None:
    with pytest.raises(TransientError):
        machine.collector().collect(CONTAINER, 1.0)
