"""When runs of a batch predictor are due, and what becomes of them."""

import msgspec
import pytest

from stratum.core.cron import parse_cron
from stratum.core.errors import InvalidInputError
from stratum.lifecycle.logic.batch_runs import (
    DONE,
    FAILED,
    TRIES,
    Ledger,
    Run,
    Timetable,
    Written,
    asked,
    begun,
    failed,
    finished,
    hindered,
    metrics,
    pause,
    scheduled,
    with_run,
)

HOURLY = Timetable(every=3600)


def done(ledger: Ledger, now: float) -> Ledger:
    run = ledger.open
    assert run is not None
    return with_run(ledger, finished(begun(run, "m@1", "d", now), Written(3, "f"), now))


def test_what_was_due_before_it_was_there_is_not_made_up_for() -> None:
    ledger = Ledger(since=4000)
    assert scheduled(ledger, HOURLY, 7199) == ledger
    found = scheduled(ledger, HOURLY, 7200).open
    assert found == Run("19700101T020000Z", 7200, "schedule")


def test_of_moments_that_were_missed_the_newest_counts_once() -> None:
    ledger = scheduled(Ledger(since=10), HOURLY, 5 * 3600 + 7)
    assert [run.due for run in ledger.runs] == [5 * 3600]
    ledger = done(ledger, 5 * 3600 + 9)
    assert scheduled(ledger, HOURLY, 5 * 3600 + 10) == ledger


def test_a_run_that_was_cut_off_comes_before_the_next_one() -> None:
    ledger = scheduled(Ledger(since=10), HOURLY, 3600)
    assert scheduled(ledger, HOURLY, 7200) == ledger


def test_cron_decides_as_every_does() -> None:
    timetable = Timetable(cron=parse_cron("0 * * * *"))
    assert scheduled(Ledger(since=10), timetable, 3700) == scheduled(Ledger(since=10), HOURLY, 3700)
    assert timetable.following(3600) == HOURLY.following(3600) == 7200


def test_once_is_once_for_each_name() -> None:
    first = Timetable(once="once-a")
    ledger = done(scheduled(Ledger(since=10), first, 20), 21)
    assert scheduled(ledger, first, 30) == ledger
    again = scheduled(ledger, Timetable(once="once-b"), 40).open
    assert again == Run("once-b-19700101T000040Z", 40, "once")


def test_once_for_what_was_before_is_a_run_of_its_own() -> None:
    ledger = Ledger(since=10)
    for number, once in enumerate(("once-a", "once-b", "once-a"), 1):
        ledger = done(scheduled(ledger, Timetable(once=once), number * 20), number * 20 + 1)
    assert [run.id for run in ledger.runs] == [
        "once-a-19700101T000020Z",
        "once-b-19700101T000040Z",
        "once-a-19700101T000100Z",
    ]


def test_nothing_is_due_where_it_only_runs_when_asked() -> None:
    ledger = Ledger(since=10)
    assert scheduled(ledger, Timetable(), 1e9) == ledger
    assert Timetable().following(1e9) is None


def test_asking_again_for_the_same_run_changes_nothing() -> None:
    ledger = asked(Ledger(since=10), "r-1", "asked for by ada", 20)
    assert asked(ledger, "r-1", "asked for by bob", 30) == ledger
    assert asked(done(ledger, 30), "r-1", "again", 40) == done(ledger, 30)


def test_too_many_requests_are_refused() -> None:
    ledger = Ledger(since=10)
    for number in range(100):
        ledger = asked(ledger, f"r-{number}", "why", 20)
    with pytest.raises(InvalidInputError, match="100 runs wait"):
        asked(ledger, "r-100", "why", 20)


def test_a_run_that_is_hindered_each_time_fails_at_the_end_of_its_last_try() -> None:
    run, pauses = Run("r-1", 5, "schedule"), []
    for _ in range(TRIES - 1):
        run = hindered(begun(run, "m@1", "d", 10), "no disk", 11)
        assert not run.ended
        pauses.append(pause(run))
    assert pauses == [2, 4, 8, 16]
    over = hindered(begun(run, "m@1", "d", 80), "still no disk", 90)
    assert (over.state, over.ended, over.reason) == (FAILED, 90, "given up after 5 tries: still no disk")


def test_a_run_that_is_stopped_each_time_is_given_up() -> None:
    run = Run("r-1", 5, "schedule")
    for _ in range(TRIES):
        run = begun(run, "m@1", "d", 10)
        assert not run.ended
    over = begun(run, "m@1", "d", 90)
    assert (over.state, over.ended) == (FAILED, 90)
    assert over.reason == "given up after 5 tries: it was stopped each time"


def test_the_newest_200_runs_are_remembered() -> None:
    ledger = Ledger(since=10)
    for number in range(205):
        ledger = done(asked(ledger, f"r-{number}", "why", 20), 21 + number)
    assert [run.id for run in ledger.runs][:: len(ledger.runs) - 1] == ["r-5", "r-204"]


def test_figures_of_the_newest_run_and_the_next() -> None:
    assert metrics(Ledger(since=10), Timetable(), 20) == ""
    ledger = scheduled(Ledger(since=10), HOURLY, 3600)
    run = ledger.open
    assert run is not None
    run = failed(begun(run, "m@1", "d", 3610), "no", 3615)
    lines = metrics(with_run(ledger, run), HOURLY, 3620).splitlines()[1::2]
    assert lines == [
        "stratum_batch_last_run_seconds 3615",
        "stratum_batch_last_rows 0",
        "stratum_batch_last_duration_seconds 5",
        "stratum_batch_last_failed 1",
        "stratum_batch_next_run_seconds 7200",
    ]


def test_a_ledger_survives_its_text() -> None:
    ledger = done(scheduled(Ledger(since=10), HOURLY, 3600), 3700)
    assert msgspec.json.decode(msgspec.json.encode(ledger), type=Ledger) == ledger
    assert ledger.runs[0].state == DONE
