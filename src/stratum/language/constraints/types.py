"""Types: a relation points to an element of a type that it may point to."""

from collections.abc import Iterable

from stratum.core.findings import Finding
from stratum.language.codes import Code
from stratum.language.constraints.context import Context, error
from stratum.language.suggestions import a


def targets(context: Context) -> Iterable[Finding]:
    """The target of each relation is of one of the types that the relation allows."""
    for space, typed in context.everything():
        for relation, kind in typed.relations():
            found = space.target(relation, kind)
            allowed = [target.type for target in kind.targets]
            if found is None or any(map(found.type.is_a, allowed)):
                continue
            scope = space.scope(kind)
            elements = scope.elements if scope else {}
            fitting = [n for n, e in elements.items() if n != typed.name and any(map(e.type.is_a, allowed))]
            wanted = " or ".join(allowed)
            rule = f"{relation.kind} of {a(typed.type.name)} takes {wanted}"
            message = f"{rule}; {found.name} is {a(found.type.name)}"
            fix = f"name {a(wanted)}: {', '.join(fitting[:5])}" if fitting else f"add {a(wanted)} and name it"
            yield error(Code.RELATION_TYPE, typed, message, fix, at=relation.position)
