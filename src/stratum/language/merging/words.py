"""What changed between two states of a model, in words: for a log, a diff and the message of a commit."""

import dataclasses
import itertools
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from stratum.core.garbage import collection_paused
from stratum.core.runs import rising
from stratum.language.merging.facts import MISSING, Edges, Facts, Named, field_at, flat, is_same
from stratum.language.merging.files import File, paired
from stratum.language.merging.identity import keys_of
from stratum.language.merging.reading import Reader
from stratum.language.merging.shown import ANY, place_text
from stratum.language.merging.sides import NAME, Book, View
from stratum.language.metamodel import Attribute, Metamodel, Scope
from stratum.language.syntax.words import value_node
from stratum.language.syntax.writing import flow
from stratum.language.tree import Document

TITLE: Final = 72
"""Characters of the longest title."""
_VALUE: Final = 40
_ADDED: Final = "added"
_CHANGED: Final = "changed"
_REMOVED: Final = "removed"


@dataclasses.dataclass(frozen=True, slots=True)
class Change:
    """One thing that changed.

    Attributes:
        text: It, in one sentence.
        what: ``added``, ``changed`` or ``removed``: the relation where there is one, else the element,
            else the file.
        file: Where it stands in the later state, in the earlier one where it is removed.
        element: Name of the element; empty for a document or a file.
        was: Its name in the earlier state where that is another one.
        relation: Kind of the relation that is there or gone; empty for anything else.
        target: What that relation leads to.
    """

    text: str
    what: str = _CHANGED
    file: str = ""
    element: str = ""
    was: str = ""
    relation: str = ""
    target: str = ""


def words(before: Mapping[str, str], after: Mapping[str, str], metamodel: Metamodel) -> tuple[str, ...]:
    """What changed, one sentence for each change, as ``changes`` tells them."""
    return tuple(change.text for change in changes(before, after, metamodel))


def changes(before: Mapping[str, str], after: Mapping[str, str], metamodel: Metamodel) -> tuple[Change, ...]:
    """What changed, and where; nothing where only how it is written did.

    Args:
        before: The files of the earlier state, with their texts.
        after: Those of the later one.
        metamodel: The types of both.
    """
    reader = Reader(metamodel)
    with collection_paused():
        files = paired(reader, before, after, after)
        return tuple(one for file in files if not file.is_unchanged for one in _file(file, reader))


def title(told: Sequence[str]) -> str:
    """One line for a commit: the first changes that fit, and how many more there are.

    Args:
        told: What changed, as ``words`` gives it.
    """
    if not told:
        return "changed how it is written"
    for count in range(len(told), 0, -1):
        line = _counted("; ".join(told[:count]), len(told) - count)
        if len(line) <= TITLE:
            return line
    room = TITLE - len(_counted("", len(told) - 1))
    return _counted(_short(told[0], room), len(told) - 1)


def _counted(line: str, left: int) -> str:
    return f"{line} and {left} more" if left else line


def _short(line: str, room: int) -> str:
    line = line.replace("\n", " ")
    return line if len(line) <= room else f"{line[: room - 1].rstrip()}…"


def _file(file: File, reader: Reader) -> Iterator[Change]:
    """What became of one file."""
    (old_path, path), (old, new) = (file.paths.base, file.paths.ours), file.texts[:2]
    here = path or old_path or ""
    if old_path is not None and path is not None and old_path != path:
        yield Change(f"renamed {old_path} to {path}", file=here)
    pair = [reader.document(p, t) if p and t is not None else None for p, t in ((old_path, old), (path, new))]
    if old is None or new is None:
        told, document = (_REMOVED, pair[0]) if new is None else (_ADDED, pair[1])
        what = f"{document.kind} {document.name} in " if document is not None else ""
        yield Change(f"{told} {what}{file.paths.file}", told, here)
    elif pair[0] is None or pair[1] is None or pair[0].kind is not pair[1].kind:
        yield Change(f"changed {path}", file=here)
    else:
        found = _documents(pair[0], pair[1], reader.metamodel)
        yield from (dataclasses.replace(change, file=here) for change in found)


def _documents(old: Document, new: Document, metamodel: Metamodel) -> Iterator[Change]:
    keys = (keys_of(old, old), keys_of(new, old))
    views = [
        View("", document, own, Book({document.file: own}, {document.file: ""}), metamodel)
        for document, own in zip((old, new), keys, strict=True)
    ]
    yield from _Comparison(views[0], views[1]).changes()


class _Comparison:
    """Two states of one document."""

    def __init__(self, old: View, new: View) -> None:
        self._old = old
        self._new = new

    def changes(self) -> Iterator[Change]:
        """What changed: the document, what is gone, what is new, and what is otherwise."""
        old, new = self._old, self._new
        if old.document is None or new.document is None:
            return
        fields = self._new.metamodel.documents[new.document.kind].attributes
        for path in dict.fromkeys((*old.leaves, *new.leaves)):
            values = (old.leaves.get(path, MISSING), new.leaves.get(path, MISSING))
            about = new.document.name if path != NAME else "the document"
            yield from map(Change, self._value(about, fields, path, values))
        gone = [key for key in old.elements if key not in new]
        for key in gone:
            if old.parent(key) not in gone:
                name = old.name(key)
                yield Change(f"removed {name} ({old.elements[key].type})", _REMOVED, element=name)
        for key in new.elements:
            yield from self._added(key) if key not in old else self._changed(key)
        yield from map(Change, self._reordered())

    def _added(self, key: str) -> Iterator[Change]:
        new = self._new
        parent = new.parent(key)
        if parent and parent not in self._old:
            return
        inside = f" to {new.name(parent)}" if parent else ""
        name = new.name(key)
        yield Change(f"added {name} ({new.elements[key].type}){inside}", _ADDED, element=name)

    def _changed(self, key: str) -> Iterator[Change]:
        old, new = self._old, self._new
        if old.is_alike(key, new):
            return
        name, was = new.name(key), old.name(key)
        before, after = old.facts(key), new.facts(key)
        found = itertools.chain(map(Change, self._told(key)), self._relations(name, before, after))
        for change in found:
            yield dataclasses.replace(change, element=name, was=was if was != name else "")

    def _told(self, key: str) -> Iterator[str]:
        """What is otherwise of an element, without its relations."""
        old, new = self._old, self._new
        name = new.name(key)
        if old.name(key) != name:
            yield f"renamed {old.name(key)} to {name}"
        if old.place(key) != new.place(key):
            yield f"moved {name} from {place_text(old, key)} to {place_text(new, key)}"
        before, after = old.facts(key), new.facts(key)
        if before.type != after.type:
            yield f"changed type of {name} from {before.type} to {after.type}"
        if before.id != after.id:
            yield f"set id of {name} to {after.id}" if after.id else f"removed id of {name}"
        yield from self._values(name, before, after)

    def _values(self, name: str, before: Facts, after: Facts) -> Iterator[str]:
        fields = self._fields(before, after)
        for path in dict.fromkeys((*before.leaves, *after.leaves)):
            values = (before.leaves.get(path, MISSING), after.leaves.get(path, MISSING))
            yield from self._value(name, fields, path, values)

    def _fields(self, before: Facts, after: Facts) -> dict[str, Attribute]:
        types = (self._new.metamodel.type(before.type), self._new.metamodel.type(after.type))
        return {**types[0].attributes, **types[1].attributes}

    def _value(
        self, name: str, fields: Mapping[str, Attribute], path: tuple[str, ...], values: tuple[object, object]
    ) -> Iterator[str]:
        old, new = values
        if is_same(old, new):
            return
        what, field = f"{'.'.join(path)} of {name}", field_at(fields, path) or ANY
        if new is MISSING:
            yield f"removed {what}"
        elif old is MISSING:
            yield f"set {what} to {self._said(field, new, self._new)}"
        else:
            was, now = self._said(field, old, self._old), self._said(field, new, self._new)
            yield f"{_verb(old, new)} {what} from {was} to {now}"

    def _said(self, field: Attribute, value: object, view: View) -> str:
        if isinstance(value, Named):
            return _called(value, view)
        return _short(value if isinstance(value, str) else flow(value_node(field, value)), _VALUE)

    def _relations(self, name: str, before: Facts, after: Facts) -> Iterator[Change]:
        for kind in dict.fromkeys(edge[0] for edge in (*before.edges, *after.edges)):
            old, new = (
                {e: told for e, told in facts.edges.items() if e[0] == kind} for facts in (before, after)
            )
            yield from self._of_kind(name, kind, old, new, after.type)

    def _of_kind(self, name: str, kind: str, old: Edges, new: Edges, of: str) -> Iterator[Change]:
        gone = [_called(edge[1], self._old) for edge in old if edge not in new]
        come = [_called(edge[1], self._new) for edge in new if edge not in old]
        found = self._new.metamodel.type(of).relations.get(kind)
        if found is not None and found.scope is Scope.INFRASTRUCTURE:
            yield from map(Change, _hosted(name, gone, come))
        else:
            for target in gone:
                text = f"disconnected {name} from {target}{_kind(kind)}"
                yield Change(text, _REMOVED, relation=kind, target=target)
            for target in come:
                text = f"connected {name} to {target}{_kind(kind)}"
                yield Change(text, _ADDED, relation=kind, target=target)
        for text, target in self._edge_values(name, kind, (old, new), found.attributes if found else {}):
            yield Change(text, relation=kind, target=target)
        if not gone and not come and list(old) != list(new):
            yield Change(f"changed the order of {kind} of {name}")

    def _edge_values(
        self, name: str, kind: str, edges: tuple[Edges, Edges], fields: Mapping[str, Attribute]
    ) -> Iterator[tuple[str, str]]:
        """What is otherwise of relations that stayed, each with its target."""
        for edge in (edge for edge in edges[1] if edge in edges[0]):
            target = _called(edge[1], self._new)
            sides = [flat(side[edge]) for side in edges]
            for path in dict.fromkeys((*sides[0], *sides[1])):
                values = (sides[0].get(path, MISSING), sides[1].get(path, MISSING))
                yield from (
                    (text, target) for text in self._value(f"{kind} {target} of {name}", fields, path, values)
                )

    def _reordered(self) -> Iterator[str]:
        for place, keys in self._new.order.items():
            before = {key: number for number, key in enumerate(self._old.order.get(place, ()))}
            stayed = [before[key] for key in keys if key in before]
            if len(rising(stayed)) < len(stayed):
                yield f"changed the order of {place[0] or self._new.name(place[1])}"


def _called(named: Named, view: View) -> str:
    return view.name(named.key) if named.key in view and view.document is not None else named.key


def _verb(old: object, new: object) -> str:
    """How a value changed."""
    numbers = [v for v in (old, new) if isinstance(v, (int, float)) and not isinstance(v, bool)]
    if len(numbers) < 2:
        return "changed"
    return "raised" if numbers[1] > numbers[0] else "lowered"


def _hosted(name: str, gone: Sequence[str], come: Sequence[str]) -> Iterator[str]:
    for old, new in itertools.zip_longest(gone, come):
        if old is None:
            yield f"placed {name} on {new}"
        elif new is None:
            yield f"took {name} off {old}"
        else:
            yield f"moved {name} from {old} to {new}"


def _kind(kind: str) -> str:
    """The kind of a relation where the words do not tell it."""
    return "" if kind == "connectsTo" else f" ({kind})"
