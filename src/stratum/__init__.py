"""One platform for the whole life of an analytics application with machine learning inside.

The layers, top to bottom, are described in ``docs/explanation/architecture.md`` and checked by
``.importlinter``. Read ``core`` first: it is the vocabulary that everything else speaks.

In a notebook or a script begin with ``stratum.Workspace``, which is imported when it is first asked for.
"""

import importlib

__version__ = "0.1.0"
_LAZY = {"Workspace": "stratum.python.workspace"}


def __getattr__(name: str) -> object:
    """``Workspace``, so that importing this package alone costs nothing."""
    if name not in _LAZY:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found: object = getattr(importlib.import_module(_LAZY[name]), name)
    return found


def __dir__() -> list[str]:
    """The names that are offered, for completion."""
    return sorted(["__version__", *_LAZY])
