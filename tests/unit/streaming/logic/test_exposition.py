"""Figures and how they are told."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stratum.streaming.logic.exposition import BUCKETS, Figures, status_response


def samples(figures: Figures) -> dict[str, float]:
    lines = [line for line in figures.text().splitlines() if not line.startswith("#")]
    return {line.rpartition(" ")[0]: float(line.rpartition(" ")[2]) for line in lines}


def test_events_are_counted_by_direction() -> None:
    figures = Figures()
    figures.count("in", 3)
    figures.count("rejected", 1)
    figures.pending = 12
    told = samples(figures)
    assert told['stratum_events_total{direction="in"}'] == 3
    assert told['stratum_events_total{direction="out"}'] == 0
    assert told['stratum_events_total{direction="rejected"}'] == 1
    assert told["stratum_queue_pending"] == 12


def test_only_who_stores_tells_latencies() -> None:
    name = "stratum_stored_latency_seconds_count"
    assert name not in samples(Figures())
    assert samples(Figures(stores=True))[name] == 0


@given(st.lists(st.floats(0, 100), max_size=30))
def test_each_bucket_holds_what_is_not_above_its_bound(values: list[float]) -> None:
    figures = Figures(stores=True)
    figures.observe_latency(values)
    told = samples(figures)
    for bound in BUCKETS:
        expected = sum(value <= bound for value in values)
        assert told[f'stratum_stored_latency_seconds_bucket{{le="{bound:g}"}}'] == expected
    assert told['stratum_stored_latency_seconds_bucket{le="+Inf"}'] == len(values)
    assert told["stratum_stored_latency_seconds_sum"] == pytest.approx(sum(values), abs=1e-5)


def test_ready_says_why_not() -> None:
    figures = Figures()
    head, body = status_response(b"GET /ready HTTP/1.1\r\n\r\n", figures).split(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 503 ")
    assert body == b"starting\n"
    figures.works()
    assert status_response(b"GET /ready?x=1 HTTP/1.1\r\n\r\n", figures).startswith(b"HTTP/1.1 200 OK\r\n")
    figures.fails("disk full")
    assert status_response(b"GET /ready HTTP/1.1\r\n\r\n", figures).endswith(b"disk full\n")


@pytest.mark.parametrize(
    ("request_head", "status"),
    [
        (b"GET /metrics HTTP/1.1\r\n\r\n", b"200"),
        (b"GET /other HTTP/1.1\r\n\r\n", b"404"),
        (b"POST /ready HTTP/1.1\r\n\r\n", b"405"),
        (b"\r\n\r\n", b"405"),
        (b"GET", b"404"),
    ],
)
def test_every_request_gets_a_whole_answer(request_head: bytes, status: bytes) -> None:
    head, _, body = status_response(request_head, Figures()).partition(b"\r\n\r\n")
    assert head.split(b" ")[1] == status
    assert b"content-length: %d" % len(body) in head
