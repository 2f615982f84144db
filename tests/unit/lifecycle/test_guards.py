"""Each guard rail by its numbers."""

import math

import pytest

from stratum.deployment.types import ReplicaState, State
from stratum.lifecycle.logic.guards import (
    Opinion,
    judge_answers,
    judge_held_out,
    judge_quality,
    judge_replicas,
)
from stratum.lifecycle.logic.plan import DAY, Plan
from stratum.lifecycle.logic.scene import Reading, reading
from stratum.lifecycle.records import Trained
from stratum.lifecycle.types import Count, Pair

LOOSE, STRICT = Plan("m"), Plan("m", latency=0.1, errors=0.001)


def pair(mine: tuple[int, int], other: tuple[int, int], kind: str = "canary") -> Pair:
    """Right answers and outcomes of a candidate and of the version beside it."""
    return Pair(kind, "1", "2", 0.0, Count(other[1], other[0]), Count(mine[1], mine[0]), 60, 50)


@pytest.mark.parametrize(
    ("difference", "error", "rows", "opinion"),
    [
        (0.01, 0.004, 900, Opinion.GOOD),
        (-0.01, 0.004, 900, Opinion.GOOD),
        (-0.0101, 0.004, 900, Opinion.FAIL),
        (0.0, 0.0, 900, Opinion.GOOD),
        (-0.001, 0.0, 900, Opinion.FAIL),
        (None, None, 900, Opinion.GOOD),
        (-1.0, 0.1, 0, Opinion.GOOD),
        (math.nan, 0.1, 900, Opinion.FAIL),
        (0.1, None, 900, Opinion.FAIL),
        (0.1, -1.0, 900, Opinion.FAIL),
        (0.1, math.inf, 900, Opinion.FAIL),
    ],
)
def test_held_out_rows(difference: float | None, error: float | None, rows: int, opinion: Opinion) -> None:
    found = judge_held_out(Trained("2", 5000, held_out=rows, difference=difference, standard_error=error))
    assert found.opinion is opinion
    assert found.reason


@pytest.mark.parametrize(
    ("mine", "other", "days", "opinion"),
    [
        # few outcomes say nothing, however bad they look, until the trial has lasted as long as it may
        ((60, 150), (120, 150), 2.0, Opinion.WAIT),
        ((60, 150), (120, 150), 14.1, Opinion.FAIL),
        # enough of both decide at once
        ((100, 200), (160, 200), 0.1, Opinion.FAIL),
        ((100, 200), (1600, 2000), 0.1, Opinion.FAIL),
        ((148, 200), (160, 200), 0.1, Opinion.WAIT),
        ((148, 200), (160, 200), 2.0, Opinion.GOOD),
        # a better one is not promoted before its time
        ((200, 200), (100, 200), 1.9, Opinion.WAIT),
        ((200, 200), (100, 200), 2.0, Opinion.GOOD),
        # hardly any: wait, and never promote
        ((29, 29), (20, 29), 13.9, Opinion.WAIT),
        ((29, 29), (20, 29), 14.1, Opinion.FAIL),
        ((0, 0), (500, 600), 14.1, Opinion.FAIL),
        ((30, 30), (20, 30), 13.9, Opinion.WAIT),
        ((30, 30), (20, 30), 14.1, Opinion.GOOD),
    ],
)
def test_quality(mine: tuple[int, int], other: tuple[int, int], days: float, opinion: Opinion) -> None:
    found = judge_quality(pair(mine, other), days * DAY, 2 * DAY, 200)
    assert found.opinion is opinion
    assert found.saw["outcomes"] == min(mine[1], other[1])


def test_quality_of_nobody() -> None:
    assert judge_quality(None, 0.0, DAY, 200).opinion is Opinion.WAIT
    assert judge_quality(None, 14.1 * DAY, DAY, 200).opinion is Opinion.FAIL
    assert judge_quality(None, 14.1 * DAY, 10 * DAY, 200).opinion is Opinion.WAIT


@pytest.mark.parametrize(
    ("plan", "mine", "other", "opinion"),
    [
        (STRICT, None, None, Opinion.WAIT),
        (STRICT, Reading(19, 19), None, Opinion.GOOD),
        (STRICT, Reading(50, 2), None, Opinion.GOOD),
        (STRICT, Reading(50, 3), None, Opinion.FAIL),
        (STRICT, Reading(50, 3), Reading(500, 15), Opinion.GOOD),
        (LOOSE, Reading(500, 4), None, Opinion.GOOD),
        (LOOSE, Reading(500, 6), None, Opinion.FAIL),
        (STRICT, Reading(50, 0, 0.1), None, Opinion.GOOD),
        (STRICT, Reading(50, 0, 0.11), None, Opinion.FAIL),
        (STRICT, Reading(50, 0, 0.11), Reading(500, 0, 0.1), Opinion.GOOD),
        (STRICT, Reading(50, 0, 0.21), Reading(500, 0, 0.1), Opinion.FAIL),
        (LOOSE, Reading(50, 0, 9.0), None, Opinion.GOOD),
        (STRICT, Reading(0, 0), None, Opinion.GOOD),
    ],
)
def test_answers(plan: Plan, mine: Reading | None, other: Reading | None, opinion: Opinion) -> None:
    assert judge_answers(plan, mine, other).opinion is opinion


@pytest.mark.parametrize(
    ("states", "waited", "opinion"),
    [
        ((), 0.0, Opinion.WAIT),
        ((), 99.0, Opinion.FAIL),
        ((State.READY,), 0.0, Opinion.GOOD),
        ((State.READY, State.STARTING), 59.0, Opinion.WAIT),
        ((State.READY, State.STARTING), 61.0, Opinion.FAIL),
        ((State.READY, State.FAILED), 0.0, Opinion.FAIL),
        ((State.BACKING_OFF,), 0.0, Opinion.FAIL),
        ((State.UNREADY,), 1.0, Opinion.WAIT),
    ],
)
def test_replicas(states: tuple[State, ...], waited: float, opinion: Opinion) -> None:
    replicas = tuple(
        ReplicaState(f"s-{n}", "canary", n, s, 1, 1.0, "2", "h") for n, s in enumerate(states, 1)
    )
    assert judge_replicas(replicas, waited, 60.0).opinion is opinion


def test_readings_that_make_no_sense_are_left_out() -> None:
    found = reading({"requests": [10, math.nan, -5, 10], "errors": [math.inf, 1], "latency": [0.1] * 4})
    assert found == Reading(20, 1, None)
    assert reading({"latency": [0.1, 0.5, 0.2, 0.3, math.nan, 0.4]}).latency == 0.3
    assert reading({}) == Reading(0, 0, None)
