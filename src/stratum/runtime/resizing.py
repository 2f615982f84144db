"""Changes of a service's size and host by hand, within bounds and the room of hosts."""

import dataclasses
from collections.abc import Mapping

from stratum.core.errors import InvalidInputError, NotFoundError
from stratum.core.topology import Resources
from stratum.deployment.types import RouteChange
from stratum.resources.logic.shape import fits, grows, in_words, left_in_words
from stratum.resources.types import Place, Size
from stratum.runtime.gauging import MAIN, Managed, ground, noted_survey
from stratum.runtime.wiring import Parts

BY = "user"


@dataclasses.dataclass(frozen=True, slots=True)
class Asked:
    """What a person asks for; None leaves it as it is.

    Attributes:
        replicas: How many.
        cpu: Cores that each may take.
        memory: Bytes that each may take.
        host: Name of the modelled host.
    """

    replicas: int | None = None
    cpu: float | None = None
    memory: int | None = None
    host: str | None = None


@dataclasses.dataclass(frozen=True, slots=True)
class Changed:
    """What became of it.

    Attributes:
        service: Its name.
        before: Size and host before, for people.
        after: Size and host now.
        policy: The policy that may change it again; empty for none.
    """

    service: str
    before: str
    after: str
    policy: str


def change_by_hand(
    parts: Parts, application: str, service: str, asked: Asked, by: str = BY, why: str = ""
) -> Changed:
    """Change a running service as asked.

    Args:
        parts: The workspace.
        application: Name of the application.
        service: Name of the service.
        asked: What it should become.
        by: Who asks, for the journal.
        why: What for; empty where nothing was said.

    Raises:
        NotFoundError: If the application has no such service, or the model no such host.
        InvalidInputError: If the change is outside of the bounds of the model, or the host has no room or
            does not fulfil what the service requires; both numbers are told.
    """
    managed = managed_service(parts, application, service)
    now, main = managed.size, managed.main
    limits = Resources(
        now.limits.cpu if asked.cpu is None else asked.cpu,
        now.limits.memory if asked.memory is None else asked.memory,
    )
    wanted = Size(now.replicas if asked.replicas is None else asked.replicas, limits)
    place = _place(parts, managed, asked.host or main.host)
    if (grows(wanted, now) or place.name != main.host) and not fits(wanted, place.free):
        raise InvalidInputError(
            f"{place.name} has no room for {in_words(wanted)} of {service}: "
            f"{left_in_words(place.free)} are left",
            "ask for less, or move it to another host with: stratum migrate",
        )
    before, after = (f"{in_words(size)} on {host}" for size, host in ((now, main.host), (wanted, place.name)))
    told: Mapping[str, object] = {"before": before, "after": after, "host_free_cpu": place.free.cpu}
    change = RouteChange(
        MAIN,
        replicas=asked.replicas,
        cpu=asked.cpu,
        memory=asked.memory,
        host=asked.host,
        address=managed.survey.addresses[asked.host] if asked.host else None,
    )
    reason = f"by hand: {before} -> {after}" + (f": {why}" if why else "")
    parts.deployments.change(application, service, (change,), by=by, reason=reason, saw=told)
    rules = managed.survey.rules.get(service)
    return Changed(service, before, after, rules.policy if rules and rules.policy != "none" else "")


def managed_service(parts: Parts, application: str, service: str) -> Managed:
    """A running service with what the model said about it at the last apply.

    Raises:
        NotFoundError: If the application has no such service.
    """
    states = {state.spec.name: state for state in parts.deployments.services(application)}
    if service not in states:
        known = ", ".join(sorted(states)) or "none runs; begin with: stratum apply"
        raise NotFoundError(f"{application} has no service {service!r}", f"known: {known}")
    return Managed(application, states[service], noted_survey(parts.journal, application)[1])


def _place(parts: Parts, managed: Managed, host: str) -> Place:
    known = managed.survey.capacity
    if host not in known:
        raise NotFoundError(f"the model has no host {host!r}", f"known: {', '.join(sorted(known))}")
    possible = managed.survey.possible.get(managed.name, ())
    site = ground(managed, parts.deployments, possible)
    found = {place.name: place for place in (site.here, *site.others)}
    if host not in found:
        names = ", ".join(sorted(found))
        raise InvalidInputError(
            f"{host} does not fulfil what {managed.name} requires: tier, architecture, or delays to others",
            f"possible: {names}",
        )
    return found[host]
