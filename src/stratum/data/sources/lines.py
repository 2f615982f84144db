"""Objects from elsewhere, kept as JSON, one in each line."""

import base64
import datetime
import decimal
import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final

from stratum.core.errors import InvalidInputError
from stratum.data.access import Access
from stratum.data.types import Fetched, SourceSpec

FILE: Final = "rows.json"


def keep_lines(
    access: Access, spec: SourceSpec, scratch: Path, place: str, rows: Iterable[Mapping[str, object]]
) -> Fetched:
    """Write objects to a file while they come.

    Args:
        access: Bounds size and time.
        spec: The source.
        scratch: Folder of the file.
        place: Where they come from, as it may be told.
        rows: The objects.

    Raises:
        InvalidInputError: If there is none, or too much.
        TransientError: If they take too long.
    """
    target, size, deadline = scratch / FILE, 0, access.deadline()
    with target.open("wb") as file:
        for row in rows:
            size += file.write(json.dumps(row, default=_plain).encode() + b"\n")
            access.check_size(spec.name, size)
            access.check_time(spec.name, deadline)
    if not size:
        raise InvalidInputError(f"source {spec.name!r}: {place} has no rows", "add some, or wait longer")
    return Fetched(target, "json", f"source {spec.name!r}: {place}")


def _plain(value: object) -> object:
    """What JSON has no word for."""
    if isinstance(value, datetime.date | datetime.time):
        return value.isoformat()
    if isinstance(value, decimal.Decimal):
        return float(value)
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    return str(value)


def parsed(spec: SourceSpec, place: str, number: int, payload: bytes) -> Mapping[str, object]:
    """The object of a message.

    Raises:
        InvalidInputError: If it is none.
    """
    try:
        row = json.loads(payload)
    except (ValueError, RecursionError):
        row = None
    if not isinstance(row, dict):
        what = f"source {spec.name!r}: {place}: message {number} is no JSON object"
        raise InvalidInputError(what, "name a topic whose messages are JSON objects")
    return row
