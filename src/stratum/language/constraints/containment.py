"""Containment: an element contains neither too few parts of a type nor too many, and they belong together."""

from collections.abc import Iterable, Iterator, Sequence

from stratum.core.edits import AddElement, Disconnect, Fix, RemoveElement
from stratum.core.findings import Finding
from stratum.language.codes import Code
from stratum.language.constraints.context import (
    HOSTED_ON,
    Context,
    Edge,
    Space,
    Typed,
    cured,
    error,
    retargeted,
)
from stratum.language.metamodel import Metamodel, Scope, Target, Type
from stratum.language.suggestions import a, first_of
from stratum.language.tree import Relation

CONTAINS = "contains"


def counts(context: Context) -> Iterable[Finding]:
    """Of each type that an element contains there are as many as its own type asks for."""
    for space, typed in context.everything():
        for wanted in typed.type.contains:
            parts = [part for part in space.parts.get(typed.name, ()) if part.type.is_a(wanted.type)]
            if len(parts) < wanted.minimum and not space.unread:
                yield _missing(context.metamodel, space, typed, wanted, len(parts))
            yield from _many(space, typed, wanted, parts)


def elsewhere(context: Context) -> Iterable[Finding]:
    """A part is where its container is: it names no other host."""
    for space, typed in context.everything():
        if not typed.element.parent:
            continue
        host = context.host(space, typed.name)
        there = host.name if host is not None else "no host yet"
        for relation in typed.element.relations:
            if relation.kind == HOSTED_ON and relation.target != there:
                yield _other_host(typed, relation, there)


def together(context: Context) -> Iterable[Finding]:
    """A relation that stays in a container, such as that of layers, leads to a part of the same one."""
    for edge in context.edges():
        target = edge.target if edge.kind.scope is Scope.CONTAINER else None
        if target is not None and target.element.parent != edge.typed.element.parent:
            yield _apart(edge, target)


def _apart(edge: Edge, target: Typed) -> Finding:
    kind, typed, file = edge.kind.kind, edge.typed, edge.space.document.file
    here, there = (one.element.parent or "no element" for one in (typed, target))
    message = f"{kind} of {typed.name}, which is in {here}, names {target.name}, which is in {there}"
    fitting = [name for name in edge.candidates() if name not in typed.element.targets(kind)]
    away = Fix(
        f"remove {target.name} from {kind} of {typed.name}",
        (Disconnect(file, typed.name, kind, target.name),),
    )
    fix = f"name one in {here}: {', '.join(fitting[:5])}; or {away.title}" if fitting else away.title
    cures = [retargeted(edge, name) for name in fitting if len(fitting) == 1]
    found = error(Code.RELATION_APART, typed, message, fix, at=edge.relation.position, numbers=(here, there))
    return cured(found, *cures, away)


def _other_host(typed: Typed, relation: Relation, there: str) -> Finding:
    whole = typed.element.parent
    message = (
        f"{typed.name} is a part of {whole} and goes with it; {whole} is on {there}, not {relation.target}"
    )
    fix = f"remove {HOSTED_ON} from {typed.name}, or write it for {whole}"
    edit = Disconnect(typed.element.position.file, typed.name, HOSTED_ON, relation.target)
    cure = Fix(f"let {typed.name} go with {whole}", (edit,))
    at, numbers = relation.position, (there, relation.target)
    return cured(error(Code.PART_ELSEWHERE, typed, message, fix, at=at, numbers=numbers), cure)


def _missing(metamodel: Metamodel, space: Space, typed: Typed, wanted: Target, found: int) -> Finding:
    least = f"at least {wanted.minimum} {wanted.type}"
    message = f"{typed.type.name} contains {least}; {typed.name} has {found or 'none'}"
    able = metamodel.concrete(wanted.type)
    fix = f"add one to {CONTAINS} of {typed.name}, such as {first_of([t.name for t in able]) or wanted.type}"
    numbers = (least, str(found))
    simple = next((t for t in able if _needs_nothing(t)), None)
    cures = (_added(space, typed, simple),) if simple is not None else ()
    told = error(Code.CONTAINMENT_MISSING, typed, message, fix, at=CONTAINS, numbers=numbers)
    return cured(told, *cures)


def _many(space: Space, typed: Typed, wanted: Target, parts: Sequence[Typed]) -> Iterator[Finding]:
    if wanted.maximum is None or len(parts) <= wanted.maximum:
        return
    surplus, most = parts[wanted.maximum], f"at most {wanted.maximum} {wanted.type}"
    message = f"{typed.type.name} contains {most}; {typed.name} has {len(parts)}"
    cure = Fix(f"remove {surplus.name}", (RemoveElement(space.document.file, surplus.name),))
    fix, numbers = f"{cure.title} from {typed.name}", (most, str(len(parts)))
    at = surplus.element.position
    yield cured(error(Code.CONTAINMENT_MANY, typed, message, fix, at=at, numbers=numbers), cure)


def _needs_nothing(found: Type) -> bool:
    """Whether an element of a type is whole with its name alone."""
    least = [*found.contains, *(t for r in found.relations.values() for t in r.targets)]
    asked = any(attribute.required for attribute in found.attributes.values())
    return (
        not asked
        and not any(t.minimum for t in least)
        and not any(relation.minimum for relation in found.relations.values())
    )


def _added(space: Space, typed: Typed, part: Type) -> Fix:
    name = f"{typed.name}-{part.name.lower()}"
    edit = AddElement(space.document.file, typed.name, name, f"{{type: {part.name}}}")
    return Fix(f"add {a(part.name)} to {typed.name}", (edit,))
