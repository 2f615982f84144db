"""Runtimes by entry point. A server loads its own: it must run alone, without the composition root."""

import importlib.metadata
from collections.abc import Callable, Collection

from stratum.core.errors import NotFoundError, PermanentError
from stratum.serving.ports import Runtime

GROUP = "stratum.serving.runtimes"


def load_runtime(name: str) -> Runtime:
    """The runtime that an installed package offers as ``name``.

    Raises:
        NotFoundError: If none does; the hint lists the known names.
    """
    found = {entry.name: entry for entry in importlib.metadata.entry_points(group=GROUP)}
    if name not in found:
        raise NotFoundError(f"no runtime {name!r}", f"known: {', '.join(sorted(found)) or 'none'}")
    runtime: Runtime = found[name].load()()
    return runtime


def permitted(forms: Collection[str], name: str = "") -> Callable[[str], Runtime]:
    """The runtime of a model's form, for ``load_model``.

    Args:
        forms: Those that may be served.
        name: Entry-point name of the runtime of all forms; that of the form's own where empty.

    Returns:
        A function that raises PermanentError for a form that may not be served.

    Raises:
        NotFoundError: If there is no runtime ``name``.
    """
    named = load_runtime(name) if name else None

    def chosen(form: str) -> Runtime:
        if form not in forms:
            raise PermanentError(
                f"the model is in the form of {form}, and this server serves {', '.join(forms)} only",
                "train a candidate that converts to ONNX, or allow it: skops: true of the model service",
            )
        return named or load_runtime(form)

    return chosen
