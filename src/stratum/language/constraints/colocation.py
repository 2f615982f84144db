"""Colocation: what uses an embedded part, such as a database in a file, runs on the same host."""

from collections.abc import Iterable

from stratum.core.findings import Finding
from stratum.language.codes import Code
from stratum.language.constraints.context import Context, error
from stratum.language.tree import DocumentKind


def together(context: Context) -> Iterable[Finding]:
    """Components connected to an embedded one are on its host."""
    for space in context.of_kind(DocumentKind.APPLICATION):
        for typed in space.elements.values():
            for relation, target in space.connections(typed):
                if not target.type.colocated:
                    continue
                here, there = context.host(space, typed.name), context.host(space, target.name)
                if here is None or there is None or here is there:
                    continue
                message = (
                    f"{typed.name} is on {here.name} and {target.name} on {there.name}; "
                    f"a {target.type.name} can only be used on its own host"
                )
                fix = f"host {typed.name} on {there.name}, or {target.name} on {here.name}"
                numbers = (there.name, here.name)
                yield error(Code.COLOCATION, typed, message, fix, at=relation.position, numbers=numbers)
