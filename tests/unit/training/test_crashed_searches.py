"""A search of a number of trials, and one that goes on after a crash: neither does anything twice."""

import dataclasses
from collections.abc import Callable, Generator, Iterable, Mapping
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as arrow_parquet
import pytest

from stratum.testing.pipelines import number_plan
from stratum.training.executors.inline import InlineExecutor
from stratum.training.frameworks.sklearn import SklearnFramework
from stratum.training.ports import Executor, Task, TaskEvent, Tell
from stratum.training.searching import TOGETHER, SearchSpec, Tried, search
from stratum.training.trialbook import Trialbook
from stratum.training.trials import TrialResult, TrialRows
from stratum.training.types import CandidateSpec, SplitSpec

CHANCE = np.random.default_rng(5)
SIZE = CHANCE.normal(size=60)
TABLE = pa.table({"size": SIZE, "cost": 3 * SIZE + CHANCE.normal(size=60)})
PLAN = number_plan("size")
TRIALS = TOGETHER + 2
CUT = 25
"""Trials after which each family has drawn some by chance."""

SOON = 15
"""Trials after a crash that would repeat some of those before, were they drawn with the same seed."""


class Backwards:
    """Does tasks of a run at once, and tells of the last one first; satisfies ``Executor``."""

    def run(
        self,
        function: Callable[[Task, Tell], object],
        tasks: Iterable[Task],
        tell: Callable[[int, str], None],
    ) -> Generator[TaskEvent]:
        yield from reversed(list(InlineExecutor().run(function, tasks, tell)))


class Steady:
    """Does tasks at once, and says of each that it took as long as any other; satisfies ``Executor``.

    What a search in time tries next depends on what its trials took.
    """

    def run(
        self,
        function: Callable[[Task, Tell], object],
        tasks: Iterable[Task],
        tell: Callable[[int, str], None],
    ) -> Generator[TaskEvent]:
        for event in InlineExecutor().run(function, tasks, tell):
            found = event.result
            steady = dataclasses.replace(found, seconds=0.01) if isinstance(found, TrialResult) else found
            yield dataclasses.replace(event, result=steady)


class Clock:
    """A second later each time that it is asked."""

    def __init__(self) -> None:
        self.time = 0.0

    def now(self) -> float:
        return self.monotonic()

    def monotonic(self) -> float:
        self.time += 1.0
        return self.time


class CrashError(Exception):
    """The process ends here."""


def candidate(kind: str, attributes: Mapping[str, object]) -> CandidateSpec:
    """A line, of whatever family: quick, and as good as its number."""
    number = float(str(next(iter(attributes.values()))))
    return CandidateSpec(kind, "sklearn", "Ridge", {"alpha": number})


@pytest.fixture
def spec(tmp_path: Path) -> SearchSpec:
    arrow_parquet.write_table(TABLE, tmp_path / "rows.parquet")
    return SearchSpec(
        task="regression",
        metric="rmse",
        plan=PLAN,
        split=SplitSpec("random"),
        rows=TrialRows(tmp_path / "rows.parquet", "cost", 3, 1),
        count=60,
        seed=7,
        deadline=40.0,
        scale=0.0,
        longest=0.0,
        patience=0.0,
        began=0.0,
        trials=0,
        candidate=candidate,
    )


def searched(
    spec: SearchSpec, folder: Path, *, crash: int = 0, key: str = "one", executor: Executor | None = None
) -> tuple[tuple[Tried, ...], list[int]]:
    """What was tried, and the numbers of the trials that were done now."""
    folder.mkdir(exist_ok=True)
    told: list[int] = []

    def watch(_tried: Tried, number: int) -> None:
        told.append(number)
        if len(told) == crash:
            raise CrashError

    book, frameworks = Trialbook(folder, key), {"sklearn": SklearnFramework()}
    return search(spec, book, executor or InlineExecutor(), frameworks, Clock(), watch), told


def found(tried: Iterable[Tried]) -> list[tuple[str, Mapping[str, object], str, float]]:
    return [(t.family, t.attributes, t.status, t.loss) for t in tried]


def test_a_number_of_trials_is_done_whatever_the_time_and_the_order_of_their_ends(
    spec: SearchSpec, tmp_path: Path
) -> None:
    spec = dataclasses.replace(spec, trials=TRIALS, deadline=1.0)
    tried, _ = searched(spec, tmp_path / "a")
    assert len(tried) == TRIALS
    backwards, told = searched(dataclasses.replace(spec, deadline=9.0), tmp_path / "b", executor=Backwards())
    assert told[:2] == [TOGETHER, TOGETHER - 1]
    assert found(backwards) == found(tried)


def test_a_number_of_trials_that_goes_on_after_a_crash_is_that_of_an_uninterrupted_search(
    spec: SearchSpec, tmp_path: Path
) -> None:
    spec = dataclasses.replace(spec, trials=TRIALS)
    whole, _ = searched(spec, tmp_path / "whole")
    with pytest.raises(CrashError):
        searched(spec, tmp_path / "cut", crash=3, executor=Backwards())
    tried, told = searched(spec, tmp_path / "cut")
    assert told == [n for n in range(1, TRIALS + 1) if n not in {TOGETHER, TOGETHER - 1, TOGETHER - 2}]
    assert found(tried) == found(whole)


def test_a_search_in_time_goes_on_from_the_trials_that_it_finished(spec: SearchSpec, tmp_path: Path) -> None:
    spec = dataclasses.replace(spec, deadline=300.0)
    with pytest.raises(CrashError):
        searched(spec, tmp_path / "cut", crash=CUT, executor=Steady())
    kept = Trialbook(tmp_path / "cut", "one").kept()
    assert [outcome.spent for outcome in kept.values()] == sorted(outcome.spent for outcome in kept.values())
    tried, told = searched(spec, tmp_path / "cut", executor=Steady())
    assert told == list(range(CUT + 1, len(tried) + 1))
    assert [t.family for t in tried[:CUT]] == [outcome.family for outcome in kept.values()]
    settings = [(t.family, str(t.attributes)) for t in tried]
    assert len(settings) > CUT + SOON
    assert set(settings[CUT : CUT + SOON]).isdisjoint(settings[:CUT])


def test_trials_of_other_rows_are_done_anew(spec: SearchSpec, tmp_path: Path) -> None:
    spec = dataclasses.replace(spec, trials=4)
    searched(spec, tmp_path / "a")
    assert searched(spec, tmp_path / "a", key="other")[1] == [1, 2, 3, 4]


def test_a_trial_whose_answers_are_not_whole_is_done_anew(spec: SearchSpec, tmp_path: Path) -> None:
    spec = dataclasses.replace(spec, trials=4)
    searched(spec, tmp_path / "a")
    (tmp_path / "a" / "1.npy").write_bytes(b"half")
    (tmp_path / "a" / "2.trial").write_bytes(b"\x81")
    assert searched(spec, tmp_path / "a")[1] == [2, 3]
