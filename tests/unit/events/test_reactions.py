"""A rule as a handler: what it tells, what its action does, how it fails."""

import threading
from collections.abc import Iterator, Mapping
from concurrent.futures import Executor, ThreadPoolExecutor

import pytest

from stratum.core.errors import PermanentError, TransientError
from stratum.core.events import Event
from stratum.core.journal import Query
from stratum.events.actions.emit import Emit
from stratum.events.actions.retrain import Retrain
from stratum.events.ports import Action, Powers
from stratum.events.reactions import Reaction
from stratum.events.service import ATTEMPTS, Bus
from stratum.events.types import Expression, Mandate, On, Parameter, Rule, Sort
from stratum.testing.fakes import InlineWorkers, MemoryJournal, MemoryPowers

STALE = Rule("mine", "renew", On("model.stale"), "retrain")
EVENT = Event(
    "e-1", "/lifecycle/flights", "model.stale", "scorer", 50.0, {"reason": "worse", "saw": {"accuracy": 0.7}}
)


class Broken:
    """An action with a mistake in it."""

    help = ""
    parameters: tuple[Parameter, ...] = ()

    def run(self, _event: Event, values: Mapping[str, object], _mandate: Mandate, _powers: Powers, /) -> None:
        values["nothing"]


class Slow:
    """An action that waits until it is let go."""

    help = ""
    parameters = (Parameter("service", Sort.TEXT, "", is_subject=True),)

    def __init__(self) -> None:
        self.go = threading.Event()
        self.runs = 0

    def run(self, _event: Event, values: Mapping[str, object], mandate: Mandate, powers: Powers, /) -> None:
        self.runs += 1
        assert self.go.wait(60)
        powers.retrain(str(values["service"]), mandate)


@pytest.fixture
def journal() -> MemoryJournal:
    return MemoryJournal()


@pytest.fixture
def powers(journal: MemoryJournal) -> MemoryPowers:
    return MemoryPowers(journal)


@pytest.fixture
def workers() -> Iterator[InlineWorkers]:
    with InlineWorkers() as workers:
        yield workers


def started(journal: MemoryJournal, powers: Powers, workers: Executor, rule: Rule, action: Action) -> Bus:
    bus = Bus(journal)
    bus.attach([Reaction(rule, action, powers, journal, workers)])
    return bus


def types(journal: MemoryJournal) -> list[str]:
    return [entry.event.type for entry in journal.read()]


def test_a_rule_tells_that_it_fired_and_its_action_is_done(
    journal: MemoryJournal, powers: MemoryPowers, workers: InlineWorkers
) -> None:
    bus = started(journal, powers, workers, STALE, Retrain())
    journal.append(EVENT)
    bus.step(60.0)
    _, fired, asked = (entry.event for entry in journal.read())
    assert (fired.source, fired.type, fired.subject, fired.time) == (
        "/rules/mine",
        "rule.fired",
        "scorer",
        60.0,
    )
    assert fired.data == {
        "reason": "retrain after model.stale of scorer: worse",
        "saw": {"accuracy": 0.7},
        "rule": "mine/renew",
        "action": "retrain",
        "with": {"service": "scorer"},
        "by": "rule mine/renew",
        "cause": "e-1",
        "depth": 1,
    }
    assert (asked.type, asked.subject) == ("lifecycle.retrain-requested", "scorer")
    assert (asked.data["cause"], asked.data["by"]) == (fired.id, "rule mine/renew")


def test_nothing_is_appended_twice_when_everything_is_done_again(
    journal: MemoryJournal, powers: MemoryPowers, workers: InlineWorkers
) -> None:
    first, second = (Reaction(STALE, Retrain(), powers, journal, workers) for _ in range(2))
    journal.append(EVENT)
    entry = journal.read()[0]
    first.handle(entry, 60.0)
    before = journal.read()
    second.handle(entry, 99.0)
    assert journal.read() == before
    assert len(before) == 3


def test_parameters_are_worked_out_from_the_event(
    journal: MemoryJournal, powers: MemoryPowers, workers: InlineWorkers
) -> None:
    data = {"of": Expression("event.data.saw.accuracy * 100.0"), "fixed": ["a", 1]}
    values = {"type": "alarm.raised", "subject": Expression("event.subject + '!'"), "data": data}
    bus = started(journal, powers, workers, Rule("m", "r", On("model.*"), "emit", "", values), Emit())
    journal.append(EVENT)
    bus.step(60.0)
    told = journal.find(Query(type="alarm.raised"))[0].event
    assert (told.source, told.subject) == ("/rules/m", "scorer!")
    assert told.data["of"] == pytest.approx(70.0)
    assert told.data["fixed"] == ["a", 1]


def test_a_permanent_failure_is_told_and_the_next_event_comes(
    journal: MemoryJournal, powers: MemoryPowers, workers: InlineWorkers
) -> None:
    powers.trouble = [PermanentError("nothing of that name runs")]
    bus = started(journal, powers, workers, STALE, Retrain())
    journal.append(EVENT)
    journal.append(Event("e-2", "/lifecycle/flights", "model.stale", "scorer", 51.0))
    bus.step(60.0)
    failed = journal.find(Query(type="rule.failed"))[0].event
    assert failed.data["reason"] == "retrain after model.stale of scorer failed: nothing of that name runs"
    assert (failed.data["cause"], failed.data["rule"]) == ("e-1", "mine/renew")
    assert types(journal).count("lifecycle.retrain-requested") == 1


def test_a_passing_failure_is_tried_again_and_tells_nothing(
    journal: MemoryJournal, powers: MemoryPowers, workers: InlineWorkers
) -> None:
    powers.trouble = [TransientError("busy") for _ in range(ATTEMPTS - 1)]
    bus = started(journal, powers, workers, STALE, Retrain())
    journal.append(EVENT)
    for now in range(1000):
        bus.step(float(now))
    assert types(journal) == ["model.stale", "rule.fired", "lifecycle.retrain-requested"]


def test_an_action_with_a_mistake_in_it_fails_and_nobody_else(
    journal: MemoryJournal, powers: MemoryPowers, workers: InlineWorkers
) -> None:
    bus = Bus(journal)
    broken = Rule("mine", "broken", On("model.stale"), "broken")
    reactions = [
        Reaction(broken, Broken(), powers, journal, workers),
        Reaction(STALE, Retrain(), powers, journal, workers),
    ]
    bus.attach(reactions)
    journal.append(EVENT)
    bus.step(60.0)
    failed = journal.find(Query(type="rule.failed"))[0].event
    assert "the action broken broke: KeyError('nothing')" in str(failed.data["reason"])
    assert "lifecycle.retrain-requested" in types(journal)


def test_a_condition_that_cannot_be_worked_out_is_told(
    journal: MemoryJournal, powers: MemoryPowers, workers: InlineWorkers
) -> None:
    rule = Rule("mine", "odd", On("model.stale"), "retrain", "event.subject > 3")
    bus = started(journal, powers, workers, rule, Retrain())
    journal.append(EVENT)
    bus.step(60.0)
    assert types(journal) == ["model.stale", "rule.failed"]


def test_a_slow_action_holds_nobody(journal: MemoryJournal, powers: MemoryPowers) -> None:
    slow = Slow()
    other = Rule("mine", "other", On("model.stale"), "emit", "", {"type": "alarm.raised"})
    with ThreadPoolExecutor(2) as workers:
        bus = Bus(journal)
        bus.attach([
            Reaction(STALE, slow, powers, journal, workers),
            Reaction(other, Emit(), powers, journal, workers),
        ])
        journal.append(EVENT)
        while "alarm.raised" not in types(journal):
            bus.step(60.0)
        assert "lifecycle.retrain-requested" not in types(journal)
        slow.go.set()
        while bus.place("rule:mine/renew") < 1:
            bus.step(61.0)
    assert types(journal).count("lifecycle.retrain-requested") == slow.runs == 1
