"""Which way figures of models are better."""

from typing import Final

LOWER_IS_BETTER: Final = frozenset({
    "log_loss", "brier", "rmse", "mse", "mae", "median_ae", "mape", "davies_bouldin", "mase", "smape",
})  # fmt: skip
NEUTRAL: Final = frozenset({"coverage", "flagged"})
"""Neither high nor low values of these are better: they are held against what was aimed at."""
