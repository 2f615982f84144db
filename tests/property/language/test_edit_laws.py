"""Laws of edits: a legal one adds no error, tree and text agree after it, and it can be taken back."""

import dataclasses
import functools

from hypothesis import given, settings
from hypothesis import strategies as st

from stratum.core.edits import (
    AddElement,
    Connect,
    Disconnect,
    Edit,
    MoveElement,
    RemoveElement,
    RenameElement,
    SetValue,
    UnsetValue,
)
from stratum.core.findings import Position
from stratum.language.edits.draft import Draft, Refused, apply, draft, new_errors
from stratum.language.library import library
from stratum.language.tree import Document
from stratum.testing.small_model import APP, SITE

TEXTS = {"site.yaml": SITE, "app.yaml": APP}
NAMES = (
    "h1",
    "h2",
    "h3",
    "l1",
    "l2",
    "system",
    "broker",
    "archive",
    "writer",
    "board",
    "spare",
    "all",
    "new",
)
VALUES = (
    "2",
    "512 MiB",
    "[rows]",
    "[rows, answers, more]",
    "x86_64",
    "arm64",
    "'a: b'",
    "40 GB",
    "{cpu: 1}",
    "no",
)
ATTRIBUTES = (
    "cpu",
    "memory",
    "requires.cpu",
    "requires.disk",
    "topics",
    "consumes",
    "port",
    "description",
    "id",
    "type",
)
BODIES = (
    "{type: NatsBroker, topics: [x]}",
    "{type: FogServer, cpu: 1, memory: 1 GiB}",
    '{type: Ubuntu, version: "22.04"}',
    "{type: SqliteDatabase, requires: {cpu: 1}}",
    "{members: [spare]}",
    "{type: Spread, targets: [writer, board]}",
)
PLACES = ("components", "hosts", "groups", "policies", "h1", "h2", "h3", "links")


@functools.cache
def original(newline: str) -> Draft:
    return draft({file: text.replace("\n", newline) for file, text in TEXTS.items()}, library())


files = st.sampled_from(sorted(TEXTS))
names, values, places = st.sampled_from(NAMES), st.sampled_from(VALUES), st.sampled_from(PLACES)
relations = st.sampled_from(["connectsTo", "hostedOn", "between", "members", "targets"])
edits: st.SearchStrategy[Edit] = st.one_of(
    st.builds(SetValue, files, names, st.sampled_from(ATTRIBUTES), values),
    st.builds(UnsetValue, files, names, st.sampled_from(ATTRIBUTES)),
    st.builds(AddElement, files, places, names, st.sampled_from(BODIES), st.sampled_from(["", *NAMES])),
    st.builds(RemoveElement, files, names),
    st.builds(RenameElement, files, names, names),
    st.builds(MoveElement, files, names, places, st.sampled_from(["", *NAMES])),
    st.builds(Connect, files, names, relations, names, st.sampled_from(["", "{maxLatency: 1 s}"])),
    st.builds(Disconnect, files, names, relations, names),
)


def bare(document: Document) -> Document:
    """A document without the places that things are written at."""
    nowhere = Position()
    elements = tuple(
        dataclasses.replace(
            e,
            position=nowhere,
            positions=dict.fromkeys(e.positions, nowhere),
            relations=tuple(dataclasses.replace(r, position=nowhere) for r in e.relations),
        )
        for e in document.elements
    )
    return dataclasses.replace(document, elements=elements, digest="", positions={})


def trees(state: Draft) -> dict[str, Document]:
    return {file: bare(document) for file, document in state.model.documents.items()}


@given(st.lists(st.lists(edits, min_size=1, max_size=3), max_size=4), st.sampled_from(["\n", "\r\n"]))
@settings(max_examples=400, deadline=None)
def test_tree_text_and_findings_agree_and_no_error_is_added(turns: list[list[Edit]], newline: str) -> None:
    state = original(newline)
    for turn in turns:
        after = apply(state, turn)
        if isinstance(after, Refused):
            assert after.findings
            continue
        fresh = draft(after.texts, library())
        assert trees(fresh) == trees(after)
        assert fresh.findings == after.findings
        assert not new_errors(state, after, turn)
        state = after


@given(st.lists(edits, min_size=1, max_size=3))
@settings(max_examples=100, deadline=None)
def test_elements_that_are_not_touched_are_shared(turn: list[Edit]) -> None:
    before = original("\n")
    after = apply(before, turn)
    if isinstance(after, Refused):
        return
    touched = {getattr(edit, "element", "") for edit in turn}
    for file, document in after.model.documents.items():
        for element in document.elements:
            if element.name in touched:
                continue
            old = before.model.documents[file].element(element.name)
            assert old is None or old is element or old != element


def undone(state: Draft, edit: Edit) -> Edit | None:
    """What takes an edit back, where one edit does."""
    if isinstance(edit, AddElement):
        return RemoveElement(edit.file, edit.name)
    if isinstance(edit, RenameElement):
        return RenameElement(edit.file, edit.name, edit.element)
    if isinstance(edit, Connect):
        return Disconnect(edit.file, edit.element, edit.relation, edit.target)
    if isinstance(edit, SetValue):
        element = state.model.documents[edit.file].element(edit.element)
        if element is not None and edit.attribute not in element.positions:
            return UnsetValue(edit.file, edit.element, edit.attribute)
    return None


@given(edits)
@settings(max_examples=400, deadline=None)
def test_what_undoes_an_edit_brings_the_trees_back(edit: Edit) -> None:
    before = original("\n")
    after = apply(before, [edit])
    inverse = undone(before, edit)
    if isinstance(after, Refused) or inverse is None:
        return
    back = apply(after, [inverse])
    assert isinstance(back, Draft), back
    assert trees(back) == trees(before)
