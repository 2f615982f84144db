"""The platform's own figures for a Prometheus server."""

from collections.abc import Callable

import httpx

from stratum.core.errors import TransientError
from stratum.monitoring.logic.prometheus import parse_exposition
from stratum.testing.fakes_view import FakePlatform

Ask = Callable[..., httpx.Response]


def test_the_exposition_is_plain_text_that_is_never_cached(get: Ask) -> None:
    told = get("/metrics")
    assert told.status_code == 200
    assert told.headers["content-type"] == "text/plain; version=0.0.4; charset=utf-8"
    assert told.headers["cache-control"] == "no-store"
    readings = {(one.name, one.labels["subject"]): one.value for one in parse_exposition(told.text)}
    assert readings["stratum_component_cpu_cores", "scorer"] == 0.25


def test_samples_that_cannot_be_read_are_an_error_and_no_empty_answer(get: Ask, view: FakePlatform) -> None:
    view.failure = TransientError("the samples cannot be used")
    assert get("/metrics").status_code == 503
