"""Decisions as the events that tell them: each with its reason and the numbers it saw."""

import math
from collections.abc import Mapping

import msgspec

from stratum.lifecycle.logic.guards import Judgement
from stratum.lifecycle.logic.scene import Scene, Tell
from stratum.lifecycle.records import Cycle, Stage, Type


def plain(data: Mapping[str, object]) -> dict[str, object]:
    """Data as JSON can say it; a number that is none becomes a text."""
    built = msgspec.to_builtins(data)
    return {key: _sayable(value) for key, value in built.items()}


def step(
    kind: Type, cycle: Cycle, scene: Scene, judged: Judgement, more: Mapping[str, object] | None = None
) -> Tell:
    """A step of a cycle; there is one of each type for each attempt.

    Args:
        kind: What happens.
        cycle: Of which cycle.
        scene: When.
        judged: Why, and what was seen.
        more: What else is to be known.
    """
    return step_at(kind, cycle, scene.moment, judged, more)


def step_at(
    kind: Type, cycle: Cycle, moment: float, judged: Judgement, more: Mapping[str, object] | None = None
) -> Tell:
    """The same where nobody looked at the service: ``moment`` is that of the newest row that is known."""
    data = {
        "reason": judged.reason,
        "saw": dict(judged.saw),
        "cycle": cycle.id,
        "champion": cycle.champion,
        "challenger": cycle.challenger,
        "by": cycle.by,
        "cause": cycle.request,
        "depth": cycle.depth,
        "moment": moment,
    }
    return Tell(kind, (cycle.id, kind, cycle.attempt), {**data, **(more or {})})


def fallen(cycle: Cycle, scene: Scene, judged: Judgement, outcome: Stage) -> Tell:
    """A cycle that goes no further: what is left is to clear up."""
    data = {"at": cycle.stage, "passed": False, "outcome": outcome}
    tell = step(Type.JUDGED, cycle, scene, judged, data)
    return Tell(tell.type, (*tell.key, cycle.stage, "fallen"), tell.data)


def hold(cycle: Cycle, scene: Scene, why: str, judged: Judgement) -> tuple[Tell, ...]:
    """Say why nothing is done; once for each stage, attempt and cause.

    Args:
        cycle: What is held.
        scene: When.
        why: A word for the cause.
        judged: The same for people, with numbers.
    """
    key = f"{cycle.stage}/{cycle.attempt}/{why}"
    if key in cycle.holds:
        return ()
    tell = step(Type.HELD, cycle, scene, judged, {"hold": key})
    return (Tell(tell.type, (cycle.id, Type.HELD, key), tell.data),)


def _sayable(value: object) -> object:
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    if isinstance(value, dict):
        return {key: _sayable(inner) for key, inner in value.items()}
    return [_sayable(inner) for inner in value] if isinstance(value, list) else value
