"""Resources of a configuration, and what the modules of the clouds share."""

import dataclasses
import ipaddress
from collections.abc import Iterable, Mapping

from stratum.core.identifiers import identifier, identifiers
from stratum.deployment.blueprint import Blueprint, CloudRecipe, Machine
from stratum.deployment.renderers.terraform.expressions import Expression
from stratum.deployment.renderers.terraform.openings import Opening, openings

SSH = 22
CLIENTS = "clients"
ADMINISTRATORS = "administrators"
KEY_PAIR = "key_pair"


@dataclasses.dataclass(frozen=True, slots=True)
class Resource:
    """A resource.

    Attributes:
        type: Such as ``aws_instance``.
        name: An identifier, unique among those of its type.
        body: Its arguments.
        data: Whether it is looked up and not made.
    """

    type: str
    name: str
    body: Mapping[str, object]
    data: bool = False

    def refer(self, attribute: str) -> Expression:
        """An expression that reads one of its attributes."""
        start = "data." if self.data else ""
        return Expression(f"${{{start}{self.type}.{self.name}.{attribute}}}")


@dataclasses.dataclass(frozen=True, slots=True)
class Made:
    """A machine that a cloud makes.

    Attributes:
        machine: The machine.
        recipe: Its resource.
        name: An identifier.
    """

    machine: Machine
    recipe: CloudRecipe
    name: str


@dataclasses.dataclass(frozen=True, slots=True)
class Site:
    """What the modules of the clouds look things up in.

    Attributes:
        application: Name of the application.
        made: Machines that clouds make, by name.
        machines: All machines by name.
        openings: Who may connect to what.
    """

    application: str
    made: Mapping[str, Made]
    machines: Mapping[str, Machine]
    openings: tuple[Opening, ...]

    def of(self, provider: str) -> tuple[Made, ...]:
        """The machines that one cloud makes."""
        return tuple(made for made in self.made.values() if made.recipe.provider == provider)

    def to(self, made: Made) -> tuple[Opening, ...]:
        """The openings of a machine."""
        return tuple(opening for opening in self.openings if opening.machine == made.machine.name)


@dataclasses.dataclass(frozen=True, slots=True)
class Permit:
    """A rule of a firewall: who may connect to a port. One of the last three is set.

    Attributes:
        name: An identifier.
        port: TCP port.
        variable: Name of a variable with networks.
        peer: A machine of the same cloud.
        network: A network of IPv4 addresses.
    """

    name: str
    port: int
    variable: str = ""
    peer: Made | None = None
    network: str = ""


def permits(site: Site, made: Made) -> tuple[Permit, ...]:
    """The rules of a machine: administrators over SSH, and its openings as far as a rule can name them."""
    found = (permit_of(site, opening) for opening in site.openings if opening.machine == made.machine.name)
    first = Permit(f"{made.name}_ssh", SSH, ADMINISTRATORS)
    return (first, *(permit for permit in found if permit is not None))


def permit_of(site: Site, opening: Opening) -> Permit | None:
    """The rule of an opening; None where who may connect has no address yet."""
    made, peer = site.made[opening.machine], site.made.get(opening.peer)
    name = f"{made.name}_{opening.port}_{identifier(opening.peer or CLIENTS)}"
    if not opening.peer:
        return Permit(name, opening.port, CLIENTS)
    if peer is not None and peer.recipe.provider == made.recipe.provider:
        return Permit(name, opening.port, peer=peer)
    network = _network(site.machines.get(opening.peer))
    return Permit(name, opening.port, network=network) if network else None


def _network(machine: Machine | None) -> str:
    """The address of a machine as a network of one; empty where it has no IPv4 address."""
    try:
        return str(ipaddress.IPv4Network(machine.address)) if machine is not None and machine.address else ""
    except ValueError:
        return ""


def site_of(blueprint: Blueprint) -> Site:
    """The machines of a blueprint and what is open between them."""
    names = identifiers(machine.name for machine in blueprint.machines)
    made = {m.name: Made(m, m.cloud, names[m.name]) for m in blueprint.machines if m.cloud is not None}
    machines = {machine.name: machine for machine in blueprint.machines}
    return Site(blueprint.name, made, machines, openings(blueprint))


def each(variable: str) -> dict[str, object]:
    """A resource for each value of a variable."""
    return {"for_each": Expression(f"${{toset(var.{variable})}}")}


def grouped(resources: Iterable[Resource]) -> dict[str, dict[str, Mapping[str, object]]]:
    """Bodies by type and name."""
    found: dict[str, dict[str, Mapping[str, object]]] = {}
    for resource in resources:
        found.setdefault(resource.type, {})[resource.name] = resource.body
    return found
