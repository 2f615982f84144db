"""Laws of detectors: how values are cut and where a detector is interrupted plays no part."""

import json
import random as random_module

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from stratum.drift.detectors.adwin import AdwinDetector
from stratum.drift.detectors.chi2 import ChiSquareDetector
from stratum.drift.detectors.error_rate import ErrorRateDetector
from stratum.drift.detectors.fhddm import FhddmDetector
from stratum.drift.detectors.ks import KsDetector
from stratum.drift.detectors.page_hinkley import PageHinkleyDetector
from stratum.drift.detectors.psi import StabilityDetector
from stratum.drift.logic.distances import chi_square, largest_distance
from stratum.drift.logic.windows import RankCells
from stratum.drift.ports import Design
from stratum.drift.types import Reference, Setup, Takes, Values

NUMBERS = Reference(Takes.NUMBERS, 1000, sample=tuple(float(i // 3) for i in range(100)))
WORDS = Reference(Takes.CATEGORIES, 1000, frequencies={"a": 0.5, "b": 0.3, "c": 0.2})
TINY = {"window": 20}
numbers = st.lists(st.one_of(st.floats(-5, 40), st.sampled_from([3.0, 7.0, np.nan])), max_size=120)
words = st.lists(st.sampled_from(["a", "b", "c", "d", None]), max_size=120)
errors = st.lists(st.integers(0, 1), max_size=400)
cuts = st.lists(st.integers(0, 400), max_size=6)


def setups() -> list[tuple[Design, Setup]]:
    return [
        (KsDetector, Setup("ks", "x", NUMBERS, parameters=TINY)),
        (StabilityDetector, Setup("psi", "x", NUMBERS, parameters=TINY)),
        (ChiSquareDetector, Setup("chi2", "w", WORDS, parameters=TINY)),
        (StabilityDetector, Setup("psi", "w", WORDS, parameters=TINY)),
    ]


def errors_setups() -> list[tuple[Design, Setup]]:
    chunks = {"chunk": 20, "first": 2, "recent": 3, "fewest": 1}
    return [
        (AdwinDetector, Setup("adwin", parameters={"delta": 0.5})),
        (PageHinkleyDetector, Setup("page-hinkley", parameters={"threshold": 3, "hold": 40})),
        (FhddmDetector, Setup("fhddm", parameters={"window": 10, "delta": 0.1})),
        (ErrorRateDetector, Setup("error-rate", parameters=chunks)),
    ]


def check_pieces(design: Design, setup: Setup, values: Values, places: list[int]) -> None:
    """Feeding in pieces, each to a detector made from the written state of the last, is feeding whole."""
    whole, piece = design(setup), design(setup)
    whole.feed(values)
    for part in np.split(values, sorted(min(place, len(values)) for place in places)):
        piece.feed(part)
        piece = design(setup, json.loads(json.dumps(piece.state())))
    assert piece.state() == whole.state()
    assert piece.verdict() == whole.verdict()


@given(numbers, words, cuts)
def test_pieces_of_inputs_are_the_whole(
    values: list[float], texts: list[str | None], places: list[int]
) -> None:
    for design, setup in setups():
        chosen = np.array(values, float) if setup.column == "x" else np.array(texts, object)
        check_pieces(design, setup, chosen, places)


@given(errors, cuts)
@settings(max_examples=60)
def test_pieces_of_errors_are_the_whole(values: list[int], places: list[int]) -> None:
    for design, setup in errors_setups():
        check_pieces(design, setup, np.array(values, dtype=np.int64), places)


@given(numbers, st.randoms(use_true_random=False))
def test_the_order_within_a_window_plays_no_part(values: list[float], random: random_module.Random) -> None:
    window = [value for value in values if not np.isnan(value)][:20]
    shuffled = list(window)
    random.shuffle(shuffled)
    for design, setup in setups()[:2]:
        one, other = design(setup), design(setup)
        one.feed(np.array(window, float))
        other.feed(np.array(shuffled, float))
        assert one.state() == other.state()
        assert one.verdict() == other.verdict()


@given(
    st.lists(st.integers(0, 9), min_size=2, max_size=60),
    st.lists(st.one_of(st.integers(-1, 10), st.floats(-1, 10)), min_size=2, max_size=60),
)
def test_the_distance_is_the_one_of_scipy(sample: list[int], window: list[float]) -> None:
    cells = RankCells([float(value) for value in sample])
    counts = np.bincount(cells.sort(np.array(window, float)), minlength=cells.number)
    wanted = stats.ks_2samp(sample, window, method="asymp").statistic
    assert abs(largest_distance(cells.sample, counts) - wanted) < 1e-12


@given(st.lists(st.tuples(st.integers(1, 50), st.integers(1, 50)), min_size=2, max_size=8))
def test_the_statistic_of_categories_is_the_one_of_scipy(table: list[tuple[int, int]]) -> None:
    mine, its = np.array(table).T
    wanted = stats.chi2_contingency(np.array([mine, its]), correction=False).statistic
    assert abs(chi_square(mine / mine.sum(), int(mine.sum()), its) - wanted) < 1e-6 * max(1.0, wanted)
