"""The journal of a shared document over a storage: framed records, the first of which holds all before it."""

import contextlib
from collections.abc import Sequence
from typing import Final

from stratum.live.logic.frames import framed, unframed
from stratum.live.logic.records import Opened, Record, to_bytes, to_record
from stratum.live.ports import Storage

LONG: Final = 2000
"""Records after which a journal is begun anew."""
LARGE: Final = 8_000_000
"""Bytes after which it is."""


class Journal:
    """Appends records; knows how long it is.

    Args:
        storage: Where its bytes are.
    """

    def __init__(self, storage: Storage) -> None:
        self._storage = storage
        self._records = 0
        self._bytes = 0

    @property
    def is_long(self) -> bool:
        """Whether it should be begun anew."""
        return self._records > LONG or self._bytes > LARGE

    @property
    def is_too_long(self) -> bool:
        """Whether it has to be, whatever is lost of the names in it."""
        return self._records > 10 * LONG or self._bytes > 10 * LARGE

    def read(self) -> Sequence[Record]:
        """All records that are whole; what is torn behind them is cut off, so that others may follow.

        Raises:
            TransientError: If that cannot be.
        """
        data = self._storage.read()
        payloads, end = unframed(data)
        found: list[Record] = []
        with contextlib.suppress(ValueError):
            found += map(to_record, payloads)
        if len(found) < len(payloads):
            end = sum(len(framed(payload)) for payload in payloads[: len(found)])
        if end < len(data):
            self._storage.replace(data[:end])
        self._records, self._bytes = len(found), end
        return found

    def append(self, *records: Record) -> None:
        """Put records behind the others; they outlive the process, and after ``sync`` the machine.

        Raises:
            TransientError: If that cannot be; the journal must be read again before anything else.
        """
        data = b"".join(framed(to_bytes(record)) for record in records)
        self._storage.append(data)
        self._records += len(records)
        self._bytes += len(data)

    def sync(self) -> None:
        """Return once all records outlive a loss of power.

        Raises:
            TransientError: If that cannot be.
        """
        self._storage.sync()

    def close(self) -> None:
        """Let others have it."""
        self._storage.close()

    def begin(self, record: Opened) -> None:
        """Begin anew with one record.

        Raises:
            TransientError: If that cannot be; all is as it was.
        """
        data = framed(to_bytes(record))
        self._storage.replace(data)
        self._records, self._bytes = 1, len(data)
