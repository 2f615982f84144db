"""What has to be done to get from what is observed to what is desired."""

import dataclasses
from collections.abc import Iterable, Iterator, Mapping, Sequence

from stratum.deployment.logic.differences import explain_difference
from stratum.deployment.logic.order import dependency_order
from stratum.deployment.types import Action, ComponentSpec, Observed, Plan, State, Verb

_EXPLAINED = frozenset({Verb.REPLACE, Verb.ADJUST})
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
    gone = [item.name for item in observed if item.name not in wanted and item.state not in _OVER]
    stops = _order(gone, earlier)
    starts = _order(wanted, wanted)
    steps = [Action(Verb.STOP, name, "no longer part of the application") for name in reversed(stops)]
    for name in starts:
        steps.extend(_steps(wanted[name], seen.get(name), earlier.get(name)))
    return Plan(application, tuple(steps))


def summarize(steps: Plan) -> str:
    """The plan in one line for people, such as ``1 to replace (scorer: host fog-1 → cloud-1)``."""
    parts: list[str] = []
    for verb in Verb:
        chosen = [action for action in steps.actions if action.verb is verb]
        if chosen:
            reasons = "; ".join(f"{action.component}: {action.reason}" for action in chosen)
            parts.append(f"{len(chosen)} to {verb}" + (f" ({reasons})" if verb in _EXPLAINED else ""))
    return ", ".join(parts) or "nothing to do"


def _order(names: Iterable[str], specs: Mapping[str, ComponentSpec]) -> tuple[str, ...]:
    return dependency_order({name: specs[name].depends_on if name in specs else () for name in names})


def _steps(spec: ComponentSpec, seen: Observed | None, earlier: ComponentSpec | None) -> Iterator[Action]:
    if seen is None or seen.state is State.PENDING:
        yield Action(Verb.START, spec.name, "not started yet" if seen else "new")
    elif seen.digest != spec.digest():
        verb = Verb.START if seen.state in _OVER else Verb.REPLACE
        yield Action(verb, spec.name, _difference(spec, seen, earlier))
    elif seen.state not in _CARRIED_ON:
        yield Action(Verb.START, spec.name, f"{seen.state}: {seen.reason}")
    elif earlier is not None and earlier.limits != spec.limits and seen.state not in _OVER:
        before = dataclasses.replace(spec, limits=earlier.limits)
        yield Action(Verb.ADJUST, spec.name, explain_difference(before, spec))


def _difference(spec: ComponentSpec, seen: Observed, earlier: ComponentSpec | None) -> str:
    if earlier is None or earlier.digest() != seen.digest:
        return "specification changed"
    return explain_difference(earlier, spec)
