"""References: what a document names has to exist."""

from collections.abc import Iterable, Iterator, Mapping

from stratum.core.findings import Finding, Position, Severity
from stratum.language.codes import Code
from stratum.language.constraints.context import Context, Space, Typed, beside, error, warning
from stratum.language.metamodel import Attribute, Reference, Scope
from stratum.language.suggestions import did_you_mean
from stratum.language.tree import Document, DocumentKind


def relations(context: Context) -> Iterable[Finding]:
    """Every relation points to an element that is there."""
    for space, typed in context.everything():
        for relation, kind in typed.relations():
            scope = space.scope(kind)
            if scope is None or relation.target in scope.elements or relation.target in scope.unread:
                continue
            wanted = [t.type for t in kind.targets]
            known = [
                n for n, e in scope.elements.items() if n != typed.name and any(map(e.type.is_a, wanted))
            ]
            where = f" in {scope.document.file}" if kind.scope is Scope.INFRASTRUCTURE else ""
            message = f"{relation.kind} names {relation.target!r}, which is not{where or ' in this document'}"
            fix = did_you_mean(relation.target, known, f"{' or '.join(wanted)} to choose from")
            yield error(Code.REFERENCE_UNKNOWN, typed, message, fix, at=relation.position)


def documents(context: Context) -> Iterable[Finding]:
    """Every file that a document or an element names is there and of the right kind."""
    for space in context.spaces.values():
        document = space.document
        described = context.metamodel.documents.get(document.kind)
        places = document.positions
        if described is not None:
            for attribute, name in _named(described.attributes, document.attributes):
                place = places.get(attribute.name, Position(document.file, 1, 1))
                yield from _document(context, document, attribute, name, (document.name, place))
        for typed in space.elements.values():
            for attribute, name in _named(typed.type.attributes, typed.element.attributes):
                place = typed.place(attribute.name)
                yield from _document(context, document, attribute, name, (typed.path, place))


def _named(
    attributes: Mapping[str, Attribute], values: Mapping[str, object]
) -> Iterator[tuple[Attribute, str]]:
    for attribute in attributes.values():
        value = values.get(attribute.name)
        if attribute.refers is Reference.DOCUMENT and isinstance(value, str):
            yield attribute, value


def _document(
    context: Context, document: Document, attribute: Attribute, name: str, where: tuple[str, Position]
) -> Iterator[Finding]:
    file = beside(document.file, name)
    found = context.model.documents.get(file)
    if file in context.unread or (found is not None and found.kind == attribute.kind):
        return
    said = f"is of kind {found.kind}, not {attribute.kind}" if found else "is not in this workspace"
    known = [_from(document.file, d.file) for d in context.model.of_kind(DocumentKind(attribute.kind))]
    fix = did_you_mean(name, known, f"documents of kind {attribute.kind}")
    message = f"{attribute.name} {name!r} {said}"
    yield Finding(Code.DOCUMENT_UNKNOWN, Severity.ERROR, where[0], message, where[1], fix=fix)


def _from(file: str, other: str) -> str:
    """How a document in ``file`` writes the path of ``other``."""
    ups, downs = file.split("/")[:-1], other.split("/")
    while ups and len(downs) > 1 and ups[0] == downs[0]:
        ups, downs = ups[1:], downs[1:]
    return "/".join([".."] * len(ups) + downs)


def blocks(context: Context) -> Iterable[Finding]:
    """A block of a pipeline that a component names is there."""
    for space, typed in context.everything():
        for attribute in typed.type.referring(Reference.BLOCK):
            name = typed.element.attributes.get(attribute.name)
            pipeline = _pipeline(context, space, typed, attribute)
            if not isinstance(name, str) or pipeline is None or name in pipeline.unread:
                continue
            found = pipeline.elements.get(name)
            if found is None or not found.type.is_a("Rows"):
                said = "is not a block of" if found is None else "gives no rows in"
                known = [n for n, e in pipeline.elements.items() if e.type.is_a("Rows")]
                message = f"{attribute.name} {name!r} {said} {pipeline.document.file}"
                fix = did_you_mean(name, known, "blocks with rows")
                yield error(Code.REFERENCE_UNKNOWN, typed, message, fix, at=attribute.name)


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
    for _, typed in context.everything():
        for attribute in typed.type.referring(Reference.MODEL):
            value = typed.element.attributes.get(attribute.name)
            if isinstance(value, str) and value.split("@")[0] not in names:
                message = f"no pipeline of this workspace makes the model {value!r}"
                fix = f"{did_you_mean(value, names, 'pipelines')} (or have it in the registry)"
                yield warning(Code.MODEL_UNKNOWN, typed, message, fix, at=attribute.name)
