"""What travels between the programs: JSON with the fields below."""

from typing import Annotated, Any, Literal, TypeVar

import msgspec

from stratum.core.errors import InvalidInputError

Identifier = Annotated[str, msgspec.Meta(min_length=1, max_length=200)]
# SQLite keeps 64 bits.
Whole = Annotated[int, msgspec.Meta(ge=-(2**63), le=2**63 - 1)]
Label = str | Whole | float | bool | None


class Departure(msgspec.Struct, frozen=True, gc=False):
    """An event that a model is asked about.

    Attributes:
        id: Unique; an event may arrive twice and is kept once.
        sent: Seconds since 1970-01-01 UTC.
        row: Value of each column; None where it is missing.
    """

    id: Identifier
    sent: float
    row: dict[str, Any]


class Outcome(msgspec.Struct, frozen=True, gc=False):
    """What came true of an event: 1 or 0."""

    id: Identifier
    sent: float
    outcome: Literal[0, 1]


class Scored(msgspec.Struct, frozen=True, gc=False):
    """What the model said about one event.

    Attributes:
        id: Of the event.
        source: The component that published the event.
        sent: When the event was published.
        label: The predicted class; None for a regression.
        probability: Of the last class, the positive one; for a regression the predicted value.
    """

    id: str
    source: str
    sent: float
    label: Label
    probability: float | None


class Predictions(msgspec.Struct, frozen=True, gc=False):
    """What one version of a model said about a batch of events."""

    model: str
    version: str
    predicted: float
    rows: list[Scored]


class Rejection(msgspec.Struct, frozen=True, gc=False):
    """An event that could not be asked about, kept for people to look at."""

    subject: str
    reason: str
    event: str


MessageT = TypeVar("MessageT", Departure, Outcome, Predictions, Rejection)

_ENCODER = msgspec.json.Encoder()
_DECODERS: dict[type, msgspec.json.Decoder[Any]] = {
    shape: msgspec.json.Decoder(shape) for shape in (Departure, Outcome, Predictions, Rejection)
}


def encode(message: Departure | Outcome | Predictions | Rejection) -> bytes:
    """The message as JSON."""
    return _ENCODER.encode(message)


def decode(shape: type[MessageT], body: bytes) -> MessageT:
    """The message in ``body``.

    Raises:
        InvalidInputError: If it is not JSON, or not of that shape; the message names the field.
    """
    try:
        message: MessageT = _DECODERS[shape].decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise InvalidInputError(str(error)) from error
    except RecursionError:
        raise InvalidInputError("nested too deeply") from None
    return message


def reject(subject: str, reason: str, body: bytes) -> Rejection:
    """What is kept of a refused event: at most 4,096 characters of it."""
    return Rejection(subject, reason, body[:16384].decode(errors="replace")[:4096])
