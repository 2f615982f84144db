"""Who needs a host, where parts go, and what devices between hosts mean for a placement."""

import dataclasses
import heapq
from collections.abc import Iterator, Mapping

from stratum.compiler.names import HOSTED_ON
from stratum.core.topology import Link
from stratum.language.metamodel import Metamodel
from stratum.language.tree import HOSTS, Document, Element

Neighbours = Mapping[str, list[Link]]


def hosted(application: Document, metamodel: Metamodel) -> tuple[Element, ...]:
    """The components that need a host: all but the services of clouds, whose types allow none."""
    return tuple(e for e in application.components() if not is_service(metamodel, e))


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


def wholes(application: Document) -> dict[str, list[Element]]:
    """Each element that stands by itself, by its name, with all that it contains."""
    found: dict[str, list[Element]] = {}
    outermost: dict[str, str] = {}
    for element in application.elements:
        name = outermost.get(element.parent, element.parent) or element.name
        outermost.setdefault(element.name, name)
        found.setdefault(name, []).append(element)
    return found


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
    neighbours: dict[str, list[Link]] = {}
    for link in links:
        for near, far in ((link.first, link.second), (link.second, link.first)):
            neighbours.setdefault(near, []).append(dataclasses.replace(link, first=near, second=far))
    return (*plain, *_through_devices(hosts, neighbours))


def _through_devices(hosts: set[str], neighbours: Neighbours) -> Iterator[Link]:
    for first in sorted(hosts & neighbours.keys()):
        yield from (link for link in _beyond(first, hosts, neighbours) if first < link.second)


def _beyond(start: str, hosts: set[str], neighbours: Neighbours) -> Iterator[Link]:
    """The hosts reached through devices only, each by the fastest way."""
    done = {start}
    queue = [_step(link) for link in neighbours[start] if link.second not in hosts]
    heapq.heapify(queue)
    while queue:
        latency, loss, place, bandwidth = heapq.heappop(queue)
        if place in done:
            continue
        done.add(place)
        way = Link(start, place, latency, bandwidth, loss)
        if place in hosts:
            yield way
            continue
        for link in neighbours[place]:
            heapq.heappush(queue, _step(_joined(way, link)))


def _step(way: Link) -> tuple[float, float, str, float]:
    """Sorts by delay, then by what is lost."""
    return way.latency, way.loss, way.second, way.bandwidth


def _joined(way: Link, link: Link) -> Link:
    """One link in place of two in a row."""
    return Link(
        way.first,
        link.second,
        way.latency + link.latency,
        _narrower(way.bandwidth, link.bandwidth),
        1 - (1 - way.loss) * (1 - link.loss),
    )


def _narrower(one: float, other: float) -> float:
    """The smaller bandwidth; 0 is unknown."""
    return min(one, other) if one and other else one or other
