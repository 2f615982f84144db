"""Where elements stand in a text, and how they name each other there."""

import dataclasses
from collections.abc import Iterator
from typing import Final

from stratum.core.findings import Finding, Position, Severity
from stratum.language.edits.sheet import Path, Sheet, sheet
from stratum.language.edits.sources import Source
from stratum.language.metamodel import DocumentType, Metamodel, RelationType
from stratum.language.suggestions import did_you_mean
from stratum.language.syntax.compose import compose
from stratum.language.syntax.nodes import Mapping, Node
from stratum.language.syntax.spans import Row, Span, Table, Word
from stratum.language.tree import Element

CONTAINS: Final = "contains"
TO: Final = "to"
UNKNOWN: Final = "edit-unknown"
"""Code of an edit that names what is not there."""
TEXT: Final = "edit-text"
"""Code of an edit that would change something else of the text as well."""


class RefusedError(Exception):
    """An edit cannot be done."""

    def __init__(self, finding: Finding) -> None:
        super().__init__(finding.message)
        self.finding = finding


def refused(code: str, source: Source, element: str, message: str, fix: str) -> RefusedError:
    """Why an edit of a document cannot be done."""
    document = source.document
    path = "/".join(filter(None, (document.name if document else "", element)))
    found = document.element(element) if document else None
    place = found.position if found else Position(source.file, 1, 1)
    return RefusedError(Finding(code, Severity.ERROR, path, message, place, fix=fix))


def value_node(source: Source, element: str, text: str, such: str) -> Node:
    """A value as it was sent.

    Args:
        source: The document that is edited.
        element: What it is a value of.
        text: YAML.
        such: Examples of what may be written.

    Raises:
        RefusedError: If it is no value.
    """
    composed = compose(text, "")
    if composed.root is None or composed.findings:
        raise refused(
            UNKNOWN, source, element, f"{text!r} is not a value", f"write it as in YAML, such as {such}"
        )
    return composed.root


def body_node(source: Source, element: str, text: str, such: str) -> Mapping:
    """What is said of a new element; arguments as of ``value_node``.

    Raises:
        RefusedError: If it is no mapping.
    """
    body = value_node(source, element, text, such)
    if isinstance(body, Mapping):
        return body
    message = f"the body of {element} is no mapping"
    raise refused(UNKNOWN, source, element, message, f"write it as {such}")


def keys_of(attribute: str) -> tuple[str, ...]:
    """The path of an attribute within an element."""
    return tuple(attribute.split("."))


@dataclasses.dataclass(frozen=True, slots=True)
class Spot:
    """Where an element is written.

    Attributes:
        section: Its section.
        path: From the mapping of the section to it.
    """

    section: str
    path: Path

    @property
    def top(self) -> str:
        """The element of the section that it is, or is in."""
        return str(self.path[0])

    @property
    def name(self) -> str:
        """Its name."""
        return str(self.path[-1])


def described(source: Source, metamodel: Metamodel) -> DocumentType:
    """What the document of a source may hold.

    Raises:
        RefusedError: If its kind is not known.
    """
    found = metamodel.documents.get(source.document.kind) if source.document else None
    if found is None:
        raise refused(UNKNOWN, source, "", f"{source.file} cannot be read", "correct its kind first")
    return found


def spot(source: Source, metamodel: Metamodel, name: str) -> Spot:
    """Where an element is written, also one that could not be read.

    Raises:
        RefusedError: If there is none.
    """
    document = source.document
    element = document.element(name) if document else None
    if document is not None and element is not None:
        path: Path = (name,)
        while element is not None and element.parent:
            path = (element.parent, CONTAINS, *path)
            element = document.element(element.parent)
        return Spot(element.section if element else "", path)
    kind = described(source, metamodel)
    page = sheet(source.text) if name in source.unread else None
    for section in kind.sections if page is not None else ():
        found = _search(page.find((section,)) if page else None, name)
        if found is not None:
            return Spot(section, found)
    known = [e.name for e in document.elements] if document else []
    message = f"{source.file} has no element {name!r}"
    raise refused(UNKNOWN, source, "", message, did_you_mean(name, known, "elements"))


def _search(span: Span | None, name: str) -> Path | None:
    for key, entry in span.entries.items() if isinstance(span, Table) else ():
        if key == name:
            return (key,)
        inner = entry.value.entries.get(CONTAINS) if isinstance(entry.value, Table) else None
        found = _search(inner.value, name) if inner is not None else None
        if found is not None:
            return (key, CONTAINS, *found)
    return None


def parts_of(source: Source, name: str) -> list[Element]:
    """An element with all that it contains, over others or directly."""
    found: list[Element] = []
    for element in source.document.elements if source.document else ():
        if element.name == name or element.parent in {e.name for e in found}:
            found.append(element)
    return found


@dataclasses.dataclass(frozen=True, slots=True)
class Naming:
    """A place in the text of an element where a relation names its target.

    Attributes:
        path: Of the value that names it, from the root of the text.
        item: Of the whole item of a list or the whole value of the key.
        target: The name.
    """

    path: Path
    item: Path
    target: str


def namings(page: Sheet, body: Path, kind: RelationType) -> Iterator[Naming]:
    """All places where an element names the targets of a kind of relation.

    Args:
        page: The text.
        body: Path of the element.
        kind: The kind of relation.
    """
    for key in kind.spellings:
        span, path = page.find((*body, key)), (*body, key)
        items = list(enumerate(span.items)) if isinstance(span, Row) else []
        places = [((*path, number), item) for number, item in items] if items else [(path, span)]
        for at, item in places:
            if isinstance(item, Word):
                yield Naming(at, at, item.text)
            elif isinstance(item, Table) and TO in item.entries:
                target = item.entries[TO].value
                if isinstance(target, Word):
                    yield Naming((*at, TO), at, target.text)
