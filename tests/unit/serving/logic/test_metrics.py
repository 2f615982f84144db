from hypothesis import given
from hypothesis import strategies as st

from stratum.serving.logic.metrics import Histogram, Labelled, ModelMetrics, write_exposition


def test_a_value_on_a_bound_belongs_under_it() -> None:
    histogram = Histogram((1.0, 2.0))
    for value in (0.5, 1.0, 1.5, 99.0):
        histogram.observe(value)
    assert histogram.counts == [2, 1, 1]
    assert histogram.total == 102.0


@given(st.lists(st.floats(0, 100)))
def test_every_value_is_counted_once(values: list[float]) -> None:
    histogram = Histogram()
    for value in values:
        histogram.observe(value)
    assert sum(histogram.counts) == len(values)
    assert histogram.counts[0] == sum(value <= histogram.bounds[0] for value in values)


def test_the_text_format() -> None:
    metrics = ModelMetrics()
    metrics.duration = Histogram((0.001, 0.01))
    metrics.record(200, 3, 0.0005)
    metrics.record(422, 0, 0.5)
    text = write_exposition([Labelled({"model": "m", "version": "1"}, metrics)])
    assert text.splitlines() == [
        "# HELP stratum_requests_total Answered requests.",
        "# TYPE stratum_requests_total counter",
        'stratum_requests_total{model="m",version="1",code="200"} 1',
        'stratum_requests_total{model="m",version="1",code="422"} 1',
        "# HELP stratum_rows_total Rows predicted.",
        "# TYPE stratum_rows_total counter",
        'stratum_rows_total{model="m",version="1"} 3',
        "# HELP stratum_request_duration_seconds Time in the server.",
        "# TYPE stratum_request_duration_seconds histogram",
        'stratum_request_duration_seconds_bucket{model="m",version="1",le="0.001"} 1',
        'stratum_request_duration_seconds_bucket{model="m",version="1",le="0.01"} 1',
        'stratum_request_duration_seconds_bucket{model="m",version="1",le="+Inf"} 2',
        'stratum_request_duration_seconds_sum{model="m",version="1"} 0.5005',
        'stratum_request_duration_seconds_count{model="m",version="1"} 2',
    ]
    assert text.endswith("\n")


def test_labels_are_escaped() -> None:
    text = write_exposition([Labelled({"model": 'a"b\\c\nd', "version": "1"}, ModelMetrics())])
    assert 'model="a\\"b\\\\c\\nd"' in text


def test_a_server_without_requests_shows_zero() -> None:
    text = write_exposition([Labelled({"model": "m", "version": "1"}, ModelMetrics())])
    assert 'stratum_requests_total{model="m",version="1",code="200"} 0' in text
    assert 'stratum_request_duration_seconds_count{model="m",version="1"} 0' in text
