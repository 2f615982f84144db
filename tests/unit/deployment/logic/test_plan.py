"""From observed to desired: which steps, in which order, why."""

import pytest

from stratum.core.errors import InvalidInputError
from stratum.deployment.logic.plan import plan, summarize
from stratum.deployment.types import Limits, Observed, Plan, State
from stratum.testing.components import make_spec, make_task

A, B, C = make_spec("a"), make_spec("b", "a"), make_spec("c", "b")


def seen(name: str, state: State, digest: str = "", reason: str = "") -> Observed:
    return Observed(name, state, digest, reason=reason)


def steps(made: Plan) -> list[str]:
    return [f"{action.verb} {action.component}" for action in made.actions]


def test_nothing_there_starts_all_dependencies_first() -> None:
    made = plan("app", [C, A, B], [])
    assert steps(made) == ["start a", "start b", "start c"]
    assert {action.reason for action in made.actions} == {"new"}
    assert made.application == "app"


@pytest.mark.parametrize("state", [State.STARTING, State.READY, State.UNREADY, State.BACKING_OFF])
def test_what_is_carried_on_needs_no_step(state: State) -> None:
    assert plan("app", [A], [seen("a", state, A.digest())]).actions == ()


def test_a_task_that_is_done_needs_no_step() -> None:
    task = make_task("t")
    assert plan("app", [task], [seen("t", State.DONE, task.digest())]).actions == ()
    again = plan("app", [task], [seen("t", State.DONE, "other")])
    assert steps(again) == ["start t"]


@pytest.mark.parametrize(
    ("state", "reason"),
    [
        (State.PENDING, "not started yet"),
        (State.STOPPED, "stopped: by hand"),
        (State.FAILED, "failed: by hand"),
        (State.STOPPING, "stopping: by hand"),
    ],
)
def test_what_does_not_run_is_started_and_says_why(state: State, reason: str) -> None:
    made = plan("app", [A], [seen("a", state, A.digest(), "by hand")])
    assert steps(made) == ["start a"]
    assert made.actions[0].reason == reason


def test_what_is_gone_is_stopped_dependents_first_before_anything_starts() -> None:
    observed = [seen(spec.name, State.READY, spec.digest()) for spec in (A, B, C)]
    made = plan("app", [make_spec("new")], observed, [A, B, C])
    assert steps(made) == ["stop c", "stop b", "stop a", "start new"]
    assert made.actions[0].reason == "no longer part of the application"


@pytest.mark.parametrize("state", [State.STOPPED, State.DONE, State.FAILED, State.PENDING])
def test_what_is_gone_and_does_not_run_needs_no_stop(state: State) -> None:
    assert plan("app", [], [seen("a", state, A.digest())], [A]).actions == ()


def test_a_changed_specification_replaces_and_says_what_changed() -> None:
    more = make_spec("a", host="other")
    made = plan(
        "app", [more, B], [seen("a", State.READY, A.digest()), seen("b", State.READY, B.digest())], [A, B]
    )
    assert steps(made) == ["replace a"]
    assert made.actions[0].reason == "host host-1 → other"


def test_other_limits_are_taken_over_by_what_runs() -> None:
    more = make_spec("a", limits=Limits(memory=2**20))
    made = plan("app", [more], [seen("a", State.READY, A.digest())], [A])
    assert steps(made) == ["adjust a"]
    assert made.actions[0].reason == "limits.memory none → 1 MiB"
    assert summarize(made) == "1 to adjust (a: limits.memory none → 1 MiB)"
    assert plan("app", [more], [seen("a", State.READY, A.digest())], [more]).actions == ()
    assert plan("app", [more], [seen("a", State.DONE, A.digest())], [A]).actions == ()


@pytest.mark.parametrize("known", [[], [make_spec("a", host="third")]])
def test_a_change_from_something_unknown_says_only_that(known: list[object]) -> None:
    made = plan(
        "app", [A], [seen("a", State.READY, "old")], [spec for spec in known if isinstance(spec, type(A))]
    )
    assert steps(made) == ["replace a"]
    assert made.actions[0].reason == "specification changed"


def test_a_changed_specification_of_something_stopped_starts() -> None:
    made = plan("app", [A], [seen("a", State.STOPPED, "old")])
    assert steps(made) == ["start a"]


def test_a_circle_is_refused() -> None:
    with pytest.raises(InvalidInputError, match="circle"):
        plan("app", [make_spec("a", "b"), make_spec("b", "a")], [])


def test_the_summary_counts_and_gives_reasons_of_replacements() -> None:
    more = make_spec("a", host="other")
    observed = [seen("a", State.READY, A.digest()), seen("c", State.READY, C.digest())]
    made = plan("app", [more, B], observed, [A, C])
    assert summarize(made) == "1 to start, 1 to replace (a: host host-1 → other), 1 to stop"
    assert summarize(Plan("app", ())) == "nothing to do"
