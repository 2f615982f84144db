"""What goes in comes out: real processes, bad input among the good."""

import asyncio
import contextlib
import json
import sqlite3
from collections.abc import Callable, Mapping
from typing import Any

import nats
import paho.mqtt.client as mqtt
import pytest
from paho.mqtt.enums import CallbackAPIVersion

HOST = "127.0.0.1"
Wait = Callable[..., None]


def publish(plant: Any, topic: str, *bodies: bytes) -> None:
    """Publish over MQTT as a foreign device does, and wait for the acknowledgements."""
    client = mqtt.Client(CallbackAPIVersion.VERSION2, "device")
    client.connect(HOST, plant.ports["mqtt"])
    client.loop_start()
    for body in bodies:
        client.publish(topic, body, qos=1).wait_for_publish(10)
    client.disconnect()
    client.loop_stop()


def departure(name: str, **row: object) -> bytes:
    return json.dumps({"id": name, "sent": 1.0, "row": row}).encode()


async def read_stream(url: str, stream: str, number: int) -> list[Mapping[str, Any]]:
    """The first messages of a stream."""
    client = await nats.connect(url)
    try:
        subscription = await client.jetstream().pull_subscribe("", "reader", stream=stream)
        return [json.loads(message.data) for message in await subscription.fetch(number, timeout=10)]
    finally:
        await client.close()


def metric(plant: Any, name: str, series: str) -> float:
    lines = plant.get(name, "/metrics")[1].splitlines()
    return float(next(line.rpartition(" ")[2] for line in lines if line.startswith(series)))


@pytest.mark.slow
def test_bad_events_are_set_aside_and_the_good_ones_pass(plant: Any, wait_until: Wait) -> None:
    plant.start_services()
    plant.start("board")
    bad = [
        b"no json",
        departure("a"),
        departure("b", distance="far", hour=1.0),
        departure("c", distance=None, hour=1),
    ]
    good = [departure("good-1", distance=900.0, hour=3), departure("good-2", distance=100.0, hour=3)]

    publish(plant, "app/departures/jfk", *bad[:2], good[0], *bad[2:], good[1], good[0])
    publish(
        plant,
        "app/arrivals/jfk",
        b'{"id":"good-1","sent":2.0,"outcome":1}',
        b'{"id":"x","sent":2,"outcome":7}',
    )
    wait_until(
        lambda: plant.count("predictions") == 2 and plant.count("outcomes") == 1, "the good are stored"
    )

    rejected = asyncio.run(read_stream(plant.broker, "app_rejected", 5))
    assert {each["subject"] for each in rejected} == {"app.departures.jfk", "app.arrivals.jfk"}
    told = " ".join(each["reason"] for each in rejected)
    assert "malformed" in told
    assert "'distance' is missing" in told
    assert "holds str" in told
    assert "422" in told
    rows = plant.query(
        "SELECT id, source, model, version, label, probability > 0.5 FROM predictions ORDER BY id"
    )
    assert rows == [("good-1", "jfk", "delay-risk", "3", 1, 1), ("good-2", "jfk", "delay-risk", "3", 0, 0)]
    assert metric(plant, "processor", 'stratum_events_total{direction="rejected"}') == 4
    assert metric(plant, "writer", "stratum_stored_latency_seconds_count") >= 2

    wait_until(lambda: plant.get("board", "/ready")[0] == 200, "board")
    page, figures = plant.get("board", "/")[1], json.loads(plant.get("board", "/api/board")[1])
    assert "Risk &lt;now&gt;" in page
    assert "good-1" in page
    assert (figures["predictions"], figures["known"], figures["accuracy"], figures["base_rate"]) == (
        2,
        1,
        1.0,
        1.0,
    )
    assert [plant.stop(name) for name in ("board", "processor", "writer", "broker")] == [0, 0, 0, 0]


@pytest.mark.slow
def test_the_replay_keeps_its_order_and_goes_on_where_it_stood(plant: Any, wait_until: Wait) -> None:
    plant.start_broker()
    plant.start("replay", rate=300.0, where={"late": True}, after="2013-09-02T00:00:00Z", loop=True)
    wait_until(lambda: metric_or_none(plant) > 300, "events pass")
    assert plant.stop("replay") == 0
    place = json.loads((plant.folder / "replay" / "place.json").read_text())
    plant.start("replay", rate=300.0, where={"late": True}, after="2013-09-02T00:00:00Z", loop=True)
    wait_until(lambda: metric_or_none(plant) > 100, "events pass again")
    assert plant.stop("replay") == 0

    events = asyncio.run(read_stream(plant.broker, "app_departures", 200))
    assert place["lap"] == 0
    assert place["step"] > 200
    # What the broker had not acknowledged at the end, at most 100 events, may come a second time.
    passed = list(dict.fromkeys(each["id"] for each in events))
    assert passed == sorted(passed)
    assert len(events) - len(passed) <= 100
    assert {int(each["id"][7:]) % 4 for each in events} == {0}
    assert events[0]["id"] >= "flight-01000"


def metric_or_none(plant: Any) -> float:
    status, text = plant.get("replay", "/metrics")
    return metric(plant, "replay", 'stratum_events_total{direction="out"}') if status and text else 0.0


@pytest.mark.slow
def test_the_writer_waits_for_a_database_that_cannot_be_written(plant: Any, wait_until: Wait) -> None:
    plant.start_services()
    with contextlib.closing(sqlite3.connect(plant.database)) as other:
        other.execute("BEGIN IMMEDIATE")
        publish(plant, "app/departures/jfk", departure("late", distance=900.0, hour=3))
        wait_until(lambda: plant.get("writer", "/ready")[0] == 503, "the writer says so")
        assert "locked" in plant.get("writer", "/ready")[1]
        assert plant.count("predictions") == 0
        other.rollback()
    wait_until(lambda: plant.count("predictions") == 1, "stored after all")
    wait_until(lambda: plant.get("writer", "/ready")[0] == 200, "the writer works again")


@pytest.mark.slow
def test_the_processor_holds_events_while_the_model_is_away(plant: Any, wait_until: Wait) -> None:
    plant.start_services()
    plant.kill("model")
    publish(plant, "app/departures/jfk", departure("held", distance=900.0, hour=3))
    wait_until(lambda: plant.get("processor", "/ready")[0] == 503, "the processor says so")
    assert "ConnectError" in plant.get("processor", "/ready")[1]

    plant.start("model", version="4")
    wait_until(lambda: plant.count("predictions") == 1, "stored after all")
    assert plant.query("SELECT id, version FROM predictions") == [("held", "4")]
    assert plant.get("processor", "/ready")[0] == 200


@pytest.mark.slow
def test_a_taken_port_ends_a_program_with_its_reason(plant: Any) -> None:
    plant.start_broker()
    for name in ("writer", "processor", "replay", "board"):
        port = "port" if name == "board" else "status"
        plant.start(name, **{port: plant.ports["monitor"]})
        assert plant.finish(name) == 1
        assert str(plant.ports["monitor"]) in plant.log(name)


@pytest.mark.slow
def test_provisioning_twice_changes_nothing(plant: Any) -> None:
    plant.start_broker()
    plant.start("provision")
    assert plant.finish("provision") == 0
    assert plant.log("provision").count("create") == 5
    assert "update" not in plant.log("provision")
