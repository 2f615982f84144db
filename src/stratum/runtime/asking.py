"""Questions to the journal: what happened, and why something is as it is."""

from collections.abc import Sequence

from stratum.core.errors import NotFoundError
from stratum.core.events import Event
from stratum.core.journal import Entry, Journal, Query
from stratum.events.logic.causes import Step, explain
from stratum.events.logic.envelope import show_time, to_cloudevent
from stratum.events.logic.words import is_part_of
from stratum.language.suggestions import did_you_mean
from stratum.runtime.views import Json

_TROUBLE = ("component.failed", "component.backing-off")
_RECENT = 2000


def of_application(name: str) -> str:
    """Pattern of the sources of an application: its deployment, lifecycle, resources and monitoring."""
    return f"/*/{name}"


def why(journal: Journal, element: str, limit: int) -> tuple[Step, ...]:
    """What led to the present state of an element, newest first, each with what led to it.

    Args:
        journal: The events.
        element: Name of a component, a service, a host or an application; ``APPLICATION/NAME`` where
            several applications have one of that name.
        limit: So many events of the element itself.

    Raises:
        NotFoundError: If no event is about it; the hint names what comes near.
    """
    application, _, name = element.rpartition("/")
    source = of_application(application) if application else ""
    own = journal.find(Query(source=source, subject=name, limit=limit))
    parts = [
        entry
        for kind in _TROUBLE
        for entry in journal.find(Query(source=source, type=kind, subject=f"{name}-*", limit=limit))
        if is_part_of(name, entry.event.subject)
    ]
    found = sorted((*own, *parts), key=lambda entry: -entry.number)[:limit]
    if not found:
        raise NotFoundError(f"no event is about {element!r}", _near(journal, name))
    return explain(
        [entry.event for entry in found], lambda identity: _by_id(journal.find(Query(id=identity)))
    )


def step_view(step: Step) -> Json:
    """A step of an explanation as JSON data."""
    return {"level": step.level, "lost": step.lost, "event": to_cloudevent(step.event)}


def clock(seconds: float) -> str:
    """A moment in UTC for people, to the second."""
    return show_time(seconds).partition(".")[0].replace("T", " ")


def _by_id(found: Sequence[Entry]) -> Event | None:
    return found[0].event if found else None


def _near(journal: Journal, name: str) -> str:
    known = {entry.event.subject for entry in journal.find(Query(limit=_RECENT))} - {""}
    return did_you_mean(name, sorted(known), "elements with events")
