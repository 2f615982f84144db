"""Specifications of components for tests: everything has a default that needs no machine."""

import dataclasses
from typing import Any

from stratum.deployment.types import ComponentSpec, Kind, Probe

_ADDRESS = "127.0.0.9"


def make_spec(name: str, *depends_on: str, **changes: Any) -> ComponentSpec:  # noqa: ANN401 - any field
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
