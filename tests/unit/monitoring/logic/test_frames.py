"""What a program tells of itself at one time."""

from stratum.monitoring.logic.frames import MOST_GAUGES, Frame, gauge_samples, read_frame
from stratum.monitoring.logic.prometheus import parse_exposition
from stratum.monitoring.types import Target

MONITOR = Target("prometheus", "scorer-monitor", url="http://x/metrics", service="scorer")
WRITER = Target("prometheus", "writer", url="http://x/metrics")


def frame(text: str) -> Frame:
    return read_frame(parse_exposition(text), 5.0)


def test_counters_are_summed_over_all_labels_but_the_version() -> None:
    found = frame(
        'stratum_requests_total{model="m",version="1",code="200"} 7\n'
        'stratum_requests_total{model="m",version="1",code="404"} 2\n'
        'stratum_requests_total{model="m",version="1",code="503"} 1\n'
        'stratum_requests_total{model="m",version="2",code="200"} 4\n'
        'stratum_rows_total{model="m",version="2"} 40\n'
    )
    assert found.counters == {
        ("1", "requests_per_second"): 10.0,
        ("1", "errors_per_second"): 1.0,
        ("2", "requests_per_second"): 4.0,
        ("2", "errors_per_second"): 0.0,
        ("2", "rows_per_second"): 40.0,
    }


def test_a_gateway_tells_of_its_door_and_of_its_routes() -> None:
    found = frame(
        'traefik_entrypoint_requests_total{code="200",entrypoint="web",method="POST"} 30\n'
        'traefik_entrypoint_requests_total{code="502",entrypoint="web",method="POST"} 4\n'
        'traefik_service_requests_total{code="200",service="route-main@file"} 30\n'
        'traefik_service_requests_total{code="502",service="route-canary@file"} 4\n'
    )
    assert found.counters["", "requests_per_second"] == 34.0
    assert found.counters["", "errors_per_second"] == 4.0
    assert found.counters["route-main", "errors_per_second"] == 0.0
    assert found.counters["route-canary", "errors_per_second"] == 4.0


def test_what_is_no_prediction_does_not_count_at_the_door() -> None:
    found = frame(
        'traefik_entrypoint_requests_total{code="200",method="GET"} 30\n'
        'traefik_service_requests_total{code="200",method="GET",service="route-main@file"} 30\n'
        'traefik_entrypoint_request_duration_seconds_bucket{code="200",method="GET",le="0.1"} 30\n'
    )
    assert (found.counters, found.latency) == ({}, {})


def test_how_long_an_error_took_at_the_door_does_not_count() -> None:
    name = "traefik_entrypoint_request_duration_seconds_bucket"
    found = frame(
        f'{name}{{code="200",le="0.1"}} 3\n{name}{{code="404",le="0.1"}} 1\n{name}{{code="502",le="0.1"}} 9\n'
    )
    assert found.latency == {"": {0.1: 4.0}}


def test_events_count_as_they_come_in_or_else_go_out() -> None:
    def events(**lines: int) -> float:
        text = "".join(f'stratum_events_total{{direction="{way}"}} {n}\n' for way, n in lines.items())
        return frame(text).counters["", "events_per_second"]

    assert events(**{"in": 10, "out": 8}) == 10.0
    assert events(out=8) == 8.0
    assert events(**{"in": 0, "out": 8}) == 8.0
    rejected = frame('stratum_events_total{direction="rejected"} 2\n')
    assert rejected.counters == {("", "errors_per_second"): 2.0}


def test_queues_of_a_program_are_summed_and_are_its_own() -> None:
    found = frame('stratum_queue_pending{stream="a"} 4\nstratum_queue_pending{stream="b"} 3\n')
    (sample,) = gauge_samples(found, WRITER)
    assert (sample.metric, sample.subject, sample.time, sample.value) == ("queue_pending", "writer", 5.0, 7.0)


def test_what_a_monitor_knows_of_a_model_is_of_the_service_with_its_labels() -> None:
    found = frame(
        'stratum_model_accuracy_ratio{version="3"} 0.8\n'
        'stratum_model_accuracy_ratio{version="baseline"} 0.7\n'
        'stratum_drift_statistic{detector="ks",column="dep_delay"} 0.2\n'
        "stratum_data_time_seconds 1370000000\nstratum_secret 5\n"
    )
    told = {(one.metric, *sorted(one.labels.values())): one.value for one in gauge_samples(found, MONITOR)}
    assert told == {
        ("model_accuracy_ratio", "3"): 0.8,
        ("model_accuracy_ratio", "baseline"): 0.7,
        ("drift_statistic", "dep_delay", "ks"): 0.2,
        ("data_time_seconds",): 1370000000.0,
    }
    assert {one.subject for one in gauge_samples(found, MONITOR)} == {"scorer"}


def test_requests_that_wait_at_the_activator_are_of_the_service() -> None:
    activator = Target("prometheus", "scorer-activator", url="http://x/metrics", service="scorer")
    (sample,) = gauge_samples(frame("stratum_waiting_requests 3\n"), activator)
    assert (sample.metric, sample.subject, sample.value) == ("requests_waiting", "scorer", 3.0)


def test_a_flood_of_labels_is_bounded() -> None:
    text = "".join(f'stratum_drift_statistic{{column="{number}"}} 1\n' for number in range(5000))
    assert len(gauge_samples(frame(text), MONITOR)) == MOST_GAUGES
