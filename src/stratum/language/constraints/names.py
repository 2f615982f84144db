"""Names: their form, and that each means one thing."""

import re
from collections.abc import Iterable, Iterator
from typing import Final

from stratum.core.edits import Fix, RenameElement
from stratum.core.findings import Finding, Position, Severity
from stratum.language.codes import Code
from stratum.language.constraints.context import Context, Typed, cured, error
from stratum.language.tree import Document

_NAME: Final = re.compile(r"[a-z][a-z0-9-]{0,62}")
FORM: Final = "small letters, digits and hyphens, a letter first, at most 63 in all"


def is_name(text: str) -> bool:
    """Whether a text has the form of a name."""
    return _NAME.fullmatch(text) is not None


def patterns(context: Context) -> Iterable[Finding]:
    """Names become parts of topics, addresses and folders, so only plain ones are taken."""
    for document in context.model.documents.values():
        if not is_name(document.name):
            yield _document(Code.NAME_PATTERN, document, "is not a name", f"use {FORM}")
    for _, typed in (*context.everything(), *context.selected()):
        if not is_name(typed.name):
            found = error(Code.NAME_PATTERN, typed, f"{typed.name!r} is not a name", f"use {FORM}")
            yield cured(found, *_renamed(context, typed))


def _renamed(context: Context, typed: Typed) -> Iterator[Fix]:
    """The cure that gives an element the name nearest to its own that has the form of one."""
    file = typed.element.position.file
    plain = re.sub(r"[^a-z0-9]+", "-", typed.name.lower()).strip("-")
    name = (plain if plain[:1].isalpha() else f"x-{plain}").rstrip("-")[:63]
    if is_name(name) and name not in context.spaces[file].elements:
        yield Fix(f"rename {typed.name} to {name}", (RenameElement(file, typed.name, name),))


def unique(context: Context) -> Iterable[Finding]:
    """Documents of a kind, elements of a document and identities are told apart by their names."""
    seen: dict[tuple[str, str], Document] = {}
    for _, document in sorted(context.model.documents.items()):
        first = seen.setdefault((document.kind, document.name), document)
        if first is not document:
            said = f"is also the name of the {document.kind} in {first.file}"
            yield _document(Code.NAME_DUPLICATE, document, said, "rename one of the two")
    for space in context.spaces.values():
        elements = space.document.elements
        if not len(elements) == len(space.elements) == len({e.id for e in elements}):
            yield from _twice(space.document, context)


def _twice(document: Document, context: Context) -> Iterator[Finding]:
    names: dict[str, Position] = {}
    identities: dict[str, str] = {}
    for element in document.elements:
        found = context.metamodel.find(element.type)
        if found is None:
            continue
        typed = Typed(element, found, document.path(element))
        where = names.setdefault(element.name, element.position)
        if where is not element.position:
            message = f"{element.name} is already the name of the element at {where}"
            yield error(Code.NAME_DUPLICATE, typed, message, "rename one of the two")
        owner = identities.setdefault(element.id, element.name)
        if owner != element.name:
            message = f"id {element.id!r} already belongs to {owner}"
            yield error(Code.NAME_DUPLICATE, typed, message, "give it an id of its own", at="id")


def _document(code: Code, document: Document, said: str, fix: str) -> Finding:
    place = document.positions.get("name", Position(document.file, 1, 1))
    return Finding(code, Severity.ERROR, document.name, f"{document.name!r} {said}", place, fix=fix)
