"""Edits of a model as values: what a fix proposes, a canvas sends and a merge applies.

Values are written as a person would write them in YAML, such as ``256 MiB`` or ``[edge, fog]``;
``language.edits`` reads them by the types. An element is named by its document's file and its name.
"""

import dataclasses
from collections.abc import Mapping
from typing import Final, TypeAlias

from stratum.core.errors import InvalidInputError


@dataclasses.dataclass(frozen=True, slots=True, order=True)
class SetValue:
    """Give an attribute a value.

    Attributes:
        file: The document.
        element: Name of the element; empty for an attribute of the document.
        attribute: Its key; of a nested one a path such as ``requires.memory``.
        value: YAML of the value.
    """

    file: str
    element: str
    attribute: str
    value: str


@dataclasses.dataclass(frozen=True, slots=True, order=True)
class UnsetValue:
    """Remove an attribute, so that its default counts; see ``SetValue``."""

    file: str
    element: str
    attribute: str


@dataclasses.dataclass(frozen=True, slots=True, order=True)
class AddElement:
    """Add an element to a section, or inside of another element.

    Attributes:
        file: The document.
        into: Name of a section such as ``components``, or of the element that will contain it.
        name: Its name.
        body: YAML of its mapping, such as ``{type: NatsBroker, topics: [rows]}``.
        before: Name of the element there that it is put before; empty for the end.
    """

    file: str
    into: str
    name: str
    body: str
    before: str = ""


@dataclasses.dataclass(frozen=True, slots=True, order=True)
class RemoveElement:
    """Remove an element with what it contains and every relation to it."""

    file: str
    element: str


@dataclasses.dataclass(frozen=True, slots=True, order=True)
class RenameElement:
    """Give an element another name, wherever it is named; or the document, where ``element`` is empty."""

    file: str
    element: str
    name: str


@dataclasses.dataclass(frozen=True, slots=True, order=True)
class MoveElement:
    """Move an element into another container, or back into a section.

    Attributes:
        file: The document.
        element: Name of the element.
        into: Name of a section or of the new container.
        before: Name of the element there that it is put before; empty for the end.
    """

    file: str
    element: str
    into: str
    before: str = ""


@dataclasses.dataclass(frozen=True, slots=True, order=True)
class Connect:
    """Add a relation.

    Attributes:
        file: The document of its source.
        element: Name of its source.
        relation: Its kind, such as ``connectsTo``.
        target: Name of its target.
        attributes: YAML of a mapping with the attributes of the edge; empty for none.
    """

    file: str
    element: str
    relation: str
    target: str
    attributes: str = ""


@dataclasses.dataclass(frozen=True, slots=True, order=True)
class Disconnect:
    """Remove a relation; see ``Connect``."""

    file: str
    element: str
    relation: str
    target: str


@dataclasses.dataclass(frozen=True, slots=True, order=True)
class Redirect:
    """Let a relation point to another element; its attributes stay.

    Attributes:
        file: The document of its source.
        element: Name of its source.
        relation: Its kind.
        target: Name of its target.
        to: Name of the target in its place.
    """

    file: str
    element: str
    relation: str
    target: str
    to: str


@dataclasses.dataclass(frozen=True, slots=True, order=True)
class RenameValue:
    """Give a value another key; see ``SetValue``.

    Attributes:
        file: The document.
        element: Name of the element; empty for an attribute of the document.
        attribute: Its key, or path.
        key: The last key of that path in its place.
    """

    file: str
    element: str
    attribute: str
    key: str


@dataclasses.dataclass(frozen=True, slots=True, order=True)
class AddDocument:
    """Add a document, or a file of code that a document names.

    Attributes:
        file: Its path relative to the workspace, where nothing is yet.
        text: All that it says.
    """

    file: str
    text: str


@dataclasses.dataclass(frozen=True, slots=True, order=True)
class CopyDocument:
    """Add a copy of a document.

    Attributes:
        file: The document.
        to: Path of the copy.
        name: Name of the copy.
    """

    file: str
    to: str
    name: str


@dataclasses.dataclass(frozen=True, slots=True, order=True)
class MoveDocument:
    """Give a document another path, wherever that is named.

    Attributes:
        file: The document.
        to: Its new path.
    """

    file: str
    to: str


@dataclasses.dataclass(frozen=True, slots=True, order=True)
class RemoveDocument:
    """Remove a document."""

    file: str


DocumentEdit: TypeAlias = AddDocument | CopyDocument | MoveDocument | RemoveDocument
"""An edit after which there are other files."""
Edit: TypeAlias = (
    SetValue
    | UnsetValue
    | RenameValue
    | AddElement
    | RemoveElement
    | RenameElement
    | MoveElement
    | Connect
    | Disconnect
    | Redirect
    | DocumentEdit
)


@dataclasses.dataclass(frozen=True, slots=True)
class Fix:
    """What cures a finding.

    Attributes:
        title: What it does, for a button, such as ``host scorer on fog-1``.
        edits: Applied together, in this order.
    """

    title: str
    edits: tuple[Edit, ...]


_KINDS: Final[Mapping[str, type[Edit]]] = {
    kind.__name__: kind
    for kind in (
        SetValue, UnsetValue, RenameValue, AddElement, RemoveElement, RenameElement, MoveElement,
        Connect, Disconnect, Redirect, AddDocument, CopyDocument, MoveDocument, RemoveDocument,
    )
}  # fmt: skip


def edit_to_plain(edit: Edit) -> dict[str, str]:
    """An edit as data that JSON can say: its kind under ``edit``, and its fields."""
    return {"edit": type(edit).__name__, **dataclasses.asdict(edit)}


def edit_from_plain(told: object) -> Edit:
    """An edit from data as ``edit_to_plain`` gives it.

    Raises:
        InvalidInputError: If it is none.
    """
    fields = dict(told) if isinstance(told, Mapping) else {}
    kind = _KINDS.get(str(fields.pop("edit", "")))
    if kind is None:
        raise InvalidInputError("an edit tells its kind", f"edit: one of {', '.join(_KINDS)}")
    known = {field.name: field for field in dataclasses.fields(kind)}
    strange = [name for name, value in fields.items() if name not in known or not isinstance(value, str)]
    missing = [n for n, f in known.items() if n not in fields and f.default is dataclasses.MISSING]
    if strange or missing:
        problem = f"{kind.__name__} takes other fields: {', '.join((*strange, *missing))}"
        raise InvalidInputError(problem, f"give texts for {', '.join(known)}")
    return kind(**fields)
