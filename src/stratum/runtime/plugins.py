"""Plug-ins by entry point: in-tree ones have no privileges."""

import functools
import importlib.metadata
from typing import Any

from stratum.core.errors import NotFoundError


@functools.cache
def _found(group: str) -> dict[str, importlib.metadata.EntryPoint]:
    return {e.name: e for e in importlib.metadata.entry_points(group=group)}


def names(group: str) -> tuple[str, ...]:
    """Names of all plug-ins of a group, sorted."""
    return tuple(sorted(_found(group)))


def load(group: str, name: str) -> Any:  # noqa: ANN401 - each group documents what it holds
    """Load one plug-in.

    Raises:
        NotFoundError: If no installed package offers ``name`` in ``group``; the hint lists the known names.
    """
    try:
        entry = _found(group)[name]
    except KeyError:
        known = ", ".join(names(group)) or "none"
        raise NotFoundError(f"no plug-in {name!r} in {group}", f"known: {known}") from None
    return entry.load()


def load_all(group: str) -> dict[str, Any]:
    """Every plug-in of a group, loaded, by name."""
    return {name: load(group, name) for name in names(group)}
