"""From two readings of a program to rates and percentiles."""

import itertools
import math

import pytest

from stratum.monitoring.logic.flows import Moment, changes, flow_samples, merge, percentiles, trimmed
from stratum.monitoring.logic.frames import Frame, read_frame
from stratum.monitoring.logic.prometheus import parse_exposition
from stratum.monitoring.types import Flow

SERVER = """\
stratum_requests_total{{model="m",version="1",code="200"}} {good}
stratum_requests_total{{model="m",version="1",code="404"}} 5
stratum_requests_total{{model="m",version="1",code="503"}} {bad}
stratum_rows_total{{model="m",version="1"}} {rows}
stratum_request_duration_seconds_bucket{{model="m",version="1",le="0.1"}} {fast}
stratum_request_duration_seconds_bucket{{model="m",version="1",le="+Inf"}} {all}
stratum_request_duration_seconds_sum{{model="m",version="1"}} 1
python_gc_objects_collected_total 7
"""


def server(time: float, **numbers: float) -> Frame:
    given = {"good": 0, "bad": 0, "rows": 0, "fast": 0, "all": 0} | numbers
    return read_frame(parse_exposition(SERVER.format(**given)), time)


def values(*frames: Frame) -> dict[str, float]:
    window = [Moment(new.time, merge(changes(old, new))) for old, new in itertools.pairwise(frames)]
    return {sample.metric: sample.value for sample in flow_samples(window, "scorer")}


def moment(time: float, fast: float, slow: float = 0.0) -> Moment:
    return Moment(time, Flow("", 1.0, {"requests_per_second": fast + slow}, {0.1: fast, 1.0: fast + slow}))


def test_a_model_server_becomes_rates_and_percentiles() -> None:
    found = values(server(10.0), server(12.0, good=20, bad=4, rows=100, fast=24, all=24))
    assert found == {
        "requests_per_second": 12.0,
        "errors_per_second": 2.0,
        "rows_per_second": 50.0,
        "latency_p50_seconds": pytest.approx(0.05),
        "latency_p95_seconds": pytest.approx(0.095),
        "latency_p99_seconds": pytest.approx(0.099),
    }


def test_samples_are_of_the_subject_at_the_time_of_the_last_moment() -> None:
    samples = flow_samples([moment(11.0, 1), moment(12.0, 1)], "scorer")
    assert {(sample.subject, sample.time) for sample in samples} == {("scorer", 12.0)}
    assert flow_samples([], "scorer") == ()


def test_no_errors_are_a_figure_and_no_requests_give_no_latency() -> None:
    assert values(server(10.0), server(11.0)) == {
        "requests_per_second": 0.0, "errors_per_second": 0.0, "rows_per_second": 0.0
    }  # fmt: skip


def test_a_restarted_program_counts_from_the_beginning() -> None:
    found = values(server(1.0, good=500, fast=500, all=500), server(2.0, good=7, fast=7, all=7))
    assert found["requests_per_second"] == 12.0
    assert found["latency_p50_seconds"] == pytest.approx(0.05)


def test_a_counter_that_was_not_there_before_began_at_nothing() -> None:
    (flow,) = changes(read_frame((), 1.0), server(3.0, good=5))
    assert (flow.part, flow.seconds, flow.amounts["requests_per_second"]) == ("1", 2.0, 10.0)


def test_much_traffic_gives_the_percentiles_of_the_last_second_and_little_those_of_many() -> None:
    assert percentiles([moment(1.0, 0, 500), moment(2.0, 100)])["latency_p99_seconds"] <= 0.1
    found = percentiles([moment(1.0, 0, 50), moment(2.0, 50)])
    assert found["latency_p50_seconds"] == pytest.approx(0.1)
    assert found["latency_p95_seconds"] > 0.5


def test_moments_older_than_the_window_are_left_out() -> None:
    window = [moment(time, 1) for time in (1.0, 86.0, 99.0, 101.0)]
    assert [one.time for one in trimmed(window, 100.0)] == [86.0, 99.0]


def test_one_that_was_not_read_for_a_while_brings_its_rate_and_no_heap() -> None:
    late = Flow("", 5.0, {"requests_per_second": 50.0}, {math.inf: 50.0})
    steady = Flow("", 1.0, {"requests_per_second": 10.0}, {math.inf: 10.0})
    assert merge([late, steady]).amounts == {"requests_per_second": 20.0}
    assert merge([late, steady]).latency == {math.inf: 60.0}
    assert merge([]) == Flow("", 1.0, {}, {})
