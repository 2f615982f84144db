"""What a NATS server tells of its queues."""

import json

import pytest

from stratum.core.errors import InvalidInputError
from stratum.core.samples import Sample
from stratum.monitoring.logic.nats import queue_samples

# Shortened from an answer of nats-server 2.15 to /jsz?consumers=true.
ANSWER = {
    "server_id": "NA7YXC",
    "streams": 1,
    "account_details": [
        {
            "name": "$G",
            "stream_detail": [
                {
                    "name": "app_departures",
                    "state": {"messages": 10},
                    "consumer_detail": [
                        {
                            "stream_name": "app_departures",
                            "name": "processor",
                            "num_ack_pending": 3,
                            "num_pending": 7,
                        },
                        {"stream_name": "app_departures", "name": "audit", "num_pending": 0},
                    ],
                },
                {"name": "app_rejected", "state": {"messages": 0}},
            ],
        }
    ],
}


def test_each_consumer_is_a_sample_with_its_labels() -> None:
    first, second = queue_samples(json.dumps(ANSWER), "broker", 9.0)
    labels = {"stream": "app_departures", "consumer": "processor"}
    assert first == Sample("queue_pending", "broker", 9.0, 7.0, labels)
    assert (second.value, second.labels["consumer"]) == (0.0, "audit")


def test_a_server_without_streams_tells_nothing() -> None:
    assert queue_samples('{"account_details": [{"name": "$G"}]}', "broker", 9.0) == ()
    assert queue_samples("{}", "broker", 9.0) == ()


@pytest.mark.parametrize("text", ["", "<html>", "[]", '{"account_details": 3}'])
def test_something_else_is_refused(text: str) -> None:
    with pytest.raises(InvalidInputError, match="not an answer of a NATS server"):
        queue_samples(text, "broker", 9.0)
