"""The configuration: providers, variables, machines with their firewalls, services, addresses."""

import dataclasses
from collections.abc import Callable, Iterator, Mapping

from stratum.core.identifiers import identifiers
from stratum.deployment.blueprint import Blueprint, CloudRecipe, SecretReference, Value, Workload
from stratum.deployment.renderers.secret_names import secret_names
from stratum.deployment.renderers.terraform import aws, azurerm, facts, openstack
from stratum.deployment.renderers.terraform.expressions import Expression, dump
from stratum.deployment.renderers.terraform.resources import (
    ADMINISTRATORS,
    CLIENTS,
    KEY_PAIR,
    Made,
    Resource,
    Site,
    grouped,
    permit_of,
    site_of,
)
from stratum.deployment.rendering import Rendering

_TERRAFORM = ">= 1.5"
_REGION = "aws_region"


@dataclasses.dataclass(frozen=True, slots=True)
class _Cloud:
    """A provider of Terraform.

    Attributes:
        source: Where Terraform finds it.
        version: The range whose arguments are written.
        access: What tells it whose cloud is meant; no file does.
        machines: Writes resources of machines.
        outputs: Writes addresses of a machine.
    """

    source: str
    version: str
    access: str
    machines: Callable[[Site], Iterator[Resource]]
    outputs: Callable[[Made], dict[str, Expression]]


_CLOUDS: Mapping[str, _Cloud] = {
    "aws": _Cloud("hashicorp/aws", "~> 6.0", "AWS_PROFILE", aws.machines, aws.outputs),
    "azurerm": _Cloud(
        "hashicorp/azurerm", "~> 4.0", "ARM_SUBSCRIPTION_ID", azurerm.machines, azurerm.outputs
    ),
    "openstack": _Cloud(
        "terraform-provider-openstack/openstack",
        "~> 3.0",
        "OS_CLOUD with a clouds.yaml",
        openstack.machines,
        openstack.outputs,
    ),
}


@dataclasses.dataclass(frozen=True, slots=True)
class _Service:
    """A service of a cloud with its recipe."""

    workload: Workload
    recipe: CloudRecipe
    name: str

    @property
    def resource(self) -> Resource:
        """What makes it."""
        return Resource(self.recipe.resource, self.name, self.recipe.arguments)


def render(blueprint: Blueprint) -> Rendering:
    """Files for ``terraform apply``; none where no cloud makes any of it.

    It makes machines and services of clouds and opens between the machines what is wired. Programs on the
    machines are left to another generator, and so told as lost.

    Args:
        blueprint: The application on its machines.
    """
    site, services = site_of(blueprint), _services(blueprint)
    recipes = (*(made.recipe for made in site.made.values()), *(s.recipe for s in services))
    if not recipes:
        return Rendering({}, frozenset(), ("no machine and no service of the model is made by a cloud",))
    providers = tuple(sorted({recipe.provider for recipe in recipes}))
    secrets = _secrets(recipes)
    machines = [r for name in providers for r in _CLOUDS[name].machines(site)]
    parts: dict[str, dict[str, object]] = {
        "versions": {"terraform": _versions(providers)},
        "providers": {"provider": {name: _provider(blueprint, name) for name in providers}},
        "variables": {"variable": _variables(blueprint, site, providers, secrets)},
        "machines": {
            "resource": grouped(resource for resource in machines if not resource.data),
            "data": grouped(resource for resource in machines if resource.data),
        },
        "services": {"resource": grouped(service.resource for service in services)},
        "outputs": {"output": _outputs(site, services)},
    }
    filled = {name: {k: v for k, v in part.items() if v} for name, part in parts.items()}
    files = {f"{name}.tf.json": dump(part, secrets) for name, part in filled.items() if part}
    notes = tuple(_notes(blueprint, site, providers, secrets))
    return Rendering(files, facts.carried(blueprint, site), notes)


def _services(blueprint: Blueprint) -> tuple[_Service, ...]:
    names = identifiers(workload.name for workload in blueprint.workloads)
    return tuple(_Service(w, w.cloud, names[w.name]) for w in blueprint.workloads if w.cloud is not None)


def _secrets(recipes: tuple[CloudRecipe, ...]) -> Mapping[SecretReference, str]:
    """Name of the variable by secret."""
    names = secret_names(secret for recipe in recipes for secret in _held(recipe.arguments))
    return {secret: f"secret_{name}" for secret, name in names.items()}


def _held(value: Value) -> Iterator[SecretReference]:
    if isinstance(value, SecretReference):
        yield value
    elif isinstance(value, (Mapping, tuple, list)):
        for item in value.values() if isinstance(value, Mapping) else value:
            yield from _held(item)


def _versions(providers: tuple[str, ...]) -> dict[str, object]:
    wanted = {name: {"source": _CLOUDS[name].source, "version": _CLOUDS[name].version} for name in providers}
    return {"required_version": _TERRAFORM, "required_providers": wanted}


def _provider(blueprint: Blueprint, name: str) -> dict[str, object]:
    if name == "aws":
        tags = {"application": blueprint.name}
        return {"region": Expression(f"${{var.{_REGION}}}"), "default_tags": {"tags": tags}}
    return {"features": {}} if name == "azurerm" else {}


def _variables(
    blueprint: Blueprint, site: Site, providers: tuple[str, ...], secrets: Mapping[SecretReference, str]
) -> dict[str, object]:
    found: dict[str, object] = {}
    if site.made:
        found[ADMINISTRATORS] = _networks("Networks that may connect over SSH, such as 192.0.2.0/24.")
    if _has_clients(site):
        found[CLIENTS] = _networks("Networks that may connect to what no component connects to.")
    if any(made.recipe.provider in {"aws", "openstack"} for made in site.made.values()):
        about = "Key pair of machines that name none in the model."
        found[KEY_PAIR] = {"type": "string", "default": None, "description": about}
    if "aws" in providers:
        found[_REGION] = _region(blueprint)
    for secret, name in secrets.items():
        about = f"Secret {secret.name}, kept in {secret.source}; given as TF_VAR_{name}."
        found[name] = {"type": "string", "sensitive": True, "nullable": False, "description": about}
    return found


def _has_clients(site: Site) -> bool:
    return any(not opening.peer and opening.machine in site.made for opening in site.openings)


def _networks(about: str) -> dict[str, object]:
    return {"type": "list(string)", "default": [], "description": about}


def _region(blueprint: Blueprint) -> dict[str, object]:
    variable: dict[str, object] = {"type": "string", "description": "Region of Amazon Web Services."}
    region = aws.region(blueprint)
    return {**variable, "default": region} if region else variable


def _outputs(site: Site, services: tuple[_Service, ...]) -> dict[str, object]:
    found: dict[str, object] = {}
    for made in site.made.values():
        for word, value in _CLOUDS[made.recipe.provider].outputs(made).items():
            about = f"The {word} address of {made.machine.name}."
            found[f"{made.name}_{word}_address"] = {"value": value, "description": about}
    for service in services:
        about = f"Identity of {service.workload.name}."
        found[f"{service.name}_id"] = {"value": service.resource.refer("id"), "description": about}
    return found


def _notes(
    blueprint: Blueprint, site: Site, providers: tuple[str, ...], secrets: Mapping[SecretReference, str]
) -> Iterator[str]:
    yield "run terraform init and terraform apply in this folder; no provider has checked the arguments yet"
    for name in providers:
        yield f"set {_CLOUDS[name].access} so that {name} knows whose cloud is meant"
    if "aws" in providers and not aws.region(blueprint):
        yield f"give {_REGION}: the machines name no region of Amazon Web Services, or several"
    for secret, name in secrets.items():
        yield f"secret {secret.name} is taken from TF_VAR_{name}; the state of Terraform will hold it"
    for opening in site.openings:
        if opening.machine in site.made and permit_of(site, opening) is None:
            yield f"{opening.peer} may not connect to {opening.machine}: it has no IPv4 address in the model"
    if site.made:
        variables = f"{ADMINISTRATORS} and {CLIENTS}" if _has_clients(site) else ADMINISTRATORS
        yield f"nobody may connect from outside until networks are named in {variables}"
