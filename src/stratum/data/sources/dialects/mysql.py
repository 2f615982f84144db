"""MySQL and MariaDB, over PyMySQL: rows come one by one, and are kept as columns."""

import contextlib
import socket
import ssl
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, Final

import pyarrow as pa

from stratum.core.errors import StratumError
from stratum.data.formats.rows import Rows
from stratum.data.sources.dialects.asking import CONNECT_SECONDS, Question

if TYPE_CHECKING:
    import pymysql
    from pymysql.cursors import SSCursor

_BATCH: Final = 20_000
_SILENCE: Final = 300
_READ_ONLY: Final = "SET SESSION TRANSACTION READ ONLY"
_REFUSED: Final = (1044, 1045, 1049, 1142, 1143, 1698)
_UNKNOWN: Final = (1146,)
_GONE: Final = range(2000, 3000)


def ask(question: Question) -> Rows:
    """The rows of a query; the connection ends with them.

    Raises:
        StratumError: As ``stratum.data.sources.database`` says.
    """
    try:
        from pymysql import cursors
    except ImportError:
        raise question.lacks("pymysql") from None
    with contextlib.ExitStack() as stack:
        with _explained(question):
            connection = _connected(question)
            stack.callback(connection.close)
            cursor = stack.enter_context(connection.cursor(cursors.SSCursor))
            cursor.execute(question.query)
        fields = cursor.description or ()
        schema = pa.schema([(field[0], _kind(field[1])) for field in fields])
        return Rows(schema, _batches(question, cursor, schema, stack.pop_all()))


def _connected(question: Question) -> "pymysql.Connection[Any]":
    """A connection to the address that was checked; the name is for the certificate alone."""
    import pymysql

    told = question.connection
    connection = pymysql.connect(
        host=told.host,
        port=told.port,
        user=told.user,
        password=told.password,
        database=told.database or None,
        init_command=_READ_ONLY,
        connect_timeout=CONNECT_SECONDS,
        read_timeout=_SILENCE,
        local_infile=False,
        ssl=_tls(told.encryption),
        defer_connect=True,
    )
    connection.connect(socket.create_connection((question.address, told.port), CONNECT_SECONDS))
    return connection


def _tls(encryption: str) -> ssl.SSLContext | None:
    if encryption in {"disable", "prefer"}:
        return None
    context = ssl.create_default_context()
    if encryption == "require":
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    return context


def _kind(code: int) -> pa.DataType:
    from pymysql.constants import FIELD_TYPE as KIND

    kinds = {
        **dict.fromkeys((KIND.TINY, KIND.SHORT, KIND.INT24, KIND.LONG, KIND.LONGLONG, KIND.YEAR), pa.int64()),
        **dict.fromkeys((KIND.FLOAT, KIND.DOUBLE, KIND.DECIMAL, KIND.NEWDECIMAL), pa.float64()),
        **dict.fromkeys((KIND.DATE, KIND.NEWDATE), pa.date32()),
        **dict.fromkeys((KIND.DATETIME, KIND.TIMESTAMP), pa.timestamp("us")),
        KIND.BIT: pa.int64(),
        KIND.TIME: pa.duration("us"),
    }
    return kinds.get(code, pa.string())


def _batches(
    question: Question, cursor: "SSCursor", schema: pa.Schema, stack: contextlib.ExitStack
) -> Iterator[pa.RecordBatch]:
    with stack, _explained(question):
        while rows := cursor.fetchmany(_BATCH):
            columns = zip(*rows, strict=True)
            arrays = [_array(values, field.type) for values, field in zip(columns, schema, strict=True)]
            yield pa.record_batch(arrays, schema=schema)


def _array(values: Sequence[Any], kind: pa.DataType) -> pa.Array:
    if kind == pa.float64():
        return pa.array([None if v is None else float(v) for v in values], kind)
    if kind == pa.int64():
        return pa.array([int.from_bytes(v) if isinstance(v, bytes) else v for v in values], kind)
    if kind == pa.string():
        return pa.array([v.decode("utf-8", "replace") if isinstance(v, bytes) else v for v in values], kind)
    return pa.array([v if not isinstance(v, str) else None for v in values], kind)


@contextlib.contextmanager
def _explained(question: Question) -> Iterator[None]:
    import pymysql

    try:
        yield
    except pymysql.Error as error:
        raise _meaning(question, error) from None
    except OSError as error:
        raise question.silent(error) from None
    except (pa.ArrowException, OverflowError) as error:
        raise question.wrong(str(error)) from None


def _meaning(question: Question, error: "pymysql.Error") -> StratumError:
    number, told = (*error.args, "", "")[:2]
    if number in _REFUSED:
        return question.refused()
    if number in _UNKNOWN:
        return question.unknown(str(told))
    if isinstance(number, int) and number in _GONE:
        return question.silent(error)
    return question.wrong(str(told or number))
