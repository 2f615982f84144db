"""Modelled hosts as network namespaces: a container that waits owns one, components join it."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import msgspec

from stratum.core.errors import TransientError
from stratum.deployment.backends import docker_labels as labels
from stratum.deployment.backends.docker_answers import Found, Made, Network
from stratum.deployment.backends.docker_api import CONFLICT, Engine, RefusedError, chosen
from stratum.deployment.backends.docker_bodies import host_body, network_body
from stratum.deployment.backends.docker_images import Images
from stratum.deployment.backends.docker_networks import (
    Subnet,
    addresses_in,
    choose_subnet,
    parse_routes,
    parse_subnets,
    subnet_of,
)
from stratum.deployment.images.roles import PLAIN

_ROUTES = Path("/proc/net/route")
_RUNNING = "running"


class Hosts:
    """Makes hosts and their network when a component needs them, removes them when none does.

    Args:
        engine: Where they are.
        images: Gives the image of the container that waits.
    """

    def __init__(self, engine: Engine, images: Images) -> None:
        self._engine = engine
        self._images = images

    def addresses(self, place: str, hosts: Sequence[str]) -> Mapping[str, str]:
        """Address of each host of a workspace; nothing is made."""
        networks = self._networks()
        own = [n for n in networks if (n.labels or {}).get(labels.PLACE) == place]
        if own and _subnets(own):
            return addresses_in(_subnets(own)[0], place, hosts)
        subnet = choose_subnet(
            place, (*_subnets(networks), *parse_routes(_ROUTES.read_text(encoding="utf-8")))
        )
        return addresses_in(subnet, place, hosts)

    def ensure(self, place: str, host: str, address: str) -> str:
        """The id of a running host; made with its network if it is missing or has another address.

        Args:
            place: Absolute path of the workspace.
            host: Name of the modelled host.
            address: Its address; empty where it is not known, but the host is there.

        Raises:
            TransientError: If it is missing and no address is known, or the engine refuses.
        """
        found = self._find(place, host)
        if found is not None and address in {"", found.label(labels.ADDRESS)}:
            if found.state != _RUNNING:
                self._engine.make(f"/containers/{found.id}/start", None)
            return found.id
        if not address:
            raise TransientError(f"host {host} is gone, and its address is not known")
        if found is not None:
            self._engine.delete(f"/containers/{found.id}", force=True)
        return self._make(place, host, address)

    def clear(self, place: str) -> None:
        """Remove all hosts of a workspace, and their network."""
        for host in self._list({labels.PLACE: place, labels.ADDRESS: ""}):
            self._engine.delete(f"/containers/{host.id}", force=True)
        self._engine.delete(f"/networks/{labels.network_name(place)}")

    def _make(self, place: str, host: str, address: str) -> str:
        self._ensure_network(place, address)
        body = host_body(place, host, address, self._images.ensure(PLAIN))
        try:
            answer = self._engine.make("/containers/create", body, name=labels.host_name(place, host))
        except RefusedError as error:
            found = self._find(place, host) if error.status == CONFLICT else None
            if found is None:
                raise
            return found.id
        made = msgspec.json.decode(answer, type=Made).id
        self._engine.make(f"/containers/{made}/start", None)
        return made

    def _ensure_network(self, place: str, address: str) -> None:
        """A network whose range has the address; an old one with another range has no component left."""
        name, subnet = labels.network_name(place), subnet_of(address)
        found = [n for n in self._networks() if n.name == name]
        if found and _subnets(found) != (subnet,):
            self.clear(place)
            found = []
        if not found:
            self._engine.make("/networks/create", network_body(place, subnet))

    def _find(self, place: str, host: str) -> Found | None:
        found = self._list({labels.PLACE: place, labels.HOST: host, labels.ADDRESS: ""})
        return found[0] if found else None

    def _list(self, wanted: Mapping[str, str]) -> tuple[Found, ...]:
        return self._engine.read(tuple[Found, ...], "/containers/json", all=True, filters=chosen(wanted))

    def _networks(self) -> tuple[Network, ...]:
        return self._engine.read(tuple[Network, ...], "/networks")


def _subnets(networks: Sequence[Network]) -> tuple[Subnet, ...]:
    return parse_subnets(pool.subnet for network in networks for pool in network.pools.config or ())
