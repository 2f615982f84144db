"""Documents as wholes: added, copied, moved, removed, and given another name."""

import functools
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from stratum.core.edits import (
    AddDocument,
    CopyDocument,
    DocumentEdit,
    MoveDocument,
    RemoveDocument,
    RenameElement,
)
from stratum.language.code import is_code
from stratum.language.edits.naming import attributes_of, replacing, value_at, within
from stratum.language.edits.sources import Source, Sources, opened, rewritten
from stratum.language.edits.spots import refused
from stratum.language.edits.surgery import put
from stratum.language.edits.wording import assigned
from stratum.language.metamodel import Attribute, Metamodel, Shape
from stratum.language.paths import beside, written_from
from stratum.language.syntax.header import header
from stratum.language.syntax.writing import text as word
from stratum.language.tree import SELECT, Document, DocumentKind, Element

PLACE: Final = "edit-place"
"""Code of an edit that would put a document where none may be."""
_PART: Final = r"[^/\\\x00-\x1f\x7f.][^/\\\x00-\x1f\x7f]*"
_PATH: Final = re.compile(rf"({_PART}/)*{_PART}")
_SUFFIXES: Final = (".yaml", ".yml")
_LONGEST: Final = 200
_NAME: Final = "name"


def perform(sources: Sources, metamodel: Metamodel, edit: DocumentEdit) -> dict[str, Source]:
    """The documents after an edit, legal or not.

    Raises:
        RefusedError: If a document cannot be where it would be.
    """
    return _DO[type(edit)](sources, metamodel, edit)


def named(sources: Sources, metamodel: Metamodel, edit: RenameElement) -> dict[str, Source]:
    """The documents with another name for one of them, wherever it is named."""
    source = sources[edit.file]
    before = source.document
    done = dict(sources)
    for file, element in _selecting(sources, before) if before is not None else ():
        component = element.select.partition("/")[2]
        change = replacing((SELECT,), element.select, f"{edit.name}/{component}")
        done[file] = within(done[file], metamodel, element, change)
    done[edit.file] = _with_name(done[edit.file], metamodel, edit.name)
    return done


def _selecting(sources: Sources, named_one: Document) -> Iterator[tuple[str, Element]]:
    """The elements of other documents that stand for components of an application."""
    if named_one.kind is DocumentKind.APPLICATION:
        for file, source in sources.items():
            for element in source.document.selected() if source.document else ():
                if element.select.partition("/")[0] == named_one.name:
                    yield file, element


def _with_name(source: Source, metamodel: Metamodel, name: str) -> Source:
    return rewritten(source, metamodel, assigned(source.text, (), (_NAME,), word(name)))


def _add(sources: Sources, metamodel: Metamodel, edit: AddDocument) -> dict[str, Source]:
    _refuse_place(sources, edit.file)
    if is_code(edit.file):
        return {**sources, edit.file: plain(edit.file, edit.text)}
    if not header(edit.text).is_ours:
        message = f"{edit.file} would be no document of a model"
        raise _refused(edit.file, message, "begin it with the line stratum: 1")
    return {**sources, edit.file: opened(edit.file, edit.text, metamodel)}


def _copy(sources: Sources, metamodel: Metamodel, edit: CopyDocument) -> dict[str, Source]:
    _refuse_place(sources, edit.to)
    _refuse_code(edit.file)
    copied = opened(edit.to, sources[edit.file].text, metamodel)
    return {**sources, edit.to: _pointing(_with_name(copied, metamodel, edit.name), metamodel, edit.file, {})}


def _move(sources: Sources, metamodel: Metamodel, edit: MoveDocument) -> dict[str, Source]:
    if edit.file == edit.to:
        return dict(sources)
    _refuse_code(edit.file)
    left = _remove(sources, metamodel, RemoveDocument(edit.file))
    _refuse_place(left, edit.to)
    moved = {edit.file: edit.to}
    done = {file: _pointing(source, metamodel, file, moved) for file, source in left.items()}
    new = opened(edit.to, sources[edit.file].text, metamodel)
    return {**done, edit.to: _pointing(new, metamodel, edit.file, moved)}


def _remove(sources: Sources, metamodel: Metamodel, edit: RemoveDocument) -> dict[str, Source]:
    del metamodel
    _refuse_code(edit.file)
    return {file: source for file, source in sources.items() if file != edit.file}


def plain(file: str, text: str) -> Source:
    """A file that is no document of the language, such as a query, as it stands among the others."""
    return Source(file, text, None, (), frozenset(), ())


def _pointing(source: Source, metamodel: Metamodel, was: str, moved: Mapping[str, str]) -> Source:
    """A document with its paths written so that they lead where they led.

    Args:
        source: The document where it is.
        metamodel: The types.
        was: Where it was when its paths were written.
        moved: New paths of files by their old ones.
    """
    document = source.document
    if document is None:
        return source
    described = metamodel.documents.get(document.kind)
    turn = functools.partial(_turned, was=was, file=source.file, moved=moved)
    for keys, _, new in turn(document.attributes, described.attributes if described else {}):
        source = rewritten(source, metamodel, put(source.text, keys, word(new)))
    for element in document.elements:
        found = metamodel.find(element.type)
        for keys, old, new in turn(element.attributes, found.attributes if found else {}):
            source = within(source, metamodel, element, replacing(keys, old, new))
    return source


def _turned(
    values: Mapping[str, object],
    attributes: Mapping[str, Attribute],
    *,
    was: str,
    file: str,
    moved: Mapping[str, str],
) -> Iterator[tuple[tuple[str, ...], str, str]]:
    """Paths that have to be written otherwise: their keys, how they are written, how they have to be."""
    for keys, _ in attributes_of(attributes, lambda one: one.shape is Shape.PATH):
        written = value_at(values, keys)
        if isinstance(written, str):
            target = beside(was, written)
            meant = moved.get(target, target)
            if beside(file, written) != meant:
                yield keys, written, written_from(file, meant)


def _refuse_place(sources: Sources, file: str) -> None:
    suffixes = _SUFFIXES if not is_code(file) else ("",)
    if not _PATH.fullmatch(file) or len(file) > _LONGEST or not file.endswith(suffixes):
        raise _refused(file, f"{file!r} is no path of a document", "choose one such as folder/name.yaml")
    taken = next((known for known in sources if known.casefold() == file.casefold()), "")
    if taken:
        raise _refused(file, f"{taken} is there already", "choose another path")


def _refuse_code(file: str) -> None:
    if is_code(file):
        message = f"{file} is no document of the language"
        raise _refused(file, message, "change the block that names it, and the file beside the editor")


def _refused(file: str, message: str, fix: str) -> Exception:
    return refused(PLACE, Source.nowhere(file), "", message, fix)


_DO: Final[Mapping[type, Callable[[Sources, Metamodel, Any], dict[str, Source]]]] = {
    AddDocument: _add,
    CopyDocument: _copy,
    MoveDocument: _move,
    RemoveDocument: _remove,
}
