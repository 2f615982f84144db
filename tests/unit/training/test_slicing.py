"""Slices of held-out rows, and folds of training rows."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stratum.core.errors import InvalidInputError
from stratum.training.logic.folding import UNSEEN, deal, fold_rows
from stratum.training.logic.slicing import MISSING, MOST_VALUES, OTHER, masks
from stratum.training.types import SplitSpec


def test_texts_have_a_slice_each_and_rare_ones_share_one() -> None:
    values = np.array([*"aabbb", None, *(f"x{n:02d}" for n in range(20))], dtype=object)
    found = {name: int(mask.sum()) for name, mask in masks(values)}
    assert (found["a"], found["b"], found[MISSING]) == (2, 3, 1)
    assert found[OTHER] == 22 - MOST_VALUES
    assert sum(found.values()) == len(values)


def test_numbers_have_a_slice_each_where_they_are_few() -> None:
    assert [name for name, _ in masks(np.array([0.0, 1.0, 1.0, np.nan], np.float32))] == ["0", "1", MISSING]


@given(st.integers(0, 2**31), st.integers(20, 300))
def test_numbers_are_cut_into_parts_that_hold_each_row_once(seed: int, rows: int) -> None:
    values = np.random.default_rng(seed).normal(size=rows).astype(np.float32)
    values[::7] = np.nan
    found = np.stack([mask for _, mask in masks(values)])
    assert (found.sum(axis=0) == 1).all()


@given(st.integers(0, 2**31), st.integers(2, 5))
def test_folds_deal_out_every_row_once_and_each_class_evenly(seed: int, folds: int) -> None:
    target = np.random.default_rng(seed).integers(0, 3, 90)
    target[:15] = np.arange(15) % 3
    found = fold_rows(SplitSpec("random"), {"a": np.arange(90.0)}, target, folds, seed)
    assert sorted(np.concatenate([f.validate for f in found])) == list(range(90))
    for fold in found:
        assert not set(fold.fit) & set(fold.validate)
        assert len(fold.fit) + len(fold.validate) == 90
    counts = np.array([np.bincount(target[f.validate], minlength=3) for f in found])
    assert (counts.max(axis=0) - counts.min(axis=0) <= 1).all()


def test_folds_by_time_never_look_ahead() -> None:
    times = np.datetime64("2024-01-01", "s") + np.random.default_rng(0).permutation(50).astype("m8[D]")
    found = fold_rows(SplitSpec("time", "at"), {"at": times}, np.array([]), 4, 0)
    assert len(found) == 4
    assert all(times[f.fit].max() < times[f.validate].min() for f in found)


def test_folds_by_time_part_no_rows_of_the_same_time() -> None:
    days = np.repeat(np.arange(9), [7, 1, 7, 2, 7, 7, 3, 7, 7])[np.random.default_rng(0).permutation(48)]
    found = fold_rows(SplitSpec("time", "at"), {"at": days.astype("M8[D]")}, np.array([]), 4, 0)
    assert [sorted(set(days[f.validate].tolist())) for f in found] == [[2, 3], [4], [5, 6], [7, 8]]
    assert all(days[f.fit].max() < days[f.validate].min() for f in found)


@pytest.mark.parametrize("days", [[0] * 12, [0] * 11 + [1], [0] * 2 + [1] * 8 + [2] * 2])
def test_times_that_fill_no_folds_are_told(days: list[int]) -> None:
    with pytest.raises(InvalidInputError, match="too many of the rows are of the same time"):
        fold_rows(SplitSpec("time", "at"), {"at": np.array(days, "M8[D]")}, np.array([]), 3, 0)


def test_too_few_rows_for_the_folds_are_told() -> None:
    rows = {"a": np.arange(12.0)}
    with pytest.raises(InvalidInputError, match="class 1 has 2 training rows, and there are 3 folds"):
        fold_rows(SplitSpec("random"), rows, np.array([0] * 10 + [1] * 2), 3, 0)
    with pytest.raises(InvalidInputError, match="7 folds of 12 training rows"):
        fold_rows(SplitSpec("random"), rows, np.array([]), 7, 0)
    times = {"at": np.datetime64("2024-01-01", "s") + np.arange(12).astype("m8[D]")}
    with pytest.raises(InvalidInputError, match="fold 1 of 3 by 'at' has not every class before it"):
        fold_rows(SplitSpec("time", "at"), times, np.array([0] * 6 + [1] * 6), 3, 0)


@given(st.integers(2, 60), st.integers(2, 10), st.integers(0, 5))
def test_folds_are_equal_but_for_one_row_and_hold_each_class_alike(rows: int, folds: int, seed: int) -> None:
    folds = min(rows, folds)
    classes = np.arange(rows) % 3 == 0
    numbers = deal(rows, classes, folds, (seed, UNSEEN))
    sizes = np.bincount(numbers, minlength=folds)
    of_class = np.bincount(numbers[classes], minlength=folds)
    assert sizes.max() - sizes.min() <= 1
    assert of_class.max() - of_class.min() <= 1
