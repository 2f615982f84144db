"""Who publishes and who consumes which topic of an application."""

from collections.abc import Iterable

from stratum.compiler.attributes import texts
from stratum.compiler.names import CONNECTS_TO
from stratum.language.metamodel import Metamodel, Reference
from stratum.language.tree import Document, Element

BROKER = "broker"
PREDICTIONS = "predictions"
OUTCOMES = "outcomes"


def published(element: Element, metamodel: Metamodel) -> tuple[str, ...]:
    """The topics that a component publishes to."""
    return _topics(element, metamodel, Reference.PUBLISHED)


def consumed(element: Element, metamodel: Metamodel) -> tuple[str, ...]:
    """The topics that a component consumes."""
    return _topics(element, metamodel, Reference.CONSUMED)


def _topics(element: Element, metamodel: Metamodel, reference: Reference) -> tuple[str, ...]:
    named = metamodel.type(element.type).referring(reference)
    return tuple(topic for attribute in named for topic in texts(element.attributes, attribute.name))


def readers(application: Document, element: Element, metamodel: Metamodel) -> tuple[str, ...]:
    """The other components that consume what ``element`` publishes, on a broker that both connect to."""
    topics, brokers = set(published(element, metamodel)), _brokers(application, element, metamodel)
    return tuple(
        other.name
        for other in application.components()
        if other.name != element.name
        and topics.intersection(consumed(other, metamodel))
        and brokers.intersection(other.targets(CONNECTS_TO))
    )


def is_broker(application: Document, name: str, metamodel: Metamodel) -> bool:
    """Whether a component called ``name`` exists and is a broker."""
    found = application.element(name)
    return found is not None and metamodel.type(found.type).role == BROKER


def _brokers(application: Document, element: Element, metamodel: Metamodel) -> set[str]:
    return {name for name in element.targets(CONNECTS_TO) if is_broker(application, name, metamodel)}


def kind_of(applications: Iterable[Document], topic: str) -> str:
    """What a topic carries: ``predictions``, ``outcomes``, or empty for what no database can keep.

    Args:
        applications: Those that publish on the broker that keeps it.
        topic: Its name.
    """
    for element in (e for application in applications for e in application.components()):
        if topic in texts(element.attributes, "produces"):
            return PREDICTIONS
        if topic in texts(element.attributes, "outcomes"):
            return OUTCOMES
    return ""
