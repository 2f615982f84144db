"""Rows as formats give them: a schema, and batches that are read while they are asked for."""

import contextlib
import dataclasses
from collections.abc import Callable, Iterator
from typing import TypeVar

import pyarrow as pa

from stratum.core.errors import InvalidInputError

ResultT = TypeVar("ResultT")


class WrongTypesError(Exception):
    """A value does not fit the type that was guessed for its column; ``Rows.exact`` gives types that fit."""


@dataclasses.dataclass(frozen=True, slots=True)
class Rows:
    """Rows of a table, one batch at a time.

    Attributes:
        schema: Names and types of the columns.
        batches: The rows in order, to be read once; reading raises InvalidInputError where they are broken,
            and WrongTypesError where ``exact`` has to be read in their place.
        exact: The same rows, with types from all values; None where the schema is sure.
    """

    schema: pa.Schema
    batches: Iterator[pa.RecordBatch]
    exact: "Callable[[], Rows] | None" = None

    @staticmethod
    def of(table: pa.Table) -> "Rows":
        """The rows of a table that is in memory."""
        return Rows(table.schema, iter(table.to_batches()))

    def settled(self, use: Callable[["Rows"], ResultT]) -> ResultT:
        """What ``use`` makes of these rows; where that fails over types that were guessed, of ``exact``.

        Args:
            use: Reads the rows; it may be asked twice, and what it made before it failed is not wanted.

        Raises:
            InvalidInputError: As ``use`` raises it over types that are sure.
        """
        try:
            return use(self)
        except (WrongTypesError, InvalidInputError):
            if self.exact is None:
                raise
        return use(self.exact())

    def table(self) -> pa.Table:
        """All rows in memory; after it ``batches`` is empty."""
        return self.settled(lambda rows: pa.Table.from_batches(rows.batches, rows.schema))


@contextlib.contextmanager
def explained(what: str, hint: str) -> Iterator[None]:
    """What Arrow raises on broken content, as an error that says what to do.

    Raises:
        InvalidInputError: In place of errors of Arrow and of the file system.
    """
    try:
        yield
    except (pa.ArrowInvalid, pa.ArrowTypeError, pa.ArrowNotImplementedError, OSError) as error:
        raise InvalidInputError(f"{what} ({error})", hint) from None
