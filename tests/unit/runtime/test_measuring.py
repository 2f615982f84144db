"""Measuring in the agent: every second once, and a disk that takes no samples harms nothing else."""

import sqlite3
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future
from pathlib import Path
from typing import Any, TypeVar

import pytest

from stratum.core.errors import TransientError
from stratum.core.events import Event
from stratum.core.journal import Query
from stratum.runtime.measuring import Measuring
from stratum.runtime.settings import Settings
from stratum.runtime.wiring import Parts
from stratum.testing.components import make_desired, make_spec

NOW = 1_700_000_000.0
T = TypeVar("T")


class AtOnce(Executor):
    """Does what it is given before it returns."""

    def submit(self, fn: Callable[..., T], /, *args: Any, **kwargs: Any) -> "Future[T]":
        done: Future[T] = Future()
        done.set_result(fn(*args, **kwargs))
        return done


class Held(Executor):
    """Does nothing until it is let go."""

    def __init__(self) -> None:
        self.given: list[tuple[Callable[..., Any], tuple[Any, ...], Future[Any]]] = []

    def submit(self, fn: Callable[..., T], /, *args: Any, **kwargs: Any) -> "Future[T]":
        done: Future[T] = Future()
        self.given.append((fn, args, done))
        assert not kwargs
        return done

    def let_go(self) -> None:
        fn, args, done = self.given.pop()
        done.set_result(fn(*args))


@pytest.fixture
def parts(tmp_path: Path) -> Parts:
    made = Parts(Settings(tmp_path))
    made.state.mkdir()
    made.deployments.apply("app", make_desired(make_spec("a")))
    return made


@pytest.fixture
def measuring(parts: Parts) -> Iterator[Measuring]:
    made = Measuring(parts, AtOnce())
    yield made
    made.close()


def times(parts: Parts) -> list[float]:
    (found,) = parts.samples.series(["host_memory_bytes"], ["machine"], NOW)
    return [time for time, _ in found.points]


def told(parts: Parts) -> tuple[Event, ...]:
    found = parts.journal.find(Query(source="/monitoring/app"))
    return tuple(entry.event for entry in found)


def test_each_second_of_the_clock_is_read_once(measuring: Measuring, parts: Parts) -> None:
    for now in (0.1, 0.3, 0.9, 1.05, 1.9, 2.0, 5.5, 5.6):
        measuring.step(NOW + now)
    assert times(parts) == [NOW + now for now in (0.1, 1.05, 2.0, 5.5)]
    assert told(parts) == ()


def test_a_locked_file_is_a_gap_that_is_told_once_and_its_end_too(measuring: Measuring, parts: Parts) -> None:
    measuring.step(NOW)
    other = sqlite3.connect(parts.state / "metrics.db")
    other.execute("BEGIN IMMEDIATE")
    for second in (1, 2, 3):
        measuring.step(NOW + second)
    other.rollback()
    other.close()
    measuring.step(NOW + 4)
    measuring.step(NOW + 5)
    assert times(parts) == [NOW, NOW + 4, NOW + 5]
    ended, began = told(parts)
    assert (began.type, began.time, began.subject) == ("monitoring.gap-began", NOW + 1, "app")
    assert "locked" in str(began.data["reason"])
    assert (ended.type, ended.data["saw"]) == ("monitoring.gap-ended", {"seconds": 3.0})
    assert ended.data["reason"] == "measured again after 3 s"


def test_a_file_that_cannot_be_opened_is_a_gap_until_it_is_mended(measuring: Measuring, parts: Parts) -> None:
    broken = parts.state / "metrics.db"
    broken.write_bytes(b"no database" * 1000)
    measuring.step(NOW)
    measuring.step(NOW + 1)
    assert [event.type for event in told(parts)] == ["monitoring.gap-began"]
    broken.unlink()
    measuring.step(NOW + 2)
    assert times(parts) == [NOW + 2]


def test_a_slow_reading_holds_nothing_up_and_takes_the_place_of_the_next(parts: Parts) -> None:
    held = Held()
    measuring = Measuring(parts, held)
    for second in (0, 1, 2):
        measuring.step(NOW + second)
    assert len(held.given) == 1
    held.let_go()
    measuring.step(NOW + 3)
    held.let_go()
    assert times(parts) == [NOW, NOW + 3]
    measuring.close()


def test_an_error_of_a_reading_is_told_at_the_next_turn_which_reads_all_the_same(parts: Parts) -> None:
    held = Held()
    measuring = Measuring(parts, held)
    measuring.step(NOW)
    _, _, reading = held.given.pop()
    reading.set_exception(TransientError("the journal is full"))
    with pytest.raises(TransientError, match="journal is full"):
        measuring.step(NOW + 1)
    held.let_go()
    assert times(parts) == [NOW + 1]
    measuring.close()
