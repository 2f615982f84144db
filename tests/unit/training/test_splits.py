"""Which rows are held out."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stratum.core.errors import InvalidInputError
from stratum.training.logic.folding import fold_rows
from stratum.training.logic.splits import (
    VALIDATION_SHARE,
    boundary_time,
    held_out,
    last_of_each,
    validation_rows,
)
from stratum.training.types import SplitSpec

DAYS = np.array(["2024-01-01", "2024-01-02T12:00", "2024-01-03"], dtype="datetime64[s]")


def by_time(boundary: str) -> SplitSpec:
    return SplitSpec("time", "t", boundary)


@pytest.mark.parametrize(
    "boundary", ["2024-01-02T12:00:00Z", "2024-01-02T13:00:00+01:00", "2024-01-02T12:00:00"]
)
def test_rows_from_the_boundary_on_are_held_out(boundary: str) -> None:
    assert held_out(by_time(boundary), {"t": DAYS}, 0).tolist() == [False, True, True]


@pytest.mark.parametrize(
    ("boundary", "message"),
    [
        (
            "2023-01-01T00:00:00Z",
            "no training rows: 't' runs from 2024-01-01T00:00:00 to 2024-01-03T00:00:00",
        ),
        ("2025-01-01T00:00:00Z", "no test rows: 't' runs from"),
        ("soon", "'soon' is no time"),
    ],
)
def test_a_boundary_outside_is_refused(boundary: str, message: str) -> None:
    with pytest.raises(InvalidInputError) as caught:
        held_out(by_time(boundary), {"t": DAYS}, 0)
    assert message in caught.value.message
    assert caught.value.hint


def test_times_have_to_be_known_times() -> None:
    with pytest.raises(InvalidInputError, match="1 rows have no time in 't'"):
        held_out(by_time("2024-01-02"), {"t": np.append(DAYS, np.datetime64("NaT"))}, 0)
    with pytest.raises(InvalidInputError, match="'t' holds no times"):
        held_out(by_time("2024-01-02"), {"t": np.array([1.0, 2.0])}, 0)


def test_an_order_has_to_be_of_known_times() -> None:
    split = SplitSpec("each", "who", fraction=0.5, order="t")
    who = np.array(list("aa"), dtype=object)
    with pytest.raises(InvalidInputError, match="1 rows have no time in 't'"):
        held_out(split, {"who": who, "t": np.array([DAYS[0], np.datetime64("NaT")])}, 0)
    with pytest.raises(InvalidInputError, match="'t' holds no times"):
        held_out(split, {"who": who, "t": np.array([1.0, 2.0])}, 0)


@given(st.integers(0, 2**31), st.floats(0.2, 0.8))
def test_a_random_split_repeats_and_has_its_share(seed: int, fraction: float) -> None:
    columns = {"x": np.zeros(2000)}
    mask = held_out(SplitSpec("random", fraction=fraction), columns, seed)
    assert np.array_equal(mask, held_out(SplitSpec("random", fraction=fraction), columns, seed))
    assert abs(mask.mean() - fraction) < 0.1


NONE = np.empty(0)


def test_validation_takes_the_last_rows_in_time() -> None:
    times = DAYS[0] + np.random.default_rng(3).permutation(40).astype("timedelta64[h]")
    mask = validation_rows(by_time("2025-01-01"), {"t": times}, NONE, 0)
    assert mask.sum() == round(VALIDATION_SHARE * 40)
    assert times[mask].min() > times[~mask].max()


@given(st.integers(0, 2**31), st.sampled_from(["time", "random"]), st.integers(0, 30), st.integers(2, 4))
def test_both_sides_of_validation_know_every_class(seed: int, method: str, more: int, classes: int) -> None:
    chance = np.random.default_rng(seed)
    target = chance.permutation([*range(classes), *range(classes), *chance.integers(0, classes, more)])
    times = DAYS[0] + chance.integers(0, 9, len(target)).astype("timedelta64[h]")
    split = SplitSpec(method, "t", "2025-01-01")
    mask = validation_rows(split, {"t": times}, target, seed)
    assert set(target[mask]) == set(target[~mask]) == set(range(classes))
    assert np.array_equal(mask, validation_rows(split, {"t": times}, target, seed))


@pytest.mark.parametrize(("rows", "expected"), [(2, 1), (3, 2), (10, 2), (100, 15)])
def test_random_validation_has_its_share(rows: int, expected: int) -> None:
    split = SplitSpec("random")
    masks = [validation_rows(split, {"x": np.zeros(rows)}, NONE, seed) for seed in range(9)]
    assert {int(mask.sum()) for mask in masks} == {expected}
    assert len({mask.tobytes() for mask in masks}) > 1


def test_an_unknown_split_is_refused() -> None:
    with pytest.raises(InvalidInputError, match="unknown split 'magic'"):
        held_out(SplitSpec("magic"), {"x": np.zeros(3)}, 0)
    with pytest.raises(InvalidInputError, match="no test rows"):
        held_out(SplitSpec("random", fraction=0.0), {"x": np.zeros(3)}, 0)


def test_boundaries_are_seconds_in_utc() -> None:
    assert boundary_time("2024-01-01T01:00:00+01:00") == np.datetime64("2024-01-01T00:00:00", "s")
    assert boundary_time("2024-01-01").dtype == np.dtype("datetime64[s]")


@given(st.lists(st.sampled_from("abcdef"), min_size=2, max_size=80), st.integers(0, 99), st.floats(0.05, 0.9))
def test_no_group_is_on_both_sides(groups: list[str], seed: int, fraction: float) -> None:
    columns = {"g": np.array([*groups, "x", "y"], dtype=object)}
    mask = held_out(SplitSpec("group", "g", fraction=fraction), columns, seed)
    assert np.array_equal(mask, held_out(SplitSpec("group", "g", fraction=fraction), columns, seed))
    assert not set(columns["g"][mask].tolist()) & set(columns["g"][~mask].tolist())


@given(st.integers(0, 99), st.floats(0.1, 0.8))
def test_a_stratified_split_has_its_share_of_each_class(seed: int, fraction: float) -> None:
    columns = {"y": np.array([0.0] * 900 + [1.0] * 100 + [2.0] * 2 + [3.0])}
    mask = held_out(SplitSpec("stratified", "y", fraction=fraction), columns, seed)
    found = [int(mask[columns["y"] == value].sum()) for value in range(4)]
    assert found == [round(900 * fraction), round(100 * fraction), 1, 0]


def test_a_stratified_split_of_a_quantity_goes_by_tenths() -> None:
    columns = {"y": np.arange(1000.0)}
    mask = held_out(SplitSpec("stratified", "y", fraction=0.3), columns, 1)
    assert [int(part.sum()) for part in np.split(mask, 10)] == [30] * 10


def test_validation_rows_are_whole_groups_with_every_class() -> None:
    groups = np.repeat(np.array(list("abcdefgh"), dtype=object), 5)
    target = np.tile(np.array([0, 1, 1, 0, 1]), 8)
    mask = validation_rows(SplitSpec("group", "g"), {"g": groups}, target, 3)
    assert not set(groups[mask].tolist()) & set(groups[~mask].tolist())
    with pytest.raises(InvalidInputError, match="leaves each class of the target on both sides"):
        validation_rows(SplitSpec("group", "g"), {"g": groups}, (groups == "a").astype(int), 3)


def test_one_group_cannot_be_divided() -> None:
    with pytest.raises(InvalidInputError, match="'g' holds one group"):
        held_out(SplitSpec("group", "g"), {"g": np.array(["a", "a"], dtype=object)}, 0)


@given(st.lists(st.integers(0, 5), min_size=1, max_size=40), st.floats(0.01, 0.9), st.integers(0, 9))
def test_each_value_of_two_rows_has_both_sides(values: list[int], fraction: float, seed: int) -> None:
    chance = np.random.default_rng(seed)
    found = np.array([str(v) for v in values], dtype=object)
    mask = last_of_each(found, chance.random(len(values)), fraction)
    for value in set(values):
        mine = mask[found == str(value)]
        assert mine.sum() <= max(1, round(fraction * len(mine)))
        assert mine.any() == (len(mine) > 1)
        assert not mine.all()


def test_the_last_rows_of_each_value_test_where_times_say_which() -> None:
    rows = {"who": np.array(list("abab"), dtype=object), "t": DAYS[[1, 0, 0, 2]]}
    split = SplitSpec("each", "who", fraction=0.5, order="t")
    assert held_out(split, rows, 0).tolist() == [True, False, False, True]
    assert validation_rows(split, rows, np.array([]), 0).tolist() == [True, False, False, True]
    with pytest.raises(InvalidInputError, match="learn from later rows"):
        fold_rows(split, rows, np.array([]), 2, 0)
    dealt = fold_rows(SplitSpec("each", "who"), rows, np.array([]), 2, 0)
    assert all(set(rows["who"][fold.validate]) == {"a", "b"} for fold in dealt)


def test_rows_of_each_value_are_chosen_by_the_seed() -> None:
    rows = {"who": np.array(list("aabb") * 9, dtype=object)}
    split = SplitSpec("each", "who", fraction=0.25)
    mask = held_out(split, rows, 1)
    assert np.array_equal(mask, held_out(split, rows, 1))
    assert not np.array_equal(mask, held_out(split, rows, 2))
    assert [mask[rows["who"] == who].sum() for who in "ab"] == [4, 4]
    target = np.array(["rare"] + ["usual"] * 34 + ["rare"], dtype=object)
    late = validation_rows(split, rows, target, 0)
    assert set(target[late]) == set(target[~late]) == {"rare", "usual"}


@pytest.mark.parametrize(("sizes", "taken"), [
    ([30, 4, 6], 6), ([30, 9, 1], 10), ([35, 5], 5), ([2, 38], 38), ([40], 6),
])  # fmt: skip
def test_validation_parts_no_rows_of_the_same_time(sizes: list[int], taken: int) -> None:
    times = DAYS[0] + np.repeat(np.arange(len(sizes)), sizes).astype("timedelta64[h]")
    shuffled = times[np.random.default_rng(2).permutation(40)]
    mask = validation_rows(by_time("2025-01-01"), {"t": shuffled}, NONE, 0)
    assert mask.sum() == taken
    assert len(sizes) == 1 or shuffled[mask].min() > shuffled[~mask].max()
