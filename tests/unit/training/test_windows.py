"""A pipeline over the newest labelled rows."""

import dataclasses
from pathlib import Path

import pytest

from stratum.core.errors import InvalidInputError
from stratum.data.types import SourceSpec, StepSpec
from stratum.testing.pipelines import visits_pipeline, write_visits
from stratum.training.logic.windows import NEWEST, windowed
from stratum.training.types import PipelineSpec, SplitSpec, Window

WINDOW = Window("2024-01-05T00:00:00Z", "2024-01-20T00:00:00Z", "2024-01-17T00:00:00Z")


def looking(kind: str) -> tuple[StepSpec, ...]:
    """A filter, and a step whose rows are made of several."""
    kept = StepSpec("kept", "filter", ("visits",), {"where": []})
    return (kept, StepSpec("looks", kind, ("kept",), {}))


@pytest.fixture
def spec(tmp_path: Path) -> PipelineSpec:
    return dataclasses.replace(visits_pipeline(write_visits(tmp_path / "v.csv")), outcome_time="told")


def test_rows_are_chosen_before_a_selection_drops_when_outcomes_became_known(spec: PipelineSpec) -> None:
    steps = windowed(spec, WINDOW).steps
    names = [step.name for step in steps]
    place = names.index(NEWEST)
    assert names[place - 1 : place + 2] == ["known", NEWEST, "narrow"]
    assert steps[place].inputs == ("known",)
    assert steps[place + 1].inputs == (NEWEST,)
    assert steps[place].attributes["where"] == [
        {"column": "visited", "is": "below", "value": WINDOW.until},
        {"column": "visited", "is": "at-least", "value": WINDOW.since},
        {"column": "told", "is": "at-most", "value": WINDOW.until},
    ]


def test_the_newest_rows_of_the_window_test(spec: PipelineSpec) -> None:
    assert windowed(spec, WINDOW).split.boundary == WINDOW.held_out


def test_an_outcome_that_is_known_at_once_needs_no_time(spec: PipelineSpec) -> None:
    window = dataclasses.replace(WINDOW, since="")
    step = next(
        s for s in windowed(dataclasses.replace(spec, outcome_time=""), window).steps if s.name == NEWEST
    )
    assert step.attributes["where"] == [{"column": "visited", "is": "below", "value": WINDOW.until}]


@pytest.mark.parametrize(
    ("steps", "expected"),
    [
        ((), [NEWEST]),
        ((StepSpec("kept", "filter", ("visits",), {"where": []}),), ["kept", NEWEST]),
        ((StepSpec("moment", "date_parts", ("visits",), {}),), [NEWEST, "moment"]),
        *((looking(kind), ["kept", NEWEST, "looks"]) for kind in ("group", "past", "python")),
    ],
)
def test_a_pipeline_without_selection(
    spec: PipelineSpec, steps: tuple[StepSpec, ...], expected: list[str]
) -> None:
    bare = dataclasses.replace(spec, sources=(SourceSpec("visits", "csv", {}),), steps=steps)
    found = windowed(bare, WINDOW).steps
    assert [step.name for step in found] == expected
    for before, after in zip(("visits", *expected), found, strict=False):
        assert after.inputs == (before,)


def test_rows_without_time_have_no_newest(spec: PipelineSpec) -> None:
    with pytest.raises(InvalidInputError, match="have no time"):
        windowed(dataclasses.replace(spec, split=SplitSpec("random")), WINDOW)
