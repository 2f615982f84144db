"""Times and metrics as events, over kills and restarts."""

import pytest

from stratum.core.errors import TransientError
from stratum.core.events import Event
from stratum.core.samples import Sample
from stratum.events.agent.lookout import FRESH, Lookout
from stratum.events.agent.timetable import Timetable
from stratum.events.types import Crossing, Daily, Every, On, Rule
from stratum.testing.fakes import MemoryJournal

OFTEN = Rule("mine", "often", Every(600), "retrain", "", {"service": "scorer"})
NIGHTLY = Rule("mine", "nightly", Daily(3 * 3600), "emit", "", {"type": "night.falls"})
BUSY = Rule("mine", "busy", Crossing("requests_per_second", "scorer", above=50, hold=30), "scale")


@pytest.fixture
def journal() -> MemoryJournal:
    return MemoryJournal()


def events(journal: MemoryJournal) -> list[Event]:
    return [entry.event for entry in journal.read()]


def test_a_rule_that_is_seen_for_the_first_time_waits_for_the_next_time(journal: MemoryJournal) -> None:
    timetable = Timetable(journal)
    for now in (700.0, 1199.0, 1200.0, 1201.0):
        timetable.step([OFTEN], now)
    (told,) = events(journal)
    assert (told.source, told.type, told.subject) == ("/rules/mine", "schedule.due", "scorer")
    assert (told.data["rule"], told.data["saw"]) == ("mine/often", {"moment": "1970-01-01 00:20:00"})
    assert told.data["reason"] == "it is 1970-01-01 00:20:00 UTC"


def test_a_time_is_told_once_whoever_looks_and_missed_ones_come_together(journal: MemoryJournal) -> None:
    Timetable(journal).step([OFTEN, NIGHTLY], 700.0)
    Timetable(journal).step([OFTEN, NIGHTLY], 5000.0)
    Timetable(journal).step([OFTEN, NIGHTLY], 5001.0)
    assert [event.data["saw"] for event in events(journal)] == [{"moment": "1970-01-01 01:20:00"}]
    Timetable(journal).step([OFTEN, NIGHTLY], 11_000.0)
    assert [(e.subject, e.data["rule"]) for e in events(journal)[1:]] == [
        ("scorer", "mine/often"),
        ("nightly", "mine/nightly"),
    ]


def test_another_schedule_of_the_same_rule_begins_anew(journal: MemoryJournal) -> None:
    Timetable(journal).step([OFTEN], 700.0)
    Timetable(journal).step([Rule("mine", "often", Every(60), "retrain")], 5000.0)
    assert events(journal) == []


def test_rules_that_wait_for_something_else_have_no_times(journal: MemoryJournal) -> None:
    timetable = Timetable(journal)
    for now in (0.0, 1e6):
        timetable.step([BUSY, Rule("mine", "on", On("*"), "retrain")], now)
    assert events(journal) == []


class Meter:
    """Readings of one metric; notes since when it was asked."""

    def __init__(self) -> None:
        self.value: float | None = None
        self.asked: list[float] = []

    def __call__(self, since: float) -> list[Sample]:
        self.asked.append(since)
        found = [] if self.value is None else [Sample("requests_per_second", "scorer", since, self.value)]
        return [Sample("latency_p95_seconds", "scorer", since, 1e9), *found]


def test_a_metric_that_crosses_its_limit_is_told_once(journal: MemoryJournal) -> None:
    meter = Meter()
    lookout = Lookout(journal, meter)
    for now, value in ((0, 40), (10, 60), (39, 60), (40, 61.5), (50, 70)):
        meter.value = value
        lookout.step([BUSY], float(now))
    (told,) = events(journal)
    assert (told.source, told.type, told.subject) == ("/rules/mine", "metric.crossed", "scorer")
    assert told.data["reason"] == "requests_per_second of scorer is 61.5, above 50 for 30 s"
    assert told.data["saw"] == {"requests_per_second": 61.5, "above": 50, "seconds": 30}
    assert meter.asked[-1] == 50 - FRESH


def test_where_a_metric_stands_survives_the_process(journal: MemoryJournal) -> None:
    meter = Meter()
    meter.value = 60.0
    for now in (10.0, 39.0, 40.0, 41.0):
        Lookout(journal, meter).step([BUSY], now)
    assert len(events(journal)) == 1
    meter.value = 10.0
    Lookout(journal, meter).step([BUSY], 50.0)
    meter.value = 60.0
    for now in (60.0, 90.0):
        Lookout(journal, meter).step([BUSY], now)
    assert len(events(journal)) == 2


def test_missing_readings_are_no_crossing(journal: MemoryJournal) -> None:
    meter = Meter()
    lookout = Lookout(journal, meter)
    for now in range(0, 100, 10):
        meter.value = None if now % 20 else 60.0
        lookout.step([BUSY], float(now))
    assert events(journal) == []


class Forgetful(MemoryJournal):
    """A journal that fails once when it is told of an event."""

    failed = False

    def append(self, event: Event) -> int:
        number = super().append(event)
        if not self.failed:
            self.failed = True
            raise TransientError("gone in mid-flight")
        return number


def test_a_crossing_whose_telling_failed_is_the_same_one_at_the_next_look() -> None:
    journal, meter = Forgetful(), Meter()
    meter.value = 60.0
    at_once = Rule("mine", "busy", Crossing("requests_per_second", "scorer", above=50), "scale")
    with pytest.raises(TransientError):
        Lookout(journal, meter).step([at_once], 10.0)
    Lookout(journal, meter).step([at_once], 12.0)
    Lookout(journal, meter).step([at_once], 13.0)
    assert len(events(journal)) == 1


def test_nobody_is_asked_where_nothing_is_watched(journal: MemoryJournal) -> None:
    meter = Meter()
    Lookout(journal, meter).step([OFTEN], 10.0)
    assert meter.asked == []
