"""Figures that would tell a row what came later."""

import dataclasses
from pathlib import Path

import pytest

from stratum.core.errors import InvalidInputError
from stratum.data.sources.files import FileSource
from stratum.data.types import StepSpec
from stratum.testing.pipelines import BOUNDARY, visits_pipeline, write_visits
from stratum.training.logic.hindsight import check_hindsight
from stratum.training.preparing import prepare
from stratum.training.types import PipelineSpec, SplitSpec

BY_TIME, BY_SHOP = SplitSpec("time", "visited", BOUNDARY), SplitSpec("group", "shop")


def before(of: str = "price", time: str = "visited") -> StepSpec:
    features = [{"name": "before", "of": of, "is": "lag", "rows": 1}]
    return StepSpec("looks", "past", ("visits",), {"time": time, "by": ["shop"], "features": features})


def grouped(of: str, name: str) -> StepSpec:
    figures = [{"name": name, "of": of, "is": "mean"}]
    return StepSpec("shops", "group", ("visits",), {"by": ["shop"], "figures": figures})


def pipeline(step: StepSpec, split: SplitSpec = BY_TIME, outcome_time: str = "") -> PipelineSpec:
    spec = visits_pipeline(Path("visits.csv"))
    return dataclasses.replace(spec, steps=(step,), split=split, outcome_time=outcome_time)


@pytest.mark.parametrize(
    "spec",
    [
        pipeline(before()),
        pipeline(before(), outcome_time="told"),
        pipeline(before("bought")),
        pipeline(before("bought", "told"), BY_SHOP),
        pipeline(grouped("price", "usual")),
        pipeline(grouped("bought", "bought")),
        pipeline(grouped("spent", "bought")),
    ],
)
def test_what_tells_nothing_of_later_rows_is_taken(spec: PipelineSpec) -> None:
    check_hindsight(spec)


@pytest.mark.parametrize(
    ("spec", "message"),
    [
        (pipeline(before(), SplitSpec("random")), "'looks' gives training rows figures of test rows"),
        (pipeline(before(time="told")), "'looks' looks back in 'told', .* divided by 'visited'"),
        (pipeline(before("bought"), outcome_time="told"), "'before' is a figure of .* later, in 'told'"),
        (pipeline(before("bought"), BY_SHOP, "told"), "'before' is a figure of .* later, in 'told'"),
        (pipeline(grouped("bought", "usual")), "'shops': 'usual' is a figure of the target 'bought'"),
    ],
)
def test_what_tells_of_later_rows_is_refused(spec: PipelineSpec, message: str) -> None:
    with pytest.raises(InvalidInputError, match=message) as caught:
        check_hindsight(spec)
    assert caught.value.hint


def test_figures_are_checked_before_rows_are_read(tmp_path: Path) -> None:
    spec = visits_pipeline(write_visits(tmp_path / "visits.csv"))
    spec = dataclasses.replace(spec, steps=(grouped("bought", "usual"),))
    with pytest.raises(InvalidInputError, match="figure of the target"):
        prepare(spec, {"csv": FileSource()}, tmp_path / "cache")
