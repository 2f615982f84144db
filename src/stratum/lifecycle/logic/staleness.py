"""Whether a model has grown stale. It is told; a rule, or a person, asks for what follows."""

from collections.abc import Sequence

from stratum.drift.types import Kind, Verdict
from stratum.lifecycle.logic.plan import DAY, Plan
from stratum.lifecycle.logic.scene import Scene, Tell
from stratum.lifecycle.records import Life, Type
from stratum.lifecycle.types import LIVE, Watch


def notices(life: Life, scene: Scene) -> tuple[Tell, ...]:
    """What is to be told of the model of a service that has no cycle under way."""
    watch = scene.watch
    if not scene.plan.kept or watch is None or not watch.live or watch.live != scene.main:
        return ()
    return (*_stale(life, scene, watch), *_drifts(life, scene, watch))


def _stale(life: Life, scene: Scene, watch: Watch) -> tuple[Tell, ...]:
    if life.blocked or not rested(life, scene):
        return ()
    reasons = _reasons(scene.plan, watch)
    if not reasons:
        return ()
    tally = watch.tally(LIVE, watch.live)
    accuracy = tally.recent.accuracy if tally is not None else None
    saw = {
        "version": watch.live,
        "ageDays": round((watch.age or 0.0) / DAY, 2),
        "outcomes": watch.outcomes,
        **({} if accuracy is None else {"accuracy": round(accuracy, 4)}),
        **{f"{each.detector}": round(each.statistic, 4) for each in _errors(watch)},
    }
    number = life.stales + 1
    data = {"reason": "; ".join(reasons), "saw": saw, "version": watch.live, "number": number}
    return (Tell(Type.STALE, (life.service, "stale", number), {**data, "moment": scene.moment}),)


def rested(life: Life, scene: Scene) -> bool:
    """Whether there was a pause since the model was last called stale, and since the latest cycle.

    Data that begin again from the start have had their pause.
    """
    return not life.moment or abs(scene.moment - life.moment) >= scene.plan.held_out


def _reasons(plan: Plan, watch: Watch) -> list[str]:
    found = []
    if plan.maximum_age is not None and watch.age is not None and watch.age >= plan.maximum_age:
        found.append(f"the model is {watch.age / DAY:.1f} d old, {plan.maximum_age / DAY:g} d are allowed")
    found += [f"{each.detector}: {each.reason}" for each in _errors(watch)]
    return found


def _errors(watch: Watch) -> list[Verdict]:
    return [each for each in watch.verdicts if each.kind is Kind.ERROR and each.drifted]


def _drifts(life: Life, scene: Scene, watch: Watch) -> tuple[Tell, ...]:
    """Inputs and predictions that have changed: worth a note, no reason to train by itself.

    They change with every season; whether the model got worse is seen from its errors.
    """
    changed = [e for e in watch.verdicts if e.kind in {Kind.INPUT, Kind.PREDICTION} and e.drifted]
    by_detector: dict[str, list[Verdict]] = {}
    for each in changed:
        by_detector.setdefault(each.detector, []).append(each)
    return tuple(
        _note(life, scene, watch, detector, verdicts)
        for detector, verdicts in by_detector.items()
        if f"{watch.live}/{detector}" not in life.noted
    )


def _note(life: Life, scene: Scene, watch: Watch, detector: str, verdicts: Sequence[Verdict]) -> Tell:
    note = f"{watch.live}/{detector}"
    worst = max(verdicts, key=lambda each: each.statistic - each.threshold)
    data = {
        "reason": worst.reason,
        "saw": {each.column or "predictions": round(each.statistic, 4) for each in verdicts},
        "version": watch.live,
        "note": note,
        "moment": scene.moment,
    }
    return Tell(Type.DRIFTED, (life.service, "drifted", note), data)
