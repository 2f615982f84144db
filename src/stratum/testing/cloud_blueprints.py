"""Blueprints with machines and services of clouds, for tests of generators."""

from collections.abc import Mapping

from stratum.deployment.blueprint import (
    Blueprint,
    CloudRecipe,
    Machine,
    SecretReference,
    Socket,
    Wire,
    Workload,
)
from stratum.testing.blueprints import Field, make_blueprint, make_machine, make_workload

STORAGE_KEY = SecretReference("audit-storage-key", "env:STORAGE_KEY")


def made(
    name: str, provider: str, resource: str, arguments: Mapping[str, Field], **changes: Field
) -> Machine:
    """A machine that a cloud makes, without an address.

    Args:
        name: Its name.
        provider: Of Terraform.
        resource: Its type.
        arguments: Of the resource; each is a fact of the model.
        changes: Fields that should be otherwise.
    """
    uses = frozenset(f"site/{name}.{key}" for key in arguments)
    recipe = CloudRecipe(provider, resource, arguments, uses)
    return make_machine(name, tier="cloud", address="", cloud=recipe, **changes)


def service(name: str, provider: str, resource: str, arguments: Mapping[str, Field]) -> Workload:
    """A service of a cloud, which has no host."""
    return make_workload(name, "", cloud=CloudRecipe(provider, resource, arguments))


def _two_tiers() -> tuple[Workload, Workload, Workload]:
    """A database, a web application that connects to it, and a board at the edge that connects to the web."""
    database = make_workload("db", "db-server", sockets=(Socket("postgresql", 5432), Socket("metrics", 9187)))
    web = make_workload("web", "web-server", sockets=(Socket("http", 80),), wires=(Wire("db", "postgresql"),))
    board = make_workload("board", "edge-1", wires=(Wire("web", "http"), Wire("db", "metrics")))
    return database, web, board


def amazon() -> Blueprint:
    """Two instances, a board of one's own that connects to one of them, and services."""
    size = {"ami": "ami-0123456789abcdef0", "instance_type": "t3.small"}
    placed = {**size, "subnet_id": "subnet-1", "vpc_security_group_ids": ("sg-1",), "key_name": "shop"}
    machines = (
        made("web-server", "aws", "aws_instance", {**size, "tags": {"Name": "web"}}, region="eu-west-1"),
        made("db-server", "aws", "aws_instance", placed, region="eu-west-1"),
        make_machine("edge-1", address="192.0.2.7"),
    )
    services = (
        service("orders", "aws", "aws_sqs_queue", {"name": "orders", "fifo_queue": False}),
        service("events", "aws", "aws_kinesis_stream", {"name": "events", "shard_count": 2}),
        service("archive", "aws", "aws_s3_bucket", {"bucket": "shop-archive"}),
    )
    return make_blueprint(*_two_tiers(), *services, machines=machines)


def azure() -> Blueprint:
    """Two machines, and services of which one needs a secret."""
    where = {"resource_group_name": "shop", "location": "westeurope"}
    machine = {
        **where,
        "size": "Standard_B2s",
        "admin_username": "azureuser",
        "os_disk": {"caching": "ReadWrite", "storage_account_type": "Standard_LRS"},
    }
    kind = "azurerm_linux_virtual_machine"
    machines = tuple(
        made(n, "azurerm", kind, {**machine, "name": n, "network_interface_ids": (f"/nic/{n}",)})
        for n in ("web-server", "db-server")
    )
    function = {
        **where,
        "name": "audit",
        "service_plan_id": "/plan/shop",
        "storage_account_name": "shop",
        "storage_account_access_key": STORAGE_KEY,
        "site_config": {"application_stack": {"python_version": "3.12"}},
    }
    hubs = {**where, "name": "events", "sku": "Standard", "capacity": 1}
    services = (
        service("audit", "azurerm", "azurerm_linux_function_app", function),
        service("events", "azurerm", "azurerm_eventhub_namespace", hubs),
    )
    edge = make_machine("edge-1", address="edge-1.example")
    return make_blueprint(*_two_tiers(), *services, machines=(*machines, edge), secrets=(STORAGE_KEY,))


def stack() -> Blueprint:
    """Two instances of an OpenStack cloud."""
    size = {"image_name": "ubuntu-24.04", "flavor_name": "m1.small", "network": {"name": "private"}}
    groups = {"security_groups": ("default",)}
    machines = tuple(
        made(n, "openstack", "openstack_compute_instance_v2", {"name": n, **size, **groups})
        for n in ("web-server", "db-server")
    )
    return make_blueprint(*_two_tiers(), machines=(*machines, make_machine("edge-1", address="2001:db8::7")))
