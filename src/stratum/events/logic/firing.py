"""Which rule an event sets off, and the events that tell of it."""

import dataclasses
from collections.abc import Mapping
from typing import Final

from stratum.core.errors import InvalidInputError
from stratum.core.events import Event
from stratum.core.patterns import matches
from stratum.events.logic.conditions import holds, resolve
from stratum.events.logic.identity import derived
from stratum.events.logic.parameters import read
from stratum.events.types import CROSSED, DUE, FAILED, FIRED, RULES, Crossing, Mandate, On, Parameter, Rule

MOST_DEPTH: Final = 8
"""So many rules may follow from each other; more are taken for a circle."""
_TOLD: Final = "rule."


@dataclasses.dataclass(frozen=True, slots=True)
class Firing:
    """A rule that an event set off.

    Attributes:
        fired: The event that tells of it.
        values: The parameters of the action, expressions worked out.
        mandate: What the action acts on.
    """

    fired: Event
    values: Mapping[str, object]
    mandate: Mandate


def is_trigger(rule: Rule, event: Event) -> bool:
    """Whether a rule waits for an event, its condition aside.

    What tells of rules (``rule.*``) is only taken by patterns that ask for it.
    """
    trigger = rule.trigger
    if not isinstance(trigger, On):
        kind = CROSSED if isinstance(trigger, Crossing) else DUE
        mine = (event.source, event.data.get("rule")) == (rule.source, rule.key)
        return mine and event.type == kind
    if event.type.startswith(_TOLD) and not trigger.type.startswith(_TOLD):
        return False
    pairs = ((trigger.type, event.type), (trigger.source, event.source), (trigger.subject, event.subject))
    return all(not pattern or matches(pattern, text) for pattern, text in pairs)


def decide(rule: Rule, event: Event, parameters: tuple[Parameter, ...], now: float) -> Firing | None:
    """What follows from an event by a rule; None where nothing does.

    Args:
        rule: The rule.
        event: What happened.
        parameters: What the rule's action takes.
        now: Time of the decision.

    Raises:
        InvalidInputError: If the condition or a parameter cannot be worked out, or rules go in a circle.
    """
    depth = depth_of(event)
    if depth > MOST_DEPTH or not is_trigger(rule, event):
        return None
    if rule.when and not holds(rule.when, event):
        return None
    if depth == MOST_DEPTH:
        message = f"{MOST_DEPTH} rules followed from each other, the last one was {event.data.get('by', '')}"
        raise InvalidInputError(message, "give the rules conditions, so that they do not go in a circle")
    values = _values(rule, event, parameters)
    fired = _fired(rule, event, values, now)
    mandate = Mandate(
        id=_id(rule, event, "done"),
        by=_by(rule),
        cause=fired.id,
        reason=str(fired.data["reason"]),
        time=now,
        source=rule.source,
        application=application_of(event),
        saw=_saw(event),
        depth=depth + 1,
    )
    return Firing(fired, values, mandate)


def failure(rule: Rule, event: Event, why: str, now: float) -> Event:
    """The event that tells that what an event should have led to failed for good."""
    reason = f"{rule.action} after {_called(event)} failed: {why}"
    told = _told(rule, event, reason)
    return Event(_id(rule, event, "failed"), rule.source, FAILED, event.subject, now, told)


def application_of(event: Event) -> str:
    """The application that an event is about; empty where its source names none."""
    parts = event.source.split("/")
    about = len(parts) == 3 and not parts[0] and not event.source.startswith(RULES)
    return parts[2] if about else str(event.data.get("application", ""))


def depth_of(event: Event) -> int:
    """How many rules an event follows from."""
    depth = event.data.get("depth", 0)
    return depth if isinstance(depth, int) and depth > 0 else 0


def _fired(rule: Rule, event: Event, values: Mapping[str, object], now: float) -> Event:
    because = str(event.data.get("reason", ""))
    reason = f"{rule.action} after {_called(event)}" + (f": {because}" if because else "")
    told = {**_told(rule, event, reason), "with": values}
    return Event(_id(rule, event, "fired"), rule.source, FIRED, event.subject, now, told)


def _told(rule: Rule, event: Event, reason: str) -> Mapping[str, object]:
    return {
        "reason": reason,
        "saw": _saw(event),
        "rule": rule.key,
        "action": rule.action,
        "by": _by(rule),
        "cause": event.id,
        "depth": depth_of(event) + 1,
    }


def _values(rule: Rule, event: Event, parameters: tuple[Parameter, ...]) -> Mapping[str, object]:
    given = {name: resolve(value, event) for name, value in rule.values.items()}
    values = {}
    for parameter in parameters:
        if parameter.name in given:
            values[parameter.name] = read(parameter, given[parameter.name])
        elif parameter.is_subject and event.subject:
            values[parameter.name] = event.subject
        elif parameter.is_subject or parameter.required:
            message = f"{event.type} has no subject to take {parameter.name} from"
            raise InvalidInputError(message, f"give {parameter.name}")
    return values


def _saw(event: Event) -> Mapping[str, object]:
    saw = event.data.get("saw")
    return saw if isinstance(saw, Mapping) else {}


def _called(event: Event) -> str:
    return f"{event.type} of {event.subject}" if event.subject else event.type


def _by(rule: Rule) -> str:
    return f"rule {rule.key}"


def _id(rule: Rule, event: Event, step: str) -> str:
    return derived(rule.key, event.source, event.id, step)
