"""What an interrupted run goes on with, and what keeps it from going on."""

from pathlib import Path

import pytest

from stratum.runtime.settings import Settings
from stratum.runtime.trainings import Trainings
from stratum.runtime.wiring import Parts
from stratum.training.logic.progress import Plan
from stratum.training.orders import Order
from stratum.training.records import RunFolder
from stratum.training.types import Run


@pytest.fixture
def parts(tmp_path: Path) -> Parts:
    return Parts(Settings(tmp_path))


def left(parts: Parts, run: str, *candidates: str) -> RunFolder:
    """A run that nobody works on and that did not end."""
    folder = RunFolder(parts.runs_root / run)
    folder.path.mkdir(parents=True)
    folder.begin(Plan(0.0, candidates, (), "inline", 1, 7))
    folder.save(Run(run, "buys", "classification", "roc_auc", 0.0))
    return folder


def test_it_is_not_ended_by_a_wish_of_before(parts: Parts) -> None:
    folder = left(parts, "buys-1", "linear")
    folder.ask_to_end("ben")
    pipeline, order = Trainings(parts).interrupted("buys-1", Order())
    assert (pipeline, order.seed, order.resume) == ("buys", 7, True)
    assert folder.asked_to_end() is None
