"""What the resource manager looks at: the model, the services, the samples, the room on the hosts."""

import dataclasses
from collections.abc import Collection, Iterator, Mapping
from typing import Final

import msgspec

from stratum.compiler.placement import placement_problem
from stratum.compiler.scaling import capacities, possible, scaling_rules
from stratum.compiler.selection import anchored
from stratum.core.events import Event
from stratum.core.journal import Journal, Query
from stratum.core.topology import Resources
from stratum.deployment.service import Deployments
from stratum.deployment.types import ReplicaState, Route, ServiceState, State
from stratum.language.tree import Document
from stratum.monitoring.ports import Sink
from stratum.resources.logic.readings import believable
from stratum.resources.logic.room import Load, site
from stratum.resources.types import MEASURED, Points, Rules, Site, Situation, Size
from stratum.runtime.checked import Checked
from stratum.runtime.deploying import addresses
from stratum.runtime.wiring import Parts, new_id

MAIN: Final = "main"
MODEL: Final = "model"
SOURCE: Final = "/resources/"
RULED: Final = "resources.ruled"
STARTUP: Final = 5.0
"""Seconds that a replica is taken to need until it answers."""
_RECENT = 15.0
_OF_REPLICAS = "component_cpu_cores"


@dataclasses.dataclass(frozen=True, slots=True)
class Survey:
    """What the model says that the manager works by.

    Attributes:
        rules: Of each service that says how it is scaled.
        capacity: What each host has.
        addresses: IP address of each host.
        possible: The hosts that fulfil the requirements of each service, pinned or not.
    """

    rules: Mapping[str, Rules] = dataclasses.field(default_factory=dict)
    capacity: Mapping[str, Resources] = dataclasses.field(default_factory=dict)
    addresses: Mapping[str, str] = dataclasses.field(default_factory=dict)
    possible: Mapping[str, tuple[str, ...]] = dataclasses.field(default_factory=dict)


@dataclasses.dataclass(frozen=True, slots=True)
class Managed:
    """A service with what the model says about it.

    Attributes:
        application: Name of its application.
        state: As it is now.
        survey: Of its application.
    """

    application: str
    state: ServiceState
    survey: Survey

    @property
    def name(self) -> str:
        """Name of the service."""
        return self.state.spec.name

    @property
    def rules(self) -> Rules:
        """How it is scaled."""
        return self.survey.rules[self.name]

    @property
    def main(self) -> Route:
        """The one route that is scaled."""
        return next(route for route in self.state.routes if route.name == MAIN)

    @property
    def size(self) -> Size:
        """Its size as it should be."""
        return Size(self.main.replicas, _resources(self.main))

    @property
    def ready(self) -> tuple[ReplicaState, ...]:
        """The replicas of the route that answer."""
        return tuple(
            r for r in self.state.replicas if r.route == MAIN and r.state is State.READY and not r.leaving
        )


def note_survey(parts: Parts, checked: Checked, application: Document) -> None:
    """Put into the journal by what an application is managed from now on; to be called at each apply.

    Nothing is put there where nothing has changed.

    Args:
        parts: The workspace.
        checked: Its model, free of errors.
        application: What is applied.
    """
    found = survey_of(parts, checked, application)
    if found == noted_survey(parts.journal, application.name)[1]:
        return
    policies = ", ".join(f"{name}: {rules.policy}" for name, rules in sorted(found.rules.items()))
    reason = f"applied with policies {policies}" if policies else "applied; nothing is scaled"
    data = {"reason": reason, "survey": msgspec.to_builtins(found)}
    source, now = f"{SOURCE}{application.name}", parts.clock.now()
    parts.journal.append(Event(new_id(), source, RULED, application.name, now, data))


def noted_survey(journal: Journal, application: str) -> tuple[int, Survey]:
    """What was noted at the last apply that changed it, with its place in the journal; 0 for nothing."""
    for entry in journal.find(Query(source=f"{SOURCE}{application}", type=RULED, limit=1)):
        return entry.number, msgspec.convert(entry.event.data["survey"], Survey)
    return 0, Survey()


def survey_of(parts: Parts, checked: Checked, application: Document) -> Survey:
    """What the model says now that an application is managed by; nothing is put into the journal."""
    infrastructure = checked.infrastructure_of(application)
    application = anchored(application, checked.hosts)
    placed = checked.hosts[application.name]
    problem = placement_problem(application, infrastructure, checked.metamodel)
    return Survey(
        scaling_rules(application, infrastructure, checked.metamodel, placed),
        capacities(infrastructure),
        addresses(parts, checked, application),
        {name: possible(problem, name, placed) for name in placed if _is_service(checked, application, name)},
    )


def _is_service(checked: Checked, application: Document, name: str) -> bool:
    element = application.element(name)
    return element is not None and not element.select and checked.metamodel.type(element.type).role == MODEL


def readings(managed: Managed, samples: Sink, since: float) -> Mapping[str, Points]:
    """What was read of a service, by metric; readings of its versions are not those of the service."""
    found = samples.series(MEASURED, [managed.name], since)
    return {one.metric: one.points for one in found if not one.labels}


def gauge(managed: Managed, raw: Mapping[str, Points], samples: Sink, now: float) -> Situation:
    """The service as its policy sees it."""
    ready = managed.ready
    names = [replica.name for replica in ready]
    told = samples.series([_OF_REPLICAS], names, now - _RECENT) if names else ()
    heard = {one.subject for one in told}
    rules = managed.rules
    return Situation(
        time=now,
        service=managed.name,
        ready=len(ready),
        desired=managed.main.replicas,
        limits=_resources(managed.main),
        bounds=rules.bounds,
        objective=rules.objective,
        tuning=rules.tuning,
        series=believable(raw),
        missing=len(ready) - len(heard) if heard else 0,
        startup=STARTUP,
    )


def settled(managed: Managed, changed: float) -> float | None:
    """Since when readings are due; None while nothing answers."""
    starts = [replica.started for replica in managed.ready]
    return max(changed, min(starts)) if starts else None


def ground(managed: Managed, deployments: Deployments, suitable: Collection[str]) -> Site:
    """Where a service runs and may run, with the room there, over everything that runs on these hosts.

    Args:
        managed: The service.
        deployments: Tells what runs.
        suitable: The hosts that it may run on.
    """
    owner = f"{managed.application}/{managed.name}"
    loads = [load for application in deployments.applications() for load in _loads(deployments, application)]
    return site(owner, managed.main.host, managed.survey.capacity, suitable, loads)


def _loads(deployments: Deployments, application: str) -> Iterator[Load]:
    """What takes a part of a host: routes with all their replicas, and every other component."""
    services = deployments.services(application)
    replicas = {replica.name for state in services for replica in state.replicas}
    for state in services:
        for route in state.routes:
            owner = f"{application}/{state.spec.name}"
            named = owner if route.name == MAIN else f"{owner}:{route.name}"
            yield Load(named, route.host, Size(route.replicas, _resources(route)).total)
    for spec in deployments.desired(application):
        if spec.name not in replicas:
            limits = Resources(spec.limits.cpu, spec.limits.memory)
            yield Load(f"{application}:{spec.name}", spec.host, limits)


def _resources(route: Route) -> Resources:
    return Resources(route.limits.cpu, route.limits.memory)
