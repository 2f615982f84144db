"""Training with real worker processes, and on a disk that fills up."""

import contextlib
import dataclasses
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from stratum.core.errors import PermanentError
from stratum.data.sources.files import FileSource
from stratum.testing.fakes import ManualClock
from stratum.testing.pipelines import visits_pipeline, write_visits
from stratum.training.executors.inline import InlineExecutor
from stratum.training.executors.processes import ProcessExecutor
from stratum.training.frameworks.sklearn import SklearnFramework
from stratum.training.logic.progress import Progress
from stratum.training.ports import Executor
from stratum.training.records import RunFolder
from stratum.training.service import Workshop, train


def workshop(folder: Path, executor: Executor) -> Workshop:
    readers, frameworks = {"csv": FileSource()}, {"sklearn": SklearnFramework()}
    return Workshop(readers, frameworks, executor, folder / "cache", ManualClock())


@pytest.mark.slow
def test_processes_give_the_same_bundle_as_one_process(tmp_path: Path) -> None:
    spec = visits_pipeline(
        write_visits(tmp_path / "visits.csv"), {"boosting": "HistGradientBoostingClassifier"}
    )
    steps: list[Progress] = []
    apart = train(spec, workshop(tmp_path, ProcessExecutor(2)), tmp_path / "apart", steps.append)
    here = train(spec, workshop(tmp_path, InlineExecutor()), tmp_path / "here", lambda _: None)
    assert apart.digest == here.digest
    assert sum(s.stage == "started" for s in steps) == sum(s.stage == "finished" for s in steps) == 3


EXPORT = """
import hashlib, pathlib, sys
from stratum.runtime.clock import SystemClock
from stratum.testing.pipelines import visits_pipeline, write_visits
from stratum.training.executors.inline import InlineExecutor
from stratum.training.frameworks.sklearn import SklearnFramework
from stratum.data.sources.files import FileSource
from stratum.training.service import Workshop, train
root = pathlib.Path(sys.argv[1])
spec = visits_pipeline(root / "visits.csv", {"boosting": "HistGradientBoostingClassifier"})
cache, frameworks = root / sys.argv[2], {"sklearn": SklearnFramework()}
shop = Workshop({"csv": FileSource()}, frameworks, InlineExecutor(), cache, SystemClock())
print(train(spec, shop, root / f"run-{sys.argv[2]}", lambda _: None).digest)
"""


@pytest.mark.slow
def test_the_order_of_hashes_does_not_reach_the_bundle(tmp_path: Path) -> None:
    write_visits(tmp_path / "visits.csv")
    digests = {
        subprocess.run(
            [sys.executable, "-c", EXPORT, str(tmp_path), seed],
            capture_output=True,
            text=True,
            check=True,
            env={"PYTHONHASHSEED": seed, "PATH": ""},
        ).stdout.split()[-1]
        for seed in ("1", "2", "3")
    }
    assert len(digests) == 1
    assert all(len(digest) == 64 for digest in digests)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 6 MiB."""
    folder = tmp_path / "disk"
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=6m", "tmpfs", str(folder)]
    if subprocess.run(command, check=False, capture_output=True).returncode:
        pytest.skip("mounting a small file system needs root")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


def fill(disk: Path) -> None:
    """Leave no room on a disk."""
    with contextlib.suppress(OSError), (disk / "filler").open("wb", buffering=0) as file:
        while file.write(bytes(4096)):
            pass


def filling_after(disk: Path, name: str) -> Callable[[Progress], None]:
    """Watches a run, and fills the disk when the candidate ``name`` has finished."""
    return lambda step: fill(disk) if (step.stage, step.name) == ("finished", name) else None


@pytest.mark.slow
def test_a_disk_that_fills_up_costs_the_candidates_that_do_not_fit(tmp_path: Path, small_disk: Path) -> None:
    spec = visits_pipeline(write_visits(tmp_path / "visits.csv"))
    watch = filling_after(small_disk, "linear")
    run = train(spec, workshop(tmp_path, InlineExecutor()), small_disk / "run", watch).run
    assert [(c.name, c.status) for c in run.candidates] == [("linear", "ok"), ("tree", "failed")]
    assert "No space left on device" in str(run.candidates[1].error)
    assert RunFolder(small_disk / "run").load().chosen == run.chosen == "linear"


@pytest.mark.slow
def test_no_room_for_the_bundle_keeps_what_was_finished(tmp_path: Path, small_disk: Path) -> None:
    spec = dataclasses.replace(visits_pipeline(write_visits(tmp_path / "visits.csv")), baselines=())
    watch = filling_after(small_disk, "tree")
    with pytest.raises(PermanentError, match="No space left on device") as caught:
        train(spec, workshop(tmp_path, InlineExecutor()), small_disk / "run", watch)
    run = RunFolder(small_disk / "run").load()
    assert caught.value.hint == "make room on the disk and train again"
    assert (run.status, run.error) == ("failed", "cannot write to disk: No space left on device")
    assert [c.status for c in run.candidates] == ["ok", "ok"]
    assert [p.name for p in (small_disk / "run").iterdir()] == ["run.json"]
