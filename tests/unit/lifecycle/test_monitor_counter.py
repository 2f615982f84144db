"""The counting of a monitor, message by message, over a real file."""

import contextlib
import dataclasses
import random
import sqlite3
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import pytest

from stratum.core.errors import InvalidInputError, TransientError
from stratum.drift.detectors.adwin import AdwinDetector
from stratum.drift.detectors.age import AgeDetector
from stratum.drift.detectors.error_rate import ErrorRateDetector
from stratum.drift.detectors.ks import KsDetector
from stratum.drift.detectors.psi import StabilityDetector
from stratum.drift.detectors.score import ScoreDetector
from stratum.drift.ports import Design
from stratum.lifecycle.logic.monitor_book import Said
from stratum.lifecycle.logic.monitor_report import days, metrics
from stratum.lifecycle.logic.monitor_spec import MonitorSpec
from stratum.lifecycle.programs.counter import OUTCOMES, PREDICTIONS, ROWS, Counter
from stratum.lifecycle.programs.ledger import Ledger
from stratum.lifecycle.programs.scorer import Scorer
from stratum.lifecycle.types import BASELINE, CANARY, LIVE, SHADOW, Count, Shadow, Watch
from stratum.testing.monitored import (
    DAY,
    MODEL,
    START,
    Rows,
    World,
    monitor_spec,
    training_profile,
    write_watched_bundle,
)

DESIGNS: Mapping[str, Design] = {
    "adwin": AdwinDetector,
    "age": AgeDetector,
    "error-rate": ErrorRateDetector,
    "ks": KsDetector,
    "psi": StabilityDetector,
    "score": ScoreDetector,
}


@pytest.fixture(scope="session")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("watched") / "bundle"
    write_watched_bundle(folder)
    return folder


class Desk:
    """A counter that can be killed; places count messages."""

    def __init__(self, bundle: Path, folder: Path, **changes: object) -> None:
        self.spec = msgspec.convert(monitor_spec(bundle, **changes), MonitorSpec)
        self._file = folder / "monitor.db"
        self._scorer = Scorer(MODEL, "1", bundle)
        self._open: Ledger | None = None
        self.restart()

    def restart(self) -> None:
        """As after a kill: nothing is left but the file."""
        if self._open is not None:
            self._open.close()
        self._open = Ledger(self._file, "1")
        profiles = {"1": training_profile(), "2": training_profile()}
        self.counter = Counter(self.spec, self._open, self._scorer, DESIGNS, profiles)

    def tell(self, topic: str, *bodies: bytes) -> int:
        """Hand over messages."""
        return self.counter.handle(topic, self.counter.place(topic) + len(bodies), bodies)

    @property
    def watch(self) -> Watch:
        return self.counter.report()


@pytest.fixture
def desk(bundle: Path, tmp_path: Path) -> Desk:
    return Desk(bundle, tmp_path)


def counted(rows: Rows, labels: Any, indexes: Any = slice(None)) -> Count:
    """What is to be counted of a version that says ``labels``, sure to 90 %."""
    outcomes, said = rows.outcomes[indexes], labels[indexes]
    right = int((said == outcomes).sum())
    brier = right * 0.01 + (len(said) - right) * 0.81
    about: Any = pytest.approx(brier)
    return Count(len(said), right, int(outcomes.sum()), about)


def said(rows: Rows, indexes: range) -> list[tuple[str, Said]]:
    """What the shadow says."""
    labels = rows.said()
    return [(f"r{i}", Said("3", int(labels[i]), 0.9 if labels[i] else 0.1)) for i in indexes]


def play(desk: Desk, rows: Rows, labels: Any, version: str = "2", late: float = 2.0) -> None:
    """Everything in the order of time, in batches."""
    events = list(rows.in_time(late))
    for start in range(0, len(events), 500):
        part = events[start : start + 500]
        asked = [index for kind, index in part if kind == "row"]
        desk.tell(ROWS, *(rows.departure(index) for index in asked))
        if asked:
            desk.tell(PREDICTIONS, rows.predictions(version, range(asked[0], asked[-1] + 1), labels))
        desk.tell(OUTCOMES, *(rows.outcome(index) for kind, index in part if kind == "outcome"))


def test_each_version_is_counted_with_the_baseline_on_the_same_rows(desk: Desk) -> None:
    rows = World(days=10).rows()
    labels = (rows.numbers[:, 0] > 0).astype(np.int64)
    play(desk, rows, labels)
    watch = desk.watch
    assert (watch.rows, watch.predictions, watch.outcomes) == (2000, 2000, 2000)
    assert watch.live == "2"
    assert watch.data_time == rows.moments[-1].astype(int)
    live, baseline = watch.tally(LIVE, "2"), watch.tally(BASELINE, "1")
    assert live is not None
    assert baseline is not None
    assert (live.total, live.rows, live.began) == (counted(rows, labels), 2000, START)
    right = int((rows.said() == rows.outcomes).sum())
    assert (baseline.total.outcomes, baseline.total.right) == (2000, right)
    pair = watch.pair(BASELINE, "1")
    assert pair is not None
    assert pair.reference_count.right == live.total.right
    assert pair.only_candidate - pair.only_reference == right - live.total.right
    assert pair.only_candidate == int(((rows.said() == rows.outcomes) & (labels != rows.outcomes)).sum())


def test_any_order_of_topics_gives_the_same_counts(bundle: Path, tmp_path: Path) -> None:
    rows = World(days=3, per_day=100).rows()
    labels = rows.said()
    bodies = [
        *((ROWS, rows.departure(i)) for i in range(300)),
        *((OUTCOMES, rows.outcome(i)) for i in range(300)),
        *((PREDICTIONS, rows.predictions("2", range(i, i + 20), labels)) for i in range(0, 300, 20)),
    ]
    for seed in range(3):
        folder = tmp_path / str(seed)
        folder.mkdir()
        desk = Desk(bundle, folder)
        random.Random(seed).shuffle(bodies)
        settled = sum(desk.tell(topic, body) for topic, body in bodies)
        assert settled == 300
        tally = desk.watch.tally(LIVE, "2")
        assert tally is not None
        assert tally.total == counted(rows, labels)


def test_what_comes_twice_is_counted_once(desk: Desk) -> None:
    rows = World(days=2, per_day=50).rows()
    everything = [
        (ROWS, [rows.departure(i) for i in range(100)] * 2),
        (PREDICTIONS, [rows.predictions("2", range(100), rows.said())] * 2),
        (OUTCOMES, [rows.outcome(i) for i in range(100)] * 2),
    ]
    for topic, bodies in everything * 2:
        desk.tell(topic, *bodies)
    watch = desk.watch
    assert (watch.rows, watch.predictions, watch.outcomes) == (100, 100, 100)
    tally = watch.tally(LIVE, "2")
    assert tally is not None
    assert tally.total == counted(rows, rows.said())
    assert {v.samples for v in watch.verdicts if v.detector == "error-rate"} == {100}
    assert {v.samples for v in watch.verdicts if v.detector == "ks"} == {100}


def test_a_killed_counter_goes_on_as_if_nothing_had_been(bundle: Path, tmp_path: Path) -> None:
    rows = World(days=20, changed=12).rows()
    whole, broken = tmp_path / "whole", tmp_path / "broken"
    found = []
    for folder in (whole, broken):
        folder.mkdir()
        desk = Desk(bundle, folder)
        tell = desk.tell

        def killed(topic: str, *bodies: bytes, desk: Desk = desk, tell: Any = tell) -> int:
            desk.restart()
            return int(Desk.tell(desk, topic, *bodies))

        if folder == broken:
            desk.tell = killed  # type: ignore[method-assign]
        play(desk, rows, rows.said())
        found.append(desk.watch)
    assert found[0] == found[1]
    assert found[0].outcomes == 4000


def test_what_failed_halfway_was_not_counted(desk: Desk) -> None:
    rows = World(days=2, per_day=50).rows()
    before = desk.watch
    with pytest.raises(ZeroDivisionError):
        desk.counter.handle(ROWS, 1, Bodies(rows))
    desk.restart()
    assert desk.watch == before
    assert desk.counter.place(ROWS) == 0


def test_a_file_that_cannot_be_written_costs_nothing(
    bundle: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("stratum.lifecycle.programs.ledger.PATIENCE", 0.01)
    desk = Desk(bundle, tmp_path)
    rows = World(days=2, per_day=50).rows()
    desk.tell(ROWS, *(rows.departure(i) for i in range(60)))
    before = desk.watch
    with contextlib.closing(sqlite3.connect(tmp_path / "monitor.db")) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(TransientError, match="locked"):
            desk.tell(ROWS, *(rows.departure(i) for i in range(60, 100)))
    assert desk.watch == before
    assert desk.counter.place(ROWS) == 60
    desk.tell(ROWS, *(rows.departure(i) for i in range(60, 100)))
    assert desk.watch.rows == 100


class Bodies(list[bytes]):
    """Messages that break after the first one."""

    def __init__(self, rows: Rows) -> None:
        super().__init__([rows.departure(0)])

    def __iter__(self) -> Any:
        yield self[0]
        raise ZeroDivisionError


def test_messages_that_cannot_be_read_are_skipped(desk: Desk) -> None:
    rows = World(days=1, per_day=2).rows()
    desk.tell(ROWS, b"", b"{}", rows.departure(0), b'{"id":"x","sent":1,"row":{"scheduled":"soon","a":1}}')
    desk.tell(PREDICTIONS, b"[]", rows.predictions("2", range(2), rows.said()))
    desk.tell(PREDICTIONS, rows.predictions("2", range(2), rows.said(), model="another"))
    desk.tell(OUTCOMES, b'{"id":"r0","sent":1,"outcome":7}', rows.outcome(0))
    watch = desk.watch
    assert (watch.skipped, watch.rows, watch.outcomes, watch.dropped) == (4, 1, 1, 1)


def test_a_row_that_the_baseline_refuses_counts_for_the_live_version(desk: Desk) -> None:
    rows = World(days=1, per_day=3).rows()
    odd = b'{"id":"r1","sent":1,"row":{"scheduled":"2013-09-01T10:00:00Z","a":1e39,"b":0,"c":0}}'
    desk.tell(ROWS, rows.departure(0), odd, rows.departure(2))
    desk.tell(PREDICTIONS, rows.predictions("2", range(3), rows.said()))
    desk.tell(OUTCOMES, *(rows.outcome(i) for i in range(3)))
    live, baseline = desk.watch.tally(LIVE, "2"), desk.watch.tally(BASELINE, "1")
    assert live is not None
    assert baseline is not None
    assert (live.total.outcomes, baseline.total.outcomes) == (3, 2)


def test_rows_wait_for_their_outcome_for_a_while_only(bundle: Path, tmp_path: Path) -> None:
    desk = Desk(bundle, tmp_path, patience=5 * DAY)
    rows = World(days=10, per_day=20).rows()
    desk.tell(ROWS, *(rows.departure(i) for i in range(200)))
    desk.tell(PREDICTIONS, rows.predictions("2", range(200), rows.said()))
    desk.tell(OUTCOMES, *(rows.outcome(i) for i in range(200)))
    # What lies more than five days before the last row was forgotten when that was seen.
    assert desk.watch.outcomes == 101
    assert desk.watch.dropped == 99


def test_rows_wait_for_a_model_that_is_far_behind(bundle: Path, tmp_path: Path) -> None:
    desk = Desk(bundle, tmp_path, patience=5 * DAY)
    rows = World(days=40, per_day=20).rows()
    for start in range(0, 800, 100):
        desk.tell(ROWS, *(rows.departure(i) for i in range(start, start + 100)))
        desk.tell(OUTCOMES, *(rows.outcome(i) for i in range(start, start + 100)))
    assert desk.watch.outcomes == 0
    for start in range(0, 800, 100):
        desk.tell(PREDICTIONS, rows.predictions("2", range(start, start + 100), rows.said()))
    assert (desk.watch.outcomes, desk.watch.dropped) == (800, 0)


def test_a_canary_is_compared_when_answers_come_after_outcomes(desk: Desk) -> None:
    rows = World(days=5, per_day=100).rows()
    desk.tell(ROWS, *(rows.departure(i) for i in range(500)))
    desk.tell(OUTCOMES, *(rows.outcome(i) for i in range(500)))
    desk.tell(PREDICTIONS, rows.predictions("2", range(100), rows.said()))
    for start in range(100, 500, 20):
        version = "3" if start % 100 == 20 else "2"
        desk.tell(PREDICTIONS, rows.predictions(version, range(start, start + 20), rows.said()))
    pair = desk.watch.pair(CANARY, "3")
    assert pair is not None
    assert (pair.candidate_count.outcomes, pair.reference_count.outcomes) == (80, 300)


def test_the_newest_rows_are_remembered_up_to_a_number(bundle: Path, tmp_path: Path) -> None:
    desk = Desk(bundle, tmp_path, most=1000)
    rows = World(days=10).rows()
    desk.tell(ROWS, *(rows.departure(i) for i in range(2000)))
    assert desk.watch.dropped == 1000


def test_one_row_far_ahead_is_an_error_and_many_are_the_time(desk: Desk) -> None:
    rows = World(days=300, per_day=1).rows()
    desk.tell(ROWS, rows.departure(0), rows.departure(299), rows.departure(1))
    assert desk.watch.data_time == rows.moments[1]
    assert (desk.watch.rows, desk.watch.dropped) == (2, 1)
    desk.tell(ROWS, *(rows.departure(i) for i in range(100, 250)))
    assert desk.watch.data_time == rows.moments[249]


def test_data_that_begin_again_are_counted_anew(desk: Desk) -> None:
    rows = World(days=200, per_day=10).rows()
    play(desk, rows, rows.said())
    assert desk.watch.outcomes == 2000
    text = rows.departure(0).decode()
    again = [text.replace('"r0"', f'"again-{i}"').encode() for i in range(1500)]
    desk.tell(ROWS, *again[:999])
    assert (desk.watch.data_time, desk.watch.outcomes) == (rows.moments[-1].astype(int), 2000)
    desk.tell(ROWS, *again[999:])
    desk.restart()
    watch = desk.watch
    assert (watch.data_time, watch.rows, watch.outcomes, watch.live) == (START, 501, 0, "2")
    assert watch.tally(LIVE, "2") is None
    assert days(desk.counter.book) == ()
    assert {v.samples for v in watch.verdicts if v.detector == "ks"} == {501}


def test_a_version_that_takes_over_begins_with_fresh_detectors(desk: Desk) -> None:
    rows = World(days=20).rows()
    desk.tell(ROWS, *(rows.departure(i) for i in range(4000)))
    for start in range(0, 2000, 50):
        desk.tell(PREDICTIONS, rows.predictions("2", range(start, start + 50), rows.said()))
    desk.tell(OUTCOMES, *(rows.outcome(i) for i in range(1800)))
    assert desk.watch.age == pytest.approx(20 * DAY, abs=DAY)
    # A canary gets every other message, and then all.
    for start in range(2000, 2500, 50):
        version = "3" if start % 100 else "2"
        desk.tell(PREDICTIONS, rows.predictions(version, range(start, start + 50), rows.said()))
    assert desk.watch.live == "2"
    assert max(v.samples for v in desk.watch.verdicts if v.detector == "error-rate") == 1800
    for start in range(2500, 4000, 50):
        desk.tell(PREDICTIONS, rows.predictions("3", range(start, start + 50), rows.said()))
    assert desk.watch.live == "3"
    assert max(v.samples for v in desk.watch.verdicts if v.detector == "error-rate") == 0
    # Nothing is known of its training, so that nothing looks at inputs and age until it is told.
    assert (desk.watch.age, desk.watch.trained_until) == (None, None)
    assert not any(v.detector == "ks" for v in desk.watch.verdicts)
    desk.counter.learn("3", training_profile(START + 15 * DAY))
    assert desk.watch.age == pytest.approx(5 * DAY, abs=DAY)
    assert {v.column for v in desk.watch.verdicts if v.detector == "ks"} == {"a", "b", "c"}
    desk.restart()
    assert desk.watch.profiles == ("1", "2", "3")
    assert desk.watch.live == "3"


def test_a_canary_is_held_against_what_the_others_answered_meanwhile(desk: Desk) -> None:
    rows = World(days=10).rows()
    worse = 1 - rows.said()
    desk.tell(ROWS, *(rows.departure(i) for i in range(2000)))
    desk.tell(PREDICTIONS, rows.predictions("2", range(1000), rows.said()))
    for start in range(1000, 2000, 100):
        desk.tell(PREDICTIONS, rows.predictions("3", range(start, start + 10), worse))
        desk.tell(PREDICTIONS, rows.predictions("2", range(start + 10, start + 100), rows.said()))
    desk.tell(OUTCOMES, *(rows.outcome(i) for i in range(2000)))
    pair = desk.watch.pair(CANARY, "3")
    assert pair is not None
    assert (pair.reference, pair.candidate, pair.began) == ("2", "3", rows.moments[1000])
    canary = [i for i in range(1000, 2000) if i % 100 < 10]
    main = [i for i in range(1000, 2000) if i % 100 >= 10]
    assert pair.candidate_count == counted(rows, worse, canary)
    assert pair.reference_count == counted(rows, rows.said(), main)
    assert pair.difference is not None
    assert pair.standard_error is not None
    assert pair.difference < -3 * pair.standard_error


def test_the_shadow_is_compared_on_the_same_rows_however_late_it_answers(desk: Desk) -> None:
    rows = World(days=5, per_day=100).rows()
    desk.counter.ask(Shadow("3", "http://127.0.0.1:9"))
    desk.tell(ROWS, *(rows.departure(i) for i in range(500)))
    desk.tell(PREDICTIONS, rows.predictions("2", range(500), 1 - rows.said()))
    early = said(rows, range(200))
    desk.counter.answer(200, early, Shadow("3", "http://127.0.0.1:9", 200))
    desk.tell(OUTCOMES, *(rows.outcome(i) for i in range(400)))
    late = said(rows, range(200, 400))
    desk.counter.answer(400, late, Shadow("3", "http://127.0.0.1:9", 400))
    desk.counter.answer(400, late, Shadow("3", "http://127.0.0.1:9", 400))
    desk.restart()
    watch = desk.watch
    pair, tally = watch.pair(SHADOW, "3"), watch.tally(SHADOW, "3")
    assert pair is not None
    assert tally is not None
    indexes = slice(0, 400)
    assert tally.total == counted(rows, rows.said(), indexes)
    assert pair.candidate_count == counted(rows, rows.said(), indexes)
    assert pair.reference_count == counted(rows, 1 - rows.said(), indexes)
    assert pair.only_candidate == pair.candidate_count.right
    assert pair.only_reference == pair.reference_count.right
    assert watch.shadow == Shadow("3", "http://127.0.0.1:9", 400)


def test_another_shadow_begins_with_the_next_row(desk: Desk) -> None:
    rows = World(days=1, per_day=50).rows()
    desk.counter.ask(Shadow("3", "http://127.0.0.1:9"))
    desk.tell(ROWS, *(rows.departure(i) for i in range(30)))
    assert desk.counter.place(SHADOW) == 0
    desk.counter.ask(Shadow("3", "http://127.0.0.1:10"))
    assert desk.counter.place(SHADOW) == 0
    desk.counter.ask(Shadow("4", "http://127.0.0.1:11"))
    assert desk.counter.place(SHADOW) == 30
    desk.counter.ask(None)
    desk.restart()
    assert desk.watch.shadow is None


def test_a_change_of_the_world_is_noticed_and_nothing_before(desk: Desk) -> None:
    rows = World(days=80, changed=60).rows()
    events = list(rows.in_time(2.0))
    first = next(n for n, (kind, index) in enumerate(events) if kind == "row" and index == 60 * 200)
    for start in range(0, len(events), 500):
        part = events[start : start + 500]
        asked = [index for kind, index in part if kind == "row"]
        desk.tell(ROWS, *(rows.departure(index) for index in asked))
        if asked:
            desk.tell(PREDICTIONS, rows.predictions("2", range(asked[0], asked[-1] + 1), rows.said()))
        desk.tell(OUTCOMES, *(rows.outcome(index) for kind, index in part if kind == "outcome"))
        if start + 500 <= first:
            assert [v for v in desk.watch.verdicts if v.drifted] == []
    alarmed = {(v.detector, v.column) for v in desk.watch.verdicts if v.drifted}
    assert {("ks", "b"), ("psi", "b"), ("adwin", "")} <= alarmed
    assert ("ks", "a") not in alarmed


def test_an_old_model_is_told_by_its_age(bundle: Path, tmp_path: Path) -> None:
    desk = Desk(bundle, tmp_path, maximum_age=8 * DAY)
    rows = World(days=10, per_day=50).rows()
    labels = rows.said()
    for start in range(0, 500, 50):
        desk.tell(ROWS, *(rows.departure(i) for i in range(start, start + 50)))
        desk.tell(PREDICTIONS, rows.predictions("2", range(start, start + 50), labels))
        (age,) = (v for v in desk.watch.verdicts if v.detector == "age")
        assert age.drifted == (start >= 400)


def test_days_are_told_in_order_with_both_models(desk: Desk) -> None:
    rows = World(days=4, per_day=100).rows()
    labels = (rows.numbers[:, 0] > 0).astype(np.int64)
    play(desk, rows, labels)
    found = days(desk.counter.book)
    assert [each.day for each in found] == [
        "2013-09-01",
        "2013-09-02",
        "2013-09-03",
        "2013-09-04",
        "2013-09-05",
    ]
    assert sum(each.live.outcomes for each in found) == 400
    assert {each.versions for each in found} == {("2",)}
    first = rows.moments < np.ceil(START / DAY) * DAY
    assert found[0].live == counted(rows, labels, first)
    assert found[0].baseline.right == int((rows.said() == rows.outcomes)[first].sum())


def test_the_trailing_window_is_one_of_the_data(bundle: Path, tmp_path: Path) -> None:
    desk = Desk(bundle, tmp_path, window=3 * DAY)
    rows = World(days=10, per_day=50).rows()
    play(desk, rows, rows.said())
    tally = desk.watch.tally(LIVE, "2")
    assert tally is not None
    last = rows.moments[-1] // DAY
    recent = rows.moments // DAY > last - 3
    assert tally.recent == counted(rows, rows.said(), recent)
    assert tally.total.outcomes == 500


def test_metrics_have_the_agreed_names(desk: Desk) -> None:
    rows = World(days=3).rows()
    play(desk, rows, rows.said())
    text = metrics(desk.watch)
    watch = desk.watch
    tally = watch.tally(LIVE, "2")
    assert tally is not None
    assert f'stratum_model_accuracy_ratio{{version="2"}} {tally.recent.accuracy:.12g}\n' in text
    assert 'stratum_model_outcomes{version="baseline"} 600\n' in text
    assert f'stratum_model_accuracy_ratio{{version="live"}} {tally.recent.accuracy:.12g}\n' in text
    assert 'stratum_drift_threshold{detector="ks",column="a"} ' in text
    assert f"stratum_data_time_seconds {watch.data_time:.12g}\n" in text
    assert f"stratum_model_age_seconds {watch.age:.12g}\n" in text
    odd = dataclasses.replace(watch.verdicts[0], column='a"b\\c\n')
    assert r'column="a\"b\\c\n"' in metrics(dataclasses.replace(watch, verdicts=(odd,)))


def test_a_profile_that_is_none_is_refused(desk: Desk) -> None:
    with pytest.raises(InvalidInputError, match="no training profile"):
        desk.counter.learn("3", {"rows": "none"})
    assert desk.watch.profiles == ("1", "2")
