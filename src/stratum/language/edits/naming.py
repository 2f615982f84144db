"""Who names an element, in every document, and the same with another name."""

from collections.abc import Callable, Iterator, Mapping
from typing import Final

from stratum.core.edits import RenameElement
from stratum.language.edits.sheet import Path, sheet
from stratum.language.edits.sources import Source, Sources, changed
from stratum.language.edits.spots import spot
from stratum.language.edits.surgery import put
from stratum.language.edits.wording import retargeted
from stratum.language.metamodel import Attribute, Metamodel, Reference, RelationType, Scope
from stratum.language.paths import beside
from stratum.language.syntax.spans import Word
from stratum.language.syntax.writing import text as word
from stratum.language.tree import COMPONENTS, SELECT, DocumentKind, Element

INFRASTRUCTURE: Final = "infrastructure"


def users(
    sources: Sources, metamodel: Metamodel, file: str, name: str
) -> Iterator[tuple[str, Element, RelationType]]:
    """The elements with a relation to one of a document, with its kind."""
    for other, source in sources.items():
        if source.document is None or (other != file and _site(source) != file):
            continue
        for element in source.document.elements:
            kinds = dict.fromkeys(relation.kind for relation in element.relations if relation.target == name)
            found = metamodel.find(element.type) if kinds else None
            known = [found.relations[kind] for kind in kinds if kind in found.relations] if found else []
            for kind in known:
                if (kind.scope is Scope.INFRASTRUCTURE) == (other != file):
                    yield other, element, kind


def _site(source: Source) -> str:
    """The infrastructure that a document names."""
    named = source.document.attributes.get(INFRASTRUCTURE) if source.document else None
    return beside(source.file, named) if isinstance(named, str) else ""


def renamed(sources: Sources, metamodel: Metamodel, edit: RenameElement) -> dict[str, Source]:
    """The documents with another name for an element wherever it is named; the element keeps its own."""
    done = dict(sources)
    for file, element, kind in users(sources, metamodel, edit.file, edit.element):
        done[file] = within(done[file], metamodel, element, _retargeting(kind, edit))
    for file, element, keys in _values(sources, metamodel, edit):
        done[file] = within(done[file], metamodel, element, replacing(keys, edit.element, edit.name))
    for file, element, application in _selecting(sources, edit):
        change = replacing((SELECT,), element.select, f"{application}/{edit.name}")
        done[file] = within(done[file], metamodel, element, change)
    return done


def within(
    source: Source, metamodel: Metamodel, element: Element, change: Callable[[str, Path], str]
) -> Source:
    """A source after a change of the text of one element."""
    where = spot(source, metamodel, element.name)
    return changed(
        source, metamodel, where.section, [where.top], lambda t, base: change(t, (*base, *where.path))
    )


def _retargeting(kind: RelationType, edit: RenameElement) -> Callable[[str, Path], str]:
    return lambda text, path: retargeted(text, path, kind, edit.element, edit.name)


def replacing(keys: tuple[str, ...], old: str, new: str) -> Callable[[str, Path], str]:
    """A change that gives an attribute of an element another text, where it has the old one."""

    def change(text: str, path: Path) -> str:
        span = sheet(text).find((*path, *keys))
        is_it = isinstance(span, Word) and span.text == old
        return put(text, (*path, *keys), word(new)) if is_it else text

    return change


def _selecting(sources: Sources, edit: RenameElement) -> Iterator[tuple[str, Element, str]]:
    """The elements of other applications that stand for a component, with the name of its application."""
    named = sources[edit.file].document
    found = named.element(edit.element) if named is not None else None
    if named is None or found is None or named.kind is not DocumentKind.APPLICATION:
        return
    for file, source in sources.items() if found.section == COMPONENTS and not found.parent else ():
        for element in source.document.selected() if source.document else ():
            if element.select == f"{named.name}/{edit.element}":
                yield file, element, named.name


def _values(
    sources: Sources, metamodel: Metamodel, edit: RenameElement
) -> Iterator[tuple[str, Element, tuple[str, ...]]]:
    """The attributes that name an element: blocks of its pipeline, and elements of any document."""
    is_only = not any(
        source.document.element(edit.element)
        for f, source in sources.items()
        if f != edit.file and source.document
    )
    known: dict[str, list[tuple[tuple[str, ...], Attribute]]] = {}
    for file, source in sources.items():
        for element in source.document.elements if source.document else ():
            if element.type not in known:
                known[element.type] = list(attributes_of(metamodel.type(element.type).attributes, _is_naming))
            for keys, attribute in known[element.type]:
                if value_at(element.attributes, keys) == edit.element and (
                    _names_block(element, attribute, file, edit.file)
                    or (attribute.refers is Reference.ELEMENT and is_only)
                ):
                    yield file, element, keys


def _names_block(element: Element, attribute: Attribute, file: str, pipeline: str) -> bool:
    path = element.attributes.get(attribute.via)
    named = beside(file, path) if isinstance(path, str) else ""
    return attribute.refers is Reference.BLOCK and named == pipeline


def _is_naming(attribute: Attribute) -> bool:
    return attribute.refers in {Reference.BLOCK, Reference.ELEMENT}


def attributes_of(
    attributes: Mapping[str, Attribute], wanted: Callable[[Attribute], bool], above: tuple[str, ...] = ()
) -> Iterator[tuple[tuple[str, ...], Attribute]]:
    """Attributes of a kind, also those in groups, each with its keys from the outermost group."""
    for name, attribute in attributes.items():
        if wanted(attribute):
            yield (*above, name), attribute
        yield from attributes_of(attribute.fields, wanted, (*above, name))


def value_at(attributes: Mapping[str, object], keys: tuple[str, ...]) -> object:
    """The value of an attribute by its keys from the outermost group; None where it has none."""
    value: object = attributes
    for key in keys:
        value = value.get(key) if isinstance(value, Mapping) else None
    return value
