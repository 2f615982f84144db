"""Streams as the broker's API wants them."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stratum.streaming.logic.streams import agrees, all_topics, device_consumer, device_stream, topic_stream

PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


def test_a_topic_draws_what_devices_published_under_the_stored_subject() -> None:
    stream: Any = topic_stream("app", "departures")
    assert stream["name"] == "app_departures"
    assert stream["sources"][0]["name"] == "$MQTT_msgs"
    assert stream["sources"][0]["subject_transforms"] == [
        {"src": "$MQTT.msgs.app.departures.>", "dest": "app.departures.>"}
    ]


def test_a_topic_takes_what_services_publish_under_the_same_subject() -> None:
    stream: Any = topic_stream("app", "departures")
    assert stream["subjects"] == ["direct.app.departures.>"]
    assert stream["subject_transform"] == {"src": "direct.app.departures.>", "dest": "app.departures.>"}


def test_a_topic_is_on_disk_and_bounded() -> None:
    stream: Any = topic_stream("app", "departures")
    assert (stream["storage"], stream["retention"], stream["discard"]) == ("file", "limits", "old")
    assert stream["max_age"] == 7 * 24 * 3600 * 10**9
    assert stream["max_bytes"] > 0


def test_a_message_of_a_device_stays_until_the_topics_stream_has_it() -> None:
    consumer: Any = device_consumer("app", "departures")
    source: Any = topic_stream("app", "departures")["sources"]
    assert device_stream()["retention"] == "interest"
    assert (consumer["ack_policy"], consumer["flow_control"]) == ("flow_control", True)
    assert consumer["filter_subject"] == "$MQTT.msgs.app.departures.>"
    assert source[0]["consumer"] == {
        "name": consumer["durable_name"],
        "deliver_subject": consumer["deliver_subject"],
    }


def test_rejected_events_have_a_topic_and_each_topic_is_there_once() -> None:
    assert all_topics(["departures", "arrivals", "departures"]) == ("departures", "arrivals", "rejected")
    assert all_topics(["rejected"]) == ("rejected",)


@pytest.mark.parametrize(
    ("wanted", "found", "same"),
    [
        ({"a": 1}, {"a": 1, "b": 2}, True),
        ({"a": 1}, {"a": 2}, False),
        ({"a": 1}, {}, False),
        ({"a": {"b": 1}}, {"a": {"b": 1, "c": 1}}, True),
        ({"a": {"b": 1}}, {"a": 1}, False),
        ([{"a": 1}], [{"a": 1, "b": 1}], True),
        ([1], [1, 2], False),
        ([1], 1, False),
    ],
)
def test_what_the_broker_adds_is_no_difference(wanted: object, found: object, same: bool) -> None:
    assert agrees(wanted, found) is same


@given(PLAIN)
def test_everything_agrees_with_itself(value: object) -> None:
    assert agrees(value, value)
