"""From what a program tells of itself to samples."""

import pytest

from stratum.monitoring.logic.frames import Frame, frame_samples, read_frame
from stratum.monitoring.logic.prometheus import parse_exposition

SERVER = """\
stratum_requests_total{{model="m",version="1",code="200"}} {good}
stratum_requests_total{{model="m",version="1",code="404"}} 5
stratum_requests_total{{model="m",version="1",code="503"}} {bad}
stratum_rows_total{{model="m",version="1"}} {rows}
stratum_request_duration_seconds_bucket{{model="m",le="0.1"}} {fast}
stratum_request_duration_seconds_bucket{{model="m",le="+Inf"}} {all}
stratum_request_duration_seconds_sum{{model="m"}} 1
python_gc_objects_collected_total 7
"""


def server(time: float, **numbers: float) -> Frame:
    given = {"good": 0, "bad": 0, "rows": 0, "fast": 0, "all": 0} | numbers
    return read_frame(parse_exposition(SERVER.format(**given)), time)


def values(*window: Frame) -> dict[str, float]:
    return {sample.metric: sample.value for sample in frame_samples(window, "scorer")}


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


def test_samples_are_of_the_subject_at_the_time_of_the_last_frame() -> None:
    samples = frame_samples([server(10.0), server(12.0, good=1)], "scorer")
    assert {(sample.subject, sample.time) for sample in samples} == {("scorer", 12.0)}
    assert len(samples) == 3


def test_one_frame_gives_no_rates() -> None:
    assert values(server(10.0, good=9)) == {}


def test_no_errors_are_a_figure_and_no_requests_give_no_latency() -> None:
    assert values(server(10.0), server(11.0)) == {
        "requests_per_second": 0.0, "errors_per_second": 0.0, "rows_per_second": 0.0
    }  # fmt: skip


def test_rates_are_of_the_last_two_frames_and_percentiles_of_all() -> None:
    window = [server(1.0), server(2.0, good=100, fast=100, all=100), server(3.0, good=101, fast=100, all=100)]
    assert values(*window)["requests_per_second"] == 1.0
    assert values(*window)["latency_p50_seconds"] == pytest.approx(0.05)
    assert "latency_p50_seconds" not in values(*window[1:])


def test_a_restarted_program_counts_from_the_beginning() -> None:
    found = values(server(1.0, good=500, fast=500, all=500), server(2.0, good=7, fast=7, all=7))
    assert found["requests_per_second"] == 12.0
    assert found["latency_p50_seconds"] == pytest.approx(0.05)


@pytest.mark.parametrize(
    ("lines", "rates"),
    [
        ({"in": 10, "out": 8}, {"events_per_second": 10.0, "errors_per_second": 0.0}),
        ({"out": 8}, {"events_per_second": 8.0, "errors_per_second": 0.0}),
        ({"in": 0, "out": 8}, {"events_per_second": 8.0, "errors_per_second": 0.0}),
        ({"in": 10, "rejected": 2}, {"events_per_second": 10.0, "errors_per_second": 2.0}),
    ],
)
def test_events_count_as_they_come_in_or_else_go_out(lines: dict[str, int], rates: dict[str, float]) -> None:
    def frame(time: float, factor: int) -> Frame:
        text = "".join(
            f'stratum_events_total{{direction="{way}"}} {n * factor}\n' for way, n in lines.items()
        )
        return read_frame(parse_exposition(text), time)

    assert values(frame(1.0, 0), frame(2.0, 1)) == rates


def test_a_queue_and_the_time_to_the_store_are_read() -> None:
    text = (
        'stratum_queue_pending{{stream="a"}} 4\nstratum_queue_pending{{stream="b"}} 3\n'
        'stratum_stored_latency_seconds_bucket{{le="0.5"}} {n}\n'
        'stratum_stored_latency_seconds_bucket{{le="+Inf"}} {n}\n'
    )
    first, second = (read_frame(parse_exposition(text.format(n=n)), float(n)) for n in (1, 3))
    assert values(first) == {"queue_pending": 7.0}
    assert values(first, second)["latency_p99_seconds"] == pytest.approx(0.495)


def test_a_counter_that_was_not_there_before_gives_no_rate_yet() -> None:
    assert values(read_frame((), 1.0), server(2.0, good=5)) == {}
