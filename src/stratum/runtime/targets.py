"""What is measured: which components are read how."""

from collections.abc import Sequence
from pathlib import Path

from stratum.deployment.types import ComponentSpec, Observed, State
from stratum.monitoring.types import MACHINE, Target
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


def _watched(spec: ComponentSpec) -> str:
    """The service that a monitor of a model watches; empty for any other component."""
    return spec.name.removesuffix(MONITOR) if spec.name.endswith(MONITOR) else ""
