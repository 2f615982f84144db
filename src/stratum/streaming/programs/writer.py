"""The database writer: takes messages, stores their rows, then acknowledges."""

import asyncio
from collections.abc import Mapping, Sequence
from pathlib import Path

from nats.aio.client import Client
from nats.aio.msg import Msg

from stratum.core.clock import Clock
from stratum.core.digests import digest_bytes
from stratum.core.errors import TransientError
from stratum.core.specs import read_spec
from stratum.streaming.logic import names
from stratum.streaming.logic.archive import SENT, Row, archive_rows
from stratum.streaming.logic.exposition import Figures
from stratum.streaming.logic.messages import Rejection, encode
from stratum.streaming.logic.retrying import backoff
from stratum.streaming.programs.archive import Archive
from stratum.streaming.programs.intake import AWAY, Intake, Outlet, connected, explain
from stratum.streaming.programs.life import LOG, live
from stratum.streaming.programs.status import serve_status
from stratum.streaming.types import Consumption, WriterSpec

WATCH_EVERY = 1.0
MOST_PREDICTIONS = 32


def main(spec: Mapping[str, object], directory: Path, clock: Clock) -> int:
    """Run the writer until SIGTERM.

    Raises:
        InvalidInputError: If the specification is wrong.
        PermanentError: If the status port is taken.
    """
    del directory  # it keeps nothing
    wanted = read_spec(WriterSpec, spec)
    return live(lambda: _run(wanted, clock))


async def _run(spec: WriterSpec, clock: Clock) -> None:
    figures = Figures(stores=True)
    with Archive(Path(spec.database)) as archive:
        async with (
            serve_status(spec.address, spec.status, figures),
            connected(spec.broker, f"{spec.application}-{spec.name}") as client,
            asyncio.TaskGroup() as group,
        ):
            writer = Writer(spec, client, archive, figures, clock)
            group.create_task(writer.watch())
            for consumption in spec.consumes:
                group.create_task(writer.keep(consumption))


class Writer:
    """Keeps streams in the archive, each at its own speed, one transaction at a time."""

    def __init__(
        self, spec: WriterSpec, client: Client, archive: Archive, figures: Figures, clock: Clock
    ) -> None:
        self._spec = spec
        self._archive = archive
        self._figures = figures
        self._clock = clock
        self._outlet = Outlet(client)
        self._turn = asyncio.Lock()
        self._intakes = {each: self._intake(client, each) for each in spec.consumes}
        self._troubles: dict[Consumption, str] = dict.fromkeys(spec.consumes, "starting")

    async def keep(self, consumption: Consumption) -> None:
        """Store one stream until cancelled; a broker or a disk that does not work is waited for."""
        intake, attempt = self._intakes[consumption], 0
        while True:
            try:
                messages = await intake.take()
                await self._handle(consumption, intake, messages)
            except AWAY as error:
                self._report(consumption, explain(error))
                await asyncio.sleep(backoff(attempt))
                attempt += 1
            else:
                attempt = 0
                if len(messages) < self._spec.batch:
                    await asyncio.sleep(self._spec.wait)

    async def watch(self) -> None:
        """Keep the number of waiting messages in the figures."""
        while True:
            try:
                waiting = [await intake.pending() for intake in self._intakes.values()]
                self._figures.pending = sum(waiting)
            except AWAY:
                LOG.debug("the broker does not tell what is pending")
            await asyncio.sleep(WATCH_EVERY)

    async def _handle(self, consumption: Consumption, intake: Intake, messages: Sequence[Msg]) -> None:
        """Store, and only then acknowledge."""
        if messages:
            pairs = [(message.subject, message.data) for message in messages]
            rows, refused = archive_rows(consumption.kind, pairs, self._clock.now())
            await self._store(consumption, rows, messages)
            await self._publish_rejections(refused)
            await intake.settle(messages)
        self._report(consumption, "")

    async def _store(self, consumption: Consumption, rows: Sequence[Row], held: Sequence[Msg]) -> None:
        """Keep rows; tries until they are kept, and keeps the messages meanwhile."""
        attempt = 0
        while True:
            try:
                async with self._turn:
                    new = await asyncio.to_thread(self._archive.store, consumption.kind, rows)
            except TransientError as error:
                self._report(consumption, error.message)
                await self._intakes[consumption].hold(held)
                await asyncio.sleep(backoff(attempt))
                attempt += 1
            else:
                self._count(consumption.kind, rows, new)
                return

    def _count(self, kind: str, rows: Sequence[Row], new: int) -> None:
        self._figures.count("in", len(rows))
        self._figures.count("out", new)
        if kind == "predictions":
            now = self._clock.now()
            self._figures.observe_latency(now - sent for row in rows if isinstance(sent := row[SENT], float))

    async def _publish_rejections(self, refused: Sequence[Rejection]) -> None:
        subject = names.stored_subject(self._spec.application, names.REJECTED, self._spec.name)
        for rejection in refused:
            body = encode(rejection)
            await self._outlet.publish(names.direct_subject(subject), body, digest_bytes(body))
            self._figures.count("rejected", 1)

    def _report(self, consumption: Consumption, trouble: str) -> None:
        """Note what hinders one stream; the writer is ready when nothing hinders any."""
        if trouble and trouble != self._troubles[consumption]:
            LOG.warning("%s: %s", consumption.stream, trouble)
        self._troubles[consumption] = trouble
        told = "; ".join(each for each in self._troubles.values() if each)
        if told:
            self._figures.fails(told)
        else:
            self._figures.works()

    def _intake(self, client: Client, consumption: Consumption) -> Intake:
        # A message of predictions holds many rows: a transaction stays small in memory all the same.
        batch = (
            min(self._spec.batch, MOST_PREDICTIONS) if consumption.kind == "predictions" else self._spec.batch
        )
        return Intake(client, consumption.stream, consumption.durable, batch)
