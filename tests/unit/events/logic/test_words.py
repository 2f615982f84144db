"""Rules and numbers in words."""

import pytest

from stratum.events.logic.words import does, is_part_of, numbers, waits_for
from stratum.events.types import Crossing, Daily, Every, Expression, On, Trigger


@pytest.mark.parametrize(
    ("trigger", "words"),
    [
        (On("model.*"), "model.*"),
        (On("model.*", "/lifecycle/*", "scorer"), "model.* of scorer from /lifecycle/*"),
        (Every(600), "every 10 min"),
        (Daily(3 * 3600 + 300), "daily at 03:05 UTC"),
        (Crossing("m", "s", above=0.5), "m of s above 0.5"),
        (
            Crossing("m", "s", above=1, below=20_000, hold=90, labels={"version": "3"}),
            "m of s (version 3) above 1 and below 20,000 for 1.5 min",
        ),
    ],
)
def test_what_a_rule_waits_for(trigger: Trigger, words: str) -> None:
    assert waits_for(trigger) == words


def test_what_a_rule_does() -> None:
    assert does("retrain", {}) == "retrain"
    assert does("scale", {"replicas": 3, "service": Expression("event.subject")}) == (
        "scale replicas=3 service={event.subject}"
    )


@pytest.mark.parametrize(
    ("saw", "words"),
    [
        ({"accuracy": 0.71234, "rows": 123_456, "from": "main"}, "accuracy 0.7123, rows 123456, from main"),
        ({"bytes": 1.87e7}, "bytes 18,700,000"),
        ({"inner": {"a": 1}, "n": 1}, "n 1"),
        ({f"n{i}": i for i in range(10)}, ", ".join(f"n{i} {i}" for i in range(8)) + ", and 2 more"),
        ({}, ""),
        (None, ""),
        ([1], ""),
    ],
)
def test_what_a_decision_saw(saw: object, words: str) -> None:
    assert numbers(saw) == words


@pytest.mark.parametrize("component", ["scorer-1", "scorer-12", "scorer-activator", "scorer-monitor"])
def test_parts_of_a_service(component: str) -> None:
    assert is_part_of("scorer", component)


@pytest.mark.parametrize("component", ["scorer", "scorer-x", "scorer2", "other-1", "scorer-"])
def test_what_is_no_part_of_it(component: str) -> None:
    assert not is_part_of("scorer", component)
