"""Types: a relation points to an element of a type that it may point to."""

from collections.abc import Iterable

from stratum.core.findings import Finding
from stratum.language.codes import Code
from stratum.language.constraints.context import Context, Edge, Typed, cured, error, retargeted
from stratum.language.suggestions import a


def targets(context: Context) -> Iterable[Finding]:
    """The target of each relation is of one of the types that the relation allows."""
    for edge in context.edges():
        found = edge.target
        if found is not None and not found.type.is_any(edge.kind.types):
            yield _unfit(edge, found)


def _unfit(edge: Edge, found: Typed) -> Finding:
    wanted = " or ".join(edge.kind.types)
    rule = f"{edge.kind.kind} of {a(edge.typed.type.name)} takes {wanted}"
    message = f"{rule}; {found.name} is {a(found.type.name)}"
    fitting = edge.candidates()[:5]
    fix = f"name {a(wanted)}: {', '.join(fitting)}" if fitting else f"add {a(wanted)} and name it"
    told = error(Code.RELATION_TYPE, edge.typed, message, fix, at=edge.relation.position)
    free = [name for name in fitting if name not in edge.typed.element.targets(edge.kind.kind)]
    return cured(told, *(retargeted(edge, name) for name in free if len(free) == 1))
