"""What is measured: which components are read how, and which of them make up a service."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from stratum.deployment.logic.gateway import ROUTE, STAND_IN
from stratum.deployment.types import ComponentSpec, Observed, ServiceState, State
from stratum.monitoring.types import MACHINE, Service, Target
from stratum.runtime.wiring import Parts

MEASURED = frozenset({State.READY, State.UNREADY})
MONITOR = "-monitor"
OUTSIDE = {"local": "process", "docker": "container"}
"""How a component is read from outside, by its engine."""


def targets(parts: Parts) -> list[Target]:
    """The machine, each running component, and what components tell of themselves."""
    found = [MACHINE]
    for application in parts.deployments.applications():
        specs = {spec.name: spec for spec in parts.deployments.desired(application)}
        outside = OUTSIDE.get(parts.deployments.engine(application), "process")
        for one in parts.deployments.status(application):
            if one.name in specs:
                found += component_targets(specs[one.name], one, outside)
                found += database_targets(one.name, parts.deployments_root / application / one.name)
    return found


def services(parts: Parts) -> list[Service]:
    """Every service of every application."""
    return [
        measured_service(state)
        for application in parts.deployments.applications()
        for state in parts.deployments.services(application)
    ]


def database_targets(name: str, directory: Path) -> Sequence[Target]:
    """The embedded database of a component, which is called as it is; also where its task has ended."""
    path = directory / f"{name}.db"
    return [Target("files", name, path=str(path))] if path.is_file() else []


def component_targets(spec: ComponentSpec, one: Observed, outside: str) -> Sequence[Target]:
    """What is read of one component.

    Args:
        spec: As it should run.
        one: As it is.
        outside: Name of the collector that reads what it uses.
    """
    found: list[Target] = []
    if one.pid and one.state in MEASURED:
        found.append(Target(outside, spec.name, pid=one.pid, host=spec.host))
        if spec.scrape is not None:
            service = spec.service or _watched(spec)
            found.append(Target(spec.scrape.kind, spec.name, url=spec.scrape.url, service=service))
    return found


def measured_service(state: ServiceState) -> Service:
    """A service as the monitoring sees it.

    Replicas that leave still answer, and are counted with what they answer, but not among the ready ones.
    """
    routes = {route.name: route for route in state.routes}
    seen = [one for one in state.replicas if not (one.route in routes and routes[one.route].mirror)]
    ready = [one for one in seen if one.state is State.READY and not one.leaving and one.route in routes]
    limits = [routes[one.route].limits.cpu for one in ready]
    return Service(
        name=state.spec.name,
        ready=len(ready),
        desired=sum(route.replicas for route in state.routes if not route.mirror),
        cpu_limit=sum(limits) if all(limits) else 0.0,
        serving=frozenset(one.name for one in seen),
        versions={one.name: one.version for one in state.replicas},
        routes=_shares(state),
    )


def _shares(state: ServiceState) -> Mapping[str, str]:
    """Version of the model by what the gateway calls a part of the requests.

    Replicas that leave a route may stand in for those that come, with the version from before.
    """
    before = {f"{ROUTE}{one.route}{STAND_IN}": one.version for one in state.replicas if one.leaving}
    return before | {f"{ROUTE}{route.name}": route.version for route in state.routes}


def _watched(spec: ComponentSpec) -> str:
    """The service that a monitor of a model watches; empty for any other component."""
    return spec.name.removesuffix(MONITOR) if spec.name.endswith(MONITOR) else ""
