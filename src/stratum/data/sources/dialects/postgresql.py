"""PostgreSQL, over ADBC: rows come in columns."""

import contextlib
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

import pyarrow as pa

from stratum.core.errors import StratumError
from stratum.data.formats.rows import Rows
from stratum.data.sources.dialects.asking import CONNECT_SECONDS, Question

if TYPE_CHECKING:
    from adbc_driver_manager import dbapi

_TYPE: Final = b"ADBC:postgresql:typname"
_REFUSED: Final = ("28", "3D", "42501")
_UNKNOWN: Final = ("42P01", "3F000")
_READ_ONLY: Final = "-c default_transaction_read_only=on"


def ask(question: Question) -> Rows:
    """The rows of a query; the connection ends with them.

    Raises:
        StratumError: As ``stratum.data.sources.database`` says.
    """
    try:
        from adbc_driver_postgresql import dbapi as driver
    except ImportError:
        raise question.lacks("adbc_driver_postgresql") from None
    with contextlib.ExitStack() as stack:
        with _explained(question):
            connection = stack.enter_context(driver.connect(_uri(question), autocommit=True))
            cursor = stack.enter_context(connection.cursor())
            cursor.execute(question.query)
            reader = cursor.fetch_record_batch()
        schema = pa.schema([pa.field(field.name, _plain(field)) for field in reader.schema])
        return Rows(schema, _batches(question, reader, schema, stack.pop_all()))


def _uri(question: Question) -> str:
    """An address in which nothing but what was checked stands; the name is for the certificate alone."""
    told = question.connection
    user = f"{quote(told.user, safe='')}:{quote(told.password, safe='')}@" if told.user else ""
    host = f"[{told.host}]" if ":" in told.host else told.host
    options = {
        "hostaddr": question.address,
        "sslmode": told.encryption,
        "connect_timeout": str(CONNECT_SECONDS),
        "options": _READ_ONLY,
    }
    query = "&".join(f"{name}={quote(value, safe='')}" for name, value in options.items())
    return f"postgresql://{user}{host}:{told.port}/{quote(told.database, safe='')}?{query}"


def _plain(field: pa.Field) -> pa.DataType:
    """Numbers of any length come as text: here they are floats."""
    name = (field.metadata or {}).get(_TYPE, b"")
    return pa.float64() if name == b"numeric" else field.type


def _batches(
    question: Question, reader: pa.RecordBatchReader, schema: pa.Schema, stack: contextlib.ExitStack
) -> Iterator[pa.RecordBatch]:
    with stack, _explained(question):
        for batch in reader:
            columns = [c.cast(f.type) for c, f in zip(batch.columns, schema, strict=True)]
            yield pa.record_batch(columns, schema=schema)


@contextlib.contextmanager
def _explained(question: Question) -> Iterator[None]:
    from adbc_driver_manager import dbapi

    try:
        yield
    except dbapi.Error as error:
        raise _meaning(question, error) from None


def _meaning(question: Question, error: "dbapi.Error") -> StratumError:
    state, told = str(error.sqlstate or ""), str(error)
    if state.startswith(_REFUSED) or "authentication failed" in told or "no password" in told:
        return question.refused()
    if state in _UNKNOWN:
        return question.unknown(told)
    if not state and ("onnect" in told or "server" in told):
        return question.silent(error)
    return question.wrong(told)
