"""Runtimes by entry point. A server loads its own: it must run alone, without the composition root."""

import importlib.metadata

from stratum.core.errors import NotFoundError
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
