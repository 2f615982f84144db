"""Trainings that are killed and go on: nothing that had finished is done again, and the model is the same."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from stratum.runtime.runs import INTERRUPTED, RunRecords
from stratum.runtime.settings import Settings
from stratum.runtime.wiring import Parts
from stratum.testing.pipelines import PREPARED_VISITS, write_visits
from stratum.testing.waiting import wait_until
from stratum.training.logic.progress import Progress
from stratum.training.records import RunFolder

PATIENCE = 240.0
SEED, TRIALS = 7, 6
DOCUMENT = "visits-bought.yaml"
AUTOMATIC = ("--auto", "visits.csv", "--target", "bought", "--trials", str(TRIALS), "--seed", str(SEED))
PIPELINE = f"""{PREPARED_VISITS}
  linear: {{type: LogisticRegression, input: split}}
  forest: {{type: RandomForest, input: split, trees: 200, depth: 12}}
  best:
    {{type: ChooseBest, inputs: [linear, forest], target: bought, identifier: id, metric: roc_auc, seed: 7}}
"""


def workspace(folder: Path) -> Parts:
    folder.mkdir()
    write_visits(folder / "visits.csv")
    return Parts(Settings(folder))


def command(parts: Parts, *arguments: str) -> list[str]:
    root = str(parts.workspace.root)
    return [sys.executable, "-m", "stratum", "train", *arguments, "--json", "--workspace", root]


def killed(parts: Parts, is_time: Callable[[RunFolder], bool], *arguments: str) -> RunFolder:
    """The folder of a training whose process was killed as soon as that held."""

    def seen() -> bool:
        return any(is_time(RunFolder(path)) for path in parts.runs_root.glob("*-*"))

    with subprocess.Popen(command(parts, *arguments), stdout=subprocess.DEVNULL) as process:
        wait_until(lambda: seen() or process.poll() is not None, PATIENCE, "what the kill waits for")
        assert process.poll() is None, "it ended by itself"
        os.kill(process.pid, signal.SIGKILL)
    (path,) = parts.runs_root.glob("*-*")
    assert RunRecords(parts).of(path.name).status == INTERRUPTED
    return RunFolder(path)


def done(parts: Parts, *arguments: str) -> str:
    """Digest of the model that a training gives, in a process of its own as people start it."""
    ended = subprocess.run(
        command(parts, *arguments), capture_output=True, text=True, check=False, timeout=PATIENCE
    )
    assert ended.returncode == 0, ended.stderr
    digest = str(json.loads(ended.stdout)["model"]["digest"])
    assert [version.digest for version in parts.registry.list()] == [digest]
    return digest


def steps(folder: RunFolder) -> tuple[Progress, ...]:
    told = folder.told()
    assert told is not None
    return told[1]


def trials(folder: RunFolder) -> list[int]:
    """The numbers of the trials that were told, by whichever process."""
    ends = [s for s in steps(folder) if s.stage in {"ok", "given up", "failed"}]
    return [int(s.message.split(".")[0]) for s in ends]


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, str]:
    """Document and digest of an automatic training of two workers that nobody interrupts."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("STRATUM_WORKERS", "2")
        return searched(workspace(tmp_path_factory.mktemp("whole") / "a"), "processes")


def searched(parts: Parts, executor: str) -> tuple[str, str]:
    digest = done(parts, *AUTOMATIC, "--executor", executor)
    return (parts.workspace.root / DOCUMENT).read_text(), digest


@pytest.mark.slow
def test_as_many_trials_give_the_same_document_and_model_whoever_does_them(
    whole: tuple[str, str], tmp_path: Path
) -> None:
    assert searched(workspace(tmp_path / "a"), "inline") == whole


def has_two_trials(folder: RunFolder) -> bool:
    return folder.told() is not None and len(trials(folder)) >= 2


def has_searched(folder: RunFolder) -> bool:
    return folder.search() is not None and (folder.path.parents[2] / DOCUMENT).exists()


@pytest.mark.slow
@pytest.mark.parametrize("is_time", [has_two_trials, has_searched])
def test_an_automatic_training_that_was_killed_goes_on_from_the_trials_that_it_finished(
    whole: tuple[str, str], tmp_path: Path, is_time: Callable[[RunFolder], bool]
) -> None:
    parts = workspace(tmp_path / "a")
    folder = killed(parts, is_time, *AUTOMATIC, "--executor", "inline")
    before = trials(folder)
    digest = done(parts, "--resume", folder.path.name)
    assert ((parts.workspace.root / DOCUMENT).read_text(), digest) == whole
    assert len(before) >= 2
    assert len(trials(folder)) == len(set(trials(folder)))
    assert len(folder.load().search["tried"]) == TRIALS  # type: ignore[arg-type]


@pytest.mark.slow
def test_a_training_that_was_killed_gives_the_model_of_one_that_was_not(tmp_path: Path) -> None:
    parts, other = workspace(tmp_path / "a"), workspace(tmp_path / "b")
    for one in (parts, other):
        (one.workspace.root / "pipeline.yaml").write_text(PIPELINE)
    folder = killed(parts, lambda run: (run.work / "0.json").exists(), "--executor", "inline")
    assert [(c.name, c.status) for c in folder.load().candidates] == [("linear", "ok")]
    digest = done(parts, "--resume", folder.path.name)
    assert [s.name for s in steps(folder) if s.stage == "fitting"].count("linear") == 1
    assert done(other, "--executor", "inline") == digest
