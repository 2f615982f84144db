"""A training run of the example ``01-flights`` with its curves, and the registry that it filled."""

from collections.abc import Iterable

from stratum.runtime.views import Json

RUN = "20260915-101500-delay-risk"
POINTS = 60

# name, algorithm, seconds, area under ROC, average precision, accuracy, F1, Brier score
_CANDIDATES = (
    ("boosting", "GradientBoosting", 21.4, 0.764, 0.541, 0.801, 0.447, 0.142),
    ("forest", "RandomForest", 34.9, 0.751, 0.519, 0.796, 0.402, 0.146),
    ("logistic", "LogisticRegression", 6.2, 0.733, 0.487, 0.789, 0.371, 0.151),
    ("bayes", "NaiveBayes", 1.7, 0.688, 0.421, 0.741, 0.418, 0.187),
)
_METRICS = ("roc_auc", "average_precision", "accuracy", "f1", "brier")
_BASELINES = (("hour", 0.629, 0.334, 0.777, 0.0, 0.168), ("majority", 0.5, 0.223, 0.777, 0.0, 0.223))


def _steps() -> Iterable[float]:
    return (step / POINTS for step in range(POINTS + 1))


def _curves(area: float, precision: float) -> Json:
    """Curves of the right shape for an area: y = x^a has the area 1 / (a + 1)."""
    power = 1 / area - 1
    return {
        "roc": [[x, x**power] for x in _steps()],
        "pr": [[x, 0.223 + (precision + 0.3 - 0.223) * (1 - x) ** 1.4] for x in _steps()],
        "calibration": [[x, min(1.0, x ** (1.6 - area) * 0.97)] for x in (0.05, 0.15, 0.3, 0.45, 0.6, 0.75)],
    }


def training(ended: float) -> list[Json]:
    """One finished run and one that failed, newest first."""
    candidates: list[Json] = [
        {
            "name": name, "algorithm": algorithm, "parameters": {"seed": 7}, "status": "ok", "error": None,
            "seconds": seconds, "metrics": dict(zip(_METRICS, figures, strict=True)),
            "parity": {"labels": 1.0, "max_difference": 2.4e-7, "rows": 2000},
            "curves": _curves(figures[0], figures[1]), "confusion": [[79_400, 3_100], [17_900, 8_250]],
        }
        for name, algorithm, seconds, *figures in _CANDIDATES
    ]  # fmt: skip
    baselines = [
        {"name": name, "metrics": dict(zip(_METRICS, figures, strict=True))} for name, *figures in _BASELINES
    ]
    data = {
        "sources": {
            "flights": {"rows": 336_776, "columns": 19, "digest": "9f2c11d0aa"},
            "weather": {"rows": 26_115, "columns": 15, "digest": "17be03c4f1"},
            "planes": {"rows": 3_322, "columns": 9, "digest": "c01d9a55e2"},
        },
        "columns": [{"name": "distance", "type": "number"}, {"name": "carrier", "type": "category"}],
    }
    good: Json = {
        "id": RUN, "pipeline": "delay-risk", "task": "classification", "metric": "roc_auc",
        "started": ended - 68, "finished": ended, "status": "ok", "error": None,
        "rows": {"train": 218_696, "test": 108_650}, "boundary": "2013-09-01T00:00:00Z", "chosen": "boosting",
        "model": {"name": "delay-risk", "version": 3, "digest": "5b0c9e7d41f2aa90"},
        "candidates": candidates, "baselines": baselines, "data": data,
    }  # fmt: skip
    bad: Json = {
        **good, "id": "20260914-170000-delay-risk", "status": "failed", "chosen": None, "model": None,
        "error": "column tailnum of planes.csv is missing", "candidates": [], "baselines": [],
        "rows": {}, "boundary": "", "data": {},
        "started": ended - 61_400, "finished": ended - 61_396,
    }  # fmt: skip
    return [good, bad]


def versions(created: float) -> list[Json]:
    """Three versions of one model, newest first."""
    rows = ((3, "champion", "GradientBoosting", 0.764), (2, "retired", "RandomForest", 0.751),
            (1, "retired", "LogisticRegression", 0.733))  # fmt: skip
    return [
        {
            "name": "delay-risk", "version": version, "stage": stage, "digest": f"5b0c9e7d41f2aa9{version}",
            "created": created - 86_400 * (3 - version), "algorithm": algorithm,
            "metrics": {"roc_auc": area, "accuracy": 0.8}, "run": RUN if version == 3 else "",
            "task": "classification",
        }
        for version, stage, algorithm, area in rows
    ]  # fmt: skip
