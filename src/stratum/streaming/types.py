"""What each program is told, as values: the shapes of the specification files.

Names come out of a user's model and end up in subjects, topics and configuration files, so their
characters are limited here, at the door.
"""

from typing import Annotated, Literal

import msgspec

Token = Annotated[str, msgspec.Meta(pattern=r"\A[A-Za-z0-9_-]{1,64}\Z")]
Subject = Annotated[str, msgspec.Meta(pattern=r"\A[A-Za-z0-9_-]{1,64}(\.([A-Za-z0-9_-]{1,64}|\*|>)){1,8}\Z")]
_PART = r"(25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])"
Address = Annotated[str, msgspec.Meta(pattern=rf"\A(?!0\.0\.0\.0\Z){_PART}(\.{_PART}){{3}}\Z")]
"""The IP address of one host."""
Machine = Annotated[str, msgspec.Meta(pattern=r"\A[A-Za-z0-9.-]{1,253}\Z")]
Port = Annotated[int, msgspec.Meta(ge=1, le=65535)]
BrokerUrl = Annotated[str, msgspec.Meta(pattern=r"\Anats://[A-Za-z0-9.-]{1,253}:[0-9]{1,5}\Z")]
ModelUrl = Annotated[str, msgspec.Meta(pattern=r"\Ahttp://[A-Za-z0-9.-]{1,253}:[0-9]{1,5}\Z")]
Batch = Annotated[int, msgspec.Meta(ge=1, le=4096)]
Wait = Annotated[float, msgspec.Meta(ge=0.0, le=10.0)]
Rate = Annotated[float, msgspec.Meta(ge=0.0, le=1e6)]
Speed = Annotated[float, msgspec.Meta(ge=0.0, le=1e9)]
Factor = Annotated[float, msgspec.Meta(gt=0.0, le=1000.0)]
Scalar = str | int | float | bool


class BrokerSpec(msgspec.Struct, frozen=True):
    """The embedded broker: where it listens for services, for devices and for questions about itself."""

    name: Token
    address: Address
    nats: Port = 4222
    mqtt: Port = 1883
    monitor: Port = 8222


class ProvisionSpec(msgspec.Struct, frozen=True):
    """The streams of an application.

    Attributes:
        application: Name of the application.
        url: Where the broker listens for services.
        topics: One stream each; devices and services may both publish on any of them.
    """

    application: Token
    url: BrokerUrl
    topics: tuple[Token, ...]


class Endpoint(msgspec.Struct, frozen=True):
    """Where the broker listens for devices."""

    host: Machine
    port: Port


class Load(msgspec.Struct, frozen=True):
    """From ``after`` on (ISO 8601 in UTC), everything goes ``factor`` times as fast."""

    after: str
    factor: Factor


class ReplaySpec(msgspec.Struct, frozen=True):
    """A publisher that replays a prepared table as if it happened now.

    Attributes:
        application: Name of the application.
        name: Name of the component; the last part of its topics.
        address: Where the status server listens.
        status: On which port.
        broker: Where to publish.
        dataset: Absolute path of a Parquet file.
        topic: Gets one event for each row.
        columns: What an event says of its row.
        where: Rows must equal these values.
        outcomes: Topic that gets the outcome once it is known; None for no outcomes.
        rate: Events a second; 0 means as fast as they are acknowledged.
        speed: Seconds of the data that pass in a second; in place of ``rate`` where it is not 0.
        load: By when rate or speed is multiplied, ascending.
        identifier: Column that names the row.
        time: Column with the moment of the event.
        target: Column with the outcome.
        outcome_time: Column with the moment at which the outcome is known.
        after: Rows before this moment are left out; ISO 8601 in UTC.
        loop: Whether to begin again at the end, under new identifiers.
    """

    application: Token
    name: Token
    address: Address
    status: Port
    broker: Endpoint
    dataset: str
    topic: Token
    columns: tuple[str, ...]
    where: dict[str, Scalar] = {}
    outcomes: Token | None = None
    rate: Rate = 0.0
    speed: Speed = 0.0
    load: tuple[Load, ...] = ()
    identifier: str = "id"
    time: str = "time"
    target: str | None = None
    outcome_time: str | None = None
    after: str | None = None
    loop: bool = False


class ModelRef(msgspec.Struct, frozen=True):
    """A model behind the Open Inference Protocol."""

    url: ModelUrl
    name: Token


class ProcessorSpec(msgspec.Struct, frozen=True):
    """A stream consumer that asks a model about each event.

    Attributes:
        application: Name of the application.
        name: Name of the component.
        address: Where the status server listens.
        status: On which port.
        broker: Where the broker listens for services.
        stream: Stream of the events.
        subject: Which of its events.
        durable: Name under which the broker remembers what was handled.
        model: Who is asked.
        output: Subject of the predictions.
        batch: Events asked about at once, at most.
        wait: Seconds to let events gather when fewer than ``batch`` were there.
    """

    application: Token
    name: Token
    address: Address
    status: Port
    broker: BrokerUrl
    stream: Token
    subject: Subject
    durable: Token
    model: ModelRef
    output: Subject
    batch: Batch = 256
    wait: Wait = 0.02


class DatabaseSpec(msgspec.Struct, frozen=True):
    """The database file; an absolute path."""

    path: str


class Consumption(msgspec.Struct, frozen=True):
    """A stream to be kept, and the table it goes to."""

    stream: Token
    durable: Token
    kind: Literal["predictions", "outcomes"]


class WriterSpec(msgspec.Struct, frozen=True):
    """A stream consumer that keeps what it reads.

    Attributes:
        application: Name of the application.
        name: Name of the component.
        address: Where the status server listens.
        status: On which port.
        broker: Where the broker listens for services.
        database: Absolute path of the database file.
        consumes: What is kept.
        batch: Messages in a transaction, at most.
        wait: Seconds to let messages gather when fewer than ``batch`` were there.
    """

    application: Token
    name: Token
    address: Address
    status: Port
    broker: BrokerUrl
    database: str
    consumes: tuple[Consumption, ...]
    batch: Batch = 512
    wait: Wait = 0.02


class BoardSpec(msgspec.Struct, frozen=True):
    """The page of what was predicted; reads the database, never writes."""

    address: Address
    port: Port
    database: str
    title: str = "Predictions"
