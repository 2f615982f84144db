"""Specification files: what is taken, and what is refused at the door."""

from typing import Any

import msgspec
import pytest

from stratum.core.errors import InvalidInputError
from stratum.core.specs import read_spec
from stratum.streaming.types import (
    BoardSpec,
    BrokerSpec,
    ProcessorSpec,
    ProvisionSpec,
    ReplaySpec,
    WriterSpec,
)

BROKER: dict[str, Any] = {"name": "broker", "address": "127.0.0.2"}
PROCESSOR: dict[str, Any] = {
    "application": "flight-delays",
    "name": "processor",
    "address": "127.1.2.3",
    "status": 9102,
    "broker": "nats://127.1.2.4:4222",
    "stream": "flight-delays_departures",
    "subject": "flight-delays.departures.>",
    "durable": "processor",
    "model": {"url": "http://127.1.2.5:8080", "name": "delay-risk"},
    "output": "flight-delays.predictions.processor",
}
REPLAY: dict[str, Any] = {
    "application": "flight-delays",
    "name": "gateway-ewr",
    "address": "127.1.2.3",
    "status": 9101,
    "broker": {"host": "127.1.2.4", "port": 1883},
    "dataset": "/data/x.parquet",
    "where": {"origin": "EWR"},
    "topic": "departures",
    "outcomes": None,
    "rate": 40,
    "columns": ["distance"],
}
WRITER: dict[str, Any] = {
    **{key: PROCESSOR[key] for key in ("application", "name", "address", "status", "broker")},
    "database": "/data/archive.db",
    "consumes": [{"stream": "app_predictions", "durable": "writer", "kind": "predictions"}],
}


@pytest.mark.parametrize(
    ("shape", "spec"),
    [(BrokerSpec, BROKER), (ProcessorSpec, PROCESSOR), (ReplaySpec, REPLAY), (WriterSpec, WRITER)],
)
def test_what_the_compiler_writes_is_taken(shape: type[msgspec.Struct], spec: dict[str, Any]) -> None:
    read = read_spec(shape, spec)
    assert read == read_spec(shape, spec)
    assert msgspec.structs.asdict(read)["name"] == spec["name"]


def test_what_is_left_out_has_a_default() -> None:
    broker, processor = read_spec(BrokerSpec, BROKER), read_spec(ProcessorSpec, PROCESSOR)
    assert (broker.nats, broker.mqtt, broker.monitor) == (4222, 1883, 8222)
    assert (processor.batch, processor.wait) == (256, 0.02)


@pytest.mark.parametrize(
    ("shape", "spec", "change", "place"),
    [
        (BrokerSpec, BROKER, {"address": "0.0.0.0"}, "$.address"),
        (BrokerSpec, BROKER, {"address": "127.0.0.1\n"}, "$.address"),
        (BrokerSpec, BROKER, {"nats": 70000}, "$.nats"),
        (BrokerSpec, BROKER, {"name": 'b"\nport: 1'}, "$.name"),
        (ProcessorSpec, PROCESSOR, {"subject": "app.departures.> x"}, "$.subject"),
        (ProcessorSpec, PROCESSOR, {"output": "$JS.API.STREAM.DELETE.x"}, "$.output"),
        (ProcessorSpec, PROCESSOR, {"broker": "nats://user:pw@h:1"}, "$.broker"),
        (ProcessorSpec, PROCESSOR, {"model": {"url": "http://h:1/x", "name": "m"}}, "$.model.url"),
        (ProcessorSpec, PROCESSOR, {"batch": 0}, "$.batch"),
        (ReplaySpec, REPLAY, {"name": "a/b"}, "$.name"),
        (ReplaySpec, REPLAY, {"topic": "#"}, "$.topic"),
        (ReplaySpec, REPLAY, {"rate": -1}, "$.rate"),
        (
            WriterSpec,
            WRITER,
            {"consumes": [{"stream": "s", "durable": "d", "kind": "x"}]},
            "$.consumes[0].kind",
        ),
    ],
)
def test_what_breaks_a_rule_is_named(
    shape: type[msgspec.Struct], spec: dict[str, Any], change: dict[str, Any], place: str
) -> None:
    with pytest.raises(InvalidInputError) as refused:
        read_spec(shape, spec | change)
    assert place in refused.value.message
    assert shape.__name__ in refused.value.message


def test_what_is_missing_is_named() -> None:
    with pytest.raises(InvalidInputError, match="`topics`"):
        read_spec(ProvisionSpec, {"application": "app", "url": "nats://127.0.0.1:4222"})
    with pytest.raises(InvalidInputError, match="`port`"):
        read_spec(BoardSpec, {"address": "127.0.0.1", "database": "/x"})
