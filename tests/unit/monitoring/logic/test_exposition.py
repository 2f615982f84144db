"""Samples as Prometheus text."""

from hypothesis import given
from hypothesis import strategies as st

from stratum.core.samples import Sample
from stratum.monitoring.logic.exposition import expose
from stratum.monitoring.logic.prometheus import parse_exposition

SAMPLES = [
    Sample("queue_pending", "broker", 9.0, 7.0, {"stream": "s", "consumer": "c"}),
    Sample("component_memory_bytes", "b", 9.0, 2e9),
    Sample("component_memory_bytes", "a", 9.0, 1.5),
]


def test_samples_are_grouped_by_metric_with_the_subject_as_label() -> None:
    assert expose(SAMPLES) == (
        "# TYPE component_memory_bytes gauge\n"
        'component_memory_bytes{subject="a"} 1.5\n'
        'component_memory_bytes{subject="b"} 2000000000.0\n'
        "# TYPE queue_pending gauge\n"
        'queue_pending{subject="broker",stream="s",consumer="c"} 7.0\n'
    )


def test_the_order_of_samples_does_not_matter() -> None:
    assert expose(SAMPLES[::-1]) == expose(SAMPLES)
    assert expose([]) == ""


@given(st.text(), st.floats(allow_nan=False))
def test_what_is_exposed_is_read_back(subject: str, value: float) -> None:
    (reading,) = parse_exposition(expose([Sample("metric", subject, 1.0, value)]))
    assert reading.labels == {"subject": subject}
    assert reading.value == value
