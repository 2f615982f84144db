"""The replay publisher: sends the rows of a table as events, in order and at a pace."""

import asyncio
import contextlib
import itertools
import signal
import threading
from collections.abc import Iterator, Mapping
from pathlib import Path

import msgspec

from stratum.core.clock import Clock
from stratum.core.specs import read_spec
from stratum.streaming.logic import names
from stratum.streaming.logic.exposition import Figures
from stratum.streaming.logic.frames import departure_frame, outcome_frame, pass_identifier
from stratum.streaming.logic.schedule import (
    Course,
    Pace,
    Place,
    Step,
    Swing,
    moment_of,
    replay_digest,
    replay_steps,
)
from stratum.streaming.programs.dataset import Dataset, column_report, read_dataset
from stratum.streaming.programs.life import LOG, write_log
from stratum.streaming.programs.publisher import Publisher
from stratum.streaming.programs.status import serve_status
from stratum.streaming.types import ReplaySpec

PLACE = "place.json"
SAVE_EVERY = 1.0
LONGEST_WAIT = 0.1
BURST = 64


def main(spec: Mapping[str, object], directory: Path, clock: Clock) -> int:
    """Run the replay until SIGTERM; without ``loop`` it stays, ready, after the last event.

    Where it stands is kept in ``directory``, so that a restarted replay goes on.

    Raises:
        InvalidInputError: If the specification is wrong or the table lacks a column.
        PermanentError: If the table cannot be read or the status port is taken.
    """
    wanted = read_spec(ReplaySpec, spec)
    write_log()
    told = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: told.set())
    figures = Figures()
    with _status_thread(wanted, figures):
        dataset = read_dataset(wanted)
        LOG.info("replaying %s", dict(column_report(dataset)))
        Replay(wanted, dataset, directory / PLACE, figures, clock).run(told)
    return 0


@contextlib.contextmanager
def _status_thread(spec: ReplaySpec, figures: Figures) -> Iterator[None]:
    """The status server in a thread of its own: the publishing loop has no time for it.

    Raises:
        PermanentError: If the port is taken.
    """
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    stack = contextlib.AsyncExitStack()
    try:
        server = stack.enter_async_context(serve_status(spec.address, spec.status, figures))
        asyncio.run_coroutine_threadsafe(server, loop).result()
        yield
    finally:
        asyncio.run_coroutine_threadsafe(stack.aclose(), loop).result()
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


class Replay:
    """Goes through the table, lap after lap, and offers what the pace allows."""

    def __init__(
        self, spec: ReplaySpec, dataset: Dataset, file: Path, figures: Figures, clock: Clock
    ) -> None:
        self._spec = spec
        self._dataset = dataset
        self._file = file
        self._figures = figures
        self._clock = clock
        self._publisher = Publisher(spec.broker, f"{spec.application}-{spec.name}", clock)
        self._pace = self._begin(0)
        self._topic = names.device_topic(spec.application, spec.topic, spec.name)
        self._outcomes = names.device_topic(spec.application, spec.outcomes or "", spec.name)
        self._saved = clock.monotonic()
        self._replay = replay_digest(spec)

    def run(self, told: threading.Event) -> None:
        """Publish until ``told``; afterwards the connection is closed and the place is kept."""
        place = read_place(self._file, self._replay)
        while not told.is_set():
            if place.lap and not self._spec.loop:
                self._idle(told)
            else:
                place = self._lap(place, told)
                self._save(place)
        self._publisher.close()

    def _lap(self, place: Place, told: threading.Event) -> Place:
        """One time through the table from ``place``; returns where the next lap begins."""
        steps = enumerate(replay_steps(self._dataset.times, self._dataset.known))
        number, moment = place.step, 0
        for number, step in itertools.islice(steps, place.step, None):
            moment = self._dataset.times[step.row]
            if number == place.step:
                self._pace = self._begin(moment)
            if not self._wait_for_turn(place.lap, number, moment, told):
                return Place(self._replay, place.lap, self._publisher.first_unacknowledged(number))
            self._offer(place.lap, number, step)
        end = number + 1
        while self._publisher.under_way and not told.is_set():
            self._breathe(place.lap, end, moment)
        if self._publisher.under_way:
            return Place(self._replay, place.lap, self._publisher.first_unacknowledged(end))
        return Place(self._replay, place.lap + 1)

    def _offer(self, lap: int, number: int, step: Step) -> None:
        identifier = pass_identifier(self._dataset.identifier(step.row), lap)
        now = self._clock.now()
        if step.outcome:
            body = outcome_frame(identifier, now, self._dataset.outcome(step.row))
            self._publisher.offer(self._outcomes, body, number)
        else:
            self._pace = self._pace.spent(1)
            body = departure_frame(identifier, now, self._dataset.body(step.row))
            self._publisher.offer(self._topic, body, number)
        self._figures.count("out", 1)

    def _begin(self, moment: int) -> Pace | Course:
        """The pace of the lap that begins at a moment of the data."""
        spec, now = self._spec, self._clock.monotonic()
        swings = tuple(Swing(moment_of(each.after), each.factor) for each in spec.load)
        if spec.speed:
            return Course(spec.speed, moment, now, swings)
        return Pace(spec.rate, 1.0, now, swings)

    def _wait_for_turn(self, lap: int, number: int, moment: int, told: threading.Event) -> bool:
        """Wait until the next event may go; False when told to stop."""
        if number % BURST == 0:
            self._breathe(lap, number, moment, 0.0)
        while not told.is_set():
            if self._publisher.takes():
                if self._pace.allowed(moment):
                    return True
                self._pace = self._pace.refilled(self._clock.monotonic(), moment)
                if self._pace.allowed(moment):
                    return True
            self._breathe(lap, number, moment)
        return False

    def _breathe(self, lap: int, number: int, moment: int, longest: float = LONGEST_WAIT) -> None:
        """Move the connection on, keep the figures and the place."""
        wait = longest if not self._publisher.takes() else min(longest, self._pace.delay(moment))
        self._move(wait)
        if self._clock.monotonic() - self._saved > SAVE_EVERY:
            self._save(Place(self._replay, lap, self._publisher.first_unacknowledged(number)))

    def _idle(self, told: threading.Event) -> None:
        """Stay, ready, after the last event."""
        LOG.info("everything is published")
        while not told.is_set():
            self._move(LONGEST_WAIT)

    def _move(self, wait: float) -> None:
        """Move the connection on and tell how it stands."""
        self._publisher.pump(wait)
        self._figures.pending = self._publisher.under_way
        if self._publisher.connected:
            self._figures.works()
        else:
            self._figures.fails("no connection to the broker")

    def _save(self, place: Place) -> None:
        self._saved = self._clock.monotonic()
        fresh = self._file.with_suffix(".new")
        fresh.write_bytes(msgspec.json.encode(place))
        fresh.replace(self._file)


def read_place(file: Path, replay: str) -> Place:
    """Where an earlier run of this replay stood; the beginning where that is not known.

    Beginning again is safe: events keep their identifiers.
    """
    try:
        place = msgspec.json.decode(file.read_bytes(), type=Place)
    except FileNotFoundError:
        return Place(replay)
    except (OSError, msgspec.DecodeError) as error:
        LOG.warning("%s: %s; beginning again", file, error)
        return Place(replay)
    return place if place.replay == replay else Place(replay)
