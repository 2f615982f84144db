"""Machines of OpenStack: instances, each in a security group of its own."""

from collections.abc import Iterator

from stratum.deployment.renderers.terraform.expressions import Expression
from stratum.deployment.renderers.terraform.resources import (
    KEY_PAIR,
    Made,
    Permit,
    Resource,
    Site,
    each,
    permits,
)

PROVIDER = "openstack"
_GROUP = "openstack_networking_secgroup_v2"


def machines(site: Site) -> Iterator[Resource]:
    """Instances with their security groups and rules; the cloud itself lets everything out."""
    for made in site.of(PROVIDER):
        group = Resource(_GROUP, made.name, _group(site, made))
        yield group
        yield _instance(made, group)
        yield from (_rule(group, permit) for permit in permits(site, made))


def outputs(made: Made) -> dict[str, Expression]:
    """Addresses of a machine by word."""
    return {"private": Resource(made.recipe.resource, made.name, {}).refer("access_ip_v4")}


def _group(site: Site, made: Made) -> dict[str, object]:
    return {
        "name": f"{site.application}-{made.machine.name}",
        "description": f"What {made.machine.name} of {site.application} is asked for",
    }


def _instance(made: Made, group: Resource) -> Resource:
    arguments = made.recipe.arguments
    body = {"key_pair": Expression(f"${{var.{KEY_PAIR}}}"), **arguments}
    body["security_groups"] = [*arguments.get("security_groups", ()), group.refer("name")]
    return Resource(made.recipe.resource, made.name, body)


def _rule(group: Resource, permit: Permit) -> Resource:
    body = {
        "direction": "ingress",
        "ethertype": "IPv4",
        "protocol": "tcp",
        "port_range_min": permit.port,
        "port_range_max": permit.port,
        "security_group_id": group.refer("id"),
        **_source(permit),
    }
    return Resource("openstack_networking_secgroup_rule_v2", permit.name, body)


def _source(permit: Permit) -> dict[str, object]:
    if permit.variable:
        return {**each(permit.variable), "remote_ip_prefix": Expression("${each.value}")}
    if permit.peer is not None:
        return {"remote_group_id": Resource(_GROUP, permit.peer.name, {}).refer("id")}
    return {"remote_ip_prefix": permit.network}
