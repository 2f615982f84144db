"""From a pipeline and its table to features."""

import dataclasses
from pathlib import Path

import numpy as np
import pytest

from stratum.core.bundles import Column, ColumnType
from stratum.core.errors import InvalidInputError
from stratum.data.types import StepSpec
from stratum.testing.pipelines import visits_pipeline, with_step
from stratum.training.logic.features import bind_plan, frequent_values, most_frequent, plan_features
from stratum.training.types import FeaturePlan, PipelineSpec, SplitSpec

COLUMNS = (
    Column("id", ColumnType.CATEGORY),
    Column("visited", ColumnType.TIMESTAMP),
    Column("shop", ColumnType.CATEGORY),
    Column("price", ColumnType.NUMBER),
    Column("twice", ColumnType.NUMBER),
    Column("queue", ColumnType.INTEGER),
    Column("bought", ColumnType.INTEGER),
)
SPEC = visits_pipeline(Path("/data/visits.csv"))


def plan(spec: PipelineSpec = SPEC, columns: tuple[Column, ...] = COLUMNS) -> FeaturePlan:
    return plan_features(spec, columns, spec.steps[3:])


def refused(spec: PipelineSpec, columns: tuple[Column, ...] = COLUMNS) -> InvalidInputError:
    with pytest.raises(InvalidInputError) as caught:
        plan(spec, columns)
    assert caught.value.hint
    return caught.value


def test_target_identifier_and_times_are_no_features() -> None:
    assert plan().features == ("price", "twice", "queue", "hour", "weekday", "shop")
    assert plan().categories == ("shop",)


def test_inputs_are_the_raw_columns_behind_the_features() -> None:
    assert [c.name for c in plan().inputs] == ["visited", "shop", "price", "twice", "queue"]
    assert [c.name for c in plan().inputs if not c.required] == ["shop", "queue"]


def test_constants_are_prepared_and_statistics_are_learned() -> None:
    assert plan().preparation == (
        {"step": "date_parts", "column": "visited", "parts": ["hour", "weekday"]},
        {"step": "fill", "column": "shop", "value": "unknown"},
    )
    assert plan().imputation == {"queue": "median"}


def test_numeric_constants_are_prepared_too() -> None:
    filled = plan(with_step(SPEC, "full", columns={"queue": 0, "shop": "none"}))
    assert {"step": "fill", "column": "queue", "value": 0} in filled.preparation
    assert filled.imputation == {}


def test_encoding_and_scaling_follow_the_steps() -> None:
    assert (plan().encoding, plan().minimum) == ({"shop": "onehot"}, {"shop": 5})
    assert plan().scaling == dict.fromkeys(("price", "twice", "queue", "hour", "weekday"), "standard")
    assert plan(with_step(SPEC, "scaled", columns=["price"], method="robust")).scaling == {"price": "robust"}


def test_a_late_selection_leaves_features_out() -> None:
    late = StepSpec("late", "select", ("scaled",), {"columns": ["shop", "hour"]})
    narrowed = plan(dataclasses.replace(SPEC, steps=(*SPEC.steps, late)))
    assert narrowed.features == ("hour", "shop")
    assert [c.name for c in narrowed.inputs] == ["visited", "shop"]
    assert narrowed.scaling == {"hour": "standard"}


def test_preparation_of_columns_left_out_is_dropped() -> None:
    late = StepSpec("late", "select", ("scaled",), {"columns": ["price"]})
    narrowed = plan(dataclasses.replace(SPEC, steps=(*SPEC.steps, late)))
    assert narrowed.preparation == ()
    assert narrowed.imputation == {}


@pytest.mark.parametrize(
    ("step", "attributes", "message"),
    [
        ("moment", {"column": "visted"}, "block 'moment' finds no column 'visted'"),
        ("moment", {"column": "price"}, "'price' holds number, not times"),
        ("moment", {"parts": "hour"}, "parts is no list"),
        ("full", {"columns": ["queue"]}, "columns is no mapping"),
        ("full", {"columns": {"shop": "median"}}, "text column 'shop' has no median"),
        ("full", {"columns": {"queue": "many"}}, "'many' is no number for column 'queue'"),
        ("full", {"columns": {"bought": 0}}, "'bought' is the target"),
        ("coded", {"columns": ["price"]}, "'price' holds number, not text"),
        ("coded", {"method": "hash"}, "block 'coded' has no method 'hash'"),
        ("coded", {"columns": ["bought"]}, "'bought' is the target"),
        ("coded", {"columns": []}, "column 'shop' holds text"),
        ("scaled", {"method": "log"}, "block 'scaled' has no method 'log'"),
        ("scaled", {"columns": ["bought"]}, "'bought' is the target"),
        ("scaled", {"columns": ["prize"]}, "block 'scaled' finds no column 'prize'"),
    ],
)
def test_wrong_steps_are_explained(step: str, attributes: dict[str, object], message: str) -> None:
    assert message in refused(with_step(SPEC, step, **attributes)).message


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"target": "sold"}, "block 'buys' finds no column 'sold'"),
        ({"identifier": "key"}, "block 'buys' finds no column 'key'"),
    ],
)
def test_columns_of_the_pipeline_have_to_exist(change: dict[str, str], message: str) -> None:
    changed = dataclasses.replace(SPEC, target=change.get("target", "bought"))
    changed = dataclasses.replace(changed, identifier=change.get("identifier", "id"))
    assert message in refused(changed).message


def test_the_order_of_a_split_has_to_exist() -> None:
    changed = dataclasses.replace(SPEC, split=SplitSpec("each", "shop", order="when"))
    assert refused(changed).message == "block 'buys' finds no column 'when'"


def test_parts_do_not_overwrite_columns() -> None:
    columns = (*COLUMNS, Column("hour", ColumnType.INTEGER))
    assert "there is a column 'hour' already" in refused(SPEC, columns).message


def test_no_features_is_an_error() -> None:
    spec = dataclasses.replace(SPEC, steps=())
    columns = tuple(c for c in COLUMNS if c.name in {"id", "visited", "bought"})
    assert "has no features" in refused(spec, columns).message


def test_rows_say_the_most_frequent_text_and_what_may_be_missing() -> None:
    unbound = plan(with_step(SPEC, "full", columns={"queue": 0, "shop": "most_frequent"}))
    visited = np.array(["2024-01-01"] * 4, dtype="datetime64[s]")
    shops = np.array(["b", "a", None, "b"], dtype=object)
    training = {"visited": visited, "queue": np.zeros(4, np.float32), "shop": shops}
    bound = bind_plan(unbound, training, ["twice"])
    assert {"step": "fill", "column": "shop", "value": "b"} in bound.preparation
    assert [c.name for c in bound.inputs if not c.required] == ["shop", "twice", "queue"]


def test_frequent_values() -> None:
    values = ["b", "a", "b", None, "c", "a", "b"]
    assert frequent_values(values, 2) == ["a", "b"]
    assert frequent_values(values, 1) == ["a", "b", "c"]
    assert frequent_values(values, 9) == ["b"]


def test_the_first_of_equals_is_the_most_frequent() -> None:
    assert most_frequent(["b", "a"]) == "a"
    assert most_frequent([None]) == ""
