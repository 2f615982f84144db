"""The embedded broker, and the streams that it is given once it is ready."""

from stratum.compiler.attributes import text, texts
from stratum.compiler.engines import LOCAL, implementation
from stratum.compiler.programs.context import DEADLINE, Context, Program
from stratum.deployment.types import Probe, Scrape
from stratum.language.tree import Element


def broker(context: Context, element: Element) -> Program:
    """A NATS server; each topic becomes a stream."""
    address, ports = context.address(element.name), context.ports[element.name]
    provision = text(implementation(context.metamodel, element, LOCAL), "provision")
    streams = {
        "application": context.application.name,
        "url": f"nats://{address}:{ports['nats']}",
        "topics": list(texts(element.attributes, "topics")),
    }
    return Program(
        {"name": element.name, "address": address, **ports},
        Probe("http", address, ports["monitor"], "/healthz", DEADLINE),
        Scrape("nats", f"http://{address}:{ports['monitor']}"),
        (provision, streams),
    )
