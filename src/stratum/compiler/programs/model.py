"""Which trained model a model service serves, and on which port."""

from stratum.compiler.attributes import text
from stratum.compiler.programs.context import Context
from stratum.compiler.types import BundleRef
from stratum.core.errors import InvalidInputError
from stratum.language.tree import Element

PORT = "port"


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
