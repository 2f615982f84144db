"""Answers of two-class models as 0 and 1, and the messages that tell them."""

from collections.abc import Iterable, Sequence
from typing import TypeVar

from stratum.core.errors import InvalidInputError
from stratum.lifecycle.logic.monitor_book import Said
from stratum.streaming.logic.board import truth
from stratum.streaming.logic.messages import Departure, Label, Outcome, Predictions, decode

MessageT = TypeVar("MessageT", Departure, Outcome, Predictions)


def read_all(shape: type[MessageT], bodies: Iterable[bytes]) -> tuple[list[MessageT], int]:
    """The messages that can be read, in order, and how many cannot."""
    found: list[MessageT] = []
    skipped = 0
    for body in bodies:
        try:
            found.append(decode(shape, body))
        except InvalidInputError:
            skipped += 1
    return found, skipped


def said_of(version: str, labels: Sequence[Label], chances: Sequence[float | None]) -> list[Said | None]:
    """What a model said of each row; None for a label that is neither yes nor no.

    A model that gives no probability counts as sure.
    """
    known = {label: truth(label) for label in set(labels)}
    return [_said(version, known[label], chance) for label, chance in zip(labels, chances, strict=True)]


def _said(version: str, label: bool | None, chance: float | None) -> Said | None:
    if label is None:
        return None
    return Said(version, int(label), float(label) if chance is None else chance)
