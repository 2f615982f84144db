"""What is found out about a fitted candidate on held-out rows: figures, curves, importance, a rival."""

import dataclasses
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Final

import numpy as np

from stratum.core.errors import PermanentError
from stratum.core.figures import LOWER_IS_BETTER
from stratum.data.logic.rows import Columns, apply_steps
from stratum.training.evaluation import LearningPoint, Slice
from stratum.training.logic import bootstrap, graphs, importance, rivals, slicing
from stratum.training.logic.judging import drawn, figure, gains, measured, repeated
from stratum.training.logic.targets import places_of
from stratum.training.ports import FAILURES, FittedModel, failure_text
from stratum.training.types import CandidateResult, FeaturePlan, FitOrder, Graph, Importance, Parity

LEARNING_SHARES: Final = (0.1, 0.25, 0.5)
"""Parts of the training rows that a learning curve fits on, beside all of them."""
Fit = Callable[[Columns, np.ndarray], FittedModel]


@dataclasses.dataclass(frozen=True, slots=True)
class HeldOut:
    """Rows that nothing was learned from.

    Attributes:
        raw: Columns before preparation, each of shape (rows,).
        columns: The same rows, prepared.
        target: The truth, as ``logic.judging`` has it for the task.
        task: What the candidate does.
    """

    raw: Columns
    columns: Columns
    target: np.ndarray
    task: str


@dataclasses.dataclass(frozen=True, slots=True)
class Questions:
    """What else is asked about a candidate.

    Attributes:
        metric: The figure that columns are shuffled for; empty to ask nothing.
        champion: Bundle of a model that answers the same rows; None for none.
        strict: Whether a champion that cannot answer fails the candidate.
        slices: Columns of the rows for whose values the figures are told apart.
    """

    metric: str = ""
    champion: Path | None = None
    strict: bool = False
    slices: tuple[str, ...] = ()


def evaluated(
    order: FitOrder, model: FittedModel, predicted: np.ndarray, rows: HeldOut, asked: Questions
) -> CandidateResult:
    """Everything that is told of a candidate but its parity and its validation figures.

    Args:
        order: What was fitted.
        model: What came of it.
        predicted: Its answers for ``rows``.
        rows: The held-out rows.
        asked: What else is to be found out.
    """
    candidate = order.candidate
    curves, confusion = drawn(rows.task, model.classes, rows.target, predicted)
    truth = places_of(model.classes, rows.target)
    result = CandidateResult(
        name=candidate.name,
        algorithm=candidate.algorithm,
        parameters=candidate.parameters,
        status="ok",
        metrics=measured(rows.task, model.classes, rows.target, predicted),
        curves=curves,
        confusion=confusion,
        labels=tuple(str(c) for c in model.classes),
        importance=_importance(order, model, rows, asked.metric),
        weights=model.weights(),
        intervals=bootstrap.intervals(rows.task, truth, predicted, np.random.default_rng(order.seed)),
        slices=tuple(_slices(order, model, predicted, rows, asked)),
    )
    return _compared(order, result, model, predicted, rows, asked)


@dataclasses.dataclass(frozen=True, slots=True)
class Exported:
    """A model as a file.

    Attributes:
        graph: In ONNX where that repeats the model, else in the form of skops.
        parity: How closely it does.
        reason: Why it is not in ONNX; empty where it is.
    """

    graph: Graph
    parity: Parity
    reason: str = ""


def exported(task: str, model: FittedModel, predicted: np.ndarray, test: Columns, item: str = "") -> Exported:
    """The file of a model: ONNX where it converts and passes the gate, else skops.

    Args:
        task: What the model does.
        model: Fitted.
        predicted: Its answers for ``test``.
        test: Prepared columns of held-out rows.
        item: Of a recommendation, the column of the items; empty for other tasks.

    Raises:
        PermanentError: If neither form can say it.
    """
    try:
        graph = model.export()
        parity = parity_of(task, model, predicted, graph, test, item)
        reason = graphs.rejection(parity) or ""
    except PermanentError as error:
        reason = error.message
    else:
        if not reason:
            return Exported(graph, parity)
    try:
        sealed = model.seal()
    except PermanentError as error:
        raise PermanentError(f"{reason}; {error.message}", error.hint) from None
    return Exported(sealed, parity_of(task, model, predicted, sealed, test, item), reason)


def gated(result: CandidateResult, found: Exported) -> CandidateResult:
    """The result with the verdict on its file."""
    error = graphs.rejection(found.parity, found.graph.form)
    return dataclasses.replace(
        result,
        parity=found.parity,
        form=found.graph.form,
        reason=found.reason,
        status="rejected" if error else "ok",
        error=error,
    )


def parity_of(
    task: str, model: FittedModel, predicted: np.ndarray, graph: Graph, test: Columns, item: str = ""
) -> Parity:
    """How closely a file repeats a model on rows, at most ``graphs.MOST_ROWS`` of them."""
    chosen = graphs.spread_rows(len(predicted))
    asked = {n: v[chosen] for n, v in test.items()}
    outputs = graphs.run_graph(graph, asked)
    return repeated(task, model.classes, predicted[chosen], outputs, asked.get(item))


def _importance(order: FitOrder, model: FittedModel, rows: HeldOut, metric: str) -> tuple[Importance, ...]:
    if not metric or order.plan.pairs:
        return ()
    sign = -1 if metric in LOWER_IS_BETTER else 1
    inputs = order.plan.inputs
    most, repeats = importance.effort(len(inputs), max(1, len(order.candidate.members)))
    chosen = graphs.spread_rows(len(rows.target), most)
    truth = rows.target[chosen]

    def scores(tables: Columns) -> list[float]:
        answers = model.predict(_prepared(order.plan, tables))
        parts = np.split(answers, len(answers) // len(truth))
        return [sign * figure(rows.task, metric, model.classes, truth, part) for part in parts]

    raw = {c.name: rows.raw[c.name][chosen] for c in inputs}
    return importance.permutation(scores, raw, np.random.default_rng(order.seed), repeats)


def _prepared(plan: FeaturePlan, raw: Columns) -> Columns:
    return apply_steps(plan.preparation, raw)


def _compared(
    order: FitOrder,
    result: CandidateResult,
    model: FittedModel,
    predicted: np.ndarray,
    rows: HeldOut,
    asked: Questions,
) -> CandidateResult:
    """The champion beside the candidate on the same held-out rows; nothing where there is none."""
    if asked.champion is None:
        return result
    if rows.task == "forecasting":
        return dataclasses.replace(result, incomparable="a forecast is not compared with the one before it")
    try:
        other = rivals.predict(asked.champion, rows.raw, rows.task, model.classes, order.plan.item)
        rivals.check_lists(rows.task, predicted, other)
    except FAILURES as error:
        if asked.strict:
            raise
        return dataclasses.replace(result, incomparable=failure_text(error))
    comparison = _comparison(model, predicted, other, rows, order.seed)
    return dataclasses.replace(result, comparison=comparison)


def _comparison(
    model: FittedModel, predicted: np.ndarray, other: np.ndarray, rows: HeldOut, seed: int
) -> Mapping[str, float]:
    figures = measured(rows.task, model.classes, rows.target, other)
    places = places_of(model.classes, rows.target)
    gain = gains(rows.task, places, predicted, other)
    ranges = bootstrap.differences(rows.task, places, predicted, other, np.random.default_rng(seed))
    return {
        **rivals.summary(gain),
        **{f"other_{name}": value for name, value in figures.items()},
        **{f"low_{name}": low for name, (low, _) in ranges.items()},
        **{f"high_{name}": high for name, (_, high) in ranges.items()},
    }


def _slices(
    order: FitOrder, model: FittedModel, predicted: np.ndarray, rows: HeldOut, asked: Questions
) -> Iterator[Slice]:
    for column in asked.slices:
        for value, mask in slicing.masks(rows.raw[column]):
            truth, said = rows.target[mask], predicted[mask]
            figures = measured(rows.task, model.classes, truth, said)
            chance = np.random.default_rng(order.seed)
            places = places_of(model.classes, truth)
            ends = bootstrap.intervals(rows.task, places, said, chance, only=asked.metric)
            yield Slice(column, value, len(truth), figures, ends.get(asked.metric))


def learning_curve(
    order: FitOrder,
    fit: Fit,
    model: FittedModel,
    known: tuple[Columns, np.ndarray],
    rows: HeldOut,
    metric: str,
) -> tuple[LearningPoint, ...]:
    """The figure that chooses by number of training rows: a tenth, a quarter, half of them, all.

    Rows are drawn by the seed. A part without all classes, or without the figure, is left out.

    Args:
        order: What is fitted.
        fit: Fits it on columns and targets.
        model: What came of all training rows.
        known: Prepared training columns, and their targets of shape (rows,).
        rows: The held-out rows.
        metric: The figure.
    """
    columns, target = known
    shuffled = np.random.default_rng([order.seed, 2]).permutation(len(target))
    found = []
    for share in (*LEARNING_SHARES, 1.0):
        part = np.sort(shuffled[: max(2, round(len(target) * share))])
        if rows.task == "classification" and len(np.unique(target[part])) < len(np.unique(target)):
            continue
        some = ({n: v[part] for n, v in columns.items()}, target[part])
        fitted = fit(*some) if len(part) < len(target) else model
        seen = graphs.spread_rows(len(part), importance.MOST_ROWS)
        known_rows = ({n: v[seen] for n, v in some[0].items()}, some[1][seen])
        own, held_out = (
            _score(fitted, rows.task, metric, *one) for one in (known_rows, (rows.columns, rows.target))
        )
        if own is not None and held_out is not None:
            found.append(LearningPoint(len(part), own, held_out))
    return tuple(found)


def _score(model: FittedModel, task: str, metric: str, columns: Columns, truth: np.ndarray) -> float | None:
    return measured(task, model.classes, truth, model.predict(columns)).get(metric)
