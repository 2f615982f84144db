"""The stream processor: takes events, asks the model, publishes predictions, then acknowledges."""

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from nats.aio.msg import Msg

from stratum.core.clock import Clock
from stratum.core.digests import digest_bytes
from stratum.core.errors import InvalidInputError, TransientError
from stratum.core.specs import read_spec
from stratum.streaming.logic import names
from stratum.streaming.logic.exposition import Figures
from stratum.streaming.logic.messages import Predictions, Rejection, encode, reject
from stratum.streaming.logic.retrying import backoff
from stratum.streaming.logic.scoring import Arrival, Event, Sorted, gather, halves, sort_arrivals
from stratum.streaming.programs.intake import AWAY, Intake, Outlet, connected, explain
from stratum.streaming.programs.life import LOG, live
from stratum.streaming.programs.model import Model, reached
from stratum.streaming.programs.status import serve_status
from stratum.streaming.types import ProcessorSpec

WATCH_EVERY = 1.0


def main(spec: Mapping[str, object], directory: Path, clock: Clock) -> int:
    """Run the processor until SIGTERM.

    Raises:
        InvalidInputError: If the specification is wrong.
        PermanentError: If the status port is taken.
    """
    del directory  # it keeps nothing
    wanted = read_spec(ProcessorSpec, spec)
    return live(lambda: _run(wanted, clock))


async def _run(spec: ProcessorSpec, clock: Clock) -> None:
    figures = Figures()
    async with (
        serve_status(spec.address, spec.status, figures),
        connected(spec.broker, f"{spec.application}-{spec.name}") as client,
        reached(spec.model) as model,
        asyncio.TaskGroup() as group,
    ):
        intake = Intake(client, spec.stream, spec.durable, spec.batch, spec.subject)
        group.create_task(watch(intake, figures))
        await Processor(spec, intake, Outlet(client), model, figures, clock).work()


async def watch(intake: Intake, figures: Figures) -> None:
    """Keep the number of waiting events in ``figures``."""
    while True:
        try:
            figures.pending = await intake.pending()
        except AWAY:
            LOG.debug("the broker does not tell what is pending")
        await asyncio.sleep(WATCH_EVERY)


class Processor:
    """One batch at a time from the intake over the model to the outlet."""

    def __init__(
        self,
        spec: ProcessorSpec,
        intake: Intake,
        outlet: Outlet,
        model: Model,
        figures: Figures,
        clock: Clock,
    ) -> None:
        self._spec = spec
        self._intake = intake
        self._outlet = outlet
        self._model = model
        self._figures = figures
        self._clock = clock

    async def work(self) -> None:
        """Go on until cancelled; whatever is away is waited for."""
        attempt = 0
        while True:
            try:
                await self._model.signature()
                messages = await self._intake.take()
                self._figures.works()
                await self._handle(messages)
            except (TransientError, *AWAY) as error:
                self._figures.fails(explain(error))
                LOG.warning("%s", explain(error))
                await asyncio.sleep(backoff(attempt))
                attempt += 1
            else:
                attempt = 0
                if len(messages) < self._spec.batch:
                    await asyncio.sleep(self._spec.wait)

    async def _handle(self, messages: Sequence[Msg]) -> None:
        """Predict, publish, and only then acknowledge."""
        if not messages:
            return
        batch = await self._sort(messages)
        self._figures.count("in", len(messages))
        await self._predict(batch.events, messages)
        await self._publish_rejections(batch.rejections)
        await self._intake.settle(messages)

    async def _sort(self, messages: Sequence[Msg]) -> Sorted:
        signature = await self._model.signature()
        return sort_arrivals(signature, (Arrival(message.subject, message.data) for message in messages))

    async def _predict(self, events: Sequence[Event], held: Sequence[Msg]) -> None:
        """Ask about events and publish; a refused batch is halved until the refused events are found."""
        if not events:
            return
        try:
            predictions = await self._ask(events, held)
        except InvalidInputError as error:
            if len(events) > 1:
                for half in halves(events):
                    await self._predict(half, held)
                return
            arrival = events[0].arrival
            await self._publish_rejections([reject(arrival.subject, error.message, arrival.body)])
            return
        body = encode(predictions)
        await self._outlet.publish(names.direct_subject(self._spec.output), body, digest_bytes(body))
        self._figures.count("out", len(events))

    async def _ask(self, events: Sequence[Event], held: Sequence[Msg]) -> Predictions:
        """What the model says; waits for a model that is away and keeps the messages meanwhile.

        Raises:
            InvalidInputError: If the model, asked as it wants to be asked now, refuses the events.
        """
        attempt = 0
        rows = [event.departure.row for event in events]
        while True:
            try:
                answer = await self._model.infer(await self._model.signature(), rows)
            except TransientError as error:
                self._model.forget()
                self._figures.fails(error.message)
                LOG.warning("%s", error)
                await self._intake.hold(held)
                await asyncio.sleep(backoff(attempt))
                attempt += 1
            else:
                self._figures.works()
                return gather(self._spec.model.name, answer, events, self._clock.now())

    async def _publish_rejections(self, rejections: Iterable[Rejection]) -> None:
        subject = names.stored_subject(self._spec.application, names.REJECTED, self._spec.name)
        for rejection in rejections:
            body = encode(rejection)
            await self._outlet.publish(names.direct_subject(subject), body, digest_bytes(body))
            self._figures.count("rejected", 1)
