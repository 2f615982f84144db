"""Sorting a batch of events before the model is asked, and putting its answer on the events after."""

import dataclasses
from collections.abc import Iterable, Sequence

from stratum.core.errors import InvalidInputError
from stratum.streaming.logic import names
from stratum.streaming.logic.messages import Departure, Predictions, Rejection, Scored, decode, reject
from stratum.streaming.logic.tensors import Answer, Signature, refuse_row


@dataclasses.dataclass(frozen=True, slots=True)
class Arrival:
    """A message as it came."""

    subject: str
    body: bytes


@dataclasses.dataclass(frozen=True, slots=True)
class Event:
    """A message that the model can be asked about."""

    arrival: Arrival
    departure: Departure


@dataclasses.dataclass(frozen=True, slots=True)
class Sorted:
    """A batch in two parts, each in the order of arrival."""

    events: tuple[Event, ...]
    rejections: tuple[Rejection, ...]


def sort_arrivals(signature: Signature, arrivals: Iterable[Arrival]) -> Sorted:
    """Which messages the model can be asked about, and why not about the others."""
    events: list[Event] = []
    rejections: list[Rejection] = []
    for arrival in arrivals:
        try:
            departure = decode(Departure, arrival.body)
            reason = refuse_row(signature, departure.row)
        except InvalidInputError as error:
            rejections.append(reject(arrival.subject, error.message, arrival.body))
            continue
        if reason:
            rejections.append(reject(arrival.subject, reason, arrival.body))
        else:
            events.append(Event(arrival, departure))
    return Sorted(tuple(events), tuple(rejections))


def halves(events: Sequence[Event]) -> tuple[Sequence[Event], Sequence[Event]]:
    """A refused batch in two, so that the culprit is found and the others go through."""
    middle = len(events) // 2
    return events[:middle], events[middle:]


def gather(model: str, answer: Answer, events: Sequence[Event], now: float) -> Predictions:
    """The message that tells a batch of predictions."""
    rows = [
        Scored(
            event.departure.id, names.source_of(event.arrival.subject), event.departure.sent, label, chance
        )
        for event, label, chance in zip(events, answer.labels, answer.probabilities, strict=True)
    ]
    return Predictions(model, answer.version, now, rows)
