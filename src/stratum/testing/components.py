"""Specifications of components for tests: everything has a default that needs no machine."""

import dataclasses
from typing import Any, TypeAlias

from stratum.deployment.types import (
    Artifact,
    ComponentSpec,
    Desired,
    Kind,
    Limits,
    Probe,
    Route,
    ServiceSpec,
)

_ADDRESS = "127.0.0.9"
Field: TypeAlias = Any
"""The value of any field of a specification."""


def make_spec(name: str, *depends_on: str, **changes: Field) -> ComponentSpec:
    """A service named ``name`` that runs on and answers at once on the fake backend.

    Args:
        name: Its name.
        depends_on: Names of components it needs.
        changes: Fields of the specification that should be otherwise.
    """
    spec = ComponentSpec(
        name=name,
        element=f"app/{name}",
        type="Test",
        host="host-1",
        address=_ADDRESS,
        kind=Kind.SERVICE,
        command=("/bin/sleep", "60"),
        files={},
        ports={},
        readiness=Probe("tcp", _ADDRESS, 1, deadline=30.0),
        depends_on=depends_on,
    )
    return dataclasses.replace(spec, **changes)


def make_task(name: str, *depends_on: str, command: tuple[str, ...] = ("/bin/true",)) -> ComponentSpec:
    """A task named ``name``."""
    return make_spec(name, *depends_on, kind=Kind.TASK, command=command, readiness=Probe("exit"))


def make_desired(*components: ComponentSpec, engine: str = "local") -> Desired:
    """A desired state without services."""
    return Desired(components, (), engine)


def make_service(name: str, *routes: Route, **changes: Field) -> ServiceSpec:
    """A service that runs on and answers at once on the fake backend.

    Args:
        name: Its name.
        routes: As the model says; one replica of version 1 on ``host-1`` where left out.
        changes: Fields of the specification that should be otherwise.
    """
    replica = make_spec(
        "replica",
        command=("serve", "{address}", "{port}", "{version}", "{artifact}"),
        files={"spec.json": "{artifacts}/{artifact}"},
        readiness=Probe("http", path="/v2/health/ready"),
    )
    gateway = make_spec(name, command=("route",), ports={"port": 8080, "status": 8081}, service=name)
    activator = make_spec(f"{name}-activator", command=("hold",), ports={"port": 20000}, service=name)
    spec = ServiceSpec(
        name=name,
        replica=replica,
        gateway=gateway,
        base_port=20000,
        routes=routes or (make_route(),),
        activator=activator if changes.get("minimum") == 0 else None,
        maximum=5,
        ceiling=Limits(2.0, 2**30),
    )
    return dataclasses.replace(spec, **changes)


def make_route(version: str = "1", name: str = "main", **changes: Field) -> Route:
    """A route of one replica on ``host-1``."""
    artifact = Artifact(f"digest-{version}", f"/bundles/{version}")
    return dataclasses.replace(Route(name, version, artifact, "host-1", _ADDRESS), **changes)
