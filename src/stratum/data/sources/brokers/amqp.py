"""RabbitMQ: what a queue holds. Nothing is taken out of it."""

import contextlib
import ssl
from collections.abc import Iterator
from typing import TYPE_CHECKING

from stratum.core.errors import InvalidInputError
from stratum.core.extras import install
from stratum.data.sources.brokers.reading import CONNECT_SECONDS, Reading

if TYPE_CHECKING:
    import pika

_NOT_FOUND = 404
_REFUSED = 403


def read(reading: Reading) -> list[bytes]:
    """The messages that are there when reading begins, the oldest first; all go back to their places.

    Raises:
        NotFoundError: If there is no such queue.
        DeniedError: If the user may not read it.
        InvalidInputError: If the package is not installed.
        TransientError: If the broker cannot be reached.
    """
    try:
        import pika
    except ImportError:
        raise InvalidInputError(
            f"source {reading.source!r}: RabbitMQ needs the package pika",
            install("pika"),
        ) from None
    with _explained(reading):
        connection = pika.BlockingConnection(_parameters(reading))
        try:
            return _held(reading, connection)
        finally:
            if connection.is_open:
                connection.close()


def _parameters(reading: Reading) -> "pika.ConnectionParameters":
    import pika

    tls = pika.SSLOptions(ssl.create_default_context(), reading.host) if reading.encrypted else None
    return pika.ConnectionParameters(
        reading.address,
        reading.port,
        credentials=pika.PlainCredentials(reading.user or "guest", reading.password or "guest"),
        ssl_options=tls,
        socket_timeout=CONNECT_SECONDS,
        blocked_connection_timeout=reading.seconds,
    )


def _held(reading: Reading, connection: "pika.BlockingConnection") -> list[bytes]:
    channel = connection.channel()
    held = channel.queue_declare(reading.topic, passive=True).method.message_count
    got = (channel.basic_get(reading.topic) for _ in range(min(reading.rows, held)))
    return [body for method, _, body in got if method is not None]


@contextlib.contextmanager
def _explained(reading: Reading) -> Iterator[None]:
    from pika import exceptions

    try:
        yield
    except (exceptions.ProbableAuthenticationError, exceptions.ProbableAccessDeniedError):
        raise reading.refused() from None
    except exceptions.ChannelClosedByBroker as error:
        if error.reply_code == _NOT_FOUND:
            raise reading.missing("queue", "check topic") from None
        raise (reading.refused() if error.reply_code == _REFUSED else reading.silent(error)) from None
    except (exceptions.AMQPError, OSError) as error:
        raise reading.silent(error) from None
