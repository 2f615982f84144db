"""Queries and tables of PostgreSQL, MySQL and MariaDB."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

import pyarrow.parquet as arrow_parquet

from stratum.core.errors import InvalidInputError
from stratum.data.access import Access
from stratum.data.formats.rows import Rows
from stratum.data.sources.connections import Connection, lent_connection
from stratum.data.sources.dialects import mysql, postgresql
from stratum.data.sources.dialects.asking import Question
from stratum.data.types import Fetched, SourceSpec

_PORTS: Final = {"postgresql": 5432, "postgres": 5432, "mysql": 3306, "mariadb": 3306}
_ASK: Final[Mapping[str, Callable[[Question], Rows]]] = {
    "postgresql": postgresql.ask,
    "postgres": postgresql.ask,
    "mysql": mysql.ask,
    "mariadb": mysql.ask,
}
_ALL_ROWS: Final = "SELECT * FROM {}"
_QUOTES: Final = {"mysql": "`", "mariadb": "`"}


class DatabaseSource:
    """What a query or a table gives; nothing can be changed over it.

    Attributes of the specification: ``connection``, a secret with the address; ``query`` or ``table``.

    Args:
        access: What may be reached.
    """

    def __init__(self, access: Access) -> None:
        self._access = access

    def fetch(self, spec: SourceSpec, scratch: Path) -> Fetched:
        """The rows as a Parquet file, written while they come.

        Raises:
            DeniedError: If the host may not be reached, or refuses the user.
            NotFoundError: If the table does not exist.
            InvalidInputError: If the connection or the query is wrong, or the package is not installed.
            TransientError: If it cannot be reached now.
        """
        connection = lent_connection(self._access, spec, _PORTS)
        address = self._access.address(spec.name, connection.host, connection.port)
        question = Question(spec.name, connection, address, _query(spec, connection))
        target = scratch / "rows.parquet"
        self._save(spec.name, _ASK[connection.scheme](question), target)
        return Fetched(target, "parquet", f"source {spec.name!r}: {connection.place}")

    def _save(self, source: str, rows: Rows, target: Path) -> None:
        deadline = self._access.deadline()
        with target.open("wb") as file, arrow_parquet.ParquetWriter(file, rows.schema) as writer:
            for batch in rows.batches:
                writer.write_batch(batch)
                self._access.check_size(source, file.tell())
                self._access.check_time(source, deadline)


def _query(spec: SourceSpec, connection: Connection) -> str:
    query, table = str(spec.attributes.get("query") or ""), str(spec.attributes.get("table") or "")
    if bool(query.strip()) == bool(table):
        raise InvalidInputError(f"source {spec.name!r} needs a query or a table", "set one of both")
    if query:
        return query.strip().rstrip(";")
    sign = _QUOTES.get(connection.scheme, '"')
    quoted = ".".join(f"{sign}{part.replace(sign, sign * 2)}{sign}" for part in table.split("."))
    return _ALL_ROWS.format(quoted)
