"""Transforms in a plan: what may follow what, and which columns are treated together."""

import dataclasses
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stratum.core.bundles import Column, ColumnType
from stratum.core.errors import InvalidInputError
from stratum.data.types import StepSpec
from stratum.testing.pipelines import visits_pipeline
from stratum.training.logic.features import bind_plan, plan_features
from stratum.training.logic.transformers import TRANSFORMERS, Group, made_with, transformed
from stratum.training.types import FeaturePlan, SplitSpec, Transform

COLUMNS = (
    *(Column(name, ColumnType.NUMBER) for name in ("a", "b", "c")),
    Column("said", ColumnType.CATEGORY),
    Column("bought", ColumnType.INTEGER),
)
SPEC = dataclasses.replace(
    visits_pipeline(Path("/data/visits.csv")), identifier="", split=SplitSpec("random")
)
Block = tuple[str, dict[str, object]]
WORDS: Block = ("words", {"columns": ["said"], "method": "counts", "words": 2, "minimum": 1, "length": 1})
SELECTED: Block = ("select", {"columns": ["a", "b", "c", "bought"]})


def transform(name: str, columns: object = "all") -> Block:
    return "transform", {"columns": columns, "transformer": name, "parameters": {}}


def plan(*blocks: Block, task: str = "classification") -> FeaturePlan:
    steps = tuple(StepSpec(f"{kind} {n}", kind, ("rows",), told) for n, (kind, told) in enumerate(blocks))
    return plan_features(dataclasses.replace(SPEC, task=task), COLUMNS, steps)


def test_all_numbers_are_taken_where_none_are_named() -> None:
    found = plan(SELECTED, transform("StandardScaler", ["b"]), transform("PCA"))
    assert found.transforms == (
        Transform("transform 1", "StandardScaler", {}, ("b",)),
        Transform("transform 2", "PCA", {}, ("a", "b", "c")),
    )


def test_words_stand_in_the_place_of_their_text() -> None:
    texts = np.array(["good here", "good", "here"], object)
    numbers = {name: np.zeros(3, np.float32) for name in "abc"}
    bound = bind_plan(plan(WORDS, transform("TruncatedSVD")), {**numbers, "said": texts}, ())
    assert bound.numbers == ("a", "b", "c", "said: good", "said: here")
    assert set(bound.transforms[0].columns) == set(bound.numbers)


@pytest.mark.parametrize(
    ("blocks", "task", "message"),
    [
        ((transform("PCA", ["a", "b"]), transform("StandardScaler", ["a"])), "", "and not 'b'"),
        ((transform("PCA", ["a", "b"]), ("scale", {"columns": ["b"]})), "", "made others of column 'b'"),
        ((transform("PCA"), ("scale", {"columns": "all"})), "", "made others of column 'a'"),
        ((transform("PCA"), ("fill", {"columns": {"c": "mean"}})), "", "made others of column 'c'"),
        ((transform("PCA"), ("select", {"columns": ["a", "b", "bought"]})), "", "made others of column 'c'"),
        ((("components", {"columns": ["a", "b"], "components": 1}), transform("PCA")), "", "principal comp"),
        ((transform("Normalizer", ["said"]),), "", "column 'said' holds category, no numbers"),
        ((transform("NeighborhoodComponentsAnalysis"),), "regression", "learns from classes"),
        ((transform("SelectKBest"),), "clustering", "clustering has no target for SelectKBest"),
    ],
)
def test_what_does_not_fit_is_refused(blocks: tuple[Block, ...], task: str, message: str) -> None:
    kept = [] if blocks[0][1].get("columns") == ["said"] else [SELECTED]
    with pytest.raises(InvalidInputError, match=message) as caught:
        plan(*kept, *blocks, task=task or "classification")
    assert caught.value.hint


def test_a_joint_transform_brings_groups_together_and_one_for_columns_does_not() -> None:
    groups = [Group(("a", "b"), ("median",)), Group(("c",))]
    scaled = transformed(groups, 0, ["b", "c"], alone=True)
    assert [(g.columns, g.steps) for g in scaled] == [(("b",), (0,)), (("a",), ()), (("c",), (0,))]
    (joined,) = transformed(scaled, 1, ["a", "b", "c"], alone=False)
    assert joined.columns == ("b", "a", "c")
    assert joined.inner == tuple(scaled)
    (after,) = transformed([joined], 2, ["a", "b", "c"], alone=True)
    assert after.steps == (1, 2)


@given(st.lists(st.tuples(st.sets(st.sampled_from("abcd"), min_size=1), st.booleans()), max_size=6))
def test_no_column_is_lost_or_treated_twice(taken: list[tuple[set[str], bool]]) -> None:
    groups = [Group(("a", "b")), Group(("c", "d"), ("mean",))]
    for place, (columns, alone) in enumerate(taken):
        whole = [set(g.columns) for g in groups if g.whole]
        if all(each <= columns or not each & columns for each in whole):
            groups = transformed(groups, place, sorted(columns), alone=alone)
    assert sorted(n for g in groups for n in g.columns) == ["a", "b", "c", "d"]


def test_an_estimator_is_made_with_defaults_then_what_is_given_then_the_seed() -> None:
    scaler, cloud = TRANSFORMERS["MinMaxScaler"], TRANSFORMERS["GaussianRandomProjection"]
    assert made_with(scaler, {"feature_range": [0, 2]}, 3) == {"feature_range": (0, 2)}
    assert made_with(cloud, {}, 3) == {"n_components": 2, "random_state": 3}
    assert made_with(cloud, {"n_components": 4}, 3) == {"n_components": 4, "random_state": 3}
