"""From what hosts have answered to facts."""

import dataclasses

import pytest

from stratum.core.errors import InvalidInputError
from stratum.probing.logic import texts
from stratum.probing.logic.answers import read_shell_answer
from stratum.probing.logic.facts import facts
from stratum.probing.types import Answer, Gpu, HostFacts, Scores
from stratum.testing.recorded_hosts import INFO, NODE, PC, PI


def test_a_pc_in_a_container_with_limits() -> None:
    h100 = Gpu("NVIDIA H100 80GB HBM3", 81559 * 2**20)
    assert facts(PC) == HostFacts(
        cores=1.5,
        memory=2**31,
        free_memory=2**31,
        disk=515928320 * 1024,
        free_disk=480589908 * 1024,
        arch="x86_64",
        os="linux",
        os_name="Ubuntu",
        os_version="24.04",
        kernel_release="6.8.0-45-generic",
        kernel=("cgroup-v2", "namespace-user", "overlayfs"),
        processor="Intel(R) Xeon(R) Platinum 8480+",
        gpus=(h100, h100),
        accelerators=("rocm",),
        software={
            "docker": "28.2.2",
            "gcc": "12.2.0",
            "java": "17.0.15",
            "node": "20.20.2",
            "nvidia-driver": "550.90.07",
            "postgresql": "15.18",
        },
        scores=Scores(compute=0.5, memory=0.5, disk=2.0),
    )


def test_a_board_that_only_has_a_shell() -> None:
    assert facts(read_shell_answer(PI)) == HostFacts(
        cores=4.0,
        memory=3884360 * 1024,
        free_memory=204800 * 1024,
        disk=61290672 * 1024,
        free_disk=50000000 * 1024,
        arch="arm64",
        os="linux",
        os_name="Raspbian GNU/Linux",
        os_version="12",
        kernel_release="6.6.51+rpt-rpi-v8",
        kernel=("cgroup-v2",),
        processor="Raspberry Pi 4 Model B Rev 1.4",
        device="Raspberry Pi 4 Model B Rev 1.4",
        accelerators=("edgetpu",),
    )


def test_of_a_host_that_tells_nothing_nothing_is_known() -> None:
    assert facts(Answer()) == HostFacts()


def test_an_engine_knows_its_machine_better_than_a_container_with_limits() -> None:
    seen = facts(dataclasses.replace(PC, outputs={**PC.outputs, "docker-info": INFO}))
    assert (seen.cores, seen.memory, seen.free_memory) == (8.0, 16777216000, 2**31)
    assert (seen.arch, seen.os_name, seen.os_version) == ("arm64", "Fedora Linux", "40")
    assert seen.kernel == ("cgroup-v2", "namespace-user", "overlayfs")
    assert seen.software == {"docker": "28.2.2"}
    assert seen.scores.compute == 0.5


def test_a_node_of_a_swarm_is_what_its_manager_tells() -> None:
    found = facts(Answer(outputs={"docker-node": NODE}))
    graphics = (Gpu("", 0), Gpu("", 0), Gpu("UUID1", 0))
    assert found == HostFacts(
        cores=4.0, memory=8272408576, arch="x86_64", os="linux", gpus=graphics, software={"docker": "27.1.0"}
    )


def test_an_engine_that_tells_something_else_is_refused() -> None:
    with pytest.raises(InvalidInputError, match="engine"):
        facts(Answer(outputs={"docker-info": '{"NCPU": "many"}'}))


@pytest.mark.parametrize(
    ("files", "cores"),
    [
        ({"/sys/fs/cgroup/cpu.max": "50000 100000"}, 0.5),
        ({"/sys/fs/cgroup/cpu.max": "max 100000"}, 4.0),
        ({"/sys/fs/cgroup/cpu.max": "0 0"}, 4.0),
        (
            {
                "/sys/fs/cgroup/cpu/cpu.cfs_quota_us": "-1\n",
                "/sys/fs/cgroup/cpu/cpu.cfs_period_us": "100000\n",
            },
            4.0,
        ),
        (
            {
                "/sys/fs/cgroup/cpu/cpu.cfs_quota_us": "25000\n",
                "/sys/fs/cgroup/cpu/cpu.cfs_period_us": "100000\n",
            },
            0.25,
        ),
    ],
)
def test_a_control_group_gives_less_than_there_is(files: dict[str, str], cores: float) -> None:
    assert facts(Answer(files, outputs={"cores": "4"})).cores == cores


@pytest.mark.parametrize(
    ("output", "before", "version"),
    [
        ("Python 3.11.7\n", "Python ", "3.11.7"),
        ("OpenSSL 1.1.1w  11 Sep 2023\n", "OpenSSL ", "1.1.1"),
        ("Client Version: v1.32.4-dispatcher\n", "Client Version: v", "1.32.4"),
        ("12.2.0\n", "", "12.2.0"),
        ("no such thing\n", "", ""),
        ("version unknown\n", "Version ", ""),
    ],
)
def test_versions_are_numbers_with_dots(output: str, before: str, version: str) -> None:
    assert texts.version(output, before) == version


@pytest.mark.parametrize("text", ["", "Filesystem\n", "a b c d e f\ng h i j k l\n"])
def test_a_table_of_disks_that_is_none_tells_nothing(text: str) -> None:
    assert texts.file_system(text) == (0, 0)


def test_graphics_without_a_known_memory_count_too() -> None:
    assert texts.gpus("Orin, [N/A], 540.3.0\n") == ((Gpu("Orin", 0),), "540.3.0")
    assert texts.gpus("No devices were found\n") == ((), "")
