"""What has to be done to get from what is observed to what is desired."""

from collections.abc import Sequence

from stratum.deployment.logic.differences import explain_difference
from stratum.deployment.logic.order import dependency_order
from stratum.deployment.types import Action, ComponentSpec, Observed, Plan, State, Verb

_OVER = frozenset({State.PENDING, State.DONE, State.STOPPED, State.FAILED})
_CARRIED_ON = frozenset({State.STARTING, State.READY, State.UNREADY, State.BACKING_OFF, State.DONE})


def plan(
    application: str,
    desired: Sequence[ComponentSpec],
    observed: Sequence[Observed],
    known: Sequence[ComponentSpec] = (),
) -> Plan:
    """Ordered steps; empty when nothing has to be done.

    Stops come first, dependents before what they depend on; then starts and replacements, dependencies first.
    A component that the supervisor already tries to start again (backing off) needs no step.

    Args:
        application: Name of the application.
        desired: What should run.
        observed: What is there, whatever its state.
        known: Earlier specifications; they give removed components their order and replacements their reason.

    Raises:
        InvalidInputError: If the desired components depend on each other in a circle.
    """
    wanted = {spec.name: spec for spec in desired}
    seen = {item.name: item for item in observed}
    earlier = {spec.name: spec for spec in known}
    stops = dependency_order({
        name: earlier[name].depends_on if name in earlier else ()
        for name, item in seen.items()
        if name not in wanted and item.state not in _OVER
    })
    starts = dependency_order({name: spec.depends_on for name, spec in wanted.items()})
    steps = [Action(Verb.STOP, name, "no longer part of the application") for name in reversed(stops)]
    candidates = (_step(wanted[name], seen.get(name), earlier.get(name)) for name in starts)
    return Plan(application, (*steps, *(step for step in candidates if step is not None)))


def summarize(steps: Plan) -> str:
    """The plan in one line for people, such as ``1 to replace (scorer: limits.cpu 0.5 → 1.0)``."""
    parts: list[str] = []
    for verb in Verb:
        chosen = [action for action in steps.actions if action.verb is verb]
        if chosen:
            reasons = "; ".join(f"{action.component}: {action.reason}" for action in chosen)
            parts.append(f"{len(chosen)} to {verb}" + (f" ({reasons})" if verb is Verb.REPLACE else ""))
    return ", ".join(parts) or "nothing to do"


def _step(spec: ComponentSpec, seen: Observed | None, earlier: ComponentSpec | None) -> Action | None:
    if seen is None or seen.state is State.PENDING:
        return Action(Verb.START, spec.name, "not started yet" if seen else "new")
    if seen.digest != spec.digest():
        reason = "specification changed"
        if earlier is not None and earlier.digest() == seen.digest:
            reason = explain_difference(earlier, spec)
        return Action(Verb.START if seen.state in _OVER else Verb.REPLACE, spec.name, reason)
    if seen.state in _CARRIED_ON:
        return None
    return Action(Verb.START, spec.name, f"{seen.state}: {seen.reason}" if seen.reason else str(seen.state))
