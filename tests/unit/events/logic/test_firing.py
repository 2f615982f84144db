"""Which rule an event sets off, and with what."""

import pytest

from stratum.core.errors import InvalidInputError
from stratum.core.events import Event
from stratum.events.logic.firing import MOST_DEPTH, application_of, decide, is_trigger
from stratum.events.types import Crossing, Daily, Every, Expression, On, Parameter, Rule, Sort, Trigger

SERVICE = (Parameter("service", Sort.TEXT, "", is_subject=True),)


def rule(trigger: Trigger, when: str = "", **values: object) -> Rule:
    return Rule("mine", "one", trigger, "retrain", when, values)


def event(kind: str = "model.stale", source: str = "/lifecycle/app", **data: object) -> Event:
    return Event("e-1", source, kind, "scorer", 50.0, data)


@pytest.mark.parametrize(
    ("trigger", "fits"),
    [
        (On("model.stale"), True),
        (On("model.*"), True),
        (On("*"), True),
        (On("model"), False),
        (On("model.stale", source="/lifecycle/*"), True),
        (On("model.stale", source="/deployment/*"), False),
        (On("model.stale", subject="score*"), True),
        (On("model.stale", subject="other"), False),
        (Every(60), False),
        (Daily(0), False),
        (Crossing("m", "scorer", above=1), False),
    ],
)
def test_patterns_have_to_fit_all(trigger: Trigger, *, fits: bool) -> None:
    assert is_trigger(rule(trigger), event()) is fits


@pytest.mark.parametrize(
    ("trigger", "kind"),
    [(Every(60), "schedule.due"), (Daily(0), "schedule.due"), (Crossing("m", "s"), "metric.crossed")],
)
def test_a_rule_takes_times_and_crossings_of_its_own_only(trigger: Trigger, kind: str) -> None:
    assert is_trigger(rule(trigger), event(kind, "/rules/mine", rule="mine/one"))
    assert not is_trigger(rule(trigger), event(kind, "/rules/mine", rule="mine/two"))
    assert not is_trigger(rule(trigger), event(kind, "/user", rule="mine/one"))
    assert not is_trigger(rule(trigger), event("model.stale", "/rules/mine", rule="mine/one"))


def test_what_tells_of_rules_is_taken_only_by_who_asks_for_it() -> None:
    told = event("rule.failed", "/rules/mine")
    assert not is_trigger(rule(On("*")), told)
    assert is_trigger(rule(On("rule.failed")), told)
    assert is_trigger(rule(On("rule.*")), told)


def test_the_subject_stands_in_for_what_is_not_given() -> None:
    given = decide(rule(On("*")), event(), SERVICE, 60.0)
    named = decide(rule(On("*"), service="other"), event(), SERVICE, 60.0)
    assert given is not None
    assert named is not None
    assert (given.values, named.values) == ({"service": "scorer"}, {"service": "other"})
    with pytest.raises(InvalidInputError, match="no subject"):
        decide(rule(On("*")), Event("e", "/user", "x.y", "", 0.0), SERVICE, 60.0)


def test_a_value_of_the_wrong_sort_is_refused_also_when_it_comes_from_an_expression() -> None:
    replicas = (Parameter("replicas", Sort.COUNT, "", required=True),)
    with pytest.raises(InvalidInputError, match=r"replicas: 1\.5 is not a whole number"):
        decide(rule(On("*"), replicas=Expression("event.data.n")), event(n=1.5), replicas, 60.0)


def test_a_condition_decides() -> None:
    assert decide(rule(On("*"), "event.data.n > 3"), event(n=4), SERVICE, 60.0) is not None
    assert decide(rule(On("*"), "event.data.n > 3"), event(n=3), SERVICE, 60.0) is None


def test_rules_that_go_in_a_circle_end() -> None:
    with pytest.raises(InvalidInputError, match="rules followed from each other"):
        decide(rule(On("*")), event(depth=MOST_DEPTH), SERVICE, 60.0)
    assert decide(rule(On("*")), event(depth=MOST_DEPTH + 1), SERVICE, 60.0) is None
    deeper = decide(rule(On("*")), event(depth=2), SERVICE, 60.0)
    assert deeper is not None
    assert (deeper.mandate.depth, deeper.fired.data["depth"]) == (3, 3)


@pytest.mark.parametrize("depth", ["many", -3, None, 1.5])
def test_a_depth_that_is_none_counts_as_none(depth: object) -> None:
    found = decide(rule(On("*")), event(depth=depth), SERVICE, 60.0)
    assert found is not None
    assert found.mandate.depth == 1


@pytest.mark.parametrize(
    ("source", "application"),
    [
        ("/lifecycle/app", "app"),
        ("/deployment/app", "app"),
        ("/rules/mine", ""),
        ("/user", ""),
        ("x/y/z", ""),
    ],
)
def test_the_source_names_the_application(source: str, application: str) -> None:
    assert application_of(event(source=source)) == application


def test_ids_differ_by_rule_and_event() -> None:
    first = decide(rule(On("*")), event(), SERVICE, 60.0)
    again = decide(rule(On("*")), event(), SERVICE, 99.0)
    other = decide(Rule("mine", "two", On("*"), "retrain"), event(), SERVICE, 60.0)
    elsewhere = decide(rule(On("*")), event(source="/lifecycle/b"), SERVICE, 60.0)
    found = [f.fired.id for f in (first, again, other, elsewhere) if f is not None]
    assert found[0] == found[1]
    assert len(set(found)) == 3
