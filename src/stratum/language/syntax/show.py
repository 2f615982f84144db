"""A document as YAML text, for one that has none yet: reading it again gives the document."""

from collections.abc import Iterator

from stratum.language.metamodel import Metamodel
from stratum.language.syntax.nodes import Node
from stratum.language.syntax.words import body, written
from stratum.language.syntax.writing import lines, table, text
from stratum.language.tree import Document, Element


def show(document: Document, metamodel: Metamodel) -> str:
    """A document as text.

    Args:
        document: What is to be written. Values that are the default are only written where they were before.
        metamodel: Its types.
    """
    return "".join(f"{line}\n" for line in _lines(document, metamodel))


def _lines(document: Document, metamodel: Metamodel) -> Iterator[str]:
    described = metamodel.documents[document.kind]
    yield "stratum: 1"
    yield f"kind: {document.kind}"
    yield from lines("name", text(document.name), 0)
    own = written(described.attributes, document.attributes, document.positions.__contains__)
    for name, node in own.items():
        yield from lines(name, node, 0)
    for section in described.sections.values():
        elements = {e.name: _node(document, e, metamodel) for e in document.within(section.name)}
        if elements or section.required:
            yield ""
            yield from lines(section.name, table(elements), 0, spread=True)


def _node(document: Document, element: Element, metamodel: Metamodel) -> Node:
    parts = {part.name: _node(document, part, metamodel) for part in document.parts(element.name)}
    return table({**body(element, metamodel), **({"contains": table(parts)} if parts else {})})
