"""Which candidate wins."""

from collections.abc import Sequence

from stratum.core.errors import InvalidInputError
from stratum.core.figures import LOWER_IS_BETTER
from stratum.data.logic.tables import near_matches
from stratum.training.types import CandidateResult

METRICS = {
    "classification": (
        "roc_auc",
        "average_precision",
        "accuracy",
        "balanced_accuracy",
        "top_3_accuracy",
        "log_loss",
        "brier",
        "mcc",
        "f1",
        "precision",
        "recall",
        "f1_weighted",
    ),
    "regression": ("r2", "d2", "rmse", "mse", "mae", "median_ae", "mape"),
    "clustering": ("silhouette", "davies_bouldin", "calinski_harabasz"),
    "anomaly": ("average_precision", "roc_auc", "f1", "precision", "recall", "flagged"),
    "recommendation": ("ndcg_at_k", "map_at_k", "precision_at_k", "recall_at_k", "rmse"),
    "forecasting": ("mase", "smape", "rmse", "mae", "coverage"),
}
UNTARGETED = frozenset({"clustering", "anomaly"})
"""Tasks that learn from columns alone; a target of anomaly detection only judges."""
FLAGGED = "flagged"
"""The figure of anomaly detection that needs no target: the share of rows said to be anomalies."""


def check_metric(task: str, metric: str) -> None:
    """Check that a task has a figure of this name.

    Raises:
        InvalidInputError: If it has none, or the task is unknown.
    """
    if task not in METRICS:
        raise InvalidInputError(f"unknown task {task!r}", near_matches(task, METRICS))
    if metric not in METRICS[task]:
        raise InvalidInputError(f"{task} has no metric {metric!r}", near_matches(metric, METRICS[task]))


def ranked(candidates: Sequence[CandidateResult], metric: str) -> list[CandidateResult]:
    """Best on the validation rows first; those without the figure last; equals keep their order."""
    sign = 1 if metric in LOWER_IS_BETTER else -1
    worst = sign * float("inf")
    return sorted(candidates, key=lambda c: sign * c.validation.get(metric, worst))


def choose(candidates: Sequence[CandidateResult], metric: str) -> CandidateResult | None:
    """The best candidate on the validation rows, or the only one; None where there is none.

    Its status is ``ok``, it breaks no limit, and it has the figure on held-out rows too. These have no say,
    so that their figures stay those of rows that nothing was learned or chosen from.
    """
    fit = [c for c in candidates if c.status == "ok" and metric in c.metrics and not c.broken]
    if len(candidates) > 1:
        fit = [c for c in fit if metric in c.validation]
    return next(iter(ranked(fit, metric)), None)
