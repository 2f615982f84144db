"""What the engine is told of containers and networks, from what is to be started."""

import dataclasses
import sys
from collections.abc import Mapping
from pathlib import PurePosixPath

from stratum.deployment.backends import docker_labels as labels
from stratum.deployment.backends.directory import LOG
from stratum.deployment.backends.docker_networks import Subnet
from stratum.deployment.logic.launches import environment
from stratum.deployment.logic.records import Launch
from stratum.deployment.types import Limits

_NANO = 10**9
_LEAST_CPU = 0.01
_LEAST_MEMORY = 6 * 2**20
_MOST_PROCESSES = 4096
_ROOM = "rw,nosuid,nodev,size=268435456,mode=1777"
# The program writes to the log of its directory, wherever the engine would put it.
_SCRIPT = 'exec "$@" >>"$0" 2>&1'
_WAIT = "trap 'exit 0' TERM INT; while :; do sleep 86400 & wait $!; done"
_RESTRICTED: Mapping[str, object] = {
    "ReadonlyRootfs": True,
    "CapDrop": ["ALL"],
    "SecurityOpt": ["no-new-privileges"],
    "Init": True,
    "LogConfig": {"Type": "none"},
    "PidsLimit": _MOST_PROCESSES,
}


@dataclasses.dataclass(frozen=True, slots=True)
class Machine:
    """What the engine has to give: no limit means all of it.

    Attributes:
        cores: Processor cores.
        memory: Bytes.
    """

    cores: int
    memory: int


def component_body(
    launch: Launch, image: str, host: str, user: str, machine: Machine
) -> Mapping[str, object]:
    """A component's container.

    Args:
        launch: What is to be started.
        image: Name of its image.
        host: Id of the container that is its host; empty for no network.
        user: Numbers of user and group, so that its files belong to who started it.
        machine: What there is.
    """
    log = str(PurePosixPath(launch.directory, LOG))
    scratch = scratch_folder(sys.prefix, sys.base_prefix)
    told = {**environment(launch.token, launch.directory, sys.executable), "TMPDIR": scratch}
    return {
        "Image": image,
        "User": user,
        "Env": [f"{name}={value}" for name, value in told.items()],
        "WorkingDir": launch.directory,
        "Entrypoint": ["/bin/sh", "-c", _SCRIPT, log],
        "Cmd": list(launch.command),
        "Labels": component_labels(launch),
        "HostConfig": {
            **_RESTRICTED,
            **limits_body(launch.limits, machine),
            "Tmpfs": {scratch: _ROOM},
            "Mounts": _mounts(launch),
            "NetworkMode": f"container:{host}" if host else "none",
        },
    }


def scratch_folder(*installed: str) -> str:
    """Where a container may write what nobody keeps; a place that hides no part of the installation.

    Args:
        installed: Folders of the interpreter and the environment; the image has them under the same paths.
    """
    usual = PurePosixPath("/", "tmp")
    hidden = any(PurePosixPath(folder).is_relative_to(usual) for folder in installed)
    return str(PurePosixPath("/", "var", "tmp") if hidden else usual)


def component_labels(launch: Launch) -> Mapping[str, str]:
    """By what the container of a start is found again."""
    return {
        labels.CARRIED: launch.token,
        labels.PLACE: labels.place_of(launch.directory),
        labels.DIRECTORY: launch.directory,
        labels.ROLE: launch.role,
        labels.APPLICATION: launch.application,
        labels.HOST: launch.host,
        labels.PORTS: " ".join(f"{port}" for port in launch.ports.values()),
    }


def limits_body(limits: Limits, machine: Machine) -> Mapping[str, object]:
    """Limits as the engine takes them when a container is made and while it runs; it gets no swap."""
    cpu = min(max(limits.cpu, _LEAST_CPU), machine.cores) if limits.cpu > 0 else machine.cores
    memory = max(limits.memory, _LEAST_MEMORY) if limits.memory > 0 else machine.memory
    return {"NanoCpus": round(cpu * _NANO), "Memory": memory, "MemorySwap": memory}


def host_body(place: str, host: str, address: str, image: str) -> Mapping[str, object]:
    """The container that is a modelled host: it owns the network and waits."""
    return {
        "Image": image,
        "User": "65534:65534",
        "Hostname": host[:63],
        "Cmd": ["/bin/sh", "-c", _WAIT],
        "Labels": {labels.PLACE: place, labels.HOST: host, labels.ADDRESS: address},
        "HostConfig": {
            **_RESTRICTED,
            "NetworkMode": labels.network_name(place),
            "RestartPolicy": {"Name": "unless-stopped"},
        },
        "NetworkingConfig": {
            "EndpointsConfig": {
                labels.network_name(place): {"IPAMConfig": {"IPv4Address": address}, "Aliases": [host]}
            }
        },
    }


def network_body(place: str, subnet: Subnet) -> Mapping[str, object]:
    """The network of a workspace."""
    return {
        "Name": labels.network_name(place),
        "Driver": "bridge",
        "CheckDuplicate": True,
        "IPAM": {"Config": [{"Subnet": str(subnet), "Gateway": str(subnet.network_address + 1)}]},
        "Labels": {labels.PLACE: place},
    }


def _mounts(launch: Launch) -> list[Mapping[str, object]]:
    """Everything under the path that it has on this machine, so that specifications hold unchanged."""
    wanted = {launch.directory: True}
    for mount in launch.mounts:
        wanted[mount.path] = wanted.get(mount.path, False) or mount.writable
    return [
        {"Type": "bind", "Source": path, "Target": path, "ReadOnly": not writable}
        for path, writable in sorted(wanted.items())
    ]
