"""What workers have loaded when they begin: imported once, by the process that they are forked from.

Numbers of threads are said before any library is loaded, and nothing is computed here: no thread is at
work when this process forks.
"""

import importlib
import os
from typing import Final

THREADS: Final = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMEXPR_NUM_THREADS")
"""Variables of the environment that say with how many threads libraries compute."""
MODULES: Final = (
    "stratum.training.trials",
    "stratum.training.evaluating",
    "stratum.training.frameworks.sklearn",
    "stratum.training.frameworks.boosters",
    "sklearn.ensemble",
    "sklearn.linear_model",
    "sklearn.neighbors",
    "sklearn.neural_network",
    "sklearn.svm",
    "lightgbm",
    "xgboost",
    "catboost",
)
"""What most tasks need; those of extras where they are installed."""

os.environ.update(dict.fromkeys(THREADS, "1"))  # noqa: TID251 - libraries read it when they load
for _name in MODULES:
    try:
        importlib.import_module(_name)
    except ImportError:  # an extra that is not installed: whoever asks for it is told
        continue
