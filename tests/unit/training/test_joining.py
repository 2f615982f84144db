import numpy as np
import pytest

from stratum.training.logic.joining import MOST, Entry, chosen_weights
from stratum.training.logic.losses import loss_of

TRUTH = np.random.default_rng(2).normal(0, 1, 300)


def entries(answers: list[np.ndarray], costs: list[float]) -> list[Entry]:
    loss = loss_of("rmse", TRUTH, 0)
    return [Entry(loss(a), c) for a, c in zip(answers, costs, strict=True)]


def noisy(count: int) -> list[np.ndarray]:
    chance = np.random.default_rng(3)
    return [TRUTH + chance.normal(0, 1, len(TRUTH)) for _ in range(count)]


def test_candidates_with_faults_of_their_own_answer_together() -> None:
    answers = noisy(20)
    weights = chosen_weights(entries(answers, [1.0] * 20), answers, loss_of("rmse", TRUTH, 0), 100, 0)
    assert 1 < len(weights) <= MOST
    assert abs(sum(weights.values()) - 1) < 1e-3


def test_what_takes_too_long_is_left_out() -> None:
    answers = noisy(3)
    found = entries(answers, [1.0, 50.0, 3.0])
    assert set(chosen_weights(found, answers, loss_of("rmse", TRUTH, 0), 4, 0)) <= {0, 2}
    assert set(chosen_weights(found, answers, loss_of("rmse", TRUTH, 0), 0.5, 0)) == {0}


def test_one_stays_alone_where_it_is_best() -> None:
    answers = [TRUTH, *noisy(5)]
    weights = chosen_weights(entries(answers, [1.0] * 6), answers, loss_of("rmse", TRUTH, 0), 100, 0)
    assert weights == {0: 1.0}


@pytest.mark.parametrize("seed", range(5))
def test_what_answers_together_is_never_worse_than_the_best_alone(seed: int) -> None:
    chance = np.random.default_rng(seed)
    answers = [TRUTH + chance.normal(0, 0.3 + chance.random(), len(TRUTH)) for _ in range(9)]
    loss = loss_of("rmse", TRUTH, 0)
    weights = chosen_weights(entries(answers, [1.0] * 9), answers, loss, 100, seed)
    whole = np.asarray(sum(weight * answers[i] for i, weight in weights.items()))
    assert loss(whole) <= min(map(loss, answers)) + 1e-9
    assert int(np.argmin([loss(a) for a in answers])) in weights
