"""Colocation: what uses an embedded part, such as a database in a file, runs on the same host."""

from collections.abc import Iterable

from stratum.core.findings import Finding
from stratum.language.codes import Code
from stratum.language.constraints.context import Context, Edge, Typed, error
from stratum.language.suggestions import a


def together(context: Context) -> Iterable[Finding]:
    """Components connected to an embedded one are on its host."""
    for edge in context.edges():
        target = edge.target
        if target is None or not target.type.colocated:
            continue
        here, there = (context.host(edge.space, t.name) for t in (edge.typed, target))
        if here is not None and there is not None and here is not there:
            yield _apart(edge, target, here.name, there.name)


def _apart(edge: Edge, target: Typed, here: str, there: str) -> Finding:
    message = (
        f"{edge.typed.name} is on {here} and {target.name} on {there}; "
        f"{a(target.type.name)} can only be used on its own host"
    )
    fix = f"host {edge.typed.name} on {there}, or {target.name} on {here}"
    place = edge.relation.position
    return error(Code.COLOCATION, edge.typed, message, fix, at=place, numbers=(there, here))
