"""The keeper of batch predictors: requests are handed over, and ends told once, whoever looks again."""

import dataclasses
from collections.abc import Callable

from stratum.core.errors import TransientError
from stratum.core.events import Event
from stratum.core.journal import Query
from stratum.lifecycle.logic.batch_events import request
from stratum.lifecycle.logic.batch_runs import Ledger as Runs
from stratum.lifecycle.logic.batch_runs import Run, State, Written, asked, begun, failed, finished, with_run
from stratum.runtime.batching import BatchKeeper, Predictor
from stratum.testing.fakes import InlineWorkers, MemoryJournal

End = Callable[[Run], Run]


@dataclasses.dataclass(frozen=True, slots=True)
class Near(Predictor):
    """A predictor of this process: every request is done at once; silent where ``ends`` says None."""

    ends: list[End | None] = dataclasses.field(default_factory=list, compare=False)
    kept: list[Runs] = dataclasses.field(default_factory=lambda: [Runs(0.0)], compare=False)
    heard: list[str] = dataclasses.field(default_factory=list, compare=False)

    def state(self) -> State:
        if self.ends and self.ends[0] is None:
            self.ends.pop(0)
            raise TransientError("away")
        return State(runs=self.kept[-1].runs)

    def ask(self, event: Event) -> None:
        self.heard.append(event.id)
        ledger = asked(self.kept[-1], event.id, "why", event.time)
        (run,) = (one for one in ledger.runs if one.id == event.id)
        end = self.ends.pop(0)
        assert end is not None
        self.kept.append(with_run(ledger, end(begun(run, "m@1", "d", event.time + 1))))


class Full(Near):
    """A predictor that takes no more requests."""

    def ask(self, event: Event) -> None:
        raise TransientError(f"{event.id} is not taken")


def done(run: Run) -> Run:
    return finished(run, Written(7, "/kept/r.parquet", {"stored": "s"}), run.began + 3)


def broken(run: Run) -> Run:
    return failed(run, "no column", run.began + 3)


def keeper(journal: MemoryJournal, *near: Near) -> BatchKeeper:
    return BatchKeeper(lambda: near, journal, InlineWorkers())


def ask(journal: MemoryJournal, name: str, component: str = "nightly") -> None:
    journal.append(request(name, "app", component, 50.0, {"by": "ada", "reason": "look"}))


def ends(journal: MemoryJournal) -> list[Event]:
    found = journal.find(Query(source="/batch/app"))
    return [entry.event for entry in reversed(found) if entry.event.type != "batch.requested"]


def test_a_request_is_handed_over_once_and_its_end_is_told_with_its_numbers() -> None:
    journal, near = MemoryJournal(), Near("app", "nightly", "", [done])
    ask(journal, "r-1")
    ask(journal, "other", "weekly")
    kept = keeper(journal, near)
    for now in (100.0, 102.0, 104.0, 106.0):
        kept.step(now)
    assert near.heard == ["r-1"]
    (event,) = ends(journal)
    assert (event.type, event.subject, event.time) == ("batch.finished", "nightly", 54.0)
    assert event.data == {
        "reason": "7 rows to /kept/r.parquet",
        "by": "nightly",
        "run": "r-1",
        "why": "why",
        "saw": {
            "rows": 7,
            "seconds": 3.0,
            "tries": 1,
            "model": "m@1",
            "digest": "d",
            "sources": {"stored": "s"},
        },
    }


def test_another_keeper_tells_nothing_again() -> None:
    journal, near = MemoryJournal(), Near("app", "nightly", "", [broken])
    ask(journal, "r-1")
    for _ in range(2):
        kept = keeper(journal, near)
        for now in (100.0, 102.0, 104.0):
            kept.step(now)
    assert near.heard == ["r-1"]
    assert [(event.type, event.data["reason"]) for event in ends(journal)] == [("batch.failed", "no column")]


def test_a_predictor_that_is_silent_is_asked_again_and_holds_nobody() -> None:
    journal = MemoryJournal()
    silent, other = Near("app", "nightly", "", [None, done]), Near("app", "weekly", "", [done])
    ask(journal, "r-1")
    ask(journal, "r-2", "weekly")
    kept = keeper(journal, silent, other)
    kept.step(100.0)
    kept.step(101.0)
    assert (silent.heard, other.heard) == ([], ["r-2"])
    for now in (102.0, 104.0, 106.0):
        kept.step(now)
    assert [event.data["run"] for event in ends(journal)] == ["r-2", "r-1"]


def test_many_requests_before_a_look_are_all_handed_over_oldest_first() -> None:
    names = [f"r-{number}" for number in range(25)]
    journal, near = MemoryJournal(), Near("app", "nightly", "", [done] * 25)
    for name in names:
        ask(journal, name)
    kept = keeper(journal, near)
    for now in (100.0, 102.0, 104.0):
        kept.step(now)
    assert near.heard == names
    assert [event.data["run"] for event in ends(journal)] == names


def test_ends_are_told_of_a_predictor_that_takes_no_more() -> None:
    ledger = asked(Runs(0.0), "r-0", "why", 50.0)
    (run,) = ledger.runs
    ledger = with_run(ledger, done(begun(run, "m@1", "d", 51.0)))
    journal, near = MemoryJournal(), Full("app", "nightly", "", [done], [ledger])
    ask(journal, "r-1")
    kept = keeper(journal, near)
    for now in (100.0, 102.0):
        kept.step(now)
    assert [event.data["run"] for event in ends(journal)] == ["r-0"]
