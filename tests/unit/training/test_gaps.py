"""The largest gap between slices, and whom it is told."""

from pathlib import Path
from typing import Any

import pytest

from stratum.runtime.settings import Settings
from stratum.runtime.trainings import Trainings
from stratum.runtime.wiring import Parts
from stratum.training.evaluation import Slice
from stratum.training.logic.gaps import gaps
from stratum.training.records import RunFolder
from stratum.training.types import CandidateResult, Run

SLICES = (
    Slice("shop", "north", 90, {"f1": 0.9}, (0.8, 0.95)),
    Slice("shop", "south", 80, {"f1": 0.5}, (0.4, 0.6)),
    Slice("shop", "west", 3, {"f1": 0.1}),
    Slice("day", "1", 90, {"f1": 0.9}),
)
WORDS = (
    "shop: the largest gap of f1 is 0.4000, from 0.5000 for south to 0.9000 for north; "
    "their intervals do not meet"
)


def test_the_largest_gap_is_told_with_both_ends() -> None:
    (gap,) = gaps(SLICES, "f1")
    assert (gap.column, gap.low, gap.high) == ("shop", "south", "north")
    assert gap.size == pytest.approx(0.4)
    assert gap.words == WORDS


def test_the_page_is_told_the_gaps_of_each_candidate(tmp_path: Path) -> None:
    parts = Parts(Settings(tmp_path))
    candidates = (
        CandidateResult("forest", "RandomForest", {}, "ok", slices=SLICES),
        CandidateResult("linear", "LogisticRegression", {}, "ok"),
    )
    folder = RunFolder(parts.runs_root / "buys-1")
    folder.path.mkdir(parents=True)
    folder.save(Run("buys-1", "buys", "classification", "f1", 0.0, candidates=candidates))
    told: Any = Trainings(parts).run("buys-1")
    assert [one["gaps"] for one in told["candidates"]] == [[WORDS], []]
