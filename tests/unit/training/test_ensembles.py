import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from stratum.training.logic.ensembles import (
    greedy_weights,
    joined,
    proper_loss,
    shares_of,
    voting_rule,
)


@given(st.lists(st.floats(0.05, 0.95), min_size=6, max_size=6), st.integers(0, 99))
def test_an_ensemble_is_never_worse_than_its_best_member(shares: list[float], seed: int) -> None:
    truth = np.array([0, 1, 0, 1, 1, 0])
    chance = np.random.default_rng(seed)
    one = np.array(shares)
    others = [one, *chance.uniform(0.05, 0.95, (3, 6))]
    answers = [np.column_stack([1 - p, p]) for p in others]
    loss = proper_loss(truth, 2)
    weights = greedy_weights(answers, loss)
    whole = joined(voting_rule(weights, 2), answers)
    assert sum(weights) == 1 or abs(sum(weights) - 1) < 1e-9
    assert loss(whole) <= min(map(loss, answers)) + 1e-9


def test_the_mean_that_helps_is_found() -> None:
    truth = np.array([0.0, 0.0, 1.0, 1.0])
    above, below = truth + 0.2, truth - 0.2
    assert greedy_weights([above, below], proper_loss(truth, 0)) == (0.5, 0.5)


def test_shares_of_weights() -> None:
    assert shares_of({}, ["a", "b"]) == [0.5, 0.5]
    assert shares_of({"a": 3, "b": 1}, ["a", "b"]) == [0.75, 0.25]
    assert shares_of({"c": 1}, ["a", "b"]) == [0.5, 0.5]
