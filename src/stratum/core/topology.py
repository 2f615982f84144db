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
        more: Other capabilities that are used up, by name in their base units.
    """

    cpu: float = 0.0
    memory: int = 0
    disk: int = 0
    gpus: int = 0
    more: Mapping[str, float] = dataclasses.field(default_factory=dict, hash=False)

    def __add__(self, other: "Resources") -> "Resources":
        """Both amounts together."""
        return Resources(
            self.cpu + other.cpu,
            self.memory + other.memory,
            self.disk + other.disk,
            self.gpus + other.gpus,
            _summed(self.more, other.more, 1),
        )

    def __sub__(self, other: "Resources") -> "Resources":
        """What is left when ``other`` is taken away; entries may become negative."""
        return Resources(
            self.cpu - other.cpu,
            self.memory - other.memory,
            self.disk - other.disk,
            self.gpus - other.gpus,
            _summed(self.more, other.more, -1),
        )


def _summed(first: Mapping[str, float], second: Mapping[str, float], sign: int) -> dict[str, float]:
    return {n: first.get(n, 0.0) + sign * second.get(n, 0.0) for n in {**first, **second}}


@dataclasses.dataclass(frozen=True, slots=True)
class Host:
    """A machine of the model.

    Attributes:
        name: Unique in the infrastructure.
        tier: How far it stands from the data.
        offers: What it has.
        arch: Its processor architecture.
        os: Its operating system.
        site: Where it stands.
        address: IP address or host name; empty where the platform chooses.
        labels: Free words.
        domains: What may fail as a whole and holds it, by kind, such as ``{"zone": "eu-1"}``.
        cost: Price of an hour.
        idle_power: Watts with nothing to do.
        peak_power: Watts at full load.
    """

    name: str
    tier: Tier
    offers: Resources
    arch: str = "x86_64"
    os: str = "linux"
    site: str = ""
    address: str = ""
    labels: Mapping[str, str] = dataclasses.field(default_factory=dict)
    domains: Mapping[str, str] = dataclasses.field(default_factory=dict)
    cost: float = 0.0
    idle_power: float = 0.0
    peak_power: float = 0.0


@dataclasses.dataclass(frozen=True, slots=True)
class Link:
    """A connection between two hosts, in both directions.

    Attributes:
        first: Name of a host.
        second: Name of another host.
        latency: One-way delay in seconds.
        bandwidth: Bits per second; 0 means unknown.
        loss: Share of the packets that are lost.
    """

    first: str
    second: str
    latency: float
    bandwidth: float = 0.0
    loss: float = 0.0
