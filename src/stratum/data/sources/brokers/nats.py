"""NATS: what a stream of JetStream holds of a subject, from its beginning."""

import asyncio
import ssl
from typing import TYPE_CHECKING

from stratum.data.sources.brokers.reading import CONNECT_SECONDS, Reading

if TYPE_CHECKING:
    from nats.aio.client import Client
    from nats.js import JetStreamContext


def read(reading: Reading) -> list[bytes]:
    """The messages that are there when reading begins, the oldest first.

    Raises:
        NotFoundError: If no stream keeps the subject.
        DeniedError: If the user may not read it.
        TransientError: If the broker cannot be reached.
    """
    return asyncio.run(_read(reading))


async def _read(reading: Reading) -> list[bytes]:
    from nats import errors
    from nats.aio.client import Client

    client = Client()
    try:
        await _connect(reading, client)
        return await _held(reading, client.jetstream())
    except errors.Error as error:
        refused = "authorization" in str(error).lower()
        raise (reading.refused() if refused else reading.silent(error)) from None
    except (OSError, TimeoutError) as error:
        raise reading.silent(error) from None
    finally:
        await client.close()


async def _connect(reading: Reading, client: "Client") -> None:
    host = f"[{reading.address}]" if ":" in reading.address else reading.address
    await client.connect(
        f"{'tls' if reading.encrypted else 'nats'}://{host}:{reading.port}",
        user=reading.user or None,
        password=reading.password or None,
        tls=ssl.create_default_context() if reading.encrypted else None,
        tls_hostname=reading.host if reading.encrypted else None,
        allow_reconnect=False,
        max_reconnect_attempts=1,  # without it the first connection is tried for two minutes
        reconnect_time_wait=0,
        connect_timeout=CONNECT_SECONDS,
        error_cb=_nothing,
    )


async def _nothing(_error: Exception) -> None:
    """What goes wrong is raised where it is waited for."""


async def _held(reading: Reading, stream: "JetStreamContext") -> list[bytes]:
    from nats.js import errors

    try:
        name = await stream.find_stream_name_by_subject(reading.topic)
    except errors.NotFoundError:
        raise reading.missing(
            "stream that keeps", "name a subject that a stream of JetStream keeps"
        ) from None
    info = await stream.stream_info(name, subjects_filter=reading.topic)
    wanted = min(reading.rows, sum((info.state.subjects or {}).values()))
    if not wanted:
        return []
    subscription = await stream.subscribe(reading.topic, stream=name, ordered_consumer=True)
    found: list[bytes] = []
    async with asyncio.timeout(reading.seconds):
        while len(found) < wanted:
            found.append((await subscription.next_msg(timeout=reading.seconds)).data)
    await subscription.unsubscribe()
    return found
