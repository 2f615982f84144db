"""A run that was interrupted goes on from what it had finished, and gives the same model."""

import dataclasses
from collections.abc import Callable, Generator, Iterable
from pathlib import Path

import pytest

from stratum.core.errors import TransientError
from stratum.testing.pipelines import visits_pipeline, write_visits
from stratum.training.logic.progress import Plan, Progress, board
from stratum.training.ports import Task, TaskEvent, Tell
from stratum.training.records import PROGRESS, RunFolder
from stratum.training.service import Workshop, train
from stratum.training.types import PipelineSpec


class Killed(BaseException):
    """Stands for the end of the process: nothing is tidied up."""


@dataclasses.dataclass
class Mortal:
    """An executor whose process ends after some tasks; it counts what it does."""

    inner: object
    lives: int
    end: BaseException = dataclasses.field(default_factory=Killed)
    done: int = 0

    def run(
        self,
        function: Callable[[Task, Tell], object],
        tasks: Iterable[Task],
        tell: Callable[[int, str], None],
    ) -> Generator[TaskEvent]:
        for event in self.inner.run(function, tasks, tell):  # type: ignore[attr-defined]
            if event.state == "started" and self.done == self.lives:
                raise self.end
            self.done += event.state == "finished"
            yield event


def trained(spec: PipelineSpec, shop: Workshop, folder: Path, lives: int) -> Mortal:
    executor = Mortal(shop.executor, lives)
    train(spec, dataclasses.replace(shop, executor=executor), folder, lambda _: None)
    return executor


@pytest.fixture
def spec(tmp_path: Path) -> PipelineSpec:
    return visits_pipeline(write_visits(tmp_path / "visits.csv"))


def test_a_killed_run_goes_on_and_gives_the_model_of_one_that_was_not(
    spec: PipelineSpec, workshop: Workshop, tmp_path: Path
) -> None:
    whole = train(spec, workshop, tmp_path / "whole", lambda _: None)
    with pytest.raises(Killed):
        trained(spec, workshop, tmp_path / "run", 2)
    assert RunFolder(tmp_path / "run").load().finished is None
    executor = trained(spec, workshop, tmp_path / "run", 99)
    run = RunFolder(tmp_path / "run").load()
    assert executor.done == len(spec.candidates) + len(spec.baselines) - 2
    assert run.status == "ok"
    assert run.model is not None
    assert whole.run.model is not None
    assert run.model.digest == whole.run.model.digest
    assert [c.metrics for c in run.candidates] == [c.metrics for c in whole.run.candidates]
    assert sorted(b.name for b in run.baselines) == sorted(b.name for b in whole.run.baselines)
    assert run.comparisons == whole.run.comparisons
    assert not (tmp_path / "run" / "work").exists()


def test_a_cluster_that_goes_costs_nothing_that_was_finished(
    spec: PipelineSpec, workshop: Workshop, tmp_path: Path
) -> None:
    gone = Mortal(workshop.executor, 2, TransientError("the scheduler of the cluster is gone"))
    with pytest.raises(TransientError):
        train(spec, dataclasses.replace(workshop, executor=gone), tmp_path / "run", lambda _: None)
    assert RunFolder(tmp_path / "run").load().finished is None
    executor = trained(spec, workshop, tmp_path / "run", 99)
    assert executor.done == len(spec.candidates) + len(spec.baselines) - 2
    assert RunFolder(tmp_path / "run").load().status == "ok"


def test_a_cluster_that_goes_at_once_is_a_failure(
    spec: PipelineSpec, workshop: Workshop, tmp_path: Path
) -> None:
    gone = Mortal(workshop.executor, 0, TransientError("the scheduler of the cluster is gone"))
    with pytest.raises(TransientError):
        train(spec, dataclasses.replace(workshop, executor=gone), tmp_path / "run", lambda _: None)
    run = RunFolder(tmp_path / "run").load()
    assert (run.status, run.error) == ("failed", "the scheduler of the cluster is gone")


def test_what_was_damaged_or_follows_from_other_rows_is_done_again(
    spec: PipelineSpec, workshop: Workshop, tmp_path: Path
) -> None:
    everything = len(spec.candidates) + len(spec.baselines)
    for name, content in (("cut", b"PK\x03\x04half"), ("empty", b"")):
        with pytest.raises(Killed):
            trained(spec, workshop, tmp_path / name, 2)
        (tmp_path / name / "work" / "0.npz").write_bytes(content)
        assert trained(spec, workshop, tmp_path / name, 99).done == everything - 1
    for name in ("damaged", "other"):
        with pytest.raises(Killed):
            trained(spec, workshop, tmp_path / name, 2)
    (tmp_path / "damaged" / "work" / "0.model").write_bytes(b"half")
    assert trained(spec, workshop, tmp_path / "damaged", 99).done == everything - 1
    other = dataclasses.replace(spec, seed=spec.seed + 1)
    assert trained(other, workshop, tmp_path / "other", 99).done == everything


def test_a_step_that_was_not_written_whole_is_dropped_before_others_follow(tmp_path: Path) -> None:
    folder = RunFolder(tmp_path)
    folder.begin(Plan(0.0, ("one",), (), "inline", 1, 0))
    folder.note(Progress("started", "one", time=1.0))
    with (tmp_path / PROGRESS).open("ab") as file:
        file.write(b'{"stage": "finis')
    folder.mend()
    folder.note(Progress("resumed", time=50.0))
    folder.note(Progress("started", "one", time=51.0))
    told = folder.told()
    assert told is not None
    assert [step.stage for step in told[1]] == ["started", "resumed", "started"]
    assert board(*told, 53.0, going=True).tasks[0].seconds == 2.0
