"""The parts of a training cluster: its scheduler and its workers."""

from collections.abc import Mapping
from typing import Final

from stratum.compiler.attributes import group, number
from stratum.compiler.placement import amount
from stratum.compiler.programs.context import DEADLINE, Context, Program
from stratum.core.errors import InvalidInputError
from stratum.deployment.types import Mount, Probe
from stratum.language.tree import Element

PORT: Final = "port"
PLENTY: Final = 1e9
"""So much of a label a worker offers: it is never used up."""


def scheduler(context: Context, element: Element) -> Program:
    """Gives tasks to workers."""
    address, port = context.address(element.name), context.ports[element.name][PORT]
    folder = _credentials(context, element)
    spec = {"address": address, "port": port, "credentials": folder, "keep": _keep(element)}
    return Program(spec, Probe("tcp", address, port, deadline=DEADLINE), mounts=(Mount(folder),))


def worker(context: Context, element: Element) -> Program:
    """Does one task at a time.

    Raises:
        InvalidInputError: If its scheduler belongs to another application.
    """
    other = context.partner(element, "scheduler")
    if other.select:
        raise InvalidInputError(
            f"{element.position}: {element.name} connects to a scheduler of another application",
            "give the application a TrainingScheduler of its own: each cluster has its own certificates",
        )
    address, port = context.address(element.name), context.ports[element.name][PORT]
    folder = _credentials(context, element)
    spec = {
        "name": element.name,
        "address": address,
        "port": port,
        "scheduler": f"tls://{context.address(other.name)}:{context.ports[other.name][PORT]}",
        "credentials": folder,
        "resources": dict(_offers(context, element)),
        "keep": _keep(element),
    }
    return Program(spec, Probe("tcp", address, port, deadline=DEADLINE), mounts=(Mount(folder),))


def _credentials(context: Context, element: Element) -> str:
    """Where certificate and key of a part are; whoever applies the application makes them."""
    return f"{context.resolved.cluster}/parts/{element.name}"


def _keep(element: Element) -> int:
    return int(number(element.attributes, "keeps"))


def _offers(context: Context, element: Element) -> Mapping[str, float]:
    """What a worker requires of its host, else what the host has; and the labels of the host."""
    machine = context.resolved.machines.get(context.hosts[element.name])
    required = amount(group(element.attributes, "requires"))
    offers = machine.offers if machine else required
    labels = {**machine.labels, "host": machine.name, "tier": str(machine.tier)} if machine else {}
    return {
        "cores": required.cpu or offers.cpu,
        "memory": float(required.memory or offers.memory),
        "gpus": float(required.gpus),
        **{f"label:{name}={value}": PLENTY for name, value in sorted(labels.items())},
    }
