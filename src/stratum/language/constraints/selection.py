"""Selection: what an element stands for is a component of another application that can be used from here."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from stratum.core.edits import Disconnect, Fix, SetValue
from stratum.core.findings import Finding
from stratum.language.codes import Code
from stratum.language.constraints.context import Context, Space, Typed, cured, error
from stratum.language.selection import Aim, Obstacle, aim, names_of, site, stands_in
from stratum.language.suggestions import a, did_you_mean, nearest
from stratum.language.syntax.writing import flow, text
from stratum.language.tree import COMPONENTS, SELECT, Document, DocumentKind, Element

_RULES: Final = frozenset({"policies", "groups"})


def targets(context: Context) -> Iterable[Finding]:
    """What is selected is there, of the right type, on the same infrastructure, and no circle."""
    uses = _uses(context)
    for space, typed in context.selected():
        found = aim(context.model, space.document, typed.element, context.metamodel)
        if found.obstacle is not None:
            yield from _refused(context, space, typed, found)
        elif found.application is not None and space.document.name in _reached(uses, found.application.name):
            here, there = space.document.name, found.application.name
            message = f"{here} selects from {there}, which needs {here} in turn: none can be applied first"
            fix = "let one of them have a component of its own, or move what both use to a third application"
            yield error(Code.CYCLE, typed, message, fix, at=SELECT)


def policies(context: Context) -> Iterable[Finding]:
    """Where something stands is decided in the application that it lives in, not where it is selected."""
    for edge in context.edges():
        target = edge.target
        if target is not None and target.element.select and edge.typed.element.section in _RULES:
            name, kind, file = target.name, edge.kind.kind, edge.space.document.file
            message = f"{kind} names {name}, which is {target.element.select} and is placed there"
            fix = f"write the policy in {names_of(target.element)[0]}, or leave {name} out"
            found = error(Code.SELECT_POLICY, edge.typed, message, fix, at=edge.relation.position)
            edit = Disconnect(file, edge.typed.name, kind, name)
            yield cured(found, Fix(f"remove {name} from {kind} of {edge.typed.name}", (edit,)))


def _uses(context: Context) -> dict[str, set[str]]:
    """The applications that each one selects from."""
    found: dict[str, set[str]] = {}
    for space, typed in context.selected():
        found.setdefault(space.document.name, set()).add(names_of(typed.element)[0])
    return found


def _reached(uses: Mapping[str, set[str]], start: str) -> set[str]:
    found: set[str] = set()
    waiting = [start]
    while waiting:
        more = uses.get(waiting.pop(), set()) - found
        found |= more
        waiting.extend(more)
    return found


def _refused(context: Context, space: Space, typed: Typed, found: Aim) -> Iterator[Finding]:
    match found.obstacle:
        case Obstacle.APPLICATION | Obstacle.OWN | Obstacle.COMPONENT:
            if not _may_be_unread(context, typed, found):
                yield _unknown(context, space, typed, found)
        case Obstacle.TYPE:
            yield _misfit(context, space, typed, found)
        case Obstacle.ELSEWHERE:
            yield _elsewhere(space, typed, found)
        case _:
            yield _chained(typed, found)


def _may_be_unread(context: Context, typed: Typed, found: Aim) -> bool:
    """Whether what is named may be written and only could not be read, which is told already."""
    unread = context.around.unread
    if found.application is None:
        return any("#" not in name for name in unread)
    return f"{found.application.file}#{names_of(typed.element)[1]}" in unread


def _unknown(context: Context, space: Space, typed: Typed, found: Aim) -> Finding:
    application, component = names_of(typed.element)
    able = list(_able(context, space, typed.element))
    if found.obstacle is Obstacle.OWN:
        message = f"select names {typed.element.select}, which is of this application"
        fix = f"connect to {component} itself"
    else:
        message = (
            f"select names application {application!r}, which is not in this workspace"
            if found.application is None
            else f"select names {component!r}, which is no component of {application}"
        )
        fix = did_you_mean(typed.element.select, able, f"components to select for {a(_written(typed))}")
    told = error(Code.SELECT_UNKNOWN, typed, message, fix, at=SELECT)
    return cured(told, *_selecting(space, typed, nearest(typed.element.select, able)))


def _misfit(context: Context, space: Space, typed: Typed, found: Aim) -> Finding:
    kind = found.component.type if found.component else ""
    wanted, able = _written(typed), list(_able(context, space, typed.element))
    message = f"{typed.element.select} is {a(kind)}, which cannot stand for {a(wanted)}"
    fix = f"select one of {', '.join(able)}" if able else f"select a component that is {a(wanted)}"
    told = error(Code.SELECT_TYPE, typed, message, fix, at=SELECT, numbers=(wanted, kind))
    return cured(told, *_selecting(space, typed, able[0] if len(able) == 1 else ""))


def _elsewhere(space: Space, typed: Typed, found: Aim) -> Finding:
    here, there = site(space.document), site(found.application) if found.application else ""
    message = f"{typed.element.select} is on {there}, and {space.document.name} on {here}"
    fix = "let both applications name the same infrastructure"
    return error(Code.SELECT_ELSEWHERE, typed, message, fix, at=SELECT, numbers=(here, there))


def _chained(typed: Typed, found: Aim) -> Finding:
    other = found.component
    if found.application is None or other is None or not other.select:
        kind = other.type if other else ""
        message = f"{typed.element.select} is itself of an abstract type, {other.abstract if other else ''}"
        told = error(Code.SELECT_CHAIN, typed, message, f"write its type there: {kind}", at=SELECT)
        file = other.position.file if other else ""
        edit = SetValue(file, names_of(typed.element)[1], "type", kind)
        return cured(told, Fix(f"set type of {typed.element.select} to {kind}", (edit,)))
    message = f"{typed.element.select} is itself selected: it is {other.select}"
    edit = SetValue(typed.element.position.file, typed.name, SELECT, flow(text(other.select)))
    told = error(Code.SELECT_CHAIN, typed, message, f"select {other.select}", at=SELECT)
    return cured(told, Fix(f"set select of {typed.name} to {other.select}", (edit,)))


def _selecting(space: Space, typed: Typed, name: str) -> Iterator[Fix]:
    """The cure that selects another component."""
    if name:
        edit = SetValue(space.document.file, typed.name, SELECT, flow(text(name)))
        yield Fix(f"set select of {typed.name} to {name}", (edit,))


def _able(context: Context, space: Space, element: Element) -> Iterator[str]:
    """What could be selected in place of an element."""
    for other in context.of_kind(DocumentKind.APPLICATION):
        if other is not space and site(other.document) == site(space.document):
            names = _fitting(context, other.document, element)
            yield from (f"{other.document.name}/{name}" for name in names)


def _fitting(context: Context, document: Document, element: Element) -> Iterator[str]:
    for other in document.within(COMPONENTS):
        is_own = not (other.select or other.abstract)
        if is_own and stands_in(context.metamodel, other.type, element.abstract or element.type):
            yield other.name


def _written(typed: Typed) -> str:
    return typed.element.abstract or typed.element.type
