"""What must hold of rows before anything is fitted."""

import dataclasses
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from stratum.core.bundles import Column, ColumnType
from stratum.core.errors import InvalidInputError
from stratum.data.logic.rows import Columns
from stratum.testing.pipelines import number_plan, visits_pipeline
from stratum.training.logic.checks import check_target, check_training, missing_columns, rare_classes
from stratum.training.logic.targets import is_missing, target_values
from stratum.training.types import FeaturePlan

SPEC = visits_pipeline(Path("/data/visits.csv"))
PLAN = number_plan("price")
TEST = np.array([False] * 6 + [True] * 2)


def rows(**columns: Sequence[object]) -> Columns:
    """Eight rows with numbers as float32 and texts as objects."""
    given: dict[str, Sequence[object]] = {
        "bought": [0, 1, 0, 1, 0, 1, 0, 1],
        "price": [1, 2, 3, 4, 5, 6, 7, 8],
        **columns,
    }
    return {
        name: np.array(values, dtype=object if isinstance(values[0], str | None) else np.float32)
        for name, values in given.items()
    }


def refused(plan: FeaturePlan = PLAN, **columns: Sequence[object]) -> str:
    with pytest.raises(InvalidInputError) as caught:
        check_training(SPEC, plan, rows(**columns), TEST)
    assert caught.value.hint
    return caught.value.message


def test_good_rows_pass() -> None:
    columns = rows()
    check_target(SPEC, columns["bought"])
    check_training(SPEC, PLAN, columns, TEST)
    assert missing_columns(PLAN, columns) == []


@pytest.mark.parametrize(
    ("target", "message"),
    [
        (np.zeros(0), "there are no rows to train on"),
        (np.array([1.0, np.nan, np.nan]), "the target 'bought' is missing in 2 of 3 rows"),
        (np.array(["a", None], dtype=object), "missing in 1 of 2 rows"),
    ],
)
def test_the_target_has_to_be_known(target: np.ndarray, message: str) -> None:
    with pytest.raises(InvalidInputError) as caught:
        check_target(SPEC, target)
    assert message in caught.value.message
    assert "ilter" in caught.value.hint


def test_a_constant_target_teaches_nothing() -> None:
    assert "'bought' is 1 in every training row" in refused(bought=[1] * 6 + [0, 1])


def test_a_class_needs_two_rows() -> None:
    assert "class 1 of the target 'bought' has one training row" in refused(bought=[0, 0, 0, 0, 0, 1, 0, 1])


def test_a_class_of_the_test_rows_only_is_refused() -> None:
    assert "class '2' of the target 'bought' has test rows but no" in refused(bought=[0, 1, 0, 1, 0, 1, 0, 2])


def test_text_classes_are_checked_alike() -> None:
    words: list[object] = ["no", "no", "no", "yes", "yes", "yes", "no", "maybe"]
    assert "class 'maybe'" in refused(bought=words)
    assert "is 'no' in every training row" in refused(bought=["no"] * 8)


def test_a_column_that_is_missing_throughout_is_refused() -> None:
    message = refused(price=[float("nan")] * 6 + [1, 2])
    assert message == "column 'price' is missing in all 6 training rows"


def test_a_copy_of_the_target_is_refused() -> None:
    assert "'price' repeats the target 'bought'" in refused(price=[0, 1, 0, 1, 0, 1, 0, 1])


@pytest.mark.parametrize(
    ("metric", "advice"),
    [
        ("accuracy", "yet accuracy chooses: choose by roc_auc, average_precision or balanced_accuracy, try"),
        (
            "roc_auc",
            "so accuracy tells little; where they are missed, try classWeight: balanced or",
        ),
    ],
)
def test_rare_classes_are_told_with_what_a_constant_answer_reaches(metric: str, advice: str) -> None:
    target = np.zeros(200, dtype=np.float32)
    target[[0, 1, 150]] = 1
    test = np.arange(200) >= 100
    spec = dataclasses.replace(SPEC, metric=metric)
    (told,) = rare_classes(spec, {"bought": target}, test)
    assert told.startswith("rare classes of bought, of 100 training and 100 test rows: 1 (2 and 1); ")
    assert f"always answers 0 is right in 99.00%, {advice}" in told
    assert rare_classes(dataclasses.replace(spec, task="regression"), {"bought": target}, test) == ()
    assert rare_classes(spec, {"bought": np.arange(200) % 2}, test) == ()


def test_a_constant_value_cannot_be_regressed() -> None:
    spec = dataclasses.replace(SPEC, task="regression")
    with pytest.raises(InvalidInputError, match="nothing to learn"):
        check_training(spec, PLAN, rows(bought=[3] * 8), TEST)
    check_training(spec, PLAN, rows(bought=[3, 4, 5, 3, 3, 3, 9, 9]), TEST)


def test_text_may_be_missing_where_it_is_filled() -> None:
    texts: list[object] = ["a", None, "b", "a", "a", "a", "a", "a"]
    plan = dataclasses.replace(
        PLAN, categories=("shop",), inputs=(*PLAN.inputs, Column("shop", ColumnType.CATEGORY))
    )
    assert "text column 'shop' is missing in 1 rows" in refused(plan, shop=texts)
    filled = dataclasses.replace(plan, preparation=({"step": "fill", "column": "shop", "value": "x"},))
    check_training(SPEC, filled, rows(shop=texts), TEST)
    assert missing_columns(filled, rows(shop=texts)) == ["shop"]


@pytest.mark.parametrize(
    ("task", "values", "expected"),
    [
        ("classification", np.array([0, 1], dtype=np.float32), [0, 1]),
        ("classification", np.array([0.5, 1], dtype=np.float32), ["0.5", "1"]),
        ("classification", np.array(["no", "yes"], dtype=object), ["no", "yes"]),
        ("regression", np.array([0.5, 1], dtype=np.float32), [0.5, 1.0]),
    ],
)
def test_targets_as_algorithms_take_them(task: str, values: np.ndarray, expected: list[object]) -> None:
    found = target_values(task, values)
    assert found.tolist() == expected
    assert found.shape == values.shape


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        (np.array([1.0, np.nan]), [False, True]),
        (np.array(["2024-01-01", "NaT"], dtype="datetime64[s]"), [False, True]),
        (np.array(["a", None], dtype=object), [False, True]),
        (np.array([1, 2]), [False, False]),
    ],
)
def test_missing_values_of_every_kind(values: np.ndarray, expected: list[bool]) -> None:
    assert is_missing(values).tolist() == expected
    assert is_missing(values[:0]).tolist() == []
