"""What a container engine tells of its machine, or a swarm of a node, over what a container saw."""

import dataclasses
import re
from collections.abc import Mapping
from typing import Final

import msgspec

from stratum.core.errors import InvalidInputError
from stratum.probing.logic.texts import architecture
from stratum.probing.types import Gpu, HostFacts

INFO: Final = "docker-info"
NODE: Final = "docker-node"
_NANO: Final = 1e9
_ENGINE: Final = "docker"
_CGROUP: Final = "cgroup-v"


class _Info(msgspec.Struct, frozen=True):
    """An engine's ``/info``."""

    cores: int = msgspec.field(name="NCPU", default=0)
    memory: int = msgspec.field(name="MemTotal", default=0)
    os: str = msgspec.field(name="OSType", default="")
    system: str = msgspec.field(name="OperatingSystem", default="")
    system_version: str = msgspec.field(name="OSVersion", default="")
    arch: str = msgspec.field(name="Architecture", default="")
    kernel: str = msgspec.field(name="KernelVersion", default="")
    version: str = msgspec.field(name="ServerVersion", default="")
    cgroup: str = msgspec.field(name="CgroupVersion", default="")


class _Discrete(msgspec.Struct, frozen=True):
    kind: str = msgspec.field(name="Kind", default="")
    value: int = msgspec.field(name="Value", default=0)


class _Named(msgspec.Struct, frozen=True):
    kind: str = msgspec.field(name="Kind", default="")
    value: str = msgspec.field(name="Value", default="")


class _Generic(msgspec.Struct, frozen=True):
    discrete: _Discrete | None = msgspec.field(name="DiscreteResourceSpec", default=None)
    named: _Named | None = msgspec.field(name="NamedResourceSpec", default=None)


class _Resources(msgspec.Struct, frozen=True):
    cores: int = msgspec.field(name="NanoCPUs", default=0)
    memory: int = msgspec.field(name="MemoryBytes", default=0)
    generic: tuple[_Generic, ...] | None = msgspec.field(name="GenericResources", default=None)


class _Platform(msgspec.Struct, frozen=True):
    arch: str = msgspec.field(name="Architecture", default="")
    os: str = msgspec.field(name="OS", default="")


class _Version(msgspec.Struct, frozen=True):
    version: str = msgspec.field(name="EngineVersion", default="")


class _Description(msgspec.Struct, frozen=True):
    platform: _Platform = msgspec.field(name="Platform", default_factory=_Platform)
    resources: _Resources = msgspec.field(name="Resources", default_factory=_Resources)
    engine: _Version = msgspec.field(name="Engine", default_factory=_Version)


class _Node(msgspec.Struct, frozen=True):
    """One of a swarm's ``/nodes``."""

    described: _Description = msgspec.field(name="Description", default_factory=_Description)


def over_engine(facts: HostFacts, outputs: Mapping[str, str]) -> HostFacts:
    """The facts of a machine whose engine, or whose swarm, was asked; the same where neither was.

    Raises:
        InvalidInputError: If what it told cannot be read.
    """
    try:
        if INFO in outputs:
            return _machine(facts, msgspec.json.decode(outputs[INFO].encode(), type=_Info))
        if NODE in outputs:
            return _node(msgspec.json.decode(outputs[NODE].encode(), type=_Node).described)
    except msgspec.MsgspecError as error:
        raise InvalidInputError(f"what the engine tells cannot be read: {error}") from None
    return facts


def _machine(seen: HostFacts, told: _Info) -> HostFacts:
    """What the engine knows goes before what a container with limits and an image of its own saw."""
    name = re.split(r"\s+\d", told.system, maxsplit=1)[0]
    kernel = {feature for feature in seen.kernel if not feature.startswith(_CGROUP)}
    if told.cgroup:
        kernel.add(f"{_CGROUP}{told.cgroup}")
    return dataclasses.replace(
        seen,
        cores=float(told.cores),
        memory=told.memory,
        free_memory=min(seen.free_memory, told.memory),
        arch=architecture(told.arch),
        os=told.os,
        os_name=name,
        os_version=told.system_version,
        kernel_release=told.kernel,
        kernel=tuple(sorted(kernel)),
        software={_ENGINE: told.version} if told.version else {},
    )


def _node(told: _Description) -> HostFacts:
    given = told.resources
    return HostFacts(
        cores=given.cores / _NANO,
        memory=given.memory,
        arch=architecture(told.platform.arch),
        os=told.platform.os,
        gpus=tuple(gpu for generic in given.generic or () for gpu in _gpus(generic)),
        software={_ENGINE: told.engine.version} if told.engine.version else {},
    )


def _gpus(generic: _Generic) -> tuple[Gpu, ...]:
    """Graphics processors that a node offers, counted or one by one; their memory is not told."""
    if generic.discrete is not None and "gpu" in generic.discrete.kind.lower():
        return (Gpu("", 0),) * min(generic.discrete.value, 64)
    if generic.named is not None and "gpu" in generic.named.kind.lower():
        return (Gpu(generic.named.value, 0),)
    return ()
