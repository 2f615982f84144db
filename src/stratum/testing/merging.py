"""Scripts of random edits on models, and the laws that a merge of two of them has to keep."""

import dataclasses
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from random import Random
from typing import Final, TypeAlias

from stratum.core.edits import (
    AddElement,
    Connect,
    Disconnect,
    Edit,
    MoveElement,
    Redirect,
    RemoveElement,
    RenameElement,
    SetValue,
    UnsetValue,
)
from stratum.core.findings import Finding, Severity
from stratum.language.check import check_files, read_files
from stratum.language.edits.draft import Draft, apply
from stratum.language.edits.sources import opened
from stratum.language.merging.merge import Merged, Side, merge
from stratum.language.merging.reading import Reader, joint_errors
from stratum.language.merging.words import TITLE, title, words
from stratum.language.metamodel import Attribute, Metamodel, Shape
from stratum.language.syntax.words import body, by_kind, quantity
from stratum.language.syntax.writing import flow, table, text
from stratum.language.tree import Document, Element

Texts: TypeAlias = Mapping[str, str]
Errors: TypeAlias = frozenset[tuple[str, str]]
NEW: Final = ("n1", "n2", "n3")
_WORDS: Final = ("one", "two", "a: b", "three")


def changed(random: Random, start: Draft, steps: int) -> Draft:
    """A model after random edits; those that are refused are left out.

    Args:
        random: Chooses them.
        start: The model.
        steps: How many.
    """
    state = start
    for _ in range(steps):
        after = apply(state, [edit]) if (edit := _edit(random, state)) is not None else state
        state = after if isinstance(after, Draft) else state
    return state


def commented(random: Random, texts: Texts, mark: str) -> dict[str, str]:
    """Texts with a comment in a line of its own somewhere between the elements of each document."""
    found = {}
    for file, content in texts.items():
        lines = content.splitlines(keepends=True)
        at = random.randrange(2, len(lines) + 1)
        indent = lines[at - 1][: len(lines[at - 1]) - len(lines[at - 1].lstrip(" "))]
        found[file] = "".join([*lines[:at], f"{indent}# {mark}\n", *lines[at:]])
    return found


def _edit(random: Random, state: Draft) -> Edit | None:
    """One edit that may be legal."""
    document = state.model.documents[random.choice(sorted(state.model.documents))]
    if not document.elements:
        return None
    few = document.elements[:4] if random.random() < 0.6 else document.elements  # so that two scripts meet
    element = random.choice(few)
    return random.choice(_WAYS)(random, state, document, element)


def _set(random: Random, state: Draft, document: Document, element: Element) -> Edit | None:
    fields = state.metamodel.type(element.type).attributes
    written = [path for path in element.positions if path.split(".")[0] in fields]
    path = random.choice(written) if written and random.random() < 0.7 else random.choice(sorted(fields))
    field = fields[path.split(".")[0]]
    for key in path.split(".")[1:]:
        field = field.fields[key]
    while field.shape is Shape.GROUP and field.fields:
        name = random.choice(sorted(field.fields))
        path, field = f"{path}.{name}", field.fields[name]
    value = _value(random, field)
    return SetValue(document.file, element.name, path, value) if value else None


def _value(random: Random, field: Attribute) -> str:
    number = random.randrange(1, 5)
    if field.shape is Shape.QUANTITY and field.dimension is not None:
        return quantity(float(number) * (2**30 if field.dimension.value == "bytes" else 1), field.dimension)
    if field.shape is Shape.ENUM:
        return flow(text(random.choice(field.options)))
    if field.shape is Shape.LIST:
        inner = _value(random, field.items) if field.items else str(number)
        return f"[{inner}, {_value(random, field.items)}]" if field.items and number > 2 else f"[{inner}]"
    if field.shape is Shape.MAP:
        return f"{{{random.choice('abc')}: {_value(random, field.items) if field.items else number}}}"
    simple = {
        Shape.INTEGER: str(number), Shape.NUMBER: str(number), Shape.SCALAR: str(number),
        Shape.PORT: str(9000 + number), Shape.BOOLEAN: random.choice(["true", "false"]),
        Shape.STRING: flow(text(random.choice(_WORDS))),
    }  # fmt: skip
    return simple.get(field.shape, "")


def _unset(random: Random, _: Draft, document: Document, element: Element) -> Edit | None:
    written = [path for path in element.positions if path != "contains"]
    return UnsetValue(document.file, element.name, random.choice(written)) if written else None


def _identify(random: Random, _: Draft, document: Document, element: Element) -> Edit | None:
    return SetValue(document.file, element.name, "id", f"i-{random.choice(NEW)}")


def _add(random: Random, state: Draft, document: Document, element: Element) -> Edit | None:
    entries = body(element, state.metamodel)
    entries.pop("id", None)
    name, others = random.choice(NEW), ["", *(e.name for e in document.elements)]
    into = element.parent or element.section
    return AddElement(document.file, into, name, flow(table(entries)), random.choice(others))


def _remove(_random: Random, _: Draft, document: Document, element: Element) -> Edit | None:
    return RemoveElement(document.file, element.name)


def _rename(random: Random, _: Draft, document: Document, element: Element) -> Edit | None:
    return RenameElement(document.file, element.name, random.choice(("m1", "m2", *NEW)))


def _move(random: Random, state: Draft, document: Document, element: Element) -> Edit | None:
    places = [element.section, *(e.name for e in document.elements if state.metamodel.type(e.type).contains)]
    before = random.choice(["", *(e.name for e in document.elements)])
    return MoveElement(document.file, element.name, random.choice(places), before)


def _connect(random: Random, state: Draft, document: Document, element: Element) -> Edit | None:
    kinds = sorted(state.metamodel.type(element.type).relations)
    if not kinds:
        return None
    kind = random.choice(kinds)
    known = sorted({e.name for d in state.model.documents.values() for e in d.elements})
    target, had = random.choice(known), [r.target for r in element.relations if r.kind == kind]
    if had and random.random() < 0.6:
        return Redirect(document.file, element.name, kind, random.choice(had), target)
    return Connect(document.file, element.name, kind, target)


def _disconnect(random: Random, _: Draft, document: Document, element: Element) -> Edit | None:
    if not element.relations:
        return None
    relation = random.choice(element.relations)
    return Disconnect(document.file, element.name, relation.kind, relation.target)


def _tell(random: Random, _: Draft, document: Document, _element: Element) -> Edit | None:
    if random.random() < 0.3:
        return SetValue(document.file, "", "name", random.choice(NEW))
    return SetValue(document.file, "", "description", flow(text(random.choice(_WORDS))))


_WAYS: Final[Sequence[Callable[[Random, Draft, Document, Element], Edit | None]]] = (
    _set, _set, _set, _set, _unset, _identify, _add, _add, _remove, _remove, _rename, _rename, _move,
    _connect, _connect, _connect, _disconnect, _tell,
)  # fmt: skip


@dataclasses.dataclass(frozen=True, slots=True)
class Pair:
    """Two states of a workspace that came of one."""

    base: Texts
    ours: Texts
    theirs: Texts

    @property
    def swapped(self) -> "Pair":
        """The same seen from the other side."""
        return Pair(self.base, self.theirs, self.ours)

    def merged(self, metamodel: Metamodel, chosen: Mapping[str, Side] = {}) -> Merged:
        """What comes of a merge."""
        return merge(self.base, self.ours, self.theirs, metamodel, chosen)

    def errors(self, done: Merged, metamodel: Metamodel) -> tuple[Finding, ...]:
        """The errors that came of a merge."""
        return joint_errors(done.texts, (self.ours, self.theirs), metamodel)


def broken_laws(random: Random, pair: Pair, metamodel: Metamodel) -> Iterator[str]:
    """What a merge of two states does that it must not.

    Args:
        random: Chooses where comments are written, and the sides of conflicts.
        pair: The states.
        metamodel: Their types.
    """
    yield from _read_again(pair, metamodel)
    yield from _neutral(random, pair, metamodel)
    found = pair.merged(metamodel)
    known = errors_of(pair.ours, metamodel) | errors_of(pair.theirs, metamodel)
    yield from _symmetric(pair, found, metamodel)
    yield from _told(pair, known, found, metamodel)
    if not found.conflicts:
        yield from _kept(pair, found, metamodel)
        yield from _kept(pair.swapped, found, metamodel)
    yield from _settling(random, pair, found, known, metamodel)
    yield from _words(pair, metamodel)


def _read_again(pair: Pair, metamodel: Metamodel) -> Iterator[str]:
    """A text of which another one was read says what it says when it is read alone, at the same places."""
    reader = Reader(metamodel)
    for file, content in pair.base.items():
        reader.source(file, content)
    for file, content in pair.ours.items():
        again, fresh = reader.source(file, content), opened(file, content, metamodel)
        if again.text != content or sum(piece.size for piece in again.pieces) not in {0, len(content)}:
            yield f"{file} is cut wrongly"
        if (again.document is None) is not (fresh.document is None):
            yield f"{file} is not read again"
        elif again.document is not None and fresh.document is not None:
            both = [_said(document, in_order=True) for document in (again.document, fresh.document)]
            if both[0] != both[1] or sorted(again.placed(again.findings), key=repr) != sorted(
                fresh.findings, key=repr
            ):
                yield f"{file} says something else when it is read again"


def _neutral(random: Random, pair: Pair, metamodel: Metamodel) -> Iterator[str]:
    """One side alone, and the same on both, comes out as it is."""
    base, side = pair.base, pair.ours
    noted = {mark: commented(random, texts, mark) for mark, texts in (("was", base), ("is", side))}
    for what, one in (
        ("the same on both sides", Pair(base, side, side)),
        ("their changes alone", Pair(base, base, side)),
        ("our changes alone", Pair(base, side, base)),
    ):
        done = one.merged(metamodel)
        if done.texts != dict(side) or done.conflicts or done.findings:
            yield f"{what}: {done.conflicts} {done.findings}"
    for what, one in (
        ("the same on both sides, and a comment", Pair(base, noted["is"], side)),
        ("their changes, and a comment of ours", Pair(base, noted["was"], side)),
        ("our changes, and a comment of theirs", Pair(base, side, noted["was"])),
    ):
        done = one.merged(metamodel)
        if done.conflicts or said(done.texts, metamodel) != said(side, metamodel):
            yield f"{what}: {done.conflicts}"


def _symmetric(pair: Pair, found: Merged, metamodel: Metamodel) -> Iterator[str]:
    other = pair.swapped.merged(metamodel)
    if bool(found.conflicts) is not bool(other.conflicts):
        yield f"whether there are conflicts depends on the side: {found.conflicts} {other.conflicts}"
    elif not found.conflicts and said(found.texts, metamodel) != said(other.texts, metamodel):
        yield "what comes out depends on the side"


def _kept(pair: Pair, found: Merged, metamodel: Metamodel) -> Iterator[str]:
    """What we did is in a merge that asked nothing: what we changed is there, what we removed is not."""
    states = [_elements(texts, metamodel) for texts in (pair.base, pair.ours, pair.theirs, found.texts)]
    base, ours, theirs, merged = states
    named = _names(found.texts, metamodel)  # one that the other side gave an identity has its name
    for key, element in ours.items():
        if (
            key not in merged
            and element.name not in named
            and (key not in base or _own(element) != _own(base[key]))
        ):
            yield f"{key} was changed, and is gone"
        elif key in base and key in theirs and key in merged:
            yield from _values_kept(key, base[key], element, theirs[key], merged[key])
    yield from (f"{key} was removed, and is there" for key in base if key not in ours and key in merged)


def _values_kept(key: str, base: Element, ours: Element, theirs: Element, merged: Element) -> Iterator[str]:
    """Values that we alone changed are as we have them."""
    if len({base.type, ours.type, theirs.type}) > 1:
        return
    for name, value in ours.attributes.items():
        was = base.attributes.get(name)
        if value != was == theirs.attributes.get(name) and merged.attributes.get(name) != value:
            yield f"{name} of {key} is not kept: {value}"


def _own(element: Element) -> object:
    return element.name, element.type, element.attributes


def _elements(texts: Texts, metamodel: Metamodel) -> dict[str, Element]:
    """All elements that have an identity of their own, by document and identity."""
    documents = read_files(texts, metamodel).model.documents
    found = [(f"{file}#{e.id}", e) for file, document in documents.items() for e in document.elements]
    having = Counter(key for key, _ in found)
    return {key: element for key, element in found if having[key] == 1}


def _names(texts: Texts, metamodel: Metamodel) -> set[str]:
    documents = read_files(texts, metamodel).model.documents
    return {element.name for document in documents.values() for element in document.elements}


def _told(pair: Pair, known: Errors, found: Merged, metamodel: Metamodel) -> Iterator[str]:
    """An error that neither side has is told."""
    told = {(str(f.code), f.element) for f in pair.errors(found, metamodel)}
    silent = errors_of(found.texts, metamodel) - known - told
    if silent:
        yield f"errors that are not told: {silent}"


def errors_of(texts: Texts, metamodel: Metamodel) -> Errors:
    """Code and element of each error of documents."""
    found = check_files(texts, metamodel).findings
    return frozenset((str(f.code), f.element) for f in found if f.severity is Severity.ERROR)


def _settling(
    random: Random, pair: Pair, found: Merged, known: Errors, metamodel: Metamodel
) -> Iterator[str]:
    """Once every conflict is settled, none is left, and everything can be read."""
    for sides in ((Side.OURS,), (Side.THEIRS,), tuple(Side)) if found.conflicts else ():
        chosen = {conflict.id: random.choice(sides) for conflict in found.conflicts}
        done = pair.merged(metamodel, chosen)
        if done.conflicts:
            yield f"left after {chosen}: {done.conflicts}"
        read = read_files(done.texts, metamodel)
        if len(read.model.documents) != len(done.texts):
            yield f"not read after {chosen}: {read.findings}"
        yield from (f"{line} after {chosen}" for line in _told(pair, known, done, metamodel))


def _words(pair: Pair, metamodel: Metamodel) -> Iterator[str]:
    told = words(pair.base, pair.ours, metamodel)
    is_same = said(pair.base, metamodel, in_order=True) == said(pair.ours, metamodel, in_order=True)
    if bool(told) is is_same:
        yield f"words for a change, and only then: {told}"
    if len(title(told)) > TITLE or "\n" in title(told):
        yield f"too long for a title: {title(told)}"


def said(texts: Texts, metamodel: Metamodel, *, in_order: bool = False) -> object:
    """What documents say: not where, nor in which order elements and relations are written."""
    documents = read_files(texts, metamodel).model.documents
    return {file: _said(document, in_order=in_order) for file, document in documents.items()}


def _said(document: Document, *, in_order: bool) -> object:
    def arranged(told: Sequence[object]) -> list[object]:
        return list(told) if in_order else sorted(told, key=repr)

    elements = [
        (
            e.id, e.name, e.abstract or e.type, e.attributes, e.section, e.parent, "id" in e.positions,
            sorted(p for p in e.positions if p.split(".")[0] in e.attributes),
            {
                kind: arranged([(r.target, r.attributes) for r in relations])
                for kind, relations in sorted(by_kind(e.relations).items())
            },
        )
        for e in document.elements
    ]  # fmt: skip
    own = (document.kind, document.name, document.attributes, sorted(document.positions))
    return own, arranged(elements)
