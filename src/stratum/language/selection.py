"""Selection: an element of an abstract type stands for a component of another application.

After it, everything sees an element of the type and with the attributes of that component, on its host.
``Element.select`` keeps what is written, ``Element.abstract`` the type that is written.
"""

import dataclasses
import enum
from typing import Final

from stratum.language.metamodel import Metamodel
from stratum.language.paths import beside
from stratum.language.tree import COMPONENTS, SELECT, Document, DocumentKind, Element, Model

_INFRASTRUCTURE: Final = "infrastructure"
_HOSTING: Final = frozenset({"hostedOn", "migrateTo"})
_OWN: Final = frozenset({SELECT, "description"})


class Obstacle(enum.Enum):
    """Why an element cannot stand for what it names."""

    APPLICATION = enum.auto()
    OWN = enum.auto()
    COMPONENT = enum.auto()
    CHAIN = enum.auto()
    TYPE = enum.auto()
    ELSEWHERE = enum.auto()


@dataclasses.dataclass(frozen=True, slots=True)
class Aim:
    """What an element names in ``select``.

    Attributes:
        application: The other application; None where there is none of the name.
        component: The component there; None where there is none of the name.
        obstacle: Why it cannot be selected; None where it can.
    """

    application: Document | None
    component: Element | None
    obstacle: Obstacle | None


def names_of(element: Element) -> tuple[str, str]:
    """The application and the component that an element names."""
    application, _, component = element.select.partition("/")
    return application, component


def aim(model: Model, document: Document, element: Element, metamodel: Metamodel) -> Aim:
    """What an element of an application stands for.

    Args:
        model: All documents, with substitutes for elements of abstract types.
        document: Where the element stands.
        element: It.
        metamodel: The types.
    """
    application, component = names_of(element)
    other = model.named(DocumentKind.APPLICATION, application)
    if other is None:
        return Aim(None, None, Obstacle.APPLICATION)
    if other.name == document.name:
        return Aim(other, None, Obstacle.OWN)
    found = other.element(component)
    if found is None or found.section != COMPONENTS or found.parent:
        return Aim(other, None, Obstacle.COMPONENT)
    return Aim(other, found, _obstacle(document, element, other, found, metamodel))


def _obstacle(
    document: Document, element: Element, other: Document, found: Element, metamodel: Metamodel
) -> Obstacle | None:
    if found.select or found.abstract:
        return Obstacle.CHAIN
    if not stands_in(metamodel, found.type, element.abstract or element.type):
        return Obstacle.TYPE
    return None if site(document) == site(other) else Obstacle.ELSEWHERE


def stands_in(metamodel: Metamodel, name: str, abstract: str) -> bool:
    """Whether elements of a type may stand for one of an abstract type."""
    found, wanted = metamodel.find(name), metamodel.find(abstract)
    return found is not None and wanted is not None and found.is_any({abstract, *wanted.substitutes})


def site(application: Document) -> str:
    """The file of the infrastructure that an application names; empty where it names none."""
    named = application.attributes.get(_INFRASTRUCTURE)
    return beside(application.file, named) if isinstance(named, str) else ""


def joined(model: Model, metamodel: Metamodel) -> Model:
    """The model in which what is selected is an element of the type that it has where it lives.

    Args:
        model: All documents, with substitutes for elements of abstract types.
        metamodel: Their types.
    """
    documents = {file: _joined(model, document, metamodel) for file, document in model.documents.items()}
    return Model(documents)


def _joined(model: Model, document: Document, metamodel: Metamodel) -> Document:
    if not document.selected():
        return document
    elements = tuple(
        _resolved(element, aim(model, document, element, metamodel)) if element.select else element
        for element in document.elements
    )
    return dataclasses.replace(document, elements=elements)


def _resolved(element: Element, found: Aim) -> Element:
    """The element as it is in the other application; unchanged where it cannot be selected."""
    if found.component is None or found.obstacle is not None:
        return element
    other = found.component
    own = {name: value for name, value in element.attributes.items() if name in _OWN}
    return dataclasses.replace(
        element,
        type=other.type,
        abstract=element.type,
        attributes={**other.attributes, **own},
        relations=tuple(relation for relation in other.relations if relation.kind in _HOSTING),
    )
