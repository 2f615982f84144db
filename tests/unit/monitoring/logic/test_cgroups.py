"""Control groups of both versions, from files as they were recorded."""

from stratum.monitoring.logic.cgroups import (
    UNIFIED,
    Mount,
    folders,
    parse_memberships,
    parse_mounts,
    read_cpu_v1,
    read_cpu_v2,
    read_memory,
    read_storage_v1,
    read_storage_v2,
)
from stratum.monitoring.logic.usage import Use

MOUNTS = """\
31 23 0:28 / /sys/fs/cgroup rw,relatime - tmpfs tmpfs rw,mode=755
32 31 0:29 / /sys/fs/cgroup/cpu,cpuacct rw,relatime - cgroup cgroup rw,cpu,cpuacct
35 31 0:32 /outer /sys/fs/cgroup/memory rw,relatime shared:9 - cgroup cgroup rw,memory
41 31 0:38 / /sys/fs/cgroup/unified rw,relatime - cgroup2 cgroup2 rw
"""
MEMBERSHIPS = """\
4:memory:/outer/docker/abc
2:cpu,cpuacct:/docker/abc
1:name=systemd:/docker/abc
0::/system.slice/docker-abc.scope
"""
CPU_STAT_V2 = b"""usage_usec 2500000
user_usec 2000000
system_usec 500000
nr_periods 40
nr_throttled 10
throttled_usec 123456
"""
MEMORY_STAT_V1 = b"cache 5000\nrss 7000\ninactive_file 10\ntotal_inactive_file 3000\n"
BLKIO = b"8:0 Read 4096\n8:0 Write 1048576\n8:0 Sync 99\n8:16 Read 4\n8:16 Write 6\nTotal 1052782\n"
IO_STAT = (
    b"8:0 rbytes=4096 wbytes=1048576 rios=1 wios=256 dbytes=0 dios=0\n253:0 rbytes=4 wbytes=6 rios=1 wios=2\n"
)


def test_folders_come_from_memberships_and_mounts() -> None:
    found = folders(parse_memberships(MEMBERSHIPS), parse_mounts(MOUNTS))
    assert found == {
        "memory": "/sys/fs/cgroup/memory/docker/abc",
        "cpu": "/sys/fs/cgroup/cpu,cpuacct/docker/abc",
        "cpuacct": "/sys/fs/cgroup/cpu,cpuacct/docker/abc",
        UNIFIED: "/sys/fs/cgroup/unified/system.slice/docker-abc.scope",
    }


def test_the_root_group_is_the_mount_itself() -> None:
    assert folders({"cpu": "/"}, {"cpu": Mount("/sys/fs/cgroup/cpu", "/")}) == {"cpu": "/sys/fs/cgroup/cpu"}


def test_what_is_no_line_is_left_out() -> None:
    assert parse_mounts("x\ny - cgroup\n") == {}
    assert parse_memberships("garbage\n0:no\n\n") == {}


def test_processor_time_of_version_1() -> None:
    assert read_cpu_v1(b"1500000000\n", b"nr_periods 40\nnr_throttled 10\nthrottled_time 5\n") == Use(
        cpu=1.5, periods=40.0, throttled=10.0
    )
    assert read_cpu_v1(b"", b"") == Use()


def test_processor_time_of_version_2() -> None:
    assert read_cpu_v2(CPU_STAT_V2) == Use(cpu=2.5, periods=40.0, throttled=10.0)
    assert read_cpu_v2(b"usage_usec 10\n") == Use(cpu=1e-05)
    assert read_cpu_v2(b"") == Use()


def test_memory_is_the_working_set() -> None:
    assert read_memory(b"12000\n", MEMORY_STAT_V1, "total_inactive_file") == Use(memory=9000)
    assert read_memory(b"12000\n", b"anon 5\ninactive_file 2000\n", "inactive_file") == Use(memory=10000)
    assert read_memory(b"100\n", MEMORY_STAT_V1, "total_inactive_file") == Use(memory=0)
    assert read_memory(b"max\n", b"", "inactive_file") == Use()


def test_storage_is_summed_over_devices() -> None:
    assert read_storage_v1(BLKIO) == Use(read=4100.0, written=1048582.0)
    assert read_storage_v2(IO_STAT) == Use(read=4100.0, written=1048582.0)
    assert read_storage_v1(b"Total 0\n") == read_storage_v2(b"") == Use(read=0.0, written=0.0)
