"""Event bodies of a replay, prepared so that only the moment of sending is filled in per event."""

from collections.abc import Mapping, Sequence

import msgspec

_ENCODER = msgspec.json.Encoder()


def pass_identifier(identifier: str, lap: int) -> str:
    """The identifier of a row in the given lap over the data; laps count from 0."""
    return f"{identifier}~{lap}" if lap else identifier


def prepare_rows(columns: Mapping[str, Sequence[object]]) -> list[bytes]:
    """Each row as a JSON object. NaN becomes null.

    Args:
        columns: Values by column, all of one length.
    """
    keys = tuple(columns)
    rows = zip(*columns.values(), strict=True)
    return [_ENCODER.encode(dict(zip(keys, values, strict=True))) for values in rows]


def departure_frame(identifier: str, sent: float, row: bytes) -> bytes:
    """The body of a departure event; ``row`` comes from ``prepare_rows``."""
    return b'{"id":%b,"sent":%.6f,"row":%b}' % (_ENCODER.encode(identifier), sent, row)


def outcome_frame(identifier: str, sent: float, outcome: int) -> bytes:
    """The body of an outcome event."""
    return b'{"id":%b,"sent":%.6f,"outcome":%d}' % (_ENCODER.encode(identifier), sent, outcome)
