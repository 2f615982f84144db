"""Names and labels by which everything of the platform is found again in an engine."""

from pathlib import PurePosixPath

from stratum.core.digests import digest_bytes

CARRIED = "stratum.token"
PLACE = "stratum.place"
DIRECTORY = "stratum.directory"
ROLE = "stratum.process"
APPLICATION = "stratum.application"
HOST = "stratum.host"
ADDRESS = "stratum.address"
PORTS = "stratum.ports"
_STATE = ".stratum"
_SHORT = 12


def place_of(directory: str) -> str:
    """The workspace that a component's directory belongs to: the folder that holds the platform's state."""
    parents = PurePosixPath(directory).parents
    return str(next((p.parent for p in parents if p.name == _STATE), parents[0]))


def short(text: str) -> str:
    """A short text that stands for a long one."""
    return digest_bytes(text.encode())[:_SHORT]


def network_name(place: str) -> str:
    """Name of a workspace's network."""
    return f"stratum-{short(place)}"


def host_name(place: str, host: str) -> str:
    """Name of the container that is a modelled host."""
    return f"{network_name(place)}-{host}"


def component_name(directory: str, token: str) -> str:
    """Name of the container of a start: the same start has the same one, so it cannot be made twice."""
    path = PurePosixPath(directory)
    return f"stratum-{path.parent.name[:32]}-{path.name[:32]}-{short(token)}"
