"""What the engine is told, as values; and how things are found again in it."""

import pytest

from stratum.deployment.backends import docker_labels as labels
from stratum.deployment.backends.docker_bodies import (
    Machine,
    component_body,
    host_body,
    limits_body,
    network_body,
    scratch_folder,
)
from stratum.deployment.backends.docker_networks import Subnet
from stratum.deployment.logic.records import Launch
from stratum.deployment.types import Limits, Mount

MACHINE = Machine(cores=2, memory=8 * 2**30)
DIRECTORY = "/srv/flights/.stratum/deployments/delays/scorer-1"
LAUNCH = Launch(
    "0123abcd",
    ("/venv/bin/python", "-m", "stratum.runtime.component", "model-server", f"{DIRECTORY}/spec.json"),
    DIRECTORY,
    address="10.200.1.7",
    ports={"http": 8081, "metrics": 9000},
    limits=Limits(0.5, 256 * 2**20),
    host="fog-1",
    mounts=(Mount("/data"), Mount("/archive", writable=True), Mount("/archive"), Mount(DIRECTORY)),
    application="delays",
)


def test_what_may_be_written_hides_no_part_of_the_installation() -> None:
    assert scratch_folder("/opt/stratum/.venv", "/usr") == "/tmp"
    assert scratch_folder("/tmp/clone/.venv", "/usr") == "/var/tmp"
    assert scratch_folder("/opt/stratum/.venv", "/tmp/python") == "/var/tmp"


def test_a_component_is_shut_in_and_keeps_its_paths() -> None:
    body = component_body(LAUNCH, "stratum/model:1", "host-id", "1000:100", MACHINE)
    host = body["HostConfig"]
    assert isinstance(host, dict)
    assert (body["Image"], body["User"], body["WorkingDir"]) == ("stratum/model:1", "1000:100", DIRECTORY)
    assert body["Cmd"] == list(LAUNCH.command)
    assert (host["ReadonlyRootfs"], host["CapDrop"], host["Init"]) == (True, ["ALL"], True)
    assert host["SecurityOpt"] == ["no-new-privileges"]
    assert host["NetworkMode"] == "container:host-id"
    assert [(m["Source"], m["Target"], m["ReadOnly"]) for m in host["Mounts"]] == [
        ("/archive", "/archive", False),
        ("/data", "/data", True),
        (DIRECTORY, DIRECTORY, False),
    ]


def test_without_a_host_there_is_no_network() -> None:
    host = component_body(LAUNCH, "image", "", "0:0", MACHINE)["HostConfig"]
    assert isinstance(host, dict)
    assert host["NetworkMode"] == "none"


def test_what_a_container_is_found_by() -> None:
    body = component_body(LAUNCH, "image", "host-id", "0:0", MACHINE)
    assert body["Labels"] == {
        "stratum.token": "0123abcd",
        "stratum.place": "/srv/flights",
        "stratum.directory": DIRECTORY,
        "stratum.process": "main",
        "stratum.application": "delays",
        "stratum.host": "fog-1",
        "stratum.ports": "8081 9000",
    }


def test_a_program_sees_nothing_of_the_environment_of_who_started_it() -> None:
    told = component_body(LAUNCH, "image", "host-id", "0:0", MACHINE)["Env"]
    assert isinstance(told, list)
    assert {text.partition("=")[0] for text in told} == {
        "PATH",
        "HOME",
        "LANG",
        "PYTHONUNBUFFERED",
        "OMP_NUM_THREADS",
        "OPENBLAS_NUM_THREADS",
        "STRATUM_START",
        "TMPDIR",
    }


@pytest.mark.parametrize(
    ("limits", "cpus", "memory"),
    [
        (Limits(0.5, 256 * 2**20), 500_000_000, 256 * 2**20),
        (Limits(), 2_000_000_000, 8 * 2**30),
        (Limits(64, 4096), 2_000_000_000, 6 * 2**20),
        (Limits(0.001, 0), 10_000_000, 8 * 2**30),
    ],
)
def test_limits_are_within_what_the_engine_takes(limits: Limits, cpus: int, memory: int) -> None:
    assert limits_body(limits, MACHINE) == {"NanoCpus": cpus, "Memory": memory, "MemorySwap": memory}


def test_a_host_owns_its_address_and_comes_back_with_the_engine() -> None:
    body = host_body("/srv/flights", "fog-1", "10.200.1.7", "stratum/plain:1")
    host, networks = body["HostConfig"], body["NetworkingConfig"]
    assert isinstance(host, dict)
    assert host["RestartPolicy"] == {"Name": "unless-stopped"}
    assert host["NetworkMode"] == labels.network_name("/srv/flights")
    assert networks == {
        "EndpointsConfig": {
            labels.network_name("/srv/flights"): {
                "IPAMConfig": {"IPv4Address": "10.200.1.7"},
                "Aliases": ["fog-1"],
            }
        }
    }


def test_a_network_has_the_range_of_its_workspace() -> None:
    body = network_body("/srv/flights", Subnet("10.200.1.0/24"))
    assert body["IPAM"] == {"Config": [{"Subnet": "10.200.1.0/24", "Gateway": "10.200.1.1"}]}


def test_names_are_told_apart_by_workspace_application_and_start() -> None:
    assert labels.network_name("/a") != labels.network_name("/b")
    assert labels.host_name("/a", "fog-1") != labels.host_name("/b", "fog-1")
    names = {
        labels.component_name(DIRECTORY, "t1"),
        labels.component_name(DIRECTORY, "t2"),
        labels.component_name(DIRECTORY.replace("delays", "other"), "t1"),
    }
    assert len(names) == 3
    assert all(name.startswith("stratum-") for name in names)


def test_the_workspace_is_the_folder_that_holds_the_state() -> None:
    assert labels.place_of(DIRECTORY) == "/srv/flights"
    assert labels.place_of("/tmp/somewhere/a") == "/tmp/somewhere"
