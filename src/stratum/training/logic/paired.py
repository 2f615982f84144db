"""Whether one candidate is better than another, by tests that know that both answered the same rows.

ROC AUC of two classes: DeLong. Accuracy: McNemar, exact. Other figures: paired bootstrap. Figures of the
folds of a cross-validation: t with the correction of Nadeau and Bengio, because folds share training rows.
"""

import math
from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np

from stratum.core.figures import LOWER_IS_BETTER
from stratum.training.evaluation import UNTOLD, Comparison, Range
from stratum.training.logic.bootstrap import drawn, ends
from stratum.training.logic.weighted import UNWEIGHTED, weighted

LEVEL: Final = 0.05
"""A difference is told where it would come by chance less often than this."""
HELD_OUT, FOLDS = "held-out rows", "folds"
_ROUNDS, _DRAWS = 5, 400

Gap = tuple[float, Range, float]
"""Difference, its interval, p."""
Found = tuple[str, float, Range, float]
"""Test, and a gap."""


def compare(
    task: str, metric: str, truth: np.ndarray, answers: Mapping[str, np.ndarray], chosen: str, seed: int
) -> tuple[Comparison, ...]:
    """The chosen candidate beside each other one, on the same held-out rows.

    Args:
        task: What the answers are given for.
        metric: The figure compared.
        truth: Place of the class, or value, of each row, shape (rows,).
        answers: By candidate: probabilities of shape (rows, classes), or values.
        chosen: Name of the chosen one.
        seed: Of the draws of a bootstrap.

    Returns:
        In the order of ``answers``; nothing of candidates without the figure.
    """
    others = {name: said for name, said in answers.items() if name != chosen}
    if not others:
        return ()
    test, told = _tested(task, metric, truth, answers[chosen], others, seed)
    return _judged(metric, HELD_OUT, {other: (test, *gap) for other, gap in told.items()})


def compare_folds(
    metric: str, folds: Mapping[str, Sequence[float]], chosen: str, ratio: float
) -> tuple[Comparison, ...]:
    """The chosen candidate beside each other one, by their figures in the same folds.

    Args:
        metric: The figure compared.
        folds: Figure in each fold, by candidate.
        chosen: Name of the chosen one.
        ratio: Validation rows per training row of a fold.
    """
    mine = np.array(folds[chosen], np.float64)
    found = {
        other: ("corrected t", *corrected_t(mine - np.array(theirs, np.float64), ratio))
        for other, theirs in folds.items()
        if other != chosen and len(theirs) == len(mine)
    }
    return _judged(metric, FOLDS, found)


def _tested(
    task: str, metric: str, truth: np.ndarray, new: np.ndarray, others: Mapping[str, np.ndarray], seed: int
) -> tuple[str, dict[str, Gap]]:
    """The test of a figure, and what it finds of each other one."""
    if task == "classification" and metric == "accuracy":
        right = new.argmax(axis=1) == truth
        return "McNemar", {n: mcnemar(right, old.argmax(axis=1) == truth) for n, old in others.items()}
    if task == "classification" and metric == "roc_auc" and new.shape[1] == 2:
        has_both = len(np.unique(truth)) > 1
        return "DeLong", {n: delong(truth, new[:, 1], o[:, 1]) for n, o in others.items() if has_both}
    return "paired bootstrap", bootstrap(task, metric, truth, new, others, np.random.default_rng(seed))


def mcnemar(new: np.ndarray, old: np.ndarray) -> Gap:
    """Difference of the shares of right answers, its interval, and p of the exact test.

    Args:
        new: Whether each answer of the one is right, shape (rows,).
        old: The same of the other.
    """
    from scipy.stats import binomtest

    won, lost, rows = int((new & ~old).sum()), int((old & ~new).sum()), len(new)
    difference = (won - lost) / rows
    error = math.sqrt(max(won + lost - (won - lost) ** 2 / rows, 0.0)) / rows
    p = float(binomtest(won, won + lost).pvalue) if won + lost else 1.0
    return difference, _around(difference, error), p


def delong(truth: np.ndarray, new: np.ndarray, old: np.ndarray) -> Gap:
    """Difference of the areas under the ROC curve, its interval, and p.

    Args:
        truth: 0 or 1, both there, shape (rows,).
        new: Scores of the one, shape (rows,).
        old: Scores of the other.
    """
    placed = [_placements(truth, scores) for scores in (new, old)]
    area = [float(above.mean()) for above, _ in placed]
    gains = [np.subtract(*pair) for pair in zip(*placed, strict=True)]
    variance = sum(float(np.var(one, ddof=1)) / len(one) for one in gains if len(one) > 1)
    return _normal(area[0] - area[1], math.sqrt(variance))


def _placements(truth: np.ndarray, scores: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Of each row of 1 the share of rows of 0 that it is above, and the other way round; ties are halves."""
    from scipy.stats import rankdata

    ones, zeros = scores[truth == 1], scores[truth == 0]
    ranks = rankdata(np.concatenate([ones, zeros]))
    above = (ranks[: len(ones)] - rankdata(ones)) / len(zeros)
    below = 1 - (ranks[len(ones) :] - rankdata(zeros)) / len(ones)
    return above, below


def bootstrap(
    task: str,
    metric: str,
    truth: np.ndarray,
    new: np.ndarray,
    others: Mapping[str, np.ndarray],
    chance: np.random.Generator,
) -> dict[str, Gap]:
    """Difference of a figure, its interval, and p beside each other model, on the same draws of rows.

    Args:
        task: What the answers are given for.
        metric: The figure.
        truth: Place of the class, or value, of each row, shape (rows,).
        new: Probabilities of shape (rows, classes), or values.
        others: The same of other models.
        chance: Draws rows.

    Returns:
        Nothing of models for which the rows, or a draw of them, do not have the figure.
    """
    if task in UNWEIGHTED:
        return {}
    draws: dict[str, list[np.ndarray]] = {name: [] for name in others}
    for number in range(_ROUNDS + 1):
        weights = drawn(len(truth), chance, _DRAWS) if number else np.ones((1, len(truth)))
        mine = _figure(task, metric, truth, new, weights)
        for name, old in others.items():
            draws[name].append(mine - _figure(task, metric, truth, old, weights))
    gaps = {name: np.concatenate(values) for name, values in draws.items()}
    return {name: _drawn_gap(values) for name, values in gaps.items() if np.isfinite(values).all()}


def _figure(
    task: str, metric: str, truth: np.ndarray, answers: np.ndarray, weights: np.ndarray
) -> np.ndarray:
    """The figure of each draw; not a number where there is none."""
    return weighted(task, truth, answers, weights, metric).get(metric, np.full(len(weights), np.nan))


def _drawn_gap(values: np.ndarray) -> Gap:
    """Of differences on all rows, and then on draws of them."""
    sides = min((values <= 0).sum(), (values >= 0).sum())
    return float(values[0]), ends(values[1:]), min(1.0, 2 * float(sides + 1) / (len(values) + 1))


def corrected_t(gains: np.ndarray, ratio: float) -> Gap:
    """Mean of differences by fold, its interval, and p, by the corrected resampled t of Nadeau and Bengio.

    Args:
        gains: Shape (folds,), two folds at least.
        ratio: Validation rows per training row of a fold.
    """
    from scipy.stats import t

    folds = len(gains)
    error = math.sqrt((1 / folds + ratio) * float(np.var(gains, ddof=1)))
    mean = float(gains.mean())
    reach = float(t.ppf(0.975, folds - 1)) * error
    p = 2 * float(t.sf(abs(mean) / error, folds - 1)) if error else float(mean == 0)
    return mean, (round(mean - reach, 6), round(mean + reach, 6)), p


def _normal(difference: float, error: float) -> Gap:
    p = math.erfc(abs(difference) / error / math.sqrt(2)) if error else float(difference == 0)
    return difference, _around(difference, error), p


def _around(difference: float, error: float) -> Range:
    return round(difference - 1.96 * error, 6), round(difference + 1.96 * error, 6)


def holm(values: Sequence[float]) -> list[float]:
    """Values of p, corrected for their number by the method of Holm, in their order."""
    order, kept, least = np.argsort(values, kind="stable"), [0.0] * len(values), 0.0
    for place, index in enumerate(order):
        least = max(least, min(1.0, (len(values) - place) * values[index]))
        kept[index] = least
    return kept


def _judged(metric: str, rows: str, found: Mapping[str, Found]) -> tuple[Comparison, ...]:
    corrected = holm([p for *_, p in found.values()])
    sign = -1 if metric in LOWER_IS_BETTER else 1
    told = []
    for (other, (test, difference, interval, _)), p in zip(found.items(), corrected, strict=True):
        better = "better" if sign * difference > 0 else "worse"
        verdict = better if p < LEVEL and difference else UNTOLD
        told.append(
            Comparison(other, metric, test, rows, round(difference, 6), interval, round(p, 6), verdict)
        )
    return tuple(told)
