"""What the Docker Engine answers, as far as it matters here."""

from collections.abc import Mapping

import msgspec


class Version(msgspec.Struct, frozen=True):
    """Which versions of its interface an engine speaks."""

    newest: str = msgspec.field(name="ApiVersion")
    oldest: str = msgspec.field(name="MinAPIVersion", default="1.12")


class Info(msgspec.Struct, frozen=True):
    """What an engine has to give."""

    cores: int = msgspec.field(name="NCPU")
    memory: int = msgspec.field(name="MemTotal")


class Swarm(msgspec.Struct, frozen=True):
    """An engine's part in a swarm."""

    node: str = msgspec.field(name="NodeID", default="")
    manages: bool = msgspec.field(name="ControlAvailable", default=False)


class Standing(msgspec.Struct, frozen=True):
    """Whether an engine is in a swarm."""

    swarm: Swarm = msgspec.field(name="Swarm", default_factory=Swarm)


class Named(msgspec.Struct, frozen=True):
    """What a node says of itself."""

    hostname: str = msgspec.field(name="Hostname", default="")


class Placed(msgspec.Struct, frozen=True):
    """Where a node is."""

    address: str = msgspec.field(name="Addr", default="")


class Node(msgspec.Struct, frozen=True):
    """A node of a swarm in a list."""

    id: str = msgspec.field(name="ID")
    described: Named = msgspec.field(name="Description", default_factory=Named)
    status: Placed = msgspec.field(name="Status", default_factory=Placed)

    @property
    def hostname(self) -> str:
        """Its host name."""
        return self.described.hostname

    @property
    def address(self) -> str:
        """Its address in the swarm."""
        return self.status.address


class Ended(msgspec.Struct, frozen=True):
    """How a container ended that was waited for."""

    status: int = msgspec.field(name="StatusCode")


class Made(msgspec.Struct, frozen=True, rename="pascal"):
    """The id of what was made."""

    id: str


class Found(msgspec.Struct, frozen=True, rename="pascal"):
    """A container in a list."""

    id: str
    state: str
    labels: Mapping[str, str] | None = None

    def label(self, name: str) -> str:
        """What it was labelled with; empty for nothing."""
        return (self.labels or {}).get(name, "")


class Life(msgspec.Struct, frozen=True, rename="pascal"):
    """How a container fares."""

    pid: int
    exit_code: int
    out_of_memory: bool = msgspec.field(name="OOMKilled", default=False)
    error: str = ""


class Given(msgspec.Struct, frozen=True, rename="pascal"):
    """What a container may take."""

    memory: int = 0


class Container(msgspec.Struct, frozen=True, rename="pascal"):
    """A container by itself."""

    id: str
    state: Life
    host_config: Given = Given()


class Pool(msgspec.Struct, frozen=True, rename="pascal"):
    """A range of addresses."""

    subnet: str = ""


class Pools(msgspec.Struct, frozen=True, rename="pascal"):
    """The ranges of a network."""

    config: tuple[Pool, ...] | None = None


class Network(msgspec.Struct, frozen=True, rename="pascal"):
    """A network."""

    id: str
    name: str
    labels: Mapping[str, str] | None = None
    pools: Pools = msgspec.field(name="IPAM", default_factory=Pools)


class Image(msgspec.Struct, frozen=True, rename="pascal"):
    """An image in a list."""

    id: str
    repo_tags: tuple[str, ...] | None = None
    labels: Mapping[str, str] | None = None


class Root(msgspec.Struct, frozen=True, rename="pascal"):
    """What an image's files are made of."""

    layers: tuple[str, ...] = ()


class ImageLayers(msgspec.Struct, frozen=True):
    """An image by itself."""

    root: Root = msgspec.field(name="RootFS", default_factory=Root)


class Trouble(msgspec.Struct, frozen=True):
    """Why an engine refused."""

    message: str = ""
    error: str = ""
