"""When a replica that is no longer wanted may end: not before others have taken over its requests."""

from stratum.deployment.logic.gateway import shares
from stratum.deployment.logic.records import Application, Record
from stratum.deployment.logic.services import service_of

DRAIN = 2.5
"""Seconds after which a gateway that was given another configuration sends nothing by the old one."""


def still_needed(application: Application, record: Record, now: float) -> bool:
    """Whether requests may still come to a component of a service that should end.

    What has only just started counts as well: the gateway may know its port from the run before.

    Args:
        application: What is desired and what the journal says of each component.
        record: Of a replica or an activator; for every other component the answer is no.
        now: Seconds since 1970-01-01 UTC.
    """
    name = record.service
    if not name or record.component == name:
        return False
    service, gateway = service_of(application, name), application.records.get(name)
    wanted = service is not None and gateway is not None and application.is_current(gateway)
    if service is not None and record.component in {
        spec.name for share in shares(service, application.records) for spec in share.specs
    }:
        return True
    if gateway is None or not gateway.live:
        return False
    taken = wanted and gateway.settings == application.settings.get(name)
    return not taken or 0 <= now - gateway.adjusted < DRAIN
