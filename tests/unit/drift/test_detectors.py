"""What detectors say in words, and figures computed by hand."""

import numpy as np
import pytest

from stratum.core.errors import InvalidInputError
from stratum.drift.detectors.adwin import AdwinDetector
from stratum.drift.detectors.age import DAY, AgeDetector
from stratum.drift.detectors.chi2 import ChiSquareDetector
from stratum.drift.detectors.error_rate import ErrorRateDetector
from stratum.drift.detectors.ks import KsDetector
from stratum.drift.detectors.psi import StabilityDetector
from stratum.drift.detectors.score import ScoreDetector
from stratum.drift.logic.distances import critical_chi_square, critical_distance, stability_index
from stratum.drift.types import Reference, Setup, Takes, Values


def errors(count: int, share: float) -> Values:
    """Errors spread evenly."""
    steps: Values = np.floor(np.arange(count + 1) * share).astype(np.int64)
    return steps[1:] - steps[:-1]


def test_a_window_is_told_with_both_numbers() -> None:
    reference = Reference(Takes.NUMBERS, 100, sample=tuple(float(i) for i in range(100)))
    detector = KsDetector(Setup("ks", "wind", reference, parameters={"window": 50}))
    detector.feed(np.arange(20.0))
    assert detector.verdict().reason == "20 of 50 values so far"
    detector.feed(np.full(30, 19.0))
    verdict = detector.verdict()
    # 20 of the 100 training values are at most 19, and all of the window.
    assert verdict.statistic == pytest.approx(0.8)
    assert verdict.drifted
    assert "values of wind differ from the training rows: distance 0.800" in verdict.reason


def test_missing_numbers_are_left_out_of_the_test_and_counted_by_the_index() -> None:
    reference = Reference(Takes.NUMBERS, 100, sample=tuple(float(i) for i in range(100)))
    missing = np.full(100, np.nan)
    test = KsDetector(Setup("ks", "wind", reference, parameters={"window": 50}))
    test.feed(missing)
    assert test.verdict().samples == 0
    index = StabilityDetector(Setup("psi", "wind", reference, parameters={"window": 50}))
    index.feed(missing)
    assert index.verdict().drifted


def test_rare_values_count_as_one() -> None:
    shares = {"a": 0.9, **{f"rare-{i}": 0.01 for i in range(10)}}
    reference = Reference(Takes.CATEGORIES, 1000, frequencies=shares)
    detector = ChiSquareDetector(Setup("chi2", "carrier", reference, parameters={"window": 100}))
    detector.feed(np.array([*(["a"] * 90), *(f"new-{i}" for i in range(10))], dtype=object))
    assert not detector.verdict().drifted
    detector.feed(np.array(["new"] * 100, dtype=object))
    assert detector.verdict().drifted


def test_the_index_of_two_halves_is_the_one_computed_by_hand() -> None:
    # (0.75 - 0.5) ln(0.75 / 0.5) + (0.25 - 0.5) ln(0.25 / 0.5), nearly: each cell has half a value more.
    found = stability_index(np.array([0.5, 0.5]), np.array([7500, 2500]))
    assert found == pytest.approx(0.25 * np.log(3), abs=1e-3)


def test_critical_values_are_those_of_the_tables() -> None:
    assert critical_chi_square(0.05, 4) == pytest.approx(7.815, abs=1e-3)
    assert critical_distance(0.05, 100, 100) == pytest.approx(0.188, abs=2e-3)


def test_scores_are_held_against_the_first_ones() -> None:
    detector = ScoreDetector(Setup("score", parameters={"first": 100, "window": 50}))
    detector.feed(np.linspace(0, 1, 60))
    assert detector.verdict().reason == "60 of the first 100 scores so far"
    detector.feed(np.linspace(0, 1, 40))
    detector.feed(np.linspace(0, 1, 50))
    assert not detector.verdict().drifted
    detector.feed(np.linspace(0.5, 1, 50))
    verdict = detector.verdict()
    assert verdict.drifted
    assert verdict.statistic == pytest.approx(0.5, abs=0.02)


def test_an_age_is_told_in_days() -> None:
    detector = AgeDetector(Setup("age", parameters={"maximum": 60 * DAY}))
    detector.feed(np.array([59.9 * DAY]))
    assert not detector.verdict().drifted
    detector.feed(np.array([60 * DAY]))
    verdict = detector.verdict()
    assert verdict.drifted
    assert verdict.reason == "the newest row is 60.0 days newer than the training rows; the limit is 60"


def test_two_shares_of_errors_are_compared_by_their_standard_error() -> None:
    told = {"chunk": 100, "first": 10, "recent": 10, "fewest": 10, "bound": 3}
    detector = ErrorRateDetector(Setup("error-rate", parameters=told))
    detector.feed(errors(1000, 0.10))
    detector.feed(errors(1000, 0.15))
    verdict = detector.verdict()
    # 0.05 over the root of 0.125 * 0.875 * (1 / 1000 + 1 / 1000)
    assert verdict.statistic == pytest.approx(3.38, abs=0.01)
    assert verdict.drifted
    assert verdict.reason.startswith("15.0% of the last 1000 answers were wrong, 10.0% of the first 1000")
    detector.feed(errors(1000, 0.10))
    assert not detector.verdict().drifted


def test_errors_that_come_in_clusters_widen_the_standard_error() -> None:
    told = {"chunk": 100, "first": 10, "recent": 10, "fewest": 10, "bound": 3}
    detector = ErrorRateDetector(Setup("error-rate", parameters=told))
    for share in (0.0, 0.2) * 5 + (0.0, 0.3) * 5:
        detector.feed(errors(100, share))
    assert not detector.verdict().drifted
    assert detector.verdict().statistic < 1


def test_a_fall_of_errors_is_no_alarm_and_ends_one() -> None:
    detector = AdwinDetector(Setup("adwin"))
    detector.feed(errors(3000, 0.3))
    detector.feed(errors(3000, 0.1))
    assert not detector.verdict().drifted
    detector.feed(errors(1500, 0.4))
    assert detector.verdict().drifted
    assert "errors became more frequent" in detector.verdict().reason
    detector.feed(errors(3000, 0.1))
    assert not detector.verdict().drifted


def test_an_alarm_ends_after_a_while() -> None:
    detector = AdwinDetector(Setup("adwin", parameters={"hold": 2000}))
    detector.feed(errors(3000, 0.1))
    detector.feed(errors(1000, 0.4))
    assert detector.verdict().drifted
    detector.feed(errors(2000, 0.4))
    assert not detector.verdict().drifted


@pytest.mark.parametrize("value", [0.0, -1.0, float("nan")])
def test_parameters_are_above_nothing(value: float) -> None:
    with pytest.raises(InvalidInputError, match="not above 0"):
        AdwinDetector(Setup("adwin", parameters={"delta": value}))


def test_a_test_without_training_rows_is_refused() -> None:
    for design in (KsDetector, ChiSquareDetector, StabilityDetector):
        with pytest.raises(InvalidInputError, match="training rows"):
            design(Setup("it", "x"))


def test_the_counts_of_another_reference_are_refused() -> None:
    one = Reference(Takes.NUMBERS, 10, sample=(1.0, 2.0))
    state = KsDetector(Setup("ks", "x", one)).state()
    with pytest.raises(InvalidInputError, match="cells"):
        KsDetector(Setup("ks", "x", Reference(Takes.NUMBERS, 10, sample=(1.0, 2.0, 3.0))), state)


@pytest.mark.parametrize("state", [{"bits": "?", "length": 1}, {"bits": "AA==", "length": 9}])
def test_values_that_cannot_be_read_are_refused(state: dict[str, object]) -> None:
    with pytest.raises(InvalidInputError):
        AdwinDetector(Setup("adwin"), state)
