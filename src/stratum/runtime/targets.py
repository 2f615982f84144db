"""What is measured: which components are read how, and which of them make up a service."""

from collections.abc import Sequence
from pathlib import Path

from stratum.deployment.types import ComponentSpec, Observed, ServiceState, State
from stratum.monitoring.types import MACHINE, Service, Target
from stratum.runtime.wiring import Parts

MEASURED = frozenset({State.READY, State.UNREADY})
MONITOR = "-monitor"


def targets(parts: Parts) -> list[Target]:
    """The machine, each running component, and what components tell of themselves."""
    found = [MACHINE]
    for application in parts.deployments.applications():
        specs = {spec.name: spec for spec in parts.deployments.desired(application)}
        for one in parts.deployments.status(application):
            if one.name in specs:
                found += component_targets(
                    specs[one.name], one, parts.deployments_root / application / one.name
                )
    return found


def component_targets(spec: ComponentSpec, one: Observed, directory: Path) -> Sequence[Target]:
    """What is read of one component.

    Args:
        spec: As it should run.
        one: As it is.
        directory: Its folder; an embedded database there is called as it is.
    """
    found: list[Target] = []
    database = directory / f"{spec.name}.db"
    if database.is_file():
        found.append(Target("files", spec.name, path=str(database)))
    if one.pid and one.state in MEASURED:
        found.append(Target("process", spec.name, pid=one.pid, host=spec.host))
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
        routes={route.name: route.version for route in state.routes},
    )


def _watched(spec: ComponentSpec) -> str:
    """The service that a monitor of a model watches; empty for any other component."""
    return spec.name.removesuffix(MONITOR) if spec.name.endswith(MONITOR) else ""
