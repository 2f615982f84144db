"""Types of one's own: the elements of a document of kind ``Types`` are its types, edited like others."""

from collections.abc import Iterator
from typing import Final

from stratum.core.edits import (
    AddElement,
    Edit,
    RemoveElement,
    RenameElement,
    RenameValue,
    SetValue,
    UnsetValue,
)
from stratum.language.codes import Code
from stratum.language.edits.sheet import Path, sheet
from stratum.language.edits.sources import Source, Sources, rewritten
from stratum.language.edits.spots import UNKNOWN, body_node, keys_of, refused, spot, value_node
from stratum.language.edits.surgery import Written, add, paste, put, rename
from stratum.language.edits.wording import TYPE, assigned, removed
from stratum.language.library.reader import KIND
from stratum.language.metamodel import Metamodel
from stratum.language.suggestions import did_you_mean
from stratum.language.syntax.header import header
from stratum.language.syntax.spans import Row, Span, Table, Word
from stratum.language.syntax.writing import table
from stratum.language.syntax.writing import text as word

SECTION: Final = "types"
_NAMING: Final = ("extends", "mixins", "substitutes", "contains")
_LEADING: Final = "to"
_VALUES: Final = "[a, b] or {type: integer}"


def is_types(source: Source) -> bool:
    """Whether a source is a document of types."""
    return source.document is None and header(source.text).is_of(KIND)


def perform(sources: Sources, metamodel: Metamodel, edit: Edit) -> dict[str, Source]:
    """The documents after an edit of a document of types, legal or not.

    Raises:
        RefusedError: If it names what is not there, or is none that types have.
        CutError: If the text cannot be changed there alone.
    """
    source = sources[edit.file]
    if isinstance(edit, RenameElement) and edit.element:
        return _renamed(sources, metamodel, edit)
    return {**sources, edit.file: rewritten(source, metamodel, _changed(source, edit))}


def _changed(source: Source, edit: Edit) -> str:
    """The text of a document of types after an edit of one of them, or of what the document says itself."""
    text = source.text
    match edit:
        case SetValue():
            path, keys = _place(source, edit.element), keys_of(edit.attribute)
            begun = _with(text, (*path, keys[0])) if len(keys) > 1 else text
            value = value_node(source, edit.element, edit.value, _VALUES)
            return assigned(begun, path, keys, value)
        case UnsetValue():
            path = _place(source, edit.element)
            return removed(text, (*path, *keys_of(edit.attribute)), len(path))
        case RenameValue():
            return rename(text, (*_place(source, edit.element), *keys_of(edit.attribute)), edit.key)
        case AddElement(into="types"):
            _refuse_taken(source, edit.name)
            body = body_node(source, edit.name, edit.body, "{help: …}")
            new = Written(edit.name, body, spread=True)
            return paste(_with(text, (SECTION,)), (SECTION,), new, before=edit.before)
        case RemoveElement():
            return removed(text, _place(source, edit.element), 1)
        case RenameElement():
            return assigned(text, (), ("name",), word(edit.name))
        case _:
            message = f"types of one's own know no {type(edit).__name__}"
            raise refused(UNKNOWN, source, "", message, "set what the type says instead")


def _with(text: str, path: tuple[str, ...]) -> str:
    """A text with a mapping at a path, be it empty, so that what is put there gets lines of its own."""
    is_there = sheet(text).find(path) is not None
    return text if is_there else add(text, path[:-1], path[-1], table({}))


def _place(source: Source, name: str) -> tuple[str, ...]:
    """The path of a type; of the document where that is empty."""
    if not name:
        return ()
    known = _types(source.text)
    if name not in known:
        message = f"{source.file} has no type {name}"
        raise refused(UNKNOWN, source, name, message, did_you_mean(name, known, "types"))
    return (SECTION, name)


def _types(text: str) -> tuple[str, ...]:
    found = sheet(text).find((SECTION,))
    return tuple(found.entries) if isinstance(found, Table) else ()


def _refuse_taken(source: Source, name: str) -> None:
    if name in _types(source.text):
        message = f"{name} is already a type of {source.file}"
        raise refused(Code.NAME_DUPLICATE, source, name, message, "choose another name")


def _renamed(sources: Sources, metamodel: Metamodel, edit: RenameElement) -> dict[str, Source]:
    """The documents with another name for a type: its own, and wherever it is named."""
    source = sources[edit.file]
    path = _place(source, edit.element)
    if edit.name == edit.element:
        return dict(sources)
    _refuse_taken(source, edit.name)
    done = dict(sources)
    for file, other in sources.items():
        text = rename(other.text, path, edit.name) if file == edit.file else other.text
        for at in _uses(other, metamodel, edit, text):
            text = _named(text, at, edit)
        if text != other.text:
            done[file] = rewritten(other, metamodel, text)
    return done


def _uses(source: Source, metamodel: Metamodel, edit: RenameElement, text: str) -> Iterator[Path]:
    """Where a text names a type."""
    if source.document is not None:
        for element in source.document.elements:
            if element.type == edit.element:
                where = spot(source, metamodel, element.name)
                yield (where.section, *where.path, TYPE)
    elif is_types(source):
        for name in _types(text):
            yield from _within(text, (SECTION, name), edit.element)


def _within(text: str, body: Path, name: str) -> Iterator[Path]:
    """Where a type names another one."""
    spans = sheet(text)
    relations = spans.find((*body, "relations"))
    kinds = relations.entries if isinstance(relations, Table) else {}
    places: list[Path] = [(*body, key) for key in _NAMING]
    places += [(*body, "relations", kind, _LEADING) for kind in kinds]
    for place in places:
        yield from _naming(spans.find(place), place, name)


def _naming(span: Span | None, place: Path, name: str) -> Iterator[Path]:
    if isinstance(span, Word) and span.text == name:
        yield place
    elif isinstance(span, Row):
        for number, item in enumerate(span.items):
            yield from _naming(item, (*place, number), name)
    elif isinstance(span, Table) and name in span.entries:
        yield (*place, name)


def _named(text: str, at: Path, edit: RenameElement) -> str:
    """A text with the other name at a place: a value, or the key of a mapping."""
    span = sheet(text).find(at)
    is_value = isinstance(span, Word) and at[-1] != edit.element
    return put(text, at, word(edit.name)) if is_value else rename(text, at, edit.name)
