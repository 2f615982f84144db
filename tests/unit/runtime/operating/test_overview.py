"""All applications at a glance, those that need somebody first."""

from pathlib import Path

import pytest

from stratum.deployment.types import Observed, State
from stratum.runtime.examples import example_files
from stratum.runtime.operating.overview import Glance, by_need, overview
from stratum.runtime.operating.records import Operation
from stratum.runtime.settings import Settings
from stratum.runtime.wiring import Parts

FAILED = Operation("o", "a", "failed", 0.0, 0.0)


def glance(name: str, *states: State, operation: Operation | None = None, errors: int = 0) -> Glance:
    found = tuple(Observed(f"c{place}", state) for place, state in enumerate(states))
    return Glance(name, found, operation, errors, bool(states))


@pytest.mark.parametrize(
    ("one", "state"),
    [
        (glance("a", State.READY, State.FAILED), "failing"),
        (glance("a", State.BACKING_OFF), "failing"),
        (glance("a", State.READY, operation=FAILED), "stuck"),
        (glance("a", State.READY, State.STARTING), "changing"),
        (glance("a", State.READY, errors=1), "broken"),
        (glance("a", State.READY, State.DONE), "well"),
        (glance("a"), "absent"),
    ],
)
def test_the_worst_counts(one: Glance, state: str) -> None:
    assert one.state == state


def test_those_that_need_somebody_come_first() -> None:
    names = by_need([
        glance("b-well", State.READY),
        glance("absent"),
        glance("a-well", State.READY),
        glance("failing", State.FAILED),
        glance("changing", State.STARTING),
    ])
    assert [one.name for one in names] == ["failing", "changing", "a-well", "b-well", "absent"]


def test_the_worst_component_is_told_first() -> None:
    one = glance("a", State.UNREADY, State.READY, State.FAILED)
    assert [trouble.state for trouble in one.troubles] == [State.FAILED, State.UNREADY]


def test_what_nobody_applied_is_absent(tmp_path: Path) -> None:
    parts = Parts(Settings(tmp_path / "ws"))
    parts.workspace.create(example_files("17-shared-broker"), "first")
    told = overview(parts)["applications"]
    assert isinstance(told, list)
    assert [(one["name"], one["state"], one["hourly"]) for one in told] == [
        ("arrivals-archive", "absent", None),
        ("departure-hub", "absent", None),
    ]
