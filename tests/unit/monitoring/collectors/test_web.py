"""The collectors that read over HTTP, with the network as an argument."""

import pytest

from stratum.core.errors import InvalidInputError, TransientError
from stratum.monitoring.collectors.nats import NatsCollector
from stratum.monitoring.collectors.prometheus import PrometheusCollector
from stratum.monitoring.types import Target

SCORER = Target("prometheus", "scorer", url="http://x/metrics")


class Server:
    """Answers with whatever is set."""

    text = ""

    def __call__(self, url: str) -> str:
        if not self.text:
            raise TransientError(f"{url} cannot be read")
        return self.text


def requests(number: int) -> str:
    return f'stratum_requests_total{{code="200"}} {number}\n'


@pytest.fixture
def server() -> Server:
    return Server()


def test_two_readings_give_a_rate(server: Server) -> None:
    collector = PrometheusCollector(server)
    server.text = requests(10)
    assert collector.collect(SCORER, 1.0).samples == ()
    server.text = requests(30)
    found = {sample.metric: sample.value for sample in collector.collect(SCORER, 2.0).samples}
    assert found == {"requests_per_second": 20.0, "errors_per_second": 0.0}


def test_a_reading_after_a_gap_is_over_the_gap(server: Server) -> None:
    collector = PrometheusCollector(server)
    server.text = requests(10)
    collector.collect(SCORER, 1.0)
    server.text = ""
    with pytest.raises(TransientError):
        collector.collect(SCORER, 2.0)
    server.text = requests(30)
    assert collector.collect(SCORER, 5.0).samples[0].value == 5.0


def test_what_is_older_than_the_window_is_forgotten(server: Server) -> None:
    collector = PrometheusCollector(server)
    server.text = requests(10)
    collector.collect(SCORER, 1.0)
    assert collector.collect(SCORER, 100.0).samples == ()


def test_targets_do_not_mix(server: Server) -> None:
    collector = PrometheusCollector(server)
    server.text = requests(10)
    collector.collect(SCORER, 1.0)
    assert collector.collect(Target("prometheus", "other", url="http://y/metrics"), 2.0).samples == ()


def test_a_text_that_is_none_is_refused(server: Server) -> None:
    server.text = "<html>"
    with pytest.raises(InvalidInputError):
        PrometheusCollector(server).collect(SCORER, 1.0)
    with pytest.raises(InvalidInputError):
        NatsCollector(server).collect(SCORER, 1.0)


def test_queues_are_read_from_the_given_address(server: Server) -> None:
    server.text = (
        '{"account_details":[{"stream_detail":[{"consumer_detail":['
        '{"stream_name":"s","name":"c","num_pending":4}]}]}]}'
    )
    (sample,) = NatsCollector(server).collect(Target("nats", "broker", url="http://x/jsz"), 3.0).samples
    assert (sample.metric, sample.subject, sample.time, sample.value) == ("queue_pending", "broker", 3.0, 4.0)


def test_a_gateway_tells_its_service_and_nothing_of_itself(server: Server) -> None:
    collector = PrometheusCollector(server)
    gateway = Target("prometheus", "scorer", url="http://x/metrics", service="scorer")
    server.text = 'traefik_entrypoint_requests_total{code="200"} 5\n'
    collector.collect(gateway, 1.0)
    server.text = 'traefik_entrypoint_requests_total{code="200"} 9\n'
    told = collector.collect(gateway, 2.0)
    assert told.samples == ()
    assert told.flows[0].amounts == {"requests_per_second": 4.0, "errors_per_second": 0.0}


def test_lines_of_others_are_not_read_but_a_page_is_refused(server: Server) -> None:
    server.text = f"go_threads this is no number of ours\n{requests(1)}"
    assert PrometheusCollector(server).collect(SCORER, 1.0).samples == ()
    server.text = f"{requests(1)}<body>"
    with pytest.raises(InvalidInputError, match="line 2"):
        PrometheusCollector(server).collect(SCORER, 1.0)
