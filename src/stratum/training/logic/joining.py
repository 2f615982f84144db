"""Which of the candidates that were tried answer together, and with which weights."""

import dataclasses
from collections.abc import Sequence
from typing import Final

import numpy as np

from stratum.training.logic.ensembles import Loss, greedy_weights

BAGS: Final = 8
"""So many greedy choices, each among the best candidate and a random half, are averaged: one fits chance."""
MOST: Final = 8
"""Members of an ensemble."""
LEAST: Final = 0.03
"""A smaller weight is no weight."""


@dataclasses.dataclass(frozen=True, slots=True)
class Entry:
    """A candidate that could have a part.

    Attributes:
        loss: Of its answers.
        cost: Seconds that it takes to fit it on all rows.
    """

    loss: float
    cost: float


def chosen_weights(
    entries: Sequence[Entry], answers: Sequence[np.ndarray], loss: Loss, budget: float, seed: int
) -> dict[int, float]:
    """The candidates that answer together, by their place, with weights that sum to one.

    One alone where no mean is better. Those that would take too long together are left out, the costliest
    first; the cheapest candidate is always there.

    Args:
        entries: At least one.
        answers: Of each, for rows that it did not learn from.
        loss: What is to be small.
        budget: Seconds that all may take together.
        seed: Of the halves.
    """
    pool = [i for i, entry in enumerate(entries) if entry.cost <= budget]
    pool = pool or [min(range(len(entries)), key=lambda i: entries[i].cost)]
    while True:
        weights = _weights(pool, answers, loss, seed)
        if sum(entries[i].cost for i in weights) <= budget or len(weights) == 1:
            break
        pool.remove(max(weights, key=lambda i: entries[i].cost))
    best = min(pool, key=lambda i: entries[i].loss)
    whole = sum(weight * answers[i] for i, weight in weights.items())
    return weights if loss(np.asarray(whole)) < loss(answers[best]) else {best: 1.0}


def _weights(pool: Sequence[int], answers: Sequence[np.ndarray], loss: Loss, seed: int) -> dict[int, float]:
    if len(pool) == 1:
        return {pool[0]: 1.0}
    chance = np.random.default_rng([seed, 3])
    best = int(np.argmin([loss(answers[i]) for i in pool]))
    sums = np.zeros(len(pool))
    for _ in range(BAGS):
        half = np.union1d(chance.choice(len(pool), (len(pool) + 1) // 2, replace=False), best)
        sums[half] += np.array(greedy_weights([answers[pool[i]] for i in half], loss, 15)) / BAGS
    kept = [i for i in np.argsort(-sums)[:MOST] if sums[i] >= LEAST] or [int(np.argmax(sums))]
    whole = sum(sums[i] for i in kept)
    return {pool[int(i)]: round(float(sums[i] / whole), 4) for i in kept}
