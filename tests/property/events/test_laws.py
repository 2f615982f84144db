"""Laws of events: nothing is lost or told twice wherever the platform is killed; two readings agree."""

import contextlib
import dataclasses
import json
import math
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stratum.core.events import Event
from stratum.core.journal import Query, Snapshot
from stratum.core.patterns import matches
from stratum.events.actions.emit import Emit
from stratum.events.agent.timetable import Timetable
from stratum.events.journal import SqliteJournal
from stratum.events.logic.crossings import Standing, look
from stratum.events.logic.envelope import from_cloudevent, to_cloudevent
from stratum.events.logic.schedules import due
from stratum.events.reactions import Reaction
from stratum.events.service import Bus
from stratum.events.types import Crossing, Daily, Every, On, Rule
from stratum.testing.fakes import InlineWorkers, MemoryJournal, MemoryPowers

RULES = (
    Rule("r", "first", On("a.*"), "emit", "event.data.n > 1", {"type": "b.made"}),
    Rule("r", "second", On("b.*"), "emit", "", {"type": "c.made"}),
    Rule("r", "third", On("*", subject="x"), "emit", "", {"type": "d.made", "subject": "y"}),
    Rule("r", "timed", Every(10), "emit", "", {"type": "e.made", "subject": "clock"}),
)


class Killed(BaseException):
    """The end of the process: nothing catches it."""


class MortalJournal(MemoryJournal):
    """A journal in whose writes the process is killed: before the ``last``-th one, or after it."""

    def __init__(self) -> None:
        super().__init__()
        self.last = math.inf
        self.after = False
        self._written = 0

    def append(self, event: Event) -> int:
        self._count(before=True)
        number = super().append(event)
        self._count(before=False)
        return number

    def remember(self, snapshot: Snapshot) -> None:
        self._count(before=True)
        super().remember(snapshot)
        self._count(before=False)

    def _count(self, *, before: bool) -> None:
        if self._written == self.last and before != self.after:
            self.last = math.inf
            raise Killed
        self._written += not before


@pytest.fixture(scope="module")
def workers() -> Iterator[InlineWorkers]:
    with InlineWorkers() as workers:
        yield workers


def live(journal: MemoryJournal, workers: InlineWorkers, times: Sequence[float]) -> None:
    """One life of a process: from the journal as it is, until it is killed or the times are over."""
    bus, timetable = Bus(journal, keep_every=2), Timetable(journal)
    powers = MemoryPowers(journal)
    bus.attach([Reaction(rule, Emit(), powers, journal, workers) for rule in RULES])
    for now in times:
        timetable.step(RULES, now)
        for _ in range(6):
            bus.step(now)


def told(journal: MemoryJournal) -> list[str]:
    """The events without their times and places, which may differ."""
    events = [dataclasses.asdict(entry.event) | {"time": 0} for entry in journal.read()]
    return sorted(json.dumps(event, sort_keys=True) for event in events)


EVENTS = st.lists(
    st.tuples(
        st.sampled_from(["a.one", "a.two", "b.one", "z.z"]), st.sampled_from(["x", "y"]), st.integers(0, 3)
    ),
    max_size=5,
)


@settings(deadline=None, max_examples=60)
@given(EVENTS, st.integers(0, 40), st.booleans())
def test_wherever_the_platform_is_killed_the_same_events_are_told(
    workers: InlineWorkers, events: list[tuple[str, str, int]], last: int, after: bool
) -> None:
    unharmed, harmed = MortalJournal(), MortalJournal()
    for journal in (unharmed, harmed):
        live(journal, workers, [5.0])
        for number, (kind, subject, n) in enumerate(events):
            journal.append(Event(f"e-{number}", "/user", kind, subject, 0.0, {"n": n}))
    live(unharmed, workers, [12.0])
    harmed.last, harmed.after = harmed._written + last, after
    for now in (12.0, 12.1, 12.2):
        with contextlib.suppress(Killed):
            live(harmed, workers, [now])
    live(harmed, workers, [12.3])
    assert told(harmed) == told(unharmed)
    assert len({(e.event.source, e.event.id) for e in harmed.read()}) == len(harmed.read())


NAMES = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=6)
PATTERNS = st.text("ab*?[].%_é-", max_size=6)
SHORT = st.text("ab?[].%_é-AB", max_size=6)


@given(PATTERNS, SHORT)
def test_a_pattern_means_what_its_definition_says(pattern: str, text: str) -> None:
    """By the definition, which takes longer."""

    def slow(p: str, t: str) -> bool:
        if not p:
            return not t
        if p[0] == "*":
            return slow(p[1:], t) or (bool(t) and slow(p, t[1:]))
        return bool(t) and p[0] == t[0] and slow(p[1:], t[1:])

    assert matches(pattern, text) is slow(pattern, text)


@settings(deadline=None, max_examples=40)
@given(
    st.lists(st.tuples(SHORT, SHORT, SHORT, st.floats(0, 100)), max_size=8),
    st.builds(Query, PATTERNS, PATTERNS, PATTERNS, st.just(""), st.floats(0, 100), st.integers(0, 5)),
)
def test_both_journals_find_the_same(
    tmp_path_factory: pytest.TempPathFactory, events: list[tuple[str, str, str, float]], query: Query
) -> None:
    path: Path = tmp_path_factory.mktemp("journal") / "state.db"
    memory, file = MemoryJournal(), SqliteJournal(path)
    for number, (source, kind, subject, time) in enumerate(events):
        for journal in (memory, file):
            journal.append(Event(f"id-{number}", source, kind, subject, time))
    assert file.find(query) == memory.find(query)
    file.close()


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53), 2**53)
    | st.floats(allow_nan=False, allow_infinity=False)
    | NAMES,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=3),
    max_leaves=8,
)
TEXT = st.text(st.characters(codec="utf-8", categories=["L", "N", "P", "S"]), min_size=1, max_size=9)


@given(TEXT, TEXT, TEXT, st.just("") | TEXT, st.floats(0, 4e9), st.dictionaries(NAMES, JSON, max_size=3))
def test_an_event_survives_the_envelope(
    identity: str, source: str, kind: str, subject: str, time: float, data: dict[str, object]
) -> None:
    event = Event(identity, source, kind, subject, time, data)
    back = from_cloudevent(json.loads(json.dumps(to_cloudevent(event))), now=0.0)
    assert dataclasses.replace(back, time=time) == event
    assert abs(back.time - time) < 2e-6


SCHEDULES = st.builds(Every, st.floats(1, 1e5)) | st.builds(Daily, st.integers(0, 86_399))


@given(SCHEDULES, st.floats(0, 1e9), st.lists(st.floats(0, 3e5), max_size=20))
def test_a_time_comes_once_and_none_is_told_early(
    schedule: Every | Daily, begin: float, steps: list[float]
) -> None:
    last, now = begin, begin
    length = schedule.seconds if isinstance(schedule, Every) else 86_400
    for step in steps:
        now += step
        moment = due(schedule, last, now)
        if moment is not None:
            assert last < moment <= now
            last = moment
        assert now - last <= length * (1 + 1e-9) or last == begin
        assert due(schedule, last, now) is None
        assert due(schedule, last, now - 1e6) is None


@given(st.lists(st.tuples(st.floats(0, 100), st.none() | st.floats(0, 10)), max_size=30), st.floats(0, 200))
def test_a_crossing_is_told_once_until_the_metric_came_back(
    looks: list[tuple[float, float | None]], hold: float
) -> None:
    watch = Crossing("m", "s", above=5, hold=hold)
    standing, now = Standing(), 0.0
    over: float | None = None
    told = False
    for step, value in looks:
        now += step
        standing, crossed = look(watch, standing, value, now)
        if value is not None and value <= 5:
            told = False
        if value is None or value <= 5:
            over = None
        elif over is None:
            over = now
        expected = not told and over is not None and now - over >= hold
        assert crossed is expected
        told = told or crossed
