"""Optional libraries: with which extra of the platform each is installed."""

from collections.abc import Mapping
from typing import Final

EXTRAS: Final[Mapping[str, str]] = {
    "catboost": "catboost",
    "lightgbm": "boost",
    "onnxmltools": "boost",
    "skops": "train",
    "torch": "deep",
    "xgboost": "boost",
}
"""By the name under which it is imported."""


def install(library: str) -> str:
    """The command that installs a library: ``pip install 'stratum[boost]'``."""
    return f"pip install 'stratum[{EXTRAS.get(library, 'train')}]'"
