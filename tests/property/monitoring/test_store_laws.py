"""Laws of the store: when and how often samples are summed up changes no answer."""

import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stratum.core.samples import Sample
from stratum.monitoring.store import SampleStore
from stratum.monitoring.types import Series

BEGIN = 1_700_000_000.0
SPAN = 5400

# The first and some more seconds of an hour and a half, with gaps, and a value for each.
numbers = st.floats(-1e6, 1e6)
readings = st.builds(
    lambda first, others: {**others, 0: first},
    numbers,
    st.dictionaries(st.integers(0, SPAN), numbers, max_size=60),
)
tends = st.lists(st.integers(0, SPAN), max_size=40).map(sorted)


def answers(values: dict[int, float], tended: list[int], most: int) -> tuple[Series, ...]:
    """What a store says in the end that was tended at some seconds while samples came in."""
    with tempfile.TemporaryDirectory() as folder:
        store = SampleStore(Path(folder) / "metrics.db")
        pending = sorted(values)
        for second in [*tended, SPAN + 10]:
            now = [n for n in pending if n <= second]
            store.write([Sample("cpu", "a", BEGIN + n, values[n]) for n in now])
            pending = pending[len(now) :]
            store.tend(BEGIN + second)
        found = store.series(["cpu"], ["a"], BEGIN, most)
        store.close()
        return found


@settings(max_examples=80, deadline=None)
@given(readings, tends, st.integers(1, 2000))
def test_summing_up_early_or_late_gives_the_same_answer(
    values: dict[int, float], tended: list[int], most: int
) -> None:
    (often,), (never,) = answers(values, tended, most), answers(values, [], most)
    assert [time for time, _ in often.points] == [time for time, _ in never.points]
    assert [value for _, value in often.points] == pytest.approx([value for _, value in never.points])
    assert often.peaks == never.peaks


@settings(max_examples=80, deadline=None)
@given(readings, tends, st.integers(1, 2000))
def test_points_are_few_and_within_what_was_read(
    values: dict[int, float], tended: list[int], most: int
) -> None:
    (found,) = answers(values, tended, most)
    assert 1 <= len(found.points) <= most + 1
    assert max(found.peaks or [value for _, value in found.points]) == max(values.values())
    low, high = min(values.values()), max(values.values())
    assert all(low - 1e-6 <= value <= high + 1e-6 for _, value in found.points)
    times = [time for time, _ in found.points]
    assert times == sorted(set(times))
