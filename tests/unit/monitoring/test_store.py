"""The store of samples."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from stratum.core.errors import TransientError
from stratum.core.samples import Sample
from stratum.monitoring.store import SampleStore
from stratum.monitoring.types import Series

METRICS = ("cpu", "memory")


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


def test_an_empty_store_has_nothing(store: SampleStore) -> None:
    assert store.series(METRICS, (), 0.0) == ()
    assert store.latest(0.0) == ()
    store.write([])
    store.prune(10.0)
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
    evil = "x'); DROP TABLE points; --"
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


def test_pruning_forgets_what_is_older(store: SampleStore) -> None:
    store.write([sample("cpu", "a", time) for time in range(10)])
    store.prune(7.0)
    assert [time for time, _ in store.series(["cpu"], (), 0.0)[0].points] == [7.0, 8.0, 9.0]


def test_another_process_reads_what_was_written(store: SampleStore, path: Path) -> None:
    store.write([sample("cpu", "a", 1, 1)])
    other = SampleStore(path)
    other.write([sample("cpu", "a", 2, 2)])
    other.close()
    assert store.series(["cpu"], (), 0.0)[0].points == ((1.0, 1.0), (2.0, 2.0))


def test_a_broken_file_is_told(path: Path) -> None:
    path.parent.mkdir()
    path.write_bytes(b"no database" * 200)
    with pytest.raises(TransientError, match="cannot be used") as caught:
        SampleStore(path)
    assert str(path) in caught.value.message


def test_a_failed_write_keeps_nothing_and_the_next_one_works(store: SampleStore) -> None:
    store._connection.execute("PRAGMA max_page_count = 5")
    many = [sample("cpu", f"subject-{number}", 1) for number in range(2000)]
    with pytest.raises(TransientError, match="full"):
        store.write(many)
    store._connection.execute("PRAGMA max_page_count = 100000")
    assert store.latest(0.0) == ()
    store.write(many)
    assert len(store.latest(0.0)) == 2000
