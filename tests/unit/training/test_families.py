"""What an automatic search tries."""

import pytest

from stratum.training.logic.families import FAMILIES, Range, families

EVERY = frozenset({"lightgbm", "xgboost", "catboost"})


def names(task: str, rows: int = 300, installed: frozenset[str] = EVERY) -> list[str]:
    return [f.name for f in families(task, rows, 10, installed)]


@pytest.mark.parametrize("task", ["classification", "regression"])
def test_the_first_one_is_linear_and_what_is_cheap_comes_before_what_is_not(task: str) -> None:
    found = names(task)
    assert found[0] == "linear"
    assert found.index("kernel") < found.index("extra") < found.index("boosting")
    assert found.index("lightgbm") < found.index("boosting") < found.index("forest")


@pytest.mark.parametrize("task", ["classification", "regression"])
def test_each_family_is_tried_once_and_only_what_is_installed(task: str) -> None:
    found = names(task, installed=frozenset())
    assert len(set(found)) == len(found)
    assert not set(found) & EVERY
    assert "boosting" in found


def test_what_takes_long_on_many_rows_is_left_out() -> None:
    assert not {"kernel", "neighbours", "extra", "network"} & set(names("classification", 50_000))


@pytest.mark.parametrize("unit", [1e-9, 1.0, 78.4, 2e6])
def test_relative_numbers_follow_the_target_and_begin_inside_of_their_range(unit: float) -> None:
    (kernel,) = (f for f in families("regression", 300, 10, EVERY, unit) if f.name == "kernel")
    space = kernel.space["C"]
    assert isinstance(space, Range)
    assert 1e-6 <= space.low <= space.high
    assert all(space.low <= float(str(one["C"])) <= space.high for one in kernel.first)
    if unit > 1:
        assert kernel.first[0]["C"] == pytest.approx(unit, rel=1e-2)


def test_every_first_trial_lies_in_the_space_of_its_family() -> None:
    for family in FAMILIES:
        for one in family.first:
            assert set(one) == set(family.space)
            for name, space in family.space.items():
                if isinstance(space, Range):
                    assert space.low <= float(str(one[name])) <= space.high
