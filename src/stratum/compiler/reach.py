"""Who needs a host, where parts go, and what devices between hosts mean for a placement."""

import heapq
from collections.abc import Iterator, Mapping

from stratum.core.topology import Link
from stratum.language.metamodel import Metamodel
from stratum.language.tree import COMPONENTS, HOSTS, Document, Element

HOSTED_ON = "hostedOn"
Neighbours = Mapping[str, list[tuple[str, float, float]]]


def hosted(application: Document, metamodel: Metamodel) -> tuple[Element, ...]:
    """The components that need a host: all but the services of clouds, whose types allow none."""
    return tuple(e for e in application.within(COMPONENTS) if not is_service(metamodel, e))


def is_service(metamodel: Metamodel, element: Element) -> bool:
    """Whether a component is a service of a cloud, which has no host."""
    relation = metamodel.type(element.type).relations.get(HOSTED_ON)
    return relation is not None and relation.maximum == 0


def container(application: Document, name: str) -> str:
    """The component that an element of an application goes with: the outermost one that contains it."""
    element = application.element(name)
    while element is not None and element.parent:
        name, element = element.parent, application.element(element.parent)
    return name


def direct(infrastructure: Document, links: tuple[Link, ...]) -> tuple[Link, ...]:
    """Links between hosts alone: those that lead through devices become one for each two hosts they join.

    Args:
        infrastructure: Hosts and devices.
        links: As they are written.
    """
    hosts = {element.name for element in infrastructure.within(HOSTS)}
    plain = tuple(link for link in links if {link.first, link.second} <= hosts)
    if len(plain) == len(links):
        return plain
    neighbours: dict[str, list[tuple[str, float, float]]] = {}
    for link in links:
        for near, far in ((link.first, link.second), (link.second, link.first)):
            neighbours.setdefault(near, []).append((far, link.latency, link.bandwidth))
    return (*plain, *_through_devices(hosts, neighbours))


def _through_devices(hosts: set[str], neighbours: Neighbours) -> Iterator[Link]:
    for first in sorted(hosts & neighbours.keys()):
        for second, (latency, bandwidth) in _beyond(first, hosts, neighbours).items():
            if first < second:
                yield Link(first, second, latency, bandwidth)


def _beyond(start: str, hosts: set[str], neighbours: Neighbours) -> dict[str, tuple[float, float]]:
    """The hosts reached through devices only, each with delay and bandwidth of the fastest way."""
    done: dict[str, tuple[float, float]] = {}
    queue = [(latency, band, far) for far, latency, band in neighbours[start] if far not in hosts]
    heapq.heapify(queue)
    while queue:
        delay, band, place = heapq.heappop(queue)
        if place in done or place == start:
            continue
        done[place] = (delay, band)
        if place not in hosts:
            for far, step, more in neighbours[place]:
                heapq.heappush(queue, (delay + step, _narrower(band, more), far))
    return {name: found for name, found in done.items() if name in hosts}


def _narrower(one: float, other: float) -> float:
    """The smaller bandwidth; 0 is unknown."""
    return min(one, other) if one and other else one or other
