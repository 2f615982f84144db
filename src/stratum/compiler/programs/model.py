"""A model server."""

from stratum.compiler.attributes import text
from stratum.compiler.programs.context import DEADLINE, Context, Program
from stratum.compiler.types import BundleRef
from stratum.core.errors import InvalidInputError
from stratum.deployment.types import Probe, Scrape
from stratum.language.tree import Element

PORT = "port"


def model_server(context: Context, element: Element) -> Program:
    """One version of one model over HTTP."""
    address, port = context.address(element.name), context.ports[element.name][PORT]
    bundle = bundle_of(context, element)
    return Program(
        {
            "address": address,
            "port": port,
            "name": bundle.name,
            "version": bundle.version,
            "bundle": bundle.path,
        },
        Probe("http", address, port, "/v2/health/ready", DEADLINE),
        Scrape("prometheus", f"http://{address}:{port}/metrics"),
    )


def bundle_of(context: Context, element: Element) -> BundleRef:
    """The trained model that a model service serves.

    Raises:
        InvalidInputError: If the reference stands for no trained model.
    """
    reference = text(element.attributes, "model")
    if reference not in context.resolved.bundles:
        raise InvalidInputError(
            f"{element.position}: {element.name}: there is no trained model {reference}",
            f"train it: stratum train with the pipeline called {reference.partition('@')[0]}",
        )
    return context.resolved.bundles[reference]
