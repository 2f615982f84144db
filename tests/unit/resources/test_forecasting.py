"""Forecasts of a rate."""

import numpy as np
import pytest

from stratum.resources.logic.forecasting import outlook


def test_with_nothing_to_learn_from_it_is_the_last_value() -> None:
    assert outlook(np.array([7.0]), 3, 0).value == 7.0
    assert outlook(np.array([1.0, 5.0]), 1, 0).value == 5.0


def test_a_level_stays_a_level() -> None:
    found = outlook(np.full(50, 30.0), 3, 0)
    assert found.value == pytest.approx(30.0)
    assert found.margin == pytest.approx(0.0)


def test_a_ramp_goes_on() -> None:
    found = outlook(np.arange(100, dtype=float), 4, 0)
    assert found.value == pytest.approx(103.0, abs=0.5)


def test_a_season_comes_back() -> None:
    wave = 100 + 50 * np.sin(np.arange(200) * 2 * np.pi / 40)
    for count in range(120, 180, 7):
        truth = wave[count - 1 + 8]
        assert outlook(wave[:count], 8, 40).value == pytest.approx(truth, abs=6.0)
        blind = outlook(wave[:count], 8, 0)
        assert abs(outlook(wave[:count], 8, 40).value - truth) <= abs(blind.value - truth) + 6.0


def test_what_recent_forecasts_were_short_of_is_added() -> None:
    chance = np.random.default_rng(7)
    noisy = 100 + 10 * chance.standard_normal(300)
    found = outlook(noisy, 2, 0)
    inside = [outlook(noisy[:n], 2, 0).upper >= noisy[n + 1] for n in range(100, 298)]
    assert found.margin > 5.0
    assert sum(inside) / len(inside) > 0.8


def test_it_is_never_below_zero() -> None:
    assert outlook(np.arange(50, 0, -1, dtype=float), 20, 0).value == 0.0


@pytest.mark.parametrize("count", range(1, 40))
def test_any_length_of_history_will_do(count: int) -> None:
    assert np.isfinite(outlook(np.linspace(1, 2, count), 3, 12).upper)
