"""Documents that are merged together: what one side calls by name, another may have renamed or removed."""

from collections.abc import Iterator, Mapping, Sequence

from stratum.language.merging.conflicts import Choices, Side
from stratum.language.merging.contents import Subject, leaves_joined, settled
from stratum.language.merging.facts import NOWHERE, Facts, Named, put_together
from stratum.language.merging.sides import NAME, Place, Trio, View
from stratum.language.merging.structure import News, Structure, ordered, structured
from stratum.language.tree import Document, DocumentKind, Element, Relation


def merged(trios: Sequence[Trio], choices: Choices) -> dict[str, Document]:
    """The merged documents, by what they are called in the merge.

    Args:
        trios: The documents in their three states.
        choices: Whose state counts in a conflict.
    """
    news = _news(trios)
    structures = {trio.file: structured(trio, choices, news) for trio in trios}
    return {file: _Writer(structures, found).document() for file, found in structures.items()}


def _news(trios: Sequence[Trio]) -> News:
    """What each side names that it did not name there before; only looked for where something was removed."""
    is_lost = any(key not in view for trio in trios for view in trio.views[1:] for key in trio.base.elements)
    if not is_lost:
        return {side: {} for side in Side}
    return {
        side: {named: user for trio in trios for named, user in _newly(trio.base, trio.views[1 + number])}
        for number, side in enumerate(Side)
    }


def _newly(base: View, view: View) -> Iterator[tuple[Named, str]]:
    for key, element in view.elements.items():
        if key in base and view.is_alike(key, base):
            continue
        new = view.facts(key)
        old = base.facts(key) if key in base else Facts("", "", {}, {})
        for edge, attributes in new.edges.items():
            if old.edges.get(edge) != attributes:
                yield edge[1], element.name
        for path, value in new.leaves.items():
            if isinstance(value, Named) and old.leaves.get(path) != value:
                yield value, element.name


class _Writer:
    """Writes the tree of one merged document."""

    def __init__(self, structures: Mapping[str, Structure], found: Structure) -> None:
        self._structures = structures
        self._found = found
        self._metamodel = found.trio.ours.metamodel

    def document(self) -> Document:
        """The tree."""
        trio = self._found.trio
        views = [view.document for view in trio.views if view.document is not None]
        kind, file = views[-1].kind, views[1 if len(views) > 2 else 0].file
        fields = self._metamodel.documents[kind].attributes
        subject = self._subject("", "")
        leaves = leaves_joined(subject, fields, *(view.leaves for view in trio.views))
        own = {path: value for path, value in leaves.items() if path != NAME}
        values, places = put_together(fields, own)
        name = str(leaves.get(NAME, views[-1].name))
        return Document(kind, name, file, values, tuple(self._elements(kind)), "", places)

    def _elements(self, kind: DocumentKind) -> Iterator[Element]:
        """The elements of each section, each followed by what it contains."""
        order = self._order()
        for section in self._metamodel.documents[kind].sections:
            waiting = list(reversed(order.get((section, ""), ())))
            while waiting:
                key = waiting.pop()
                yield self._element(key, section)
                waiting += reversed(order.get(("", key), ()))

    def _order(self) -> dict[Place, list[str]]:
        kept: dict[Place, dict[str, None]] = {}
        for key in self._found.keys:
            kept.setdefault(self._found.places[key], {})[key] = None
        base, ours, theirs = (view.order for view in self._found.trio.views)
        return {
            place: ordered(base.get(place, ()), ours.get(place, ()), theirs.get(place, ()), keys)
            for place, keys in kept.items()
        }

    def _element(self, key: str, section: str) -> Element:
        name, parent = self._found.names[key], self._found.names.get(self._found.places[key][1], "")
        base, ours, theirs = self._found.trio.views
        if key in base and self._found.shared(key):
            mine = ours.elements[key]
            stays = (mine.name, mine.parent, mine.section) == (name, parent, section)
            if stays and ours.is_alike(key, base) and theirs.is_alike(key, base):
                return mine
        return self._built(
            settled(self._found, self._subject(key, self._found.called(key))), name, section, parent
        )

    def _built(self, facts: Facts, name: str, section: str, parent: str) -> Element:
        fields = self._metamodel.type(facts.type).attributes
        leaves = {p: self._name(v) if isinstance(v, Named) else v for p, v in facts.leaves.items()}
        values, places = put_together(fields, leaves)
        if facts.id:
            places["id"] = NOWHERE
        relations = self._relations(facts)
        identity = facts.id or name
        return Element(identity, name, facts.type, values, relations, NOWHERE, places, section, parent)

    def _relations(self, facts: Facts) -> tuple[Relation, ...]:
        return tuple(
            Relation(kind, self._name(named), attributes, NOWHERE)
            for (kind, named, _), attributes in facts.edges.items()
        )

    def _name(self, named: Named) -> str:
        """What an element is called after the merge; what is gone is called what it was."""
        found = self._structures.get(named.file)
        if found is None:
            return named.key
        return found.names[named.key] if named.key not in found.gone else found.called(named.key)

    def _subject(self, key: str, name: str) -> Subject:
        return Subject(self._found.trio.file, key, name, self._found.choices, self._ruled, self._called)

    def _called(self, named: Named) -> str:
        """What an element is called in what is told."""
        found = self._structures.get(named.file)
        return found.called(named.key) if found is not None else named.key

    def _ruled(self, named: Named) -> Side | None:
        found = self._structures.get(named.file)
        return found.ruled.get(named.key) if found is not None else None
