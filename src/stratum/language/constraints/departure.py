"""Departure: a component is not on the host that it is taken away from."""

from collections.abc import Iterable
from typing import Final

from stratum.core.edits import Disconnect, Fix
from stratum.core.findings import Finding
from stratum.language.codes import Code
from stratum.language.constraints.context import Context, Edge, cured, error

DELETE_FROM: Final = "deleteFrom"


def left(context: Context) -> Iterable[Finding]:
    """The host that a component is given, or moves to, is another than the one it is taken away from."""
    for edge in context.edges():
        if edge.kind.kind == DELETE_FROM:
            host = context.host(edge.space, edge.typed.name)
            if host is not None and host.name == edge.relation.target:
                yield _stays(edge, host.name)


def _stays(edge: Edge, host: str) -> Finding:
    name = edge.typed.name
    message = f"{name} is taken away from {host}, and is hosted on it"
    fix = f"host {name} on another machine, or remove {DELETE_FROM}"
    found = error(
        Code.DELETE_FROM,
        edge.typed,
        message,
        fix,
        at=edge.relation.position,
        numbers=(f"another host than {host}", host),
    )
    edit = Disconnect(edge.typed.element.position.file, name, DELETE_FROM, host)
    return cured(found, Fix(f"remove {DELETE_FROM} {host} of {name}", (edit,)))
