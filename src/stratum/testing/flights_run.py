"""A training run of the example ``01-flights`` with its curves, and the registry that it filled."""

from collections.abc import Iterable

from stratum.runtime.views import Json

RUN = "20260915-101500-delay-risk"
POINTS = 60
KILLED = "the worker process was killed by signal 9 (out of memory?)"

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


def _importance(area: float) -> list[Json]:
    """Three columns, the more important the better the candidate."""
    shares = (("hour", 0.6), ("distance", 0.3), ("carrier", 0.1))
    return [{"name": name, "mean": (area - 0.5) * share, "spread": 0.002} for name, share in shares]


def _comparison(figures: list[float]) -> Json:
    """Beside a champion that is a little worse than the forest."""
    found = {"rows": 108_650.0, "difference": 0.004, "standard_error": 0.001}
    for metric, mine in zip(_METRICS, figures, strict=True):
        gap = 0.013 if metric != "brier" else -0.002
        found |= {f"other_{metric}": mine - gap, f"low_{metric}": gap - 0.004, f"high_{metric}": gap + 0.003}
    return found


def pipeline(newest: Json) -> Json:
    """The pipeline that the runs are of."""
    steps = (
        ("flights", "CsvSource", []), ("weather", "CsvSource", []),
        ("joined", "SqlQuery", ["flights", "weather"]),
        ("coded", "EncodeCategories", ["joined"]), ("split", "SplitByTime", ["coded"]),
        *((name, algorithm, ["split"]) for name, algorithm, *_ in _CANDIDATES),
        ("best", "ChooseBest", [name for name, *_ in _CANDIDATES]),
    )  # fmt: skip
    return {
        "name": "delay-risk", "file": "pipeline.yaml", "description": "Will the flight arrive late?",
        "problem": "", "task": "classification", "metric": "roc_auc", "target": "late", "seed": 7,
        "candidates": [{"name": name, "algorithm": algorithm} for name, algorithm, *_ in _CANDIDATES],
        "blocks": [{"name": name, "type": kind, "inputs": inputs} for name, kind, inputs in steps],
        "runs": 2, "newest": newest, "best": newest,
    }  # fmt: skip


def going(now: float) -> tuple[Json, Json]:
    """A run that goes on, and how far it is."""
    run: Json = {
        "id": "20260915-120000-delay-risk", "pipeline": "delay-risk", "task": "classification",
        "metric": "roc_auc", "started": now - 31, "finished": None, "status": "running", "error": None,
        "rows": {}, "boundary": "", "chosen": None, "model": None,
        "candidates": [], "baselines": [], "data": {},
    }  # fmt: skip
    states = (("boosting", "fitting", 12.0, None), ("forest", "failed", 8.2, None),
              ("logistic", "finished", 6.2, 0.733), ("bayes", "waiting", 0.0, None))  # fmt: skip
    tasks = [
        {
            "name": name, "kind": "candidate", "state": state, "seconds": seconds, "score": score,
            "began": now - 20 if seconds else None,
            "message": KILLED if state == "failed" else "",
        }
        for name, state, seconds, score in states
    ]  # fmt: skip
    board = {
        "stage": "training", "tasks": tasks, "done": 2, "elapsed": 31.0, "remaining": 24.0,
        "lines": ["     3.1 s  data: 218696 rows to train", "     9.4 s  logistic finished 0.7330"],
        "plan": {"executor": "processes", "workers": 2, "seed": 7, "by": "ann"},
    }  # fmt: skip
    return run, {"status": "running", "error": None, "going": True, "behind": [], "board": board}


def training(ended: float) -> list[Json]:
    """One finished run and one that failed, newest first."""
    candidates: list[Json] = [
        {
            "name": name, "algorithm": algorithm, "parameters": {"seed": 7}, "status": "ok", "error": None,
            "seconds": seconds, "metrics": dict(zip(_METRICS, figures, strict=True)),
            "parity": {"labels": 1.0, "max_difference": 2.4e-7, "rows": 2000},
            "curves": _curves(figures[0], figures[1]), "confusion": [[79_400, 3_100], [17_900, 8_250]],
            "importance": _importance(figures[0]), "comparison": _comparison(figures), "incomparable": "",
            "weights": {"hour": 0.41, "distance": 0.33, "carrier": 0.26} if name == "forest" else {},
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
        "left": {"joined": 327_346},
        "columns": [{"name": "distance", "type": "number"}, {"name": "carrier", "type": "category"}],
    }
    good: Json = {
        "id": RUN, "pipeline": "delay-risk", "task": "classification", "metric": "roc_auc",
        "started": ended - 68, "finished": ended, "status": "ok", "error": None,
        "rows": {"train": 218_696, "test": 108_650}, "boundary": "2013-09-01T00:00:00Z", "chosen": "boosting",
        "model": {"name": "delay-risk", "version": 3, "digest": "5b0c9e7d41f2aa90"},
        "candidates": candidates, "baselines": baselines, "data": data,
        "champion": {"name": "delay-risk", "version": 2, "digest": "5b0c9e7d41f2aa92"},
        "fairness": "neither model has learned from the held-out rows",
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
