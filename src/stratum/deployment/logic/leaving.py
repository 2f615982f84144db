"""When a replica that is no longer wanted may end: not before others have taken over its requests.

A gateway takes up its routes when it gets to it, which a busy machine delays at will. So it is asked whether
it follows them, and a replica that they no longer name ends a moment after it has said yes.
"""

from stratum.deployment.logic.gateway import followed_at, shares
from stratum.deployment.logic.records import Application, Record
from stratum.deployment.logic.services import service_of
from stratum.deployment.types import Probe

DRAIN = 1.0
"""Seconds for which requests that began before a gateway took up its routes may still be on their way."""
PATIENCE = 30.0
"""Seconds after which a gateway that does not say whether it follows its routes holds nobody any more."""


def still_needed(application: Application, record: Record, followed: float | None, now: float) -> bool:
    """Whether requests may still come to a component of a service that should end.

    What has only just started counts as well: the gateway may know its port from the run before.

    Args:
        application: What is desired and what the journal says of each component.
        record: Of a replica or an activator; for every other component the answer is no.
        followed: When the service's gateway was first seen to follow the routes of now; None for not yet.
        now: Seconds since 1970-01-01 UTC.
    """
    name = record.service
    if not name or record.component == name:
        return False
    service, gateway = service_of(application, name), application.records.get(name)
    if service is not None and record.component in {
        spec.name for share in shares(service, application.records) for spec in share.specs
    }:
        return True
    if gateway is None or not gateway.live:
        return False
    if not _has_taken_over(application, gateway):
        return True
    since, wait = (gateway.adjusted, PATIENCE) if followed is None else (followed, DRAIN)
    return 0 <= now - since < wait


def asks_to_follow(application: Application, record: Record) -> Probe | None:
    """What to ask a gateway, to which a yes means that it follows the routes of now.

    Args:
        application: What is desired and what the journal says of each component.
        record: Of the component; for all but a gateway whose word is waited for there is nothing to ask.
    """
    is_gateway = record.live and record.service == record.component
    service = service_of(application, record.service) if is_gateway else None
    if service is None or not _has_taken_over(application, record):
        return None
    leaving = (
        other.live and not application.is_current(other)
        for other in application.records.values()
        if other.service == record.service
    )
    told = next(spec for spec in application.desired if spec.name == record.component)
    return followed_at(told) if any(leaving) else None


def _has_taken_over(application: Application, gateway: Record) -> bool:
    """Whether the file that the gateway reads its routes from says those of now."""
    name = gateway.component
    return application.is_current(gateway) and gateway.settings == application.settings.get(name)
