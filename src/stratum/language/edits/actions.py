"""Each edit as changes of the texts that it touches. What is legal is decided in ``draft``."""

import functools
from collections.abc import Callable, Mapping
from typing import Any, Final

from stratum.core.edits import (
    AddDocument,
    AddElement,
    Connect,
    Disconnect,
    DocumentEdit,
    Edit,
    MoveElement,
    Redirect,
    RemoveElement,
    RenameElement,
    RenameValue,
    SetValue,
    UnsetValue,
)
from stratum.language.codes import Code
from stratum.language.edits import documents, types
from stratum.language.edits.naming import renamed, users
from stratum.language.edits.sheet import CutError, Path, sheet
from stratum.language.edits.sources import Source, Sources, changed, rewritten
from stratum.language.edits.spots import (
    CONTAINS,
    TEXT,
    UNKNOWN,
    Spot,
    body_node,
    described,
    keys_of,
    parts_of,
    refused,
    spot,
    value_node,
)
from stratum.language.edits.surgery import Piece, Written, add, cut, paste, rename
from stratum.language.edits.wording import assigned, connected, disconnected, removed, retargeted
from stratum.language.metamodel import Metamodel, RelationType
from stratum.language.suggestions import did_you_mean
from stratum.language.syntax.spans import Table
from stratum.language.syntax.writing import table
from stratum.language.tree import Element

_VALUES: Final = "256 MiB or [a, b]"


def perform(sources: Sources, metamodel: Metamodel, edit: Edit) -> dict[str, Source]:
    """The documents after an edit, legal or not.

    Raises:
        RefusedError: If it names what is not there, or the text cannot be changed there alone.
    """
    source = sources.get(edit.file)
    if source is None and not isinstance(edit, AddDocument):
        known = did_you_mean(edit.file, sources, "documents")
        raise refused(UNKNOWN, Source.nowhere(edit.file), "", f"there is no {edit.file}", known)
    try:
        if isinstance(edit, DocumentEdit):
            return documents.perform(sources, metamodel, edit)
        if source is not None and types.is_types(source):
            return types.perform(sources, metamodel, edit)
        return {**sources, **_DO[type(edit)](sources, metamodel, edit)}
    except CutError as error:
        place = source or Source.nowhere(edit.file)
        raise refused(TEXT, place, _subject(edit), error.reason, error.fix) from error


def _subject(edit: Edit) -> str:
    if isinstance(edit, DocumentEdit):
        return ""
    return edit.name if isinstance(edit, AddElement) else edit.element


def _at(source: Source, metamodel: Metamodel, where: Spot, change: Callable[[str, Path], str]) -> Source:
    """A source after a change of the text of one element."""
    return changed(
        source, metamodel, where.section, [where.top], lambda text, base: change(text, (*base, *where.path))
    )


def _set(sources: Sources, metamodel: Metamodel, edit: SetValue) -> dict[str, Source]:
    source = sources[edit.file]
    value, keys = value_node(source, edit.element, edit.value, _VALUES), keys_of(edit.attribute)
    if not edit.element:
        return {edit.file: rewritten(source, metamodel, assigned(source.text, (), keys, value))}
    where = spot(source, metamodel, edit.element)
    return {edit.file: _at(source, metamodel, where, lambda t, path: assigned(t, path, keys, value))}


def _unset(sources: Sources, metamodel: Metamodel, edit: UnsetValue) -> dict[str, Source]:
    source, keys = sources[edit.file], keys_of(edit.attribute)
    if not edit.element:
        return {edit.file: rewritten(source, metamodel, removed(source.text, keys, 0))}
    where = spot(source, metamodel, edit.element)
    return {edit.file: _at(source, metamodel, where, lambda t, path: removed(t, (*path, *keys), len(path)))}


def _add(sources: Sources, metamodel: Metamodel, edit: AddElement) -> dict[str, Source]:
    source = sources[edit.file]
    body = body_node(source, edit.name, edit.body, "{type: …}")
    _refuse_taken(source, edit.name)
    piece = functools.partial(Written, edit.name, body)
    return {edit.file: _put(source, metamodel, edit.into, edit.before, lambda spread: piece(spread=spread))}


def _refuse_taken(source: Source, name: str) -> None:
    if source.document is not None and (source.document.element(name) or name in source.unread):
        message = f"{name} is already the name of an element of {source.file}"
        raise refused(Code.NAME_DUPLICATE, source, name, message, "choose another name")


def _put(
    source: Source, metamodel: Metamodel, into: str, before: str, piece: Callable[[bool], Piece]
) -> Source:
    """A source with an entry put into a section or an element."""
    if into not in described(source, metamodel).sections:
        where = spot(source, metamodel, into)
        return _at(source, metamodel, where, lambda text, path: _contained(text, path, before, piece))
    if _has(source, into):
        names = _neighbours(source, into, before)
        return changed(
            source,
            metamodel,
            into,
            names,
            lambda t, base: paste(t, base, piece(_spread(t, base)), before=before),
        )
    return rewritten(source, metamodel, _begun(source.text, (), into, piece))


def _has(source: Source, section: str) -> bool:
    """Whether a section is written, be it without elements."""
    if any(piece.section == section for piece in source.pieces):
        return True
    return sheet(source.text).find((section,)) is not None


def _neighbours(source: Source, section: str, before: str) -> list[str]:
    """The element that another is put before, and the one before it, at whose end comments on it stand."""
    tops = [e.name for e in source.document.within(section)] if source.document and before else []
    if before not in tops:
        return []
    at = tops.index(before)
    return tops[max(0, at - 1) : at + 1]


def _contained(text: str, path: Path, before: str, piece: Callable[[bool], Piece]) -> str:
    """A text with an entry among what an element contains."""
    inside = (*path, CONTAINS)
    if sheet(text).find(inside) is None:
        return _begun(text, path, CONTAINS, piece)
    return paste(text, inside, piece(_spread(text, inside)), before=before)


def _begun(text: str, path: Path, key: str, piece: Callable[[bool], Piece]) -> str:
    """A text with a new mapping of elements that holds one."""
    above = sheet(text).find(path)
    in_block = isinstance(above, Table) and not above.flow
    empty = add(text, path, key, table({}))
    return paste(empty, (*path, key), piece(in_block and not path))


def _spread(text: str, path: Path) -> bool:
    """Whether a new element takes lines of its own, as the last one of its mapping does."""
    span = sheet(text).find(path)
    if not isinstance(span, Table) or not span.entries:
        return True
    last = list(span.entries.values())[-1].value
    return isinstance(last, Table) and not last.flow


def _remove(sources: Sources, metamodel: Metamodel, edit: RemoveElement) -> dict[str, Source]:
    source = sources[edit.file]
    where = spot(source, metamodel, edit.element)
    gone = {edit.element, *(e.name for e in parts_of(source, edit.element))}
    done = dict(sources)
    for name in gone:
        for file, element, kind in list(users(done, metamodel, edit.file, name)):
            if file != edit.file or element.name not in gone:
                done[file] = _cut_off(done[file], metamodel, element, kind, name)
    done[edit.file] = _taken_out(done[edit.file], metamodel, where, lambda text, _: text)
    return done


def _taken_out(
    source: Source, metamodel: Metamodel, where: Spot, first: Callable[[str, Path], str]
) -> Source:
    """A source without an element, after another change at its place."""
    stay = 1 if len(where.path) == 1 else 2  # an empty section stays, an empty ``contains`` does not

    def change(text: str, base: Path) -> str:
        path = (*base, *where.path)
        return removed(first(text, path), path, len(path) - stay)

    names = [where.top]
    if len(where.path) == 1:
        names += _beside(source, where)
    return changed(source, metamodel, where.section, names, change)


def _beside(source: Source, where: Spot) -> list[str]:
    """The element before one of a section, or the one behind the first."""
    tops = [e.name for e in source.document.within(where.section)] if source.document else []
    at = tops.index(where.top) if where.top in tops else 0
    return tops[at - 1 : at] if at else tops[1:2]


def _cut_off(source: Source, metamodel: Metamodel, element: Element, kind: RelationType, name: str) -> Source:
    where = spot(source, metamodel, element.name)
    return _at(source, metamodel, where, lambda t, path: disconnected(t, path, kind, name))


def _rename(sources: Sources, metamodel: Metamodel, edit: RenameElement) -> dict[str, Source]:
    source = sources[edit.file]
    if not edit.element:
        return documents.named(sources, metamodel, edit)
    if edit.name == edit.element:
        return {}
    where = spot(source, metamodel, edit.element)
    _refuse_taken(source, edit.name)
    done = renamed(sources, metamodel, edit)
    done[edit.file] = _at(done[edit.file], metamodel, where, lambda t, path: rename(t, path, edit.name))
    return done


def _move(sources: Sources, metamodel: Metamodel, edit: MoveElement) -> dict[str, Source]:
    source = sources[edit.file]
    where = spot(source, metamodel, edit.element)
    if edit.into in {e.name for e in parts_of(source, edit.element)}:
        message = f"{edit.into} is in {edit.element} itself"
        raise refused(UNKNOWN, source, edit.element, message, "move it into something else")
    taken: list[Piece] = []

    def keep(text: str, path: Path) -> str:
        taken.append(cut(text, path)[1])
        return text

    left = _taken_out(source, metamodel, where, keep)
    return {edit.file: _put(left, metamodel, edit.into, edit.before, lambda _spread: taken[-1])}


def _relation(source: Source, metamodel: Metamodel, edit: Connect | Disconnect | Redirect) -> RelationType:
    """The kind of relation that an edit is about."""
    element = source.document.element(edit.element) if source.document else None
    found = metamodel.find(element.type) if element else None
    kinds = found.relations if found else {}
    if edit.relation not in kinds:
        message = f"{edit.element} has no relation {edit.relation}"
        fix = did_you_mean(edit.relation, kinds, "relations")
        raise refused(UNKNOWN, source, edit.element, message, fix)
    return kinds[edit.relation]


def _connect(sources: Sources, metamodel: Metamodel, edit: Connect) -> dict[str, Source]:
    source = sources[edit.file]
    where, kind = spot(source, metamodel, edit.element), _relation(source, metamodel, edit)
    given = edit.attributes.strip()
    attributes = value_node(source, edit.element, edit.attributes, _VALUES) if given else None
    return {
        edit.file: _at(source, metamodel, where, lambda t, p: connected(t, p, kind, edit.target, attributes))
    }


def _disconnect(sources: Sources, metamodel: Metamodel, edit: Disconnect) -> dict[str, Source]:
    source = sources[edit.file]
    where, kind = spot(source, metamodel, edit.element), _relation(source, metamodel, edit)
    return {
        edit.file: _at(source, metamodel, where, lambda t, path: disconnected(t, path, kind, edit.target))
    }


def _redirect(sources: Sources, metamodel: Metamodel, edit: Redirect) -> dict[str, Source]:
    source = sources[edit.file]
    where, kind = spot(source, metamodel, edit.element), _relation(source, metamodel, edit)
    element = source.document.element(edit.element) if source.document else None
    if element is None or edit.target not in element.targets(kind.kind):
        message = f"{kind.kind} of {edit.element} does not name {edit.target}"
        raise refused(UNKNOWN, source, edit.element, message, "name a relation that is there")
    change = functools.partial(retargeted, kind=kind, old=edit.target, new=edit.to)
    return {edit.file: _at(source, metamodel, where, change)}


def _rekey(sources: Sources, metamodel: Metamodel, edit: RenameValue) -> dict[str, Source]:
    source, keys = sources[edit.file], keys_of(edit.attribute)
    if not edit.element:
        return {edit.file: rewritten(source, metamodel, rename(source.text, keys, edit.key))}
    where = spot(source, metamodel, edit.element)
    return {edit.file: _at(source, metamodel, where, lambda t, path: rename(t, (*path, *keys), edit.key))}


_DO: Final[Mapping[type, Callable[[Sources, Metamodel, Any], dict[str, Source]]]] = {
    SetValue: _set,
    UnsetValue: _unset,
    AddElement: _add,
    RemoveElement: _remove,
    RenameElement: _rename,
    MoveElement: _move,
    Connect: _connect,
    Disconnect: _disconnect,
    Redirect: _redirect,
    RenameValue: _rekey,
}
