"""A model service: a gateway on its address, replicas behind it, an activator where it may sleep."""

import dataclasses
import json
from collections.abc import Mapping

from stratum.compiler.attributes import group, number, text
from stratum.compiler.placement import amount
from stratum.compiler.programs.context import DEADLINE, Context
from stratum.compiler.programs.model import PORT, bundle_of
from stratum.compiler.types import BundleRef
from stratum.core.bundles import ONNX, SKOPS
from stratum.core.errors import InvalidInputError
from stratum.core.topology import Tier
from stratum.deployment.types import (
    Artifact,
    ComponentSpec,
    Kind,
    Limits,
    Probe,
    Route,
    Scrape,
    ServiceSpec,
)
from stratum.language.tree import Element

SPEC = "spec.json"
MODULE = "stratum.runtime.component"
PROGRAM = "model-server"
WITH_SKOPS = "model-server-skops"
"""The same program where scikit-learn is installed too."""
WITH_IMAGES = "-images"
"""What follows the name of the program where Pillow is installed too."""
READY = "/v2/health/ready"
GATEWAY_DEADLINE = 600.0
"""The gateway is ready with the first replica, whose own deadlines say when to give up."""
ROOM = 100
"""Ports of a service from its base on: the activator, the replicas, and at the end the gateway's own."""


def model_service(context: Context, element: Element, waits: tuple[str, ...]) -> ServiceSpec:
    """The service of a model, as its attributes say.

    Args:
        context: The application.
        element: A model service.
        waits: Names of components that have to be ready before a replica starts.

    Raises:
        InvalidInputError: If its model was not trained, or it has no host with an address.
    """
    bundle = bundle_of(context, element)
    required = amount(group(element.attributes, "requires"))
    limits = Limits(required.cpu, required.memory)
    scaling = group(element.attributes, "scaling")
    minimum = int(number(scaling, "minimum", 1))
    return ServiceSpec(
        name=element.name,
        replica=dataclasses.replace(_replica(context, element, bundle), depends_on=waits),
        gateway=_gateway(context, element, sleeps=minimum == 0),
        base_port=context.bases[element.name],
        routes=(
            Route(
                name="main",
                version=bundle.version,
                artifact=Artifact(bundle.digest, bundle.path),
                host=context.hosts[element.name],
                address=context.address(element.name),
                replicas=max(1, minimum),
                limits=limits,
            ),
        ),
        activator=_activator(context, element) if minimum == 0 else None,
        minimum=minimum,
        maximum=max(1, minimum, int(number(scaling, "maximum", 1))),
        ceiling=Limits(
            float(number(scaling, "maximumCpu", limits.cpu)),
            int(number(scaling, "maximumMemory", limits.memory)),
        ),
    )


def _program(context: Context, element: Element, form: str) -> str:
    """The server of a replica: with scikit-learn where models in the form of skops may be served.

    Raises:
        InvalidInputError: If the model has that form and may not be served in it.
    """
    machine = context.resolved.machines.get(context.hosts[element.name])
    is_edge = machine is not None and machine.tier is Tier.EDGE
    allowed = element.attributes.get("skops")
    if allowed or (form == SKOPS and allowed is None and not is_edge):
        return WITH_SKOPS
    if form != SKOPS:
        return PROGRAM
    why = f": {machine.name} is an edge host" if machine and is_edge and allowed is None else ""
    raise InvalidInputError(
        f"{element.position}: {element.name} may not serve a model in the form of skops{why}",
        "choose a version in ONNX, place the service elsewhere, or write skops: true to allow it",
    )


def model_server(context: Context, element: Element, bundle: BundleRef) -> tuple[str, Mapping[str, object]]:
    """The program that serves a model, and what it is told beside its place and its model.

    Raises:
        InvalidInputError: If the model has a form that may not be served there.
    """
    server = _program(context, element, bundle.form)
    told: dict[str, object] = {}
    if variant := text(element.attributes, "variant", ""):
        told["variant"] = variant
    if server == WITH_SKOPS:
        told["forms"] = [ONNX, SKOPS]
    if context.resolved.signers:
        told["signers"] = list(context.resolved.signers)
    return f"{server}{WITH_IMAGES if bundle.images else ''}", told


def _replica(context: Context, element: Element, bundle: BundleRef) -> ComponentSpec:
    program, more = model_server(context, element, bundle)
    told = {
        "address": "{address}",
        "port": "{port}",
        "name": bundle.name,
        "version": "{version}",
        "bundle": "{artifacts}/{artifact}",
        **more,
    }
    spec = _component(context, element, element.name, program, told)
    number_of_port = spec.files[SPEC].replace('"{port}"', "{port}")
    return dataclasses.replace(
        spec,
        files={SPEC: number_of_port},
        readiness=Probe("http", path=READY, deadline=DEADLINE),
        scrape=Scrape("prometheus", "http://{address}:{port}/metrics"),
    )


def _gateway(context: Context, element: Element, *, sleeps: bool) -> ComponentSpec:
    """Ready when a replica answers through it; one that may sleep when it answers itself."""
    address, port = context.address(element.name), context.ports[element.name][PORT]
    status = context.bases[element.name] + ROOM - 1
    told = {"name": element.name, "address": address, PORT: port, "status": status}
    through = Probe("http", address, port, READY, GATEWAY_DEADLINE)
    return dataclasses.replace(
        _component(context, element, element.name, "gateway", told),
        ports={PORT: port, "status": status},
        readiness=Probe("http", address, status, "/ping", DEADLINE) if sleeps else through,
        scrape=Scrape("prometheus", f"http://{address}:{status}/metrics"),
    )


def _activator(context: Context, element: Element) -> ComponentSpec:
    address, port = context.address(element.name), context.bases[element.name]
    name = f"{element.name}-activator"
    told = {"name": element.name, "address": address, PORT: port}
    return dataclasses.replace(
        _component(context, element, name, "activator", told),
        ports={PORT: port},
        readiness=Probe("http", address, port, "/.activator/ready", DEADLINE),
        scrape=Scrape("prometheus", f"http://{address}:{port}/.activator/metrics"),
    )


def _component(
    context: Context, element: Element, name: str, program: str, told: Mapping[str, object]
) -> ComponentSpec:
    return ComponentSpec(
        name=name,
        element=context.application.path(element),
        type=element.type,
        host=context.hosts[element.name],
        address=context.address(element.name),
        kind=Kind.SERVICE,
        command=run(program, SPEC),
        files={SPEC: as_file(told)},
        ports={},
        readiness=Probe("http"),
        service=element.name,
    )


def run(program: str, file: str) -> tuple[str, ...]:
    """The command line of a program of the platform that is told by a file of its directory."""
    return ("{python}", "-m", MODULE, program, f"{{dir}}/{file}")


def as_file(value: Mapping[str, object]) -> str:
    """Equal values give equal text; indented, because people read these files."""
    return json.dumps(value, indent=2, sort_keys=True, ensure_ascii=False, allow_nan=False) + "\n"
