"""Rules and numbers in words for people."""

from collections.abc import Mapping

from stratum.core.patterns import matches
from stratum.core.quantities import Dimension, show_quantity
from stratum.events.logic.crossings import figure, limit
from stratum.events.types import Crossing, Daily, Every, Expression, On, Trigger

_MOST = 8


def waits_for(trigger: Trigger) -> str:
    """What a rule waits for, such as ``model.stale from /lifecycle/*`` or ``every 10 min``."""
    if isinstance(trigger, Every):
        return f"every {show_quantity(trigger.seconds, Dimension.SECONDS)}"
    if isinstance(trigger, Daily):
        return f"daily at {trigger.second // 3600:02}:{trigger.second // 60 % 60:02} UTC"
    if isinstance(trigger, On):
        source = f" from {trigger.source}" if trigger.source else ""
        return trigger.type + (f" of {trigger.subject}" if trigger.subject else "") + source
    return _crossing(trigger)


def _crossing(watch: Crossing) -> str:
    labels = ", ".join(f"{name} {value}" for name, value in watch.labels.items())
    hold = f" for {show_quantity(watch.hold, Dimension.SECONDS)}" if watch.hold else ""
    return f"{watch.metric} of {watch.subject}{f' ({labels})' if labels else ''} {limit(watch)}{hold}"


def does(action: str, values: Mapping[str, object]) -> str:
    """What a rule does, such as ``scale replicas=3``."""
    return " ".join((action, *(f"{name}={_shown(value)}" for name, value in values.items())))


def numbers(saw: object) -> str:
    """What a decision saw, such as ``accuracy 0.71, threshold 0.8``; empty where it tells nothing."""
    if not isinstance(saw, Mapping):
        return ""
    single = [(name, value) for name, value in saw.items() if isinstance(value, (str, int, float))]
    more = f", and {len(single) - _MOST} more" if len(single) > _MOST else ""
    return ", ".join(f"{name} {_shown(value)}" for name, value in single[:_MOST]) + more


def is_part_of(service: str, component: str) -> bool:
    """Whether a component is a replica, the activator or the monitor of a service, by its name."""
    rest = component.removeprefix(f"{service}-")
    return matches(f"{service}-*", component) and (rest.isdecimal() or rest in {"activator", "monitor"})


def _shown(value: object) -> str:
    if isinstance(value, Expression):
        return f"{{{value.text}}}"
    return figure(value) if isinstance(value, float) else str(value)
