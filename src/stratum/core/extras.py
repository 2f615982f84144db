"""Optional libraries: with which extra of the platform each is installed."""

from collections.abc import Mapping
from typing import Final

EXTRAS: Final[Mapping[str, str]] = {
    "PIL": "images",
    "adbc_driver_postgresql": "tables",
    "asyncssh": "tables",
    "catboost": "catboost",
    "dask": "cluster",
    "distributed": "cluster",
    "lightgbm": "boost",
    "onnxmltools": "boost",
    "optuna": "auto",
    "pika": "tables",
    "pymongo": "tables",
    "pymysql": "tables",
    "python_calamine": "tables",
    "quickjs": "draw",
    "shap": "explain",
    "skops": "train",
    "torch": "deep",
    "xgboost": "boost",
}
"""By the name under which it is imported."""


def install(library: str) -> str:
    """The command that installs a library: ``pip install 'stratum[boost]'``."""
    return f"pip install 'stratum[{EXTRAS.get(library, 'train')}]'"
