"""Machines and the links between them, as the checker, the solver and the engines see them."""

import dataclasses
import enum
from collections.abc import Mapping


class Tier(enum.StrEnum):
    """How far a machine stands from where the data arise."""

    EDGE = "edge"
    FOG = "fog"
    CLOUD = "cloud"


@dataclasses.dataclass(frozen=True, slots=True)
class Resources:
    """An amount of what a machine offers or a component takes.

    Attributes:
        cpu: Cores.
        memory: Bytes.
        disk: Bytes.
        gpus: Whole devices.
    """

    cpu: float = 0.0
    memory: int = 0
    disk: int = 0
    gpus: int = 0

    def __add__(self, other: "Resources") -> "Resources":
        """Both amounts together."""
        return Resources(
            self.cpu + other.cpu, self.memory + other.memory, self.disk + other.disk, self.gpus + other.gpus
        )

    def __sub__(self, other: "Resources") -> "Resources":
        """What is left when ``other`` is taken away; entries may become negative."""
        return Resources(
            self.cpu - other.cpu, self.memory - other.memory, self.disk - other.disk, self.gpus - other.gpus
        )


@dataclasses.dataclass(frozen=True, slots=True)
class Host:
    """A machine of the model."""

    name: str
    tier: Tier
    offers: Resources
    arch: str = "x86_64"
    os: str = "linux"
    site: str = ""
    address: str = ""
    labels: Mapping[str, str] = dataclasses.field(default_factory=dict)


@dataclasses.dataclass(frozen=True, slots=True)
class Link:
    """A connection between two hosts, in both directions.

    Attributes:
        first: Name of a host.
        second: Name of another host.
        latency: One-way delay in seconds.
        bandwidth: Bits per second; 0 means unknown.
    """

    first: str
    second: str
    latency: float
    bandwidth: float = 0.0
