"""One document of one side, by the identities of its elements."""

import dataclasses
import functools
from collections.abc import Callable, Mapping
from typing import Final

from stratum.language.merging.facts import Facts, Leaves, Named, facts_of, is_alike, leaves_of
from stratum.language.merging.identity import Keys
from stratum.language.metamodel import Attribute, Metamodel, Reference, RelationType, Scope
from stratum.language.paths import beside
from stratum.language.tree import Document, Element, Relation

INFRASTRUCTURE: Final = "infrastructure"
NAME: Final = ("name",)
Place = tuple[str, str]
"""The section of an element, or the identity of the one that contains it."""


@dataclasses.dataclass(frozen=True, slots=True)
class Book:
    """All documents of one side that take part.

    Attributes:
        keys: The identities of their elements by name, by the document as it is called on this side.
        files: What each document is called in the merge.
    """

    keys: Mapping[str, Keys]
    files: Mapping[str, str]

    def find(self, file: str, name: str) -> Named | None:
        """The element of a document that has a name."""
        key = self.keys.get(file, {}).get(name)
        return Named(self.files[file], key) if key is not None else None

    def anywhere(self, name: str) -> Named | None:
        """The only element of any document that has a name."""
        found = [named for file in self.keys if (named := self.find(file, name)) is not None]
        return found[0] if len(found) == 1 else None


@dataclasses.dataclass(frozen=True)
class View:
    """A document of one side; one that the side does not have is empty.

    Attributes:
        file: What the document is called in the merge.
        document: The tree; None where the side has no such document.
        keys: The identities of its elements by name.
        book: All documents of the side.
        metamodel: The types.
    """

    file: str
    document: Document | None
    keys: Keys
    book: Book
    metamodel: Metamodel

    @functools.cached_property
    def elements(self) -> Mapping[str, Element]:
        """The elements by identity, in their order."""
        return {self.keys[e.name]: e for e in self.document.elements} if self.document else {}

    @functools.cached_property
    def inside(self) -> Mapping[str, tuple[str, ...]]:
        """The identities of what each element contains directly, by its own."""
        found: dict[str, list[str]] = {}
        for key, element in self.elements.items():
            if element.parent:
                found.setdefault(self.keys[element.parent], []).append(key)
        return {key: tuple(parts) for key, parts in found.items()}

    @functools.cached_property
    def order(self) -> Mapping[Place, tuple[str, ...]]:
        """The identities of the elements of each place, in their order."""
        found: dict[Place, list[str]] = {}
        for key in self.elements:
            found.setdefault(self.place(key), []).append(key)
        return {place: tuple(keys) for place, keys in found.items()}

    def __contains__(self, key: str) -> bool:
        """Whether there is such an element."""
        return key in self.elements

    def name(self, key: str) -> str:
        """What an element is called."""
        return self.elements[key].name

    def parent(self, key: str) -> str:
        """The identity of what contains an element; empty where nothing does."""
        parent = self.elements[key].parent
        return self.keys[parent] if parent else ""

    def place(self, key: str) -> Place:
        """Where an element stands."""
        parent = self.parent(key)
        return ("", parent) if parent else (self.elements[key].section, "")

    def subtree(self, key: str) -> list[str]:
        """An element with all that it contains."""
        found = [key]
        for one in found:
            found += self.inside.get(one, ())
        return found

    def facts(self, key: str) -> Facts:
        """What an element says."""
        if key not in self._facts:
            element = self.elements[key]
            self._facts[key] = facts_of(element, self.metamodel, self._target(element), self._resolve)
        return self._facts[key]

    @functools.cached_property
    def _facts(self) -> dict[str, Facts]:
        return {}

    def is_alike(self, key: str, other: "View") -> bool:
        """Whether an element that both have is written alike in both."""
        return is_alike(self.elements[key], other.elements[key])

    def is_same(self, key: str, other: "View") -> bool:
        """Whether an element is the same in another one, in what it says, its name and its place."""
        if key not in self or key not in other:
            return (key in self) == (key in other)
        return self.is_alike(key, other) or (
            self.name(key) == other.name(key)
            and self.place(key) == other.place(key)
            and self.facts(key) == other.facts(key)
        )

    @functools.cached_property
    def leaves(self) -> Leaves:
        """The values of the document itself."""
        if self.document is None:
            return {}
        fields = self.metamodel.documents[self.document.kind].attributes
        own = leaves_of(fields, self.document.attributes, self.document.positions)
        return {NAME: self.document.name, **dict(own)}

    def _target(self, element: Element) -> Callable[[Relation], Named]:
        return functools.partial(self._named, self.metamodel.type(element.type).relations)

    def _named(self, kinds: Mapping[str, RelationType], relation: Relation) -> Named:
        kind = kinds.get(relation.kind)
        is_elsewhere = kind is not None and kind.scope is Scope.INFRASTRUCTURE
        found = self.book.find(self._site if is_elsewhere else self._own, relation.target)
        return found or Named("", relation.target)

    @property
    def _own(self) -> str:
        return self.document.file if self.document else ""

    @functools.cached_property
    def _site(self) -> str:
        """The infrastructure that the document names."""
        path = self.document.attributes.get(INFRASTRUCTURE) if self.document else None
        return beside(self._own, path) if isinstance(path, str) else ""

    def _resolve(self, value: str, element: Element, field: Attribute) -> Named | None:
        if field.refers is Reference.ELEMENT:
            return self.book.anywhere(value)
        path = element.attributes.get(field.via)
        return self.book.find(beside(self._own, path), value) if isinstance(path, str) else None


@dataclasses.dataclass(frozen=True, slots=True)
class Trio:
    """A document in the three states.

    Attributes:
        file: What it is called in the merge.
        base: Where both came from.
        ours: What we have.
        theirs: What they have.
    """

    file: str
    base: View
    ours: View
    theirs: View

    @property
    def views(self) -> tuple[View, View, View]:
        """The base and both sides."""
        return self.base, self.ours, self.theirs
