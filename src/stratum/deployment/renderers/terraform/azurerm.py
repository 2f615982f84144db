"""Machines of Microsoft Azure: Linux machines, each with a network security group on its interface."""

from collections.abc import Iterator

from stratum.deployment.renderers.terraform.expressions import Expression
from stratum.deployment.renderers.terraform.resources import (
    Made,
    Permit,
    Resource,
    Site,
    permits,
)

PROVIDER = "azurerm"
_GROUP = "azurerm_network_security_group"
_RULE = "azurerm_network_security_rule"
_FIRST, _LAST = 100, 4096
_SHARED = ("resource_group_name", "location")


def machines(site: Site) -> Iterator[Resource]:
    """Machines with their security groups and rules; what no rule lets in is kept out.

    Azure lets the machines of a network connect to each other unless a rule says otherwise.
    """
    for made in site.of(PROVIDER):
        group = Resource(_GROUP, made.name, _group(site, made))
        yield Resource(made.recipe.resource, made.name, made.recipe.arguments)
        yield group
        yield _association(made, group)
        for number, permit in enumerate(permits(site, made)):
            yield _rule(made, group, permit, _FIRST + number)
        yield _others(made, group)


def outputs(made: Made) -> dict[str, Expression]:
    """Addresses of a machine by word."""
    machine = Resource(made.recipe.resource, made.name, {})
    return {
        "public": machine.refer("public_ip_address"),
        "private": machine.refer("private_ip_address"),
    }


def _group(site: Site, made: Made) -> dict[str, object]:
    shared = {key: made.recipe.arguments[key] for key in _SHARED if key in made.recipe.arguments}
    return {"name": f"{site.application}-{made.machine.name}", **shared}


def _association(made: Made, group: Resource) -> Resource:
    interfaces = made.recipe.arguments.get("network_interface_ids") or ("",)
    body = {"network_interface_id": interfaces[0], "network_security_group_id": group.refer("id")}
    return Resource("azurerm_network_interface_security_group_association", made.name, body)


def _rule(made: Made, group: Resource, permit: Permit, priority: int) -> Resource:
    body = _body(made, group, permit.name, priority)
    body |= {"access": "Allow", "destination_port_range": str(permit.port), **_source(permit)}
    return Resource(_RULE, permit.name, body)


def _others(made: Made, group: Resource) -> Resource:
    name = f"{made.name}_others"
    body = _body(made, group, name, _LAST)
    body |= {
        "access": "Deny",
        "protocol": "*",
        "destination_port_range": "*",
        "source_address_prefix": "VirtualNetwork",
    }
    return Resource(_RULE, name, body)


def _body(made: Made, group: Resource, name: str, priority: int) -> dict[str, object]:
    return {
        "name": name,
        "priority": priority,
        "direction": "Inbound",
        "protocol": "Tcp",
        "source_port_range": "*",
        "destination_address_prefix": "*",
        "resource_group_name": made.recipe.arguments.get("resource_group_name", ""),
        "network_security_group_name": group.refer("name"),
    }


def _source(permit: Permit) -> dict[str, object]:
    if permit.variable:
        return {
            "count": Expression(f"${{length(var.{permit.variable}) > 0 ? 1 : 0}}"),
            "source_address_prefixes": Expression(f"${{var.{permit.variable}}}"),
        }
    if permit.peer is not None:
        other = Resource(permit.peer.recipe.resource, permit.peer.name, {})
        return {"source_address_prefix": other.refer("private_ip_address")}
    return {"source_address_prefix": permit.network}
