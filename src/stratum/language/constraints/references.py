"""References: what a document names has to exist."""

import dataclasses
from collections.abc import Iterable, Iterator
from typing import Final

from stratum.core.edits import Disconnect, Fix, SetValue
from stratum.core.findings import Finding, Position, Severity
from stratum.language.codes import Code
from stratum.language.constraints.context import (
    Context,
    Edge,
    Space,
    Typed,
    cured,
    error,
    retargeted,
    warning,
)
from stratum.language.metamodel import Attribute, Reference
from stratum.language.paths import beside, written_from
from stratum.language.suggestions import did_you_mean, nearest
from stratum.language.syntax.writing import flow, text
from stratum.language.tree import Document, DocumentKind

ROWS: Final = "Rows"


def relations(context: Context) -> Iterable[Finding]:
    """Every relation points to an element that is there."""
    for edge in context.edges():
        if edge.is_dangling:
            scope = edge.space.scope(edge.kind) or edge.space
            where = scope.document.file if scope is not edge.space else "this document"
            message = f"{edge.kind.kind} names {edge.relation.target!r}, which is not in {where}"
            wanted = f"{' or '.join(edge.kind.types)} to choose from"
            fix = did_you_mean(edge.relation.target, edge.candidates(), wanted)
            near = nearest(edge.relation.target, edge.candidates())
            found = error(Code.REFERENCE_UNKNOWN, edge.typed, message, fix, at=edge.relation.position)
            yield cured(found, *([retargeted(edge, near)] if near else []), _parted(edge))


def _parted(edge: Edge) -> Fix:
    name, kind, target = edge.typed.name, edge.kind.kind, edge.relation.target
    return Fix(
        f"remove {target} from {kind} of {name}", (Disconnect(edge.space.document.file, name, kind, target),)
    )


def _named(document: Document, element: str, attribute: str, value: str) -> Fix:
    """The cure that lets an attribute name something else."""
    edit = SetValue(document.file, element, attribute, flow(text(value)))
    return Fix(f"set {attribute} to {value}", (edit,))


@dataclasses.dataclass(frozen=True, slots=True)
class _Naming:
    """A place that names the file of another document."""

    document: Document
    attribute: Attribute
    name: str
    element: str
    position: Position

    @property
    def file(self) -> str:
        """The file that is meant."""
        return beside(self.document.file, self.name)


def documents(context: Context) -> Iterable[Finding]:
    """Every file that a document or an element names is there and of the right kind."""
    for naming in _namings(context):
        found = context.model.documents.get(naming.file)
        if naming.file not in context.around.unread and (
            found is None or found.kind != naming.attribute.kind
        ):
            yield _unfit(context, naming, found)


def ignored(context: Context) -> Iterable[Finding]:
    """A file that is named and left alone, since it is no document of this language, is told once."""
    if not context.around.foreign:
        return
    found: dict[str, _Naming] = {}
    for naming in sorted(_namings(context), key=lambda n: n.position):
        if naming.file in context.around.foreign:
            found.setdefault(naming.file, naming)
    for file, naming in found.items():
        message = f"this file is ignored: it has no key stratum at its top; {naming.element} names it"
        place, fix = Position(file, 1, 1), "begin it with stratum: 1, kind and name, or name another file"
        yield Finding(Code.DOCUMENT_IGNORED, Severity.NOTE, "", message, place, fix=fix)


def _namings(context: Context) -> Iterator[_Naming]:
    for space in context.spaces.values():
        document = space.document
        described = context.metamodel.documents.get(document.kind)
        for attribute in described.attributes.values() if described else ():
            name = document.attributes.get(attribute.name)
            if attribute.refers is Reference.DOCUMENT and isinstance(name, str):
                place = document.positions.get(attribute.name, Position(document.file, 1, 1))
                yield _Naming(document, attribute, name, document.name, place)
    for space, typed, attribute, name in context.naming(Reference.DOCUMENT):
        yield _Naming(space.document, attribute, name, typed.path, typed.place(attribute.name))


def _unfit(context: Context, naming: _Naming, found: Document | None) -> Finding:
    attribute, from_file = naming.attribute, naming.document.file
    said = f"is of kind {found.kind}, not {attribute.kind}" if found else "is not in this workspace"
    if naming.file in context.around.foreign:
        said = "is no document of this language: it has no key stratum at its top"
    known = [written_from(from_file, d.file) for d in context.model.of_kind(DocumentKind(attribute.kind))]
    fix = did_you_mean(naming.name, known, f"documents of kind {attribute.kind}")
    message = f"{attribute.name} {naming.name!r} {said}"
    near = nearest(naming.name, known) or (known[0] if len(known) == 1 else "")
    element = naming.element.partition("/")[2]
    cures = (_named(naming.document, element, attribute.name, near),) if near else ()
    code = Code.DOCUMENT_UNKNOWN
    return Finding(code, Severity.ERROR, naming.element, message, naming.position, fix=fix, fixes=cures)


def reached(context: Context, files: Iterable[str]) -> frozenset[str]:
    """These documents and all that they refer to, directly or over others, also those that are not there."""
    named: dict[str, set[str]] = {}
    for naming in _namings(context):
        named.setdefault(naming.document.file, set()).add(naming.file)
    found: set[str] = set()
    waiting = list(files)
    while waiting:
        file = waiting.pop()
        if file not in found:
            found.add(file)
            waiting.extend(named.get(file, ()))
    return frozenset(found)


def blocks(context: Context) -> Iterable[Finding]:
    """A block of a pipeline that a component names is there and gives rows."""
    for space, typed, attribute, name in context.naming(Reference.BLOCK):
        pipeline = _pipeline(context, space, typed, attribute)
        if pipeline is not None and name not in {*pipeline.by_type.get(ROWS, ()), *pipeline.unread}:
            said = "gives no rows in" if name in pipeline.elements else "is not a block of"
            message = f"{attribute.name} {name!r} {said} {pipeline.document.file}"
            fix = did_you_mean(name, pipeline.by_type.get(ROWS, ()), "blocks with rows")
            near = nearest(name, pipeline.by_type.get(ROWS, ()))
            cures = [_named(space.document, typed.name, attribute.name, near)] if near else []
            yield cured(error(Code.REFERENCE_UNKNOWN, typed, message, fix, at=attribute.name), *cures)


def _pipeline(context: Context, space: Space, typed: Typed, attribute: Attribute) -> Space | None:
    via = typed.type.attributes.get(attribute.via)
    path = typed.element.attributes.get(attribute.via)
    if via is None or not isinstance(path, str):
        return None
    found = context.spaces.get(beside(space.document.file, path))
    return found if found is not None and found.document.kind == via.kind else None


def models(context: Context) -> Iterable[Finding]:
    """A served model is made by a pipeline of this workspace, or has to be in the registry already."""
    names = {space.document.name for space in context.of_kind(DocumentKind.PIPELINE)}
    for space, typed, attribute, value in context.naming(Reference.MODEL):
        if value.split("@")[0] not in names:
            message = f"no pipeline of this workspace makes the model {value!r}"
            fix = f"{did_you_mean(value, names, 'pipelines')} (or have it in the registry)"
            near = nearest(value, names)
            cures = [_named(space.document, typed.name, attribute.name, near)] if near else []
            yield cured(warning(Code.MODEL_UNKNOWN, typed, message, fix, at=attribute.name), *cures)
