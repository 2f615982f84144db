"""Laws of merging: however requests spread over replicas and readings, the sums are the same."""

import itertools
import math
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stratum.monitoring.logic.flows import changes, merge
from stratum.monitoring.logic.frames import Frame
from stratum.monitoring.logic.histograms import merged, observations, quantile
from stratum.monitoring.logic.services import Traffic, follow
from stratum.monitoring.logic.usage import Account, Usage, Use, usage_samples
from stratum.monitoring.types import Buckets, Flow, Service

BOUNDS = (0.1, 0.25, 0.5, 1.0, math.inf)
OTHER_BOUNDS = (0.2, 0.5, 2.0, math.inf)
delays = st.lists(st.floats(0, 3), max_size=30)


def histogram(values: Sequence[float], bounds: Sequence[float] = BOUNDS) -> Buckets:
    return {bound: float(sum(value <= bound for value in values)) for bound in bounds}


@given(st.lists(delays, max_size=6))
def test_a_stream_split_over_replicas_has_the_histogram_of_the_whole(parts: list[list[float]]) -> None:
    whole = [value for part in parts for value in part]
    found = merged([histogram(part) for part in parts])
    assert found == (histogram(whole) if parts else {})


@given(st.lists(st.tuples(delays, st.sampled_from([BOUNDS, OTHER_BOUNDS])), max_size=6))
def test_no_observation_is_lost_and_the_order_does_not_matter(
    parts: list[tuple[list[float], tuple[float, ...]]],
) -> None:
    histograms = [histogram(values, bounds) for values, bounds in parts]
    found = merged(histograms)
    assert observations(found) == sum(len(values) for values, _ in parts)
    counts = [found[bound] for bound in sorted(found)]
    assert counts == sorted(counts)
    assert merged(histograms[::-1]) == found


@given(st.lists(delays.filter(bool), min_size=1, max_size=6), st.floats(0.01, 1))
def test_a_quantile_of_all_lies_between_those_of_the_parts(parts: list[list[float]], share: float) -> None:
    each = [quantile(histogram(part), share) or 0.0 for part in parts]
    together = quantile(merged([histogram(part) for part in parts]), share)
    assert together is not None
    assert min(each) - 1e-9 <= together <= max(each) + 1e-9


@given(st.lists(st.integers(0, 1000), min_size=2, max_size=30))
def test_rates_of_a_counter_are_never_negative_and_add_up_to_what_it_counted(grown: list[int]) -> None:
    """Some of the numbers are restarts: the counter falls to what was counted since."""
    totals, total, counted = [], 0, 0
    for number in grown:
        total = number if number % 7 == 0 else total + number
        totals.append(total)
    frames = [
        Frame(float(time), {("", "requests_per_second"): total}, {}) for time, total in enumerate(totals)
    ]
    for old, new in itertools.pairwise(frames):
        (flow,) = changes(old, new)
        amount = flow.amounts["requests_per_second"]
        assert amount >= 0
        counted += int(amount)
    assert counted >= totals[-1] - totals[0]


rates = st.floats(1, 50)


@given(st.lists(st.tuples(rates, st.lists(st.booleans(), min_size=12, max_size=12)), min_size=1, max_size=5))
def test_replicas_that_come_and_go_never_make_a_rate_above_or_below_what_they_serve(
    replicas: list[tuple[float, list[bool]]],
) -> None:
    """Each serves at a steady rate while it is there; a scrape that fails is a longer interval."""
    names = [f"s-{number}" for number in range(len(replicas))]
    service = Service("s", serving=frozenset(names), versions=dict.fromkeys(names, "1"))
    counters: dict[str, tuple[float, float]] = {}
    traffic = Traffic()
    for second in range(12):
        told: dict[str, tuple[Flow, ...]] = {}
        for name, (rate, seen) in zip(names, replicas, strict=True):
            if seen[second]:
                total = rate * second
                if name in counters:
                    before = counters[name]
                    amounts = {"requests_per_second": total - before[1]}
                    told[name] = (Flow("", second - before[0], amounts),)
                counters[name] = (float(second), total)
        traffic = follow(traffic, service, told, float(second))
        if told:
            found = traffic.whole[-1].flow.amounts["requests_per_second"]
            wanted = sum(rate for name, (rate, _) in zip(names, replicas, strict=True) if name in told)
            assert found == pytest.approx(wanted)


@given(st.lists(st.floats(0, 100), min_size=1, max_size=20), st.data())
def test_processor_time_is_the_same_whether_children_live_or_ended(
    used: list[float], data: st.DataObject
) -> None:
    """A parent that waits for all: what they used moves to it, and nothing is lost or counted twice."""
    ended = data.draw(st.lists(st.booleans(), min_size=len(used), max_size=len(used)))
    before = data.draw(st.lists(st.floats(0, 1), min_size=len(used), max_size=len(used)))
    counted = [one * share for one, share in zip(used, before, strict=True)]
    parent: dict[Account, Use] = {("p",): Use(1.0)}
    old = Usage(0.0, {**parent, **{("c", n): Use(one) for n, one in enumerate(counted)}})
    alive: dict[Account, Use] = {("c", n): Use(one) for n, one in enumerate(used) if not ended[n]}
    gone = sum(one for n, one in enumerate(used) if ended[n])
    new = Usage(1.0, {("p",): Use(1.5, ended=gone), **alive})
    found = {one.metric: one.value for one in usage_samples(old, new, "a")}["component_cpu_cores"]
    wanted = 0.5 + sum(used) - sum(counted)
    assert found == pytest.approx(wanted, abs=1e-6)


@given(st.lists(st.tuples(rates, st.floats(0.5, 5)), min_size=1, max_size=6))
def test_merging_flows_adds_their_rates_in_any_order(flows: list[tuple[float, float]]) -> None:
    made = [Flow("", seconds, {"requests_per_second": rate * seconds}) for rate, seconds in flows]
    whole = merge(made).amounts["requests_per_second"]
    assert whole == pytest.approx(sum(rate for rate, _ in flows))
    assert merge(made[::-1]).amounts["requests_per_second"] == pytest.approx(whole)
    halves = [merge(made[: len(made) // 2]), merge(made[len(made) // 2 :])]
    assert merge(halves).amounts["requests_per_second"] == pytest.approx(whole)
