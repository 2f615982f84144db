"""Services and the broker: a connection that comes back, durable consumers, acknowledged publishing."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Sequence

import nats
from nats.aio.client import Client
from nats.aio.msg import Msg
from nats.errors import Error as NatsError
from nats.js import JetStreamContext
from nats.js.api import AckPolicy, ConsumerConfig

from stratum.streaming.logic.retrying import backoff
from stratum.streaming.programs.life import LOG

ACK_WAIT = 5.0
IDLE = 1.0
PUBLISH_PATIENCE = 3.0
# What the client library raises when the broker is away, being restarted or slow.
AWAY = (NatsError, TimeoutError, OSError)


def explain(error: Exception) -> str:
    """What to tell people of an error; some of the client library's say nothing."""
    return str(error) or type(error).__name__


@contextlib.asynccontextmanager
async def connected(url: str, name: str) -> AsyncIterator[Client]:
    """A connection that is made again whenever it breaks, however often; waits for the first one."""

    async def tell(error: Exception) -> None:
        LOG.warning("broker: %s", explain(error))

    client = await nats.connect(
        url,
        name=name,
        connect_timeout=2,
        reconnect_time_wait=0.2,
        max_reconnect_attempts=-1,
        ping_interval=10,
        error_cb=tell,
    )
    try:
        yield client
    finally:
        with contextlib.suppress(*AWAY):
            await client.close()


class Intake:
    """What a durable consumer hands out, each message until it is settled.

    Several programs may share a durable name: each message goes to one of them, and to another one
    when it was not settled or held within ``ACK_WAIT`` seconds.
    """

    def __init__(
        self, client: Client, stream: str, durable: str, batch: int, subject: str | None = None
    ) -> None:
        self._client = client
        self._context: JetStreamContext = client.jetstream()
        self._stream = stream
        self._durable = durable
        self._batch = batch
        self._subject = subject
        self._subscription: JetStreamContext.PullSubscription | None = None

    async def take(self) -> Sequence[Msg]:
        """Up to ``batch`` messages; none when nothing came within a second.

        Raises:
            nats.errors.Error: If the stream is not there or the broker is away; try again.
        """
        if self._subscription is None:
            self._subscription = await self._open()
        try:
            return await self._subscription.fetch(self._batch, timeout=IDLE)
        except TimeoutError:
            return ()

    async def settle(self, messages: Sequence[Msg]) -> None:
        """Say that messages were dealt with.

        Each is acknowledged by itself: to acknowledge "all up to here" would lose those that were handed
        to a program that died, whenever newer ones are finished before they are handed out again.
        """
        for message in messages:
            await self._client.publish(message.reply, b"+ACK")

    async def hold(self, messages: Sequence[Msg]) -> None:
        """Say that messages are still being dealt with, so that nobody else gets them."""
        for message in messages:
            await self._client.publish(message.reply, b"+WPI")

    async def pending(self) -> int:
        """Messages that were never handed out, and those handed out and not settled."""
        info = await self._context.consumer_info(self._stream, self._durable)
        return (info.num_pending or 0) + (info.num_ack_pending or 0)

    async def _open(self) -> JetStreamContext.PullSubscription:
        config = ConsumerConfig(
            durable_name=self._durable,
            filter_subject=self._subject,
            ack_policy=AckPolicy.EXPLICIT,
            ack_wait=ACK_WAIT,
            max_ack_pending=max(1000, 8 * self._batch),
        )
        await self._context.add_consumer(self._stream, config)
        return await self._context.pull_subscribe_bind(consumer=self._durable, stream=self._stream)


class Outlet:
    """Publishing that counts as done when the stream has it."""

    def __init__(self, client: Client) -> None:
        self._context = client.jetstream()

    async def publish(self, subject: str, body: bytes, message_id: str) -> None:
        """Put a message into the stream that takes ``subject``; tries until the stream has it.

        Args:
            subject: As services publish.
            body: The message.
            message_id: A second message of the same id within two minutes is dropped by the stream.
        """
        attempt = 0
        while True:
            try:
                await self._context.publish(
                    subject, body, timeout=PUBLISH_PATIENCE, headers={"Nats-Msg-Id": message_id}
                )
            except AWAY as error:
                LOG.warning("publish on %s: %s; trying again", subject, explain(error))
                await asyncio.sleep(backoff(attempt))
                attempt += 1
            else:
                return
