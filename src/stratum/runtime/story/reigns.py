"""Which version of a model answered from when on, as events tell."""

import dataclasses
from collections.abc import Iterable, Iterator, Mapping

from stratum.core.events import Event

MAIN = "main"
DESIRED = "deployment.desired"
DESTROYED = "deployment.destroyed"
ROUTES = "deployment.routes"
PROMOTED = "cycle.promoted"


@dataclasses.dataclass(frozen=True, slots=True)
class Reign:
    """From when on a version answered.

    Attributes:
        since: Seconds since 1970-01-01 UTC.
        version: Of the model.
    """

    since: float
    version: str


def reigns(events: Iterable[Event], service: str, now: str = "") -> tuple[Reign, ...]:
    """The reigns over a service, oldest first.

    What the model says counts when it says something new: else a service keeps the version that a cycle gave
    it, however often it is applied.

    Args:
        events: Of the application, oldest first.
        service: Its name.
        now: Version that answers now; it did from the beginning where no event tells of another.
    """
    found: list[Reign] = []
    modelled = ""
    for event in events:
        said = _modelled(event, service)
        version = _routed(event, service) if said is None else said if said != modelled else ""
        modelled = modelled if said is None else said
        if version and (not found or found[-1].version != version):
            found.append(Reign(event.time, version))
    if not found and now:
        found.append(Reign(0.0, now))
    return tuple(found)


def _modelled(event: Event, service: str) -> str | None:
    """The version that the model puts on the main route; None for an event that says nothing of the model."""
    if event.type == DESTROYED:
        return ""
    if event.type != DESIRED:
        return None
    own = [one for one in _mappings(event.data.get("services")) if one.get("name") == service]
    return _version_of(_mappings(own[0].get("routes"))) if own else ""


def _routed(event: Event, service: str) -> str:
    """The version that a change of routes puts on the main one; empty for none.

    A promotion says the same, and is found where so many changes of scale came after it that they hide it.
    """
    if event.subject != service:
        return ""
    if event.type == PROMOTED:
        return str(event.data.get("challenger", ""))
    return _version_of(_mappings(event.data.get("changes"))) if event.type == ROUTES else ""


def _version_of(routes: Iterable[Mapping[str, object]]) -> str:
    """The version of the route called main; empty where there is none."""
    for route in routes:
        if route.get("name") == MAIN and route.get("version"):
            return str(route["version"])
    return ""


def _mappings(value: object) -> Iterator[Mapping[str, object]]:
    """The mappings in a list; nothing for anything else."""
    if isinstance(value, (list, tuple)):
        yield from (each for each in value if isinstance(each, Mapping))
