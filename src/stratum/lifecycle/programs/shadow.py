"""Asking a version beside the live one about every row, at its own pace."""

import asyncio
import dataclasses
from collections.abc import Sequence

from nats.aio.client import Client

from stratum.core.errors import InvalidInputError, TransientError
from stratum.lifecycle.logic.monitor_answers import read_all, said_of
from stratum.lifecycle.logic.monitor_book import Said
from stratum.lifecycle.logic.monitor_spec import MonitorSpec
from stratum.lifecycle.programs.counter import Counter
from stratum.lifecycle.programs.reader import Reader
from stratum.lifecycle.types import SHADOW
from stratum.streaming.logic.messages import Departure
from stratum.streaming.logic.retrying import backoff
from stratum.streaming.logic.tensors import refuse_row
from stratum.streaming.programs.intake import AWAY, explain
from stratum.streaming.programs.life import LOG
from stratum.streaming.programs.model import Model, reached
from stratum.streaming.types import ModelRef

LOOK_EVERY = 0.2


class Asker:
    """Reads the rows a second time, for the shadow: it may be slow or away without holding up the counting.

    Args:
        spec: Of the monitor.
        client: Connected to the broker.
        counter: Keeps the answers, and knows who the shadow is.
    """

    def __init__(self, spec: MonitorSpec, client: Client, counter: Counter) -> None:
        self._spec = spec
        self._client = client
        self._counter = counter

    async def work(self) -> None:
        """Go on until cancelled."""
        while True:
            shadow = self._counter.shadow
            if shadow is None:
                await asyncio.sleep(LOOK_EVERY)
            else:
                await self._follow(shadow.version, shadow.url)

    async def _follow(self, version: str, url: str) -> None:
        """Ask one shadow until there is another one, or none."""
        reader, attempt = Reader(self._client, self._spec.rows, self._spec.batch), 0
        async with reached(ModelRef(url, self._spec.model)) as model:
            while (shadow := self._counter.shadow) and (shadow.version, shadow.url) == (version, url):
                try:
                    taken = await self._step(reader, model, version)
                except (TransientError, *AWAY) as error:
                    await reader.leave()
                    self._trouble(version, explain(error))
                    await asyncio.sleep(backoff(attempt))
                    attempt += 1
                else:
                    attempt = 0
                    if taken < self._spec.batch:
                        await asyncio.sleep(self._spec.wait)

    async def _step(self, reader: Reader, model: Model, version: str) -> int:
        """One batch of rows; returns how many messages it was."""
        place, messages = await reader.take(self._counter.place(SHADOW))
        if not messages:
            return 0
        events, _ = read_all(Departure, [message.data for message in messages])
        rows = await self._ask(model, version, events)
        shadow = self._counter.shadow
        if shadow is not None and shadow.version == version:
            answered, failed = shadow.answered + len(rows), shadow.failed + len(events) - len(rows)
            told = dataclasses.replace(shadow, answered=answered, failed=failed, reason="")
            self._counter.answer(place, rows, told)
        return len(messages)

    async def _ask(self, model: Model, version: str, events: Sequence[Departure]) -> list[tuple[str, Said]]:
        """What it says of events; those that it refuses are left out.

        Raises:
            TransientError: If it is away, or another version answers.
        """
        try:
            signature = await model.signature()
            fitting = [event for event in events if not refuse_row(signature, event.row)]
            if not fitting:
                return []
            answer = await model.infer(signature, [event.row for event in fitting])
        except InvalidInputError as error:
            LOG.warning("shadow %s: %s", version, error)
            return []
        except TransientError:
            model.forget()
            raise
        if answer.version != version:
            model.forget()
            raise TransientError(f"version {answer.version} answers where {version} should")
        said = said_of(version, answer.labels, answer.probabilities)
        return [(event.id, each) for event, each in zip(fitting, said, strict=True) if each is not None]

    def _trouble(self, version: str, reason: str) -> None:
        shadow = self._counter.shadow
        if shadow is not None and shadow.version == version and shadow.reason != reason:
            LOG.warning("shadow %s: %s", version, reason)
            self._counter.shadow = dataclasses.replace(shadow, reason=reason)
