"""Laws of writing and comparing documents: ``parse(show(t)) == t`` and ``apply(diff(a, b), a) == b``."""

import functools
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stratum.core.errors import InvalidInputError
from stratum.core.quantities import Dimension
from stratum.language.edits.diff import diff
from stratum.language.edits.draft import Draft, apply, draft
from stratum.language.library import library
from stratum.language.syntax.parse import parse
from stratum.language.syntax.scalars import quantity as read_quantity
from stratum.language.syntax.show import show
from stratum.language.syntax.words import by_kind, quantity
from stratum.language.tree import Document

EXAMPLES = Path(__file__).parents[3] / "examples"
HOSTS = ("h1", "h2", "h3", "h4")


def said(document: Document) -> object:
    """What a document says: not where, nor under which of two spellings a relation is written."""
    return document.kind, document.name, document.attributes, [
        (
            e.id, e.name, e.type, e.attributes, e.section, e.parent,
            {p for p in e.positions if p.split(".")[0] in library().type(e.type).attributes},
            {k: [(r.target, r.attributes) for r in rs] for k, rs in by_kind(e.relations).items()},
        )
        for e in document.elements
    ]  # fmt: skip


@functools.cache
def examples() -> dict[str, Document]:
    texts = {str(p.relative_to(EXAMPLES)): p.read_text(encoding="utf-8") for p in EXAMPLES.rglob("*.yaml")}
    read = {file: parse(text, file, library()).document for file, text in texts.items()}
    return {file: document for file, document in read.items() if document is not None}


@pytest.mark.parametrize("file", sorted(examples()))
def test_an_example_that_is_written_anew_says_the_same(file: str) -> None:
    document = examples()[file]
    again = parse(show(document, library()), file, library())
    assert not again.findings
    assert again.document is not None
    assert said(again.document) == said(document)


@given(st.sampled_from(Dimension), st.floats(0, 1e15) | st.integers(0, 2**50))
def test_a_quantity_is_written_exactly(dimension: Dimension, value: float) -> None:
    value = round(value) if dimension is Dimension.BYTES else float(value)
    assert read_quantity(quantity(value, dimension), dimension) == value


@st.composite
def documents(draw: st.DrawFn) -> str:
    """An infrastructure in any order, with identities, parts, links and values of their own."""
    names = draw(st.permutations(HOSTS))[: draw(st.integers(2, 4))]
    ids = draw(st.permutations(["", "i1", "i2", "i3"]))
    lines = ["stratum: 1", "kind: Infrastructure", f"name: {draw(st.sampled_from(['site', 'other']))}"]
    lines += draw(st.sampled_from([[], ["description: 'a: b'"]]))
    lines += ["hosts:"]
    free = draw(st.permutations(["os-a", "os-b"]))
    for number, (name, identity) in enumerate(zip(names, ids, strict=False)):
        more = f", id: {identity}" if identity else ""
        more += draw(st.sampled_from(["", ", labels: {a: x, b: '5'}", ", disk: 3 GB", ", disk: 0 B"]))
        if number < 2 and draw(st.booleans()):
            more += f", contains: {{{free[number]}: {{type: Ubuntu, version: '24.04'}}}}"
        kind = draw(st.sampled_from(["FogServer", "EdgeGateway", "CloudMachine"]))
        lines.append(f"  {name}: {{type: {kind}, cpu: {draw(st.integers(1, 3))}, memory: 1 GiB{more}}}")
    lines.append("links:")
    for link in draw(st.permutations(["l1", "l2"])):
        ends = ", ".join(draw(st.permutations(names))[:2])
        lines.append(f"  {link}: {{between: [{ends}], latency: {draw(st.sampled_from(['5 ms', '0.3 ms']))}}}")
    return "\n".join(lines) + "\n"


@given(documents(), documents())
@settings(max_examples=300, deadline=None)
def test_the_difference_makes_one_document_of_another(old: str, new: str) -> None:
    before, wanted = draft({"a.yaml": old}, library()), parse(new, "a.yaml", library())
    assert wanted.document is not None
    assert not wanted.findings
    edits = diff(before.model.documents["a.yaml"], wanted.document, library())
    after = apply(before, edits)
    assert isinstance(after, Draft), (edits, after)
    assert said(after.model.documents["a.yaml"]) == said(wanted.document)


@given(documents())
@settings(max_examples=50, deadline=None)
def test_nothing_differs_from_itself(text: str) -> None:
    document = parse(text, "a.yaml", library()).document
    assert document is not None
    assert diff(document, document, library()) == ()


def test_documents_of_two_kinds_are_not_compared() -> None:
    one, two = examples()["01-flights/application.yaml"], examples()["01-flights/pipeline.yaml"]
    with pytest.raises(InvalidInputError, match="cannot become"):
        diff(one, two, library())
