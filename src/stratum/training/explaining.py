"""Shapley values of a model, by the library shap: what each column adds to a prediction.

A column that is left out takes values of background rows. The model is asked as its graph, before which the
preparation runs, so that values are of columns as they come, whatever the framework.
"""

import dataclasses
from collections.abc import Callable
from typing import Any, Final

import numpy as np

from stratum.core.bundles import OUTPUTS
from stratum.core.errors import PermanentError
from stratum.core.extras import install
from stratum.data.logic.rows import Columns, apply_steps
from stratum.training.evaluation import Explanation, RowExplanation
from stratum.training.logic.graphs import opened, spread_rows
from stratum.training.logic.judging import answered
from stratum.training.types import FeaturePlan, Graph

MOST_ROWS: Final = 50
FEWEST_ROWS: Final = 5
BACKGROUND: Final = 20
MOST_ANSWERS: Final = 400_000
"""The graph answers about so many rows at most, however many columns there are."""


@dataclasses.dataclass(frozen=True, slots=True)
class Subject:
    """What is explained.

    Attributes:
        graph: The model.
        plan: Its features.
        labels: Its classes; empty for other tasks.
        task: What it does.
    """

    graph: Graph
    plan: FeaturePlan
    labels: tuple[str, ...]
    task: str = "classification"


def explain(subject: Subject, training: Columns, held_out: Columns, seed: int) -> Explanation:
    """Estimate Shapley values over a sample of held-out rows.

    Args:
        subject: The model. Of several classes the probability of the one most often predicted is explained,
            of two that of the second.
        training: Raw training columns; the background comes from them.
        held_out: Raw held-out columns.
        seed: Of the order in which columns are left out.

    Raises:
        PermanentError: If the library is not installed, or the model does not say one number.
    """
    if subject.task in {"clustering", "recommendation"}:
        raise PermanentError(f"no Shapley values: {subject.task} says no number", "leave explain out")
    names = [column.name for column in subject.plan.inputs]
    behind = spread_rows(len(training[names[0]]), BACKGROUND)
    asked = spread_rows(len(held_out[names[0]]), _rows(len(names), len(behind)))
    pool = {n: np.concatenate([training[n][behind], held_out[n][asked]]) for n in names}
    answer, output = _answer(subject, pool)
    # shap works on numbers: a cell is the number of the row of the pool that its value comes from
    places = np.repeat(np.arange(len(behind) + len(asked))[:, None], len(names), axis=1).astype(np.float64)
    values, base = _values(answer, places[: len(behind)], places[len(behind) :], seed)
    predicted = answer(places[len(behind) :])
    sizes = np.abs(values).mean(axis=0)
    order = np.argsort(-sizes, kind="stable")
    return Explanation(
        output=output,
        base=round(base, 6),
        rows=len(asked),
        background=len(behind),
        shares={names[i]: round(float(sizes[i]), 6) for i in order},
        examples=tuple(
            RowExplanation(
                prediction=round(float(predicted[row]), 6),
                values={n: _text(pool[n][len(behind) + row]) for n in names},
                contributions={names[i]: round(float(values[row, i]), 6) for i in order},
            )
            for row in _typical(predicted)
        ),
    )


def _rows(columns: int, background: int) -> int:
    each = _evaluations(columns) * background
    return int(np.clip(MOST_ANSWERS // each, FEWEST_ROWS, MOST_ROWS))


def _evaluations(columns: int) -> int:
    """Two orders of the columns, each there and back."""
    return 2 * (2 * columns + 1)


def _answer(subject: Subject, pool: Columns) -> tuple[Callable[[np.ndarray], np.ndarray], str]:
    """What the model says of rows put together from the pool, and the name of that output."""
    ask = opened(subject.graph)

    def outputs(places: np.ndarray) -> np.ndarray:
        chosen = places.astype(np.int64)
        raw = {name: values[chosen[:, i]] for i, (name, values) in enumerate(pool.items())}
        return answered(subject.task, ask(apply_steps(subject.plan.preparation, raw)))

    if not subject.labels:
        return outputs, OUTPUTS[subject.task][0]
    whole = np.repeat(np.arange(len(next(iter(pool.values()))))[:, None], len(pool), axis=1)
    said = np.bincount(outputs(whole).argmax(axis=1), minlength=len(subject.labels))
    label = 1 if len(subject.labels) == 2 else int(said.argmax())
    return lambda places: outputs(places)[:, label], subject.labels[label]


def _values(
    answer: Callable[[np.ndarray], np.ndarray], background: np.ndarray, rows: np.ndarray, seed: int
) -> tuple[np.ndarray, float]:
    """Values of shape (rows, columns), and the mean answer over the background."""
    try:
        import shap
    except ImportError:
        message = "no Shapley values: the library shap is not installed"
        raise PermanentError(message, install("shap")) from None
    masker: Any = shap.maskers.Independent(background, max_samples=len(background))
    explainer: Any = shap.explainers.Permutation(answer, masker, seed=seed)
    found = explainer(rows, max_evals=_evaluations(rows.shape[1]), silent=True)
    return np.asarray(found.values), float(answer(background).mean())


def _typical(predicted: np.ndarray) -> list[int]:
    """Rows with the lowest, the middle and the highest prediction."""
    order = np.argsort(predicted, kind="stable")
    return [int(row) for row in dict.fromkeys(order[[0, len(order) // 2, -1]].tolist())]


def _text(value: object) -> str:
    if isinstance(value, np.datetime64):
        return "missing" if np.isnat(value) else f"{value}Z"
    if value is None or (isinstance(value, float | np.floating) and np.isnan(value)):
        return "missing"
    return f"{value:g}" if isinstance(value, float | np.floating) else str(value)
