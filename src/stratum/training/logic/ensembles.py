"""How several models answer together: folds, weights found greedily, and the rule that joins answers."""

import dataclasses
from collections.abc import Callable, Mapping, Sequence
from typing import Final

import numpy as np

from stratum.core.errors import InvalidInputError
from stratum.data.logic.tables import near_matches
from stratum.training.types import CandidateSpec

VOTING: Final = "voting"
STACKING: Final = "stacking"
GREEDY: Final = "greedy"
METHODS: Final = (VOTING, STACKING, GREEDY)
STEPS: Final = 40
"""Most members that a greedy choice draws, each as often as it helps."""
FOLDS: Final = 5
MOST_FOLDS: Final = 20
IDLE: Final = "it does not help"
"""Why a member that could have a part has none."""
_LEAST: Final = 1e-15

Loss = Callable[[np.ndarray], float]
"""Of answers of shape (rows, classes) or (rows,); less is better."""


@dataclasses.dataclass(frozen=True, slots=True)
class Rule:
    """What is made of the members' answers, side by side as columns: a linear map.

    Attributes:
        matrix: Shape (outputs, members x outputs); one output for a regression, one for each class else.
        bias: Shape (outputs,).
        shares: Whether the sums are turned into shares by their exponentials.
    """

    matrix: tuple[tuple[float, ...], ...]
    bias: tuple[float, ...]
    shares: bool = False


def voting_rule(weights: Sequence[float], outputs: int) -> Rule:
    """The weighted mean of answers with ``outputs`` columns each; weights sum to one."""
    eye = np.eye(outputs)
    matrix = np.hstack([weight * eye for weight in weights])
    return Rule(tuple(map(tuple, matrix.tolist())), (0.0,) * outputs)


def joined(rule: Rule, answers: Sequence[np.ndarray]) -> np.ndarray:
    """The answer of a rule.

    Args:
        rule: From ``voting_rule`` or a fitted model over answers.
        answers: Of each member, shape (rows, classes), or (rows,) for a regression.

    Returns:
        The same shape as each member's answer.
    """
    sums = side_by_side(answers) @ np.array(rule.matrix).T + np.array(rule.bias)
    if rule.shares:
        powers = np.exp(sums - sums.max(axis=1, keepdims=True))
        sums = powers / powers.sum(axis=1, keepdims=True)
    return np.asarray(sums.ravel() if answers[0].ndim == 1 else sums)


def side_by_side(answers: Sequence[np.ndarray]) -> np.ndarray:
    """Answers of several members as columns: shape (rows, members x outputs), float64."""
    return np.column_stack(list(answers)).astype(np.float64)


def proper_loss(truth: np.ndarray, classes: int) -> Loss:
    """Log loss of probabilities, or mean squared error of values where there are no classes.

    Args:
        truth: Index of the true class, or the true value; shape (rows,).
        classes: Number of classes; 0 for a regression.
    """
    if not classes:
        return lambda answers: float(np.mean((answers - truth) ** 2))
    rows = np.arange(len(truth))

    def log_loss(answers: np.ndarray) -> float:
        told = answers[rows, truth] / answers.sum(axis=1)
        return float(-np.mean(np.log(np.clip(told, _LEAST, 1.0))))

    return log_loss


def greedy_weights(answers: Sequence[np.ndarray], loss: Loss, steps: int = STEPS) -> tuple[float, ...]:
    """Weights of an ensemble that is put together greedily, with replacement (Caruana and others, 2004).

    It begins with the best member and adds, again and again, the one that helps the mean most. Of all sizes
    on the way the best one is kept, the smallest of equal ones. The weights are not negative and sum to one.

    Args:
        answers: Of each member on rows that it did not learn from.
        loss: What is to be small.
        steps: Most members that are drawn.
    """
    stack = [np.asarray(a, np.float64) for a in answers]
    total, counts = np.zeros_like(stack[0]), np.zeros(len(stack))
    best, kept = np.inf, counts
    for size in range(1, steps + 1):
        losses = [loss((total + one) / size) for one in stack]
        drawn = int(np.argmin(losses))
        total, counts = total + stack[drawn], counts + np.eye(len(stack))[drawn]
        if losses[drawn] < best - 1e-9:
            best, kept = losses[drawn], counts
    return tuple((kept / kept.sum()).tolist())


def weights_of(candidate: CandidateSpec) -> Mapping[str, float]:
    """The weights that an ensemble gives its members by name; empty where all count alike.

    Raises:
        InvalidInputError: If one is no weight, or of no member.
    """
    given = candidate.parameters.get("weights", {})
    names = [m.name for m in candidate.members]
    if not isinstance(given, Mapping):
        raise InvalidInputError(f"candidate {candidate.name!r}: weights is no mapping", "write {member: 0.5}")
    for name, weight in given.items():
        if name not in names:
            raise InvalidInputError(
                f"candidate {candidate.name!r}: {name!r} has a weight and is no member",
                near_matches(str(name), names),
            )
        if not isinstance(weight, int | float) or not 0 <= weight < float("inf"):
            raise InvalidInputError(
                f"candidate {candidate.name!r}: the weight of {name!r} is {weight!r}", "write a number from 0"
            )
    if given and not sum(given.values()):
        raise InvalidInputError(f"candidate {candidate.name!r}: all weights are 0", "give one more")
    return {str(name): float(weight) for name, weight in given.items()}


def folds_of(candidate: CandidateSpec) -> int:
    """In how many folds the answers are made that an ensemble learns from.

    Raises:
        InvalidInputError: If these are too few or too many.
    """
    folds = candidate.parameters.get("folds", FOLDS)
    if not isinstance(folds, int) or not 2 <= folds <= MOST_FOLDS:
        raise InvalidInputError(
            f"candidate {candidate.name!r}: {folds!r} folds", f"write a whole number from 2 to {MOST_FOLDS}"
        )
    return folds


def shares_of(given: Mapping[str, float], names: Sequence[str]) -> list[float]:
    """Shares of members that sum to one: by their weights, equal where none is given."""
    return normal([given.get(name, 0.0) if given else 1.0 for name in names])


def normal(raw: Sequence[float]) -> list[float]:
    """Weights that sum to one; equal ones where all are nothing."""
    whole = sum(raw)
    return [weight / whole for weight in raw] if whole else [1 / len(raw)] * len(raw)
