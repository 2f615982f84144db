"""Cardinality: how many relations there must and may be, in all and to each type."""

from collections.abc import Iterable, Iterator

from stratum.core.findings import Finding
from stratum.language.codes import Code
from stratum.language.constraints.context import Context, Space, Typed, error
from stratum.language.metamodel import RelationType, Target
from stratum.language.suggestions import a
from stratum.language.tree import Relation


def counts(context: Context) -> Iterable[Finding]:
    """Neither too few relations nor too many."""
    for space, typed in context.everything():
        if not typed.type.relations:
            continue
        written: dict[str, list[Relation]] = {}
        for relation in typed.element.relations:
            written.setdefault(relation.kind, []).append(relation)
        for kind in typed.type.relations.values():
            yield from _kind(space, typed, kind, written.get(kind.kind, []))


def _kind(space: Space, typed: Typed, kind: RelationType, written: list[Relation]) -> Iterator[Finding]:
    yield from _repeated(typed, written)
    if kind.maximum is not None and len(written) > kind.maximum:
        wanted = f"at most {kind.maximum}"
        yield _many(typed, kind, written[kind.maximum], wanted, len(written))
    if len(written) < kind.minimum:
        wanted = f"at least {kind.minimum}" if kind.minimum != kind.maximum else f"exactly {kind.minimum}"
        yield _missing(space, typed, kind, wanted, len(written))
        return
    targets = [(relation, space.target(relation, kind)) for relation in written]
    complete = all(found is not None and _allowed(found, kind) for _, found in targets)
    for target in kind.targets:
        hits = {r.target: r for r, found in targets if found is not None and found.type.is_a(target.type)}
        yield from _target(space, typed, kind, target, list(hits.values()), complete=complete)


def _allowed(found: Typed, kind: RelationType) -> bool:
    return any(found.type.is_a(target.type) for target in kind.targets)


def _target(
    space: Space, typed: Typed, kind: RelationType, target: Target, hits: list[Relation], *, complete: bool
) -> Iterator[Finding]:
    """Too few are only reported where every name was understood: one of the others may be meant for it."""
    if target.maximum is not None and len(hits) > target.maximum:
        wanted = f"at most {target.maximum} {target.type}"
        yield _many(typed, kind, hits[target.maximum], wanted, len(hits))
    if complete and len(hits) < target.minimum:
        word = "exactly" if target.minimum == target.maximum else "at least"
        yield _missing(space, typed, kind, f"{word} {target.minimum} {target.type}", len(hits), target)


def _repeated(typed: Typed, written: list[Relation]) -> Iterator[Finding]:
    seen: set[str] = set()
    for relation in written:
        if relation.target in seen:
            message = f"{relation.kind} names {relation.target} twice"
            yield error(Code.RELATION_MANY, typed, message, "remove one of the two", at=relation.position)
        seen.add(relation.target)


def _many(typed: Typed, kind: RelationType, relation: Relation, wanted: str, found: int) -> Finding:
    message = f"{typed.type.name} may have {wanted} in {kind.kind}, not {found}"
    fix = f"remove {relation.target} from {kind.kind}"
    numbers = (wanted, str(found))
    return error(Code.RELATION_MANY, typed, message, fix, at=relation.position, numbers=numbers)


def _missing(
    space: Space, typed: Typed, kind: RelationType, wanted: str, found: int, target: Target | None = None
) -> Finding:
    spelling = next((s for s in kind.spellings if s in typed.element.positions), kind.spellings[0])
    types = [target.type] if target else [t.type for t in kind.targets]
    scope = space.scope(kind)
    fitting = [n for n, e in (scope.elements if scope else {}).items() if any(map(e.type.is_a, types))]
    choose = f", such as {', '.join(fitting[:3])}" if fitting else f"; add {a(' or '.join(types))} first"
    message = f"{typed.type.name} needs {wanted} in {kind.kind}, and has {found or 'none'}"
    fix = f"add one to {spelling}{choose}"
    numbers = (wanted, str(found))
    return error(Code.RELATION_MISSING, typed, message, fix, at=spelling, numbers=numbers)
