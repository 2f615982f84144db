"""What the monitor of a model is told: the shape of its specification file."""

from typing import Annotated

import msgspec

from stratum.streaming.types import Address, Batch, BrokerUrl, Port, Subject, Token, Wait

DAY = 86_400.0
Version = Annotated[str, msgspec.Meta(pattern=r"\A[A-Za-z0-9._-]{1,64}\Z")]
Seconds = Annotated[float, msgspec.Meta(gt=0)]


class Source(msgspec.Struct, frozen=True):
    """A topic: the stream that keeps it, and which of its subjects count."""

    stream: Token
    subject: Subject


class Bundle(msgspec.Struct, frozen=True):
    """A version of the model and the folder of its bundle, absolute or relative to the specification's."""

    version: Version
    path: str


class MonitorSpec(msgspec.Struct, frozen=True):
    """A monitor of one model service.

    Attributes:
        application: Name of the application.
        name: Name of the component.
        service: Name of the service.
        model: Name of the model.
        address: Where it answers.
        status: On which port.
        broker: Where the broker listens for services.
        rows: What the model is asked about.
        predictions: What it said.
        outcomes: What came true.
        live: The version that was live when this was written.
        baseline: The version that everything is held against: the oldest one.
        detectors: Names of the detectors.
        moment: Column of the rows that is the time of the data; the time of sending where rows lack it.
        maximum_age: Limit of the detector ``age``; None for its default.
        window: Length of the trailing window, in seconds of data time.
        patience: Rows wait so long for their outcome, in seconds of data time.
        most: So many rows are remembered at most.
        batch: Messages taken at once, at most.
        wait: Seconds to let messages gather when fewer than ``batch`` were there.
    """

    application: Token
    name: Token
    service: Token
    model: Token
    address: Address
    status: Port
    broker: BrokerUrl
    rows: Source
    predictions: Source
    outcomes: Source
    live: Bundle
    baseline: Bundle
    detectors: tuple[Token, ...]
    moment: str = ""
    maximum_age: Seconds | None = None
    window: Seconds = 30 * DAY
    patience: Seconds = 30 * DAY
    most: Annotated[int, msgspec.Meta(ge=1000, le=10_000_000)] = 200_000
    batch: Batch = 1024
    wait: Wait = 0.2
