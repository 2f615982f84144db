"""The training profile of a bundle (``profile.json``), as references for detectors."""

import datetime
from collections.abc import Mapping
from typing import Any

import msgspec

from stratum.core.errors import InvalidInputError
from stratum.drift.types import Profile, Reference, Takes

FILE = "profile.json"


class _Column(msgspec.Struct):
    type: str
    missing: float = 0.0
    sample: list[float] = []
    frequencies: dict[str, float] = {}
    last: str = ""


class _Profile(msgspec.Struct):
    rows: int
    columns: dict[str, _Column]


def read_profile(content: Mapping[str, Any] | bytes) -> Profile:
    """The profile that training wrote, from its bytes or from what they say.

    Raises:
        InvalidInputError: If it is none.
    """
    try:
        if isinstance(content, bytes):
            read = msgspec.json.decode(content, type=_Profile)
        else:
            read = msgspec.convert(content, _Profile)
        newest = {name: _seconds(column.last) for name, column in read.columns.items() if column.last}
    except (msgspec.DecodeError, UnicodeDecodeError, ValueError) as error:
        raise InvalidInputError(f"this is no training profile: {error}", "train the model again") from error
    known = {name: _reference(column, read.rows) for name, column in read.columns.items()}
    return Profile({name: each for name, each in known.items() if each is not None}, newest)


def _reference(column: _Column, rows: int) -> Reference | None:
    """None for times, and for columns of which nothing is known."""
    if column.sample:
        return Reference(Takes.NUMBERS, rows, column.missing, tuple(sorted(column.sample)))
    if column.frequencies:
        return Reference(Takes.CATEGORIES, rows, column.missing, frequencies=column.frequencies)
    return None


def _seconds(moment: str) -> float:
    read = datetime.datetime.fromisoformat(moment)
    return (read if read.tzinfo else read.replace(tzinfo=datetime.UTC)).timestamp()
