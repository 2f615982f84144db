"""Reading a topic in order from a place that the reader itself remembers."""

import contextlib
from collections.abc import Sequence

from nats.aio.client import Client
from nats.aio.msg import Msg
from nats.js import JetStreamContext
from nats.js.api import AckPolicy, ConsumerConfig, DeliverPolicy

from stratum.lifecycle.logic.monitor_spec import Source
from stratum.streaming.programs.intake import AWAY

IDLE = 1.0
FORGOTTEN_AFTER = 60.0


class Reader:
    """Messages of a topic after a place, in the order of the stream.

    Nothing is acknowledged: who reads keeps the place together with what it made of the messages.

    Args:
        client: Connected to the broker.
        source: The topic.
        batch: Messages taken at once, at most.
    """

    def __init__(self, client: Client, source: Source, batch: int) -> None:
        self._context: JetStreamContext = client.jetstream()
        self._source = source
        self._batch = batch
        self._subscription: JetStreamContext.PullSubscription | None = None
        self._consumer = ""
        self._expected = 0
        self.pending = 0

    async def take(self, place: int) -> tuple[int, Sequence[Msg]]:
        """The next messages after ``place`` and the place after them; none when none came within a second.

        Raises:
            nats.errors.Error: If the stream is not there or the broker is away; try again.
        """
        try:
            if self._subscription is None:
                place, self._subscription = await self._open(place)
            messages = await self._fetch(self._subscription)
        except AWAY:
            await self.leave()
            raise
        if not messages:
            return place, ()
        numbers = [message.metadata.sequence for message in messages]
        # The consumer counts what it hands out: a gap is a message that got lost on the way.
        whole = [self._expected + i for i in range(len(numbers))] == [n.consumer for n in numbers]
        if not whole or numbers[0].stream <= place:
            await self.leave()
            return place, ()
        self._expected += len(numbers)
        self.pending = messages[-1].metadata.num_pending
        return numbers[-1].stream, messages

    async def _fetch(self, subscription: JetStreamContext.PullSubscription) -> Sequence[Msg]:
        try:
            return await subscription.fetch(self._batch, timeout=IDLE)
        except TimeoutError:
            # A broker that was started anew does not know the consumer, and would be silent for ever.
            info = await self._context.consumer_info(self._source.stream, self._consumer)
            self.pending = info.num_pending or 0
            return ()

    async def _open(self, place: int) -> tuple[int, JetStreamContext.PullSubscription]:
        """Begin after ``place``; from the start of a stream that was made anew."""
        info = await self._context.stream_info(self._source.stream)
        place = place if place <= info.state.last_seq else 0
        config = ConsumerConfig(
            filter_subject=self._source.subject,
            deliver_policy=DeliverPolicy.BY_START_SEQUENCE,
            opt_start_seq=place + 1,
            ack_policy=AckPolicy.NONE,
            inactive_threshold=FORGOTTEN_AFTER,
            mem_storage=True,
        )
        made = await self._context.add_consumer(self._source.stream, config)
        subscription = await self._context.pull_subscribe_bind(consumer=made.name, stream=self._source.stream)
        self._consumer = made.name
        self._expected = 1
        return place, subscription

    async def leave(self) -> None:
        """Forget the consumer; the next call makes one."""
        subscription, self._subscription = self._subscription, None
        if subscription is not None:
            with contextlib.suppress(*AWAY):
                await subscription.unsubscribe()
