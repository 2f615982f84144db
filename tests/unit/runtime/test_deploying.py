"""Waiting for what was applied: who is missing, who failed, when to give up."""

from collections.abc import Sequence

import pytest

from stratum.core.errors import PermanentError, TransientError
from stratum.deployment.types import ComponentSpec, Kind, Observed, Probe, State
from stratum.runtime.deploying import unsettled, wait_for

SPEC = ComponentSpec(
    name="scorer",
    element="app/scorer",
    type="ModelService",
    host="fog-1",
    address="127.0.0.2",
    kind=Kind.SERVICE,
    command=("true",),
    files={},
    ports={"http": 8080},
    readiness=Probe("http", "127.0.0.2", 8080, "/v2/health/ready"),
)
WANTED = {"scorer": SPEC.digest()}


def seen(state: State, digest: str = SPEC.digest(), reason: str = "") -> Observed:
    return Observed("scorer", state, digest, reason=reason)


class SteppingClock:
    """A named fake of the clock: each look at it is a second later."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def now(self) -> float:
        return self.seconds

    def monotonic(self) -> float:
        self.seconds += 1
        return self.seconds


@pytest.mark.parametrize(
    ("now", "missing"),
    [
        ([seen(State.READY)], []),
        ([seen(State.DONE)], []),
        ([], ["scorer (not started)"]),
        ([seen(State.STARTING, reason="no answer yet")], ["scorer (starting: no answer yet)"]),
        ([seen(State.READY, digest="old")], ["scorer (ready)"]),
        ([seen(State.READY), Observed("gone", State.READY)], ["gone (ready)"]),
    ],
)
def test_who_is_not_as_wanted(now: Sequence[Observed], missing: list[str]) -> None:
    assert unsettled(WANTED, now) == missing


def test_a_failed_component_ends_the_wait_with_its_reason() -> None:
    with pytest.raises(PermanentError, match="scorer failed: no such file") as caught:
        unsettled(WANTED, [seen(State.FAILED, reason="no such file")])
    assert caught.value.hint == "see: stratum logs scorer"


def test_each_change_is_told_once() -> None:
    states = iter([[seen(State.STARTING)], [seen(State.STARTING)], [seen(State.READY)]])
    told: list[State] = []
    wait_for(
        lambda: next(states),
        lambda: [SPEC],
        SteppingClock(),
        lambda _: None,
        lambda one: told.append(one.state),
    )
    assert told == [State.STARTING, State.READY]


def test_it_gives_up_and_names_who_is_missing() -> None:
    pauses: list[float] = []
    with pytest.raises(TransientError, match=r"not ready after 5 s: scorer \(backing-off: port 1 is taken\)"):
        wait_for(
            lambda: [seen(State.BACKING_OFF, reason="port 1 is taken")],
            lambda: [SPEC],
            SteppingClock(),
            pauses.append,
            lambda _: None,
            limit=5,
        )
    assert len(pauses) <= 6
