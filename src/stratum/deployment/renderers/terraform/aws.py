"""Machines of Amazon Web Services: instances, each in a security group of its own."""

import re
from collections.abc import Iterator

from stratum.deployment.blueprint import Blueprint
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

PROVIDER = "aws"
_REGION = re.compile(r"[a-z]{2}(-[a-z]+)+-\d")
_GROUPS = "vpc_security_group_ids"


def machines(site: Site) -> Iterator[Resource]:
    """Instances with their security groups and rules."""
    for made in site.of(PROVIDER):
        group = _group(site, made)
        yield group
        if "subnet_id" in made.recipe.arguments:
            yield _subnet(made)
        yield _instance(made, group)
        yield _egress(made, group)
        yield from (_rule(group, permit) for permit in permits(site, made))


def region(blueprint: Blueprint) -> str:
    """The region of all machines; empty where they differ or name none as the cloud calls it."""
    made = (m for m in blueprint.machines if m.cloud is not None and m.cloud.provider == PROVIDER)
    names = {machine.region for machine in made}
    only = next(iter(names)) if len(names) == 1 else ""
    return only if _REGION.fullmatch(only) else ""


def outputs(made: Made) -> dict[str, Expression]:
    """Addresses of a machine by word."""
    instance = Resource(made.recipe.resource, made.name, {})
    return {"public": instance.refer("public_ip"), "private": instance.refer("private_ip")}


def _subnet(made: Made) -> Resource:
    return Resource("aws_subnet", made.name, {"id": made.recipe.arguments["subnet_id"]}, data=True)


def _group(site: Site, made: Made) -> Resource:
    body: dict[str, object] = {
        "name": f"{site.application}-{made.machine.name}",
        "description": f"What {made.machine.name} of {site.application} is asked for",
    }
    if "subnet_id" in made.recipe.arguments:
        body["vpc_id"] = _subnet(made).refer("vpc_id")
    return Resource("aws_security_group", made.name, body)


def _instance(made: Made, group: Resource) -> Resource:
    arguments = made.recipe.arguments
    body = {"key_name": Expression(f"${{var.{KEY_PAIR}}}"), **arguments}
    body[_GROUPS] = [*arguments.get(_GROUPS, ()), group.refer("id")]
    return Resource(made.recipe.resource, made.name, body)


def _egress(made: Made, group: Resource) -> Resource:
    body = {"security_group_id": group.refer("id"), "ip_protocol": "-1", "cidr_ipv4": "0.0.0.0/0"}
    return Resource("aws_vpc_security_group_egress_rule", made.name, body)


def _rule(group: Resource, permit: Permit) -> Resource:
    body = {
        "security_group_id": group.refer("id"),
        "ip_protocol": "tcp",
        "from_port": permit.port,
        "to_port": permit.port,
        **_source(permit),
    }
    return Resource("aws_vpc_security_group_ingress_rule", permit.name, body)


def _source(permit: Permit) -> dict[str, object]:
    if permit.variable:
        return {**each(permit.variable), "cidr_ipv4": Expression("${each.value}")}
    if permit.peer is not None:
        other = Resource("aws_security_group", permit.peer.name, {})
        return {"referenced_security_group_id": other.refer("id")}
    return {"cidr_ipv4": permit.network}
