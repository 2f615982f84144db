"""What a reference means."""

import dataclasses

import pytest

from stratum.core.errors import InvalidInputError, NotFoundError
from stratum.registry.logic.promotion import plan_promotion
from stratum.registry.logic.references import find_version, split_reference
from stratum.registry.types import ModelVersion, Stage

FIRST = ModelVersion("m", 1, Stage.DRAFT, "a" * 64, 1.0, "run-1", "classification", "Tree", {"f1": 0.5})


def versions(*stages: Stage) -> tuple[ModelVersion, ...]:
    """Versions 1, 2, … of these stages."""
    return tuple(dataclasses.replace(FIRST, version=n, stage=s) for n, s in enumerate(stages, 1))


D, F, C, R, H = Stage.DRAFT, Stage.FINAL, Stage.CHAMPION, Stage.RETIRED, Stage.CHALLENGER


@pytest.mark.parametrize(
    ("stages", "reference", "expected"),
    [
        ((D, D, D), "m", 3),
        ((D, C, D), "m", 2),
        ((D, D, R), "m", 2),
        ((D, D, H), "m", 2),
        ((R, H), "m", 2),
        ((R, R), "m", 2),
        ((D, C, D), "m@3", 3),
        ((D, C, D), "m@champion", 2),
        ((F, F, D), "m@final", 2),
        ((D,), "m@1", 1),
    ],
)
def test_references(stages: tuple[Stage, ...], reference: str, expected: int) -> None:
    assert find_version(versions(*stages), reference).version == expected
    assert find_version(versions(*stages)[::-1], reference).version == expected


def test_nothing_of_that_name() -> None:
    with pytest.raises(NotFoundError, match="there is no model 'm'"):
        find_version((), "m")


@pytest.mark.parametrize("reference", ["m@7", "m@champion"])
def test_no_such_version_lists_what_there_is(reference: str) -> None:
    with pytest.raises(NotFoundError, match="model 'm' has no version") as caught:
        find_version(versions(D, F), reference)
    assert caught.value.hint == "there are: 2 (final), 1 (draft)"


@pytest.mark.parametrize("reference", ["", "@3", "m@"])
def test_no_reference(reference: str) -> None:
    with pytest.raises(InvalidInputError, match="names no model"):
        split_reference(reference)


def test_a_selector_is_a_number_or_a_stage() -> None:
    with pytest.raises(InvalidInputError, match="'best' is no version") as caught:
        find_version(versions(D), "m@best")
    assert "champion" in caught.value.hint
    assert split_reference("m@best") == ("m", "best")


@pytest.mark.parametrize(
    ("before", "version", "stage", "after"),
    [
        ((D, D), 1, C, {1: C}),
        ((C, D), 2, C, {1: F, 2: C}),
        ((C, D), 1, C, {}),
        ((C, D), 1, R, {1: R}),
        ((C, F), 2, F, {}),
        ((D, D), 2, F, {2: F}),
    ],
)
def test_promotions(before: tuple[Stage, ...], version: int, stage: Stage, after: dict[int, Stage]) -> None:
    changed = plan_promotion(versions(*before), version, stage)
    assert {v.version: v.stage for v in changed} == after
    assert len(changed) == len(after)
