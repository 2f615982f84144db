"""The store of samples."""

import itertools
import json
import math
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from stratum.core.errors import TransientError
from stratum.core.samples import Sample
from stratum.monitoring.logic.resolutions import RESOLUTIONS
from stratum.monitoring.store import SampleStore
from stratum.monitoring.types import Series

METRICS = ("cpu", "memory")
DAY = 86400.0
# Any time will do that is a whole number of shelves.
BEGIN = 1_000_800.0

OLD_FILE = """
CREATE TABLE series (
  id INTEGER PRIMARY KEY, metric TEXT NOT NULL, subject TEXT NOT NULL, labels TEXT NOT NULL,
  UNIQUE (metric, subject, labels)
);
CREATE TABLE points (
  series INTEGER NOT NULL, time REAL NOT NULL, value REAL NOT NULL, PRIMARY KEY (series, time)
) WITHOUT ROWID;
"""


def sample(metric: str, subject: str, time: float, value: float = 1.0, **labels: str) -> Sample:
    return Sample(metric, subject, time, value, labels)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "deep" / "metrics.db"


@pytest.fixture
def store(path: Path) -> Iterator[SampleStore]:
    store = SampleStore(path)
    yield store
    store.close()


def rows(path: Path, statement: str) -> list[Any]:
    """What the file itself says."""
    connection = sqlite3.connect(path)
    try:
        return connection.execute(statement).fetchall()
    finally:
        connection.close()


def test_an_empty_store_has_nothing(store: SampleStore) -> None:
    assert store.series(METRICS, (), 0.0) == ()
    assert store.latest(0.0) == ()
    store.write([])
    store.tend(10.0)
    assert store.latest(0.0) == ()


def test_series_come_sorted_with_their_points_in_order(store: SampleStore) -> None:
    store.write([sample("memory", "b", 2, 20), sample("cpu", "b", 1, 1), sample("memory", "a", 1, 10)])
    store.write([sample("memory", "b", 1, 15), sample("other", "b", 1, 1)])
    assert store.series(METRICS, (), 0.0) == (
        Series("cpu", "b", ((1.0, 1.0),)),
        Series("memory", "a", ((1.0, 10.0),)),
        Series("memory", "b", ((1.0, 15.0), (2.0, 20.0))),
    )


def test_series_are_chosen_by_metric_subject_and_time(store: SampleStore) -> None:
    store.write([sample(m, s, t) for m in METRICS for s in "abc" for t in (1, 2, 3)])
    found = store.series(["cpu"], ["a", "c"], 2.0)
    assert [(series.metric, series.subject) for series in found] == [("cpu", "a"), ("cpu", "c")]
    assert {series.points for series in found} == {((2.0, 1.0), (3.0, 1.0))}
    assert store.series(["cpu"], [], 4.0) == store.series([], [], 0.0) == ()


def test_names_are_data_and_nothing_else(store: SampleStore) -> None:
    evil = "x'); DROP TABLE readings; --"
    store.write([sample("cpu", evil, 1)])
    assert [series.subject for series in store.series(["cpu"], [evil], 0.0)] == [evil]
    assert store.series([evil], [evil], 0.0) == ()


def test_labels_make_a_series_of_their_own(store: SampleStore) -> None:
    store.write([sample("queue", "b", 1, 1, consumer="x"), sample("queue", "b", 1, 2, consumer="y")])
    assert [(series.labels, series.points) for series in store.series(["queue"], (), 0.0)] == [
        ({"consumer": "x"}, ((1.0, 1.0),)),
        ({"consumer": "y"}, ((1.0, 2.0),)),
    ]


def test_the_same_time_again_replaces(store: SampleStore) -> None:
    store.write([sample("cpu", "a", 1, 1)])
    store.write([sample("cpu", "a", 1, 2)])
    assert store.series(["cpu"], (), 0.0)[0].points == ((1.0, 2.0),)


def test_latest_is_the_newest_of_each_series_if_it_is_new_enough(store: SampleStore) -> None:
    store.write([sample("cpu", "a", 1, 1), sample("cpu", "a", 5, 2), sample("cpu", "b", 1, 3)])
    assert store.latest(0.0) == (sample("cpu", "a", 5, 2), sample("cpu", "b", 1, 3))
    assert store.latest(5.0) == (sample("cpu", "a", 5, 2),)


def test_another_process_reads_what_was_written(store: SampleStore, path: Path) -> None:
    store.write([sample("cpu", "a", 1, 1)])
    other = SampleStore(path)
    other.write([sample("cpu", "a", 2, 2)])
    other.close()
    assert store.series(["cpu"], (), 0.0)[0].points == ((1.0, 1.0), (2.0, 2.0))


def fill(store: SampleStore, seconds: int, begin: float = BEGIN) -> None:
    """A reading each second, tended as the sampler does; the value is the second of its minute."""
    for first in range(0, seconds, 60):
        store.write([
            sample("cpu", "a", begin + n, float(n % 60)) for n in range(first, min(first + 60, seconds))
        ])
        for n in range(first, min(first + 60, seconds)):
            store.tend(begin + n)


def test_a_long_span_comes_as_means_and_peaks(store: SampleStore) -> None:
    fill(store, 1200)
    (found,) = store.series(["cpu"], (), BEGIN, most=150)
    assert [time for time, _ in found.points] == [BEGIN + 10 * n for n in range(120)]
    assert [value for _, value in found.points[:6]] == [4.5, 14.5, 24.5, 34.5, 44.5, 54.5]
    assert found.peaks[:6] == (9.0, 19.0, 29.0, 39.0, 49.0, 59.0)
    (found,) = store.series(["cpu"], (), BEGIN, most=20)
    assert found.points == tuple((BEGIN + 60 * n, 29.5) for n in range(20))
    assert set(found.peaks) == {59.0}


def test_the_newest_seconds_are_there_before_they_are_summed_up(store: SampleStore) -> None:
    fill(store, 1200)
    store.write([sample("cpu", "a", BEGIN + 1201, 1000.0)])
    (found,) = store.series(["cpu"], (), BEGIN, most=25)
    assert found.points[-1] == (BEGIN + 1200, 1000.0)
    assert found.peaks[-1] == 1000.0


def test_points_are_bounded_for_any_span(store: SampleStore) -> None:
    fill(store, 1800)
    for most in (1, 7, 30, 100, 1000):
        (found,) = store.series(["cpu"], (), BEGIN, most)
        assert 1 <= len(found.points) <= most + 1
        # Whole minutes only: the mean over all of them is known.
        if 1800 % max(1, round(1800 / len(found.points))) == 0:
            assert math.isclose(sum(v for _, v in found.points) / len(found.points), 29.5, abs_tol=1.0)


def test_a_short_span_of_long_ago_comes_from_what_is_left(store: SampleStore, path: Path) -> None:
    fill(store, 7200 + 600)
    assert rows(path, "SELECT MIN(time) FROM readings WHERE level = 0")[0][0] > BEGIN
    (found,) = store.series(["cpu"], (), BEGIN, most=10_000)
    assert found.points[0] == (BEGIN, 4.5)
    assert len(found.points) == 780


def test_each_resolution_is_forgotten_in_its_time(store: SampleStore, path: Path) -> None:
    """The two minutes at the begin, after some time in which something else was read."""
    fill(store, 120)
    left = {}
    for later in (7200.0 + 660, DAY + 1200, 30 * DAY + 7200):
        store.write([sample("cpu", "b", BEGIN + later - n) for n in (1000, 0)])
        for step in range(80):
            store.tend(BEGIN + later + step)
        first = f"SELECT level, COUNT(*) FROM readings WHERE time < {BEGIN + 120} GROUP BY level"
        left[later] = dict(rows(path, first))
    assert list(left.values()) == [{1: 12, 2: 2}, {2: 2}, {}]


def test_work_per_call_is_bounded_and_nothing_goes_before_it_was_summed_up(
    store: SampleStore, path: Path
) -> None:
    """An agent that comes back after a day finds two hours of seconds that nobody summed up."""
    for first in range(0, 3600, 600):
        store.write([sample("cpu", "a", BEGIN + first + n, 7.0) for n in range(600)])
    now = BEGIN + DAY / 2
    left = [3600]
    while left[-1] and len(left) < 100:
        store.tend(now)
        left.append(int(rows(path, "SELECT COUNT(*) FROM readings WHERE level = 0")[0][0]))
    assert left[-1] == 0
    assert max(one - two for one, two in itertools.pairwise(left)) <= 100
    assert rows(path, "SELECT SUM(number), MIN(value), MAX(peak) FROM readings WHERE level = 1") == [
        (3600, 7.0, 7.0)
    ]


def test_a_clock_that_was_wrong_leaves_nothing_behind(store: SampleStore, path: Path) -> None:
    fill(store, 120, BEGIN + 400 * DAY)
    fill(store, 120)
    assert rows(path, "SELECT MAX(time) FROM readings")[0][0] < BEGIN + DAY
    assert rows(path, "SELECT COUNT(*) FROM readings WHERE level = 1")[0][0] >= 10
    assert len(store.series(["cpu"], (), BEGIN)[0].points) == 120


def test_a_file_of_the_first_version_is_taken_over(path: Path) -> None:
    path.parent.mkdir()
    connection = sqlite3.connect(path)
    connection.executescript(OLD_FILE)
    connection.execute("INSERT INTO series VALUES (7, 'cpu', 'a', ?)", (json.dumps({"x": "y"}),))
    old = [(7, BEGIN + n, float(n % 60)) for n in range(9000)]
    connection.executemany("INSERT INTO points VALUES (?, ?, ?)", old)
    connection.commit()
    connection.close()
    store = SampleStore(path)
    found = store.series(["cpu"], (), BEGIN, most=10_000)[0]
    assert (found.labels, len(found.points)) == ({"x": "y"}, 7200)
    assert found.points[-1] == (BEGIN + 8999, 59.0)
    store.write([sample("cpu", "a", BEGIN + 9000, 5.0, x="y")])
    for _ in range(150):
        store.tend(BEGIN + 9000)
    (summed,) = store.series(["cpu"], (), BEGIN, most=200)
    assert summed.points[-2] == (BEGIN + 8940, 29.5)
    assert rows(path, "SELECT name FROM sqlite_master WHERE name = 'points'") == []
    store.close()


def test_a_file_of_a_newer_version_is_left_alone(path: Path) -> None:
    path.parent.mkdir()
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA user_version = 9")
    connection.close()
    with pytest.raises(TransientError, match="version 9"):
        SampleStore(path).latest(0.0)


def test_a_broken_file_is_told_at_each_use_and_taken_when_it_is_mended(path: Path) -> None:
    path.parent.mkdir()
    path.write_bytes(b"no database" * 200)
    store = SampleStore(path)
    for _ in range(2):
        with pytest.raises(TransientError, match="cannot be used") as caught:
            store.write([sample("cpu", "a", 1)])
        assert str(path) in caught.value.message
    path.unlink()
    store.write([sample("cpu", "a", 1)])
    assert len(store.latest(0.0)) == 1
    store.close()


def test_a_failed_write_keeps_nothing_and_the_next_one_works(store: SampleStore) -> None:
    assert store.latest(0.0) == ()
    assert store._open is not None
    store._open.execute("PRAGMA max_page_count = 8")
    many = [sample("cpu", f"subject-{number}", 1) for number in range(2000)]
    with pytest.raises(TransientError, match="full"):
        store.write(many)
    store._open.execute("PRAGMA max_page_count = 100000")
    assert store.latest(0.0) == ()
    store.write(many)
    assert len(store.latest(0.0)) == 2000


def test_a_locked_file_is_told_soon_and_can_still_be_read(store: SampleStore, path: Path) -> None:
    store.write([sample("cpu", "a", 1)])
    other = sqlite3.connect(path)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(TransientError, match="locked"):
        store.write([sample("cpu", "a", 2)])
    assert len(store.latest(0.0)) == 1
    other.rollback()
    other.close()
    store.write([sample("cpu", "a", 3)])
    assert [time for time, _ in store.series(["cpu"], (), 0.0)[0].points] == [1.0, 3.0]


def test_one_place_says_how_long_samples_are_kept() -> None:
    assert [(one.step, one.keep) for one in RESOLUTIONS] == [(1.0, 7200.0), (10.0, DAY), (60.0, 30 * DAY)]
