"""Which element of one state is which of another: by its identity, else by its name."""

from collections.abc import Mapping

from stratum.language.tree import Document, Element

Keys = Mapping[str, str]
"""The identity of each element of a document in a comparison, by its name."""
ID = "id"


def is_told_apart(document: Document) -> bool:
    """Whether all elements of a document have names and identities of their own."""
    names, ids = ({e.name for e in document.elements}, {e.id for e in document.elements})
    return len(names) == len(ids) == len(document.elements)


def keys_of(document: Document, base: Document) -> Keys:
    """The identities of the elements of a document, those of another one wherever it has the element too.

    One without a written ``id`` is also found by its name: so it stays the same when it is given one.

    Args:
        document: The document.
        base: The one that it came from.
    """
    known = {e.id: e for e in base.elements}
    named = {e.name: e for e in base.elements}
    taken = {e.id for e in document.elements}
    return {e.name: _key(e, known, named, taken) for e in document.elements}


def _key(
    element: Element, known: Mapping[str, Element], named: Mapping[str, Element], taken: set[str]
) -> str:
    if element.id in known:
        return element.id
    other = named.get(element.name)
    if other is None or other.id in taken or (ID in other.positions and ID in element.positions):
        return element.id
    return other.id
