"""The monitor of a model: counts how right each version is, and looks for drift. It decides nothing."""

import asyncio
import dataclasses
import importlib.metadata
from collections.abc import Mapping
from pathlib import Path
from typing import TypeVar

import msgspec

from stratum.core.clock import Clock
from stratum.core.errors import InvalidInputError, NotFoundError, TransientError
from stratum.core.specs import read_spec
from stratum.drift.logic.profile import FILE
from stratum.drift.ports import Design
from stratum.lifecycle.logic.monitor_report import days, metrics
from stratum.lifecycle.logic.monitor_spec import MonitorSpec, Version
from stratum.lifecycle.programs.counter import OUTCOMES, PREDICTIONS, ROWS, Counter, Written
from stratum.lifecycle.programs.doors import TEXT, Answer, Doors, opened
from stratum.lifecycle.programs.ledger import Ledger
from stratum.lifecycle.programs.reader import Reader
from stratum.lifecycle.programs.scorer import Scorer
from stratum.lifecycle.programs.shadow import Asker
from stratum.lifecycle.types import Shadow
from stratum.serving.bundle import open_bundle
from stratum.streaming.logic.exposition import Figures
from stratum.streaming.logic.retrying import backoff
from stratum.streaming.programs.intake import AWAY, connected, explain
from stratum.streaming.programs.life import LOG, live
from stratum.streaming.types import ModelUrl

GROUP = "stratum.drift.detectors"
LEDGER = "monitor.db"
BodyT = TypeVar("BodyT", bound=msgspec.Struct)


class _Ask(msgspec.Struct):
    """The body of ``POST /shadow``."""

    version: Version
    url: ModelUrl


class _Learn(msgspec.Struct):
    """The body of ``POST /versions``."""

    version: Version
    profile: dict[str, object]


def main(spec: Mapping[str, object], directory: Path, clock: Clock) -> int:
    """Run the monitor until SIGTERM.

    Raises:
        InvalidInputError: If the specification is wrong.
        NotFoundError: If a bundle or a detector does not exist.
        PermanentError: If a bundle was changed, or the port is taken.
        TransientError: If the ledger cannot be opened.
    """
    del clock  # time is that of the data
    wanted = read_spec(MonitorSpec, spec)
    profiles = [(each.version, _profile(directory / each.path)) for each in (wanted.baseline, wanted.live)]
    counter = Counter(
        wanted,
        Ledger(directory / LEDGER, wanted.baseline.version),
        Scorer(wanted.model, wanted.baseline.version, directory / wanted.baseline.path),
        {name: _design(name) for name in wanted.detectors},
        {version: profile for version, profile in profiles if profile is not None},
    )
    return live(lambda: _run(wanted, counter))


async def _run(spec: MonitorSpec, counter: Counter) -> None:
    figures = Figures()
    async with (
        opened(spec.address, spec.status, _doors(counter, figures)),
        connected(spec.broker, f"{spec.application}-{spec.name}") as client,
        asyncio.TaskGroup() as group,
    ):
        topics = {ROWS: spec.rows, PREDICTIONS: spec.predictions, OUTCOMES: spec.outcomes}
        readers = {topic: Reader(client, source, spec.batch) for topic, source in topics.items()}
        monitor = Monitor(spec, counter, readers, figures)
        for topic in readers:
            group.create_task(monitor.keep(topic))
        group.create_task(Asker(spec, client, counter).work())


class Monitor:
    """Reads three topics, each at its own speed."""

    def __init__(
        self, spec: MonitorSpec, counter: Counter, readers: Mapping[str, Reader], figures: Figures
    ) -> None:
        self._spec = spec
        self._counter = counter
        self._readers = readers
        self._figures = figures
        self._troubles = dict.fromkeys(readers, "starting")

    async def keep(self, topic: str) -> None:
        """Count one topic until cancelled; a broker or a disk that does not work is waited for."""
        attempt = 0
        while True:
            try:
                taken = await self._step(topic)
            except (TransientError, *AWAY) as error:
                self._report(topic, explain(error))
                await asyncio.sleep(backoff(attempt))
                attempt += 1
            else:
                attempt = 0
                self._report(topic, "")
                if taken < self._spec.batch:
                    await asyncio.sleep(self._spec.wait)

    async def _step(self, topic: str) -> int:
        """One batch of messages; returns how many they were."""
        reader = self._readers[topic]
        place, messages = await reader.take(self._counter.place(topic))
        if messages:
            try:
                skipped = self._counter.book.facts.skipped
                settled = self._counter.handle(topic, place, [message.data for message in messages])
            except TransientError:
                await reader.leave()
                raise
            self._figures.count("in", len(messages))
            self._figures.count("out", settled)
            self._figures.count("rejected", self._counter.book.facts.skipped - skipped)
        self._figures.pending = sum(each.pending for each in self._readers.values())
        return len(messages)

    def _report(self, topic: str, trouble: str) -> None:
        """Note what hinders one topic; the monitor is ready when nothing hinders any."""
        if trouble and trouble != self._troubles[topic]:
            LOG.warning("%s: %s", topic, trouble)
        self._troubles[topic] = trouble
        told = "; ".join(each for each in self._troubles.values() if each)
        if told:
            self._figures.fails(told)
        else:
            self._figures.works()


def _doors(counter: Counter, figures: Figures) -> Doors:
    """What the monitor answers."""

    def ready(_: bytes) -> Answer:
        if figures.ready:
            return Answer(b"ready\n", TEXT)
        return Answer(f"{figures.reason}\n".encode(), TEXT, "503 Service Unavailable")

    def told(_: bytes) -> Answer:
        return Answer((figures.text() + metrics(counter.report())).encode(), TEXT)

    def state(_: bytes) -> Answer:
        return Answer(msgspec.json.encode(counter.report()))

    def ask(body: bytes) -> Answer:
        wanted = _read(_Ask, body)
        known = counter.shadow
        same = known is not None and known.version == wanted.version
        counter.ask(
            dataclasses.replace(known, url=wanted.url)
            if same and known is not None
            else Shadow(wanted.version, wanted.url)
        )
        return state(body)

    def dismiss(body: bytes) -> Answer:
        counter.ask(None)
        return state(body)

    def learn(body: bytes) -> Answer:
        wanted = _read(_Learn, body)
        counter.learn(wanted.version, wanted.profile)
        return state(body)

    return {
        ("GET", "/ready"): ready,
        ("GET", "/metrics"): told,
        ("GET", "/state"): state,
        ("GET", "/days"): lambda _: Answer(msgspec.json.encode(days(counter.book))),
        ("POST", "/shadow"): ask,
        ("DELETE", "/shadow"): dismiss,
        ("POST", "/versions"): learn,
    }


def _read(shape: type[BodyT], body: bytes) -> BodyT:
    try:
        return msgspec.json.decode(body, type=shape)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise InvalidInputError(str(error)) from error


def _design(name: str) -> Design:
    """The detector that an installed package offers as ``name``."""
    found = {entry.name: entry for entry in importlib.metadata.entry_points(group=GROUP)}
    if name not in found:
        raise NotFoundError(f"no detector {name!r}", f"known: {', '.join(sorted(found)) or 'none'}")
    design: Design = found[name].load()
    return design


def _profile(bundle: Path) -> Written | None:
    """The training profile of a verified bundle; None where it has none."""
    if FILE not in open_bundle(bundle).files:
        return None
    profile: Written = msgspec.json.decode((bundle / FILE).read_bytes())
    return profile
