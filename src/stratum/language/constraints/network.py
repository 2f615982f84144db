"""Network: connected components reach each other over links, fast enough."""

import dataclasses
import heapq
import math
from collections import Counter, deque
from collections.abc import Iterable, Iterator, Mapping

from stratum.core.findings import Finding
from stratum.core.quantities import Dimension, show_quantity
from stratum.language.codes import Code
from stratum.language.constraints.context import Context, Space, Typed, error
from stratum.language.metamodel import Scope
from stratum.language.tree import DocumentKind, Relation

MAX_LATENCY = "maxLatency"
BETWEEN = "between"
_LATENCY = "latency"
Graph = Mapping[str, Mapping[str, float]]


@dataclasses.dataclass(frozen=True, slots=True)
class Wire:
    """A connection between components on two different hosts.

    Attributes:
        typed: The component that connects.
        relation: Where it says so.
        target: The component that it connects to.
        start: Host of the one.
        end: Host of the other.
    """

    typed: Typed
    relation: Relation
    target: Typed
    start: str
    end: str

    @property
    def bound(self) -> float | None:
        """Longest one-way delay in seconds, where one is asked for."""
        value = self.relation.attributes.get(MAX_LATENCY)
        return float(value) if isinstance(value, (int, float)) else None


def paths(context: Context) -> Iterable[Finding]:
    """Between the hosts of connected components there is a path, and its latency is within the bound."""
    for infrastructure in context.of_kind(DocumentKind.INFRASTRUCTURE):
        graph, island = infrastructure.once(links), infrastructure.once(islands)
        if len({*island.values()}) > 1:
            apart = (w for w in wires(context, infrastructure) if island[w.start] != island[w.end])
            yield from (_unreachable(wire, graph) for wire in apart)
        bounded = wires_asking(context, infrastructure, MAX_LATENCY, below=infrastructure.once(longest))
        yield from _slow([w for w in bounded if island[w.start] == island[w.end]], graph)


def links(infrastructure: Space) -> Graph:
    """One-way delay in seconds between neighbours, hosts and devices; of several links the best counts."""
    graph: dict[str, dict[str, float]] = {
        name: {} for name, typed in infrastructure.elements.items() if BETWEEN not in typed.type.relations
    }
    for typed in infrastructure.elements.values():
        ends = ends_of(infrastructure, typed)
        if len(ends) == 2:
            first, second = ends
            best = min(latency_of(typed), graph[first].get(second, float("inf")))
            graph[first][second] = graph[second][first] = best
    return graph


def ends_of(infrastructure: Space, link: Typed) -> tuple[str, ...]:
    """The hosts and devices that a link joins; fewer than two where it names something else."""
    there = infrastructure.elements
    named = (name for name in link.element.targets(BETWEEN) if name in there)
    return tuple(name for name in named if BETWEEN not in there[name].type.relations)


def latency_of(link: Typed) -> float:
    """One-way delay of a link in seconds."""
    value = link.element.attributes.get(_LATENCY)
    return float(value) if isinstance(value, (int, float)) else 0.0


def shortest(graph: Graph, start: str, wanted: Iterable[str]) -> dict[str, tuple[float, tuple[str, ...]]]:
    """Delay in seconds and path from ``start`` to each of ``wanted`` that can be reached."""
    left = set(wanted)
    before: dict[str, str] = {}
    best = {start: 0.0}
    queue = [(0.0, start)]
    found: dict[str, tuple[float, tuple[str, ...]]] = {}
    while queue and left:
        delay, name = heapq.heappop(queue)
        if delay > best[name]:
            continue
        if name in left:
            left.remove(name)
            found[name] = (delay, _path(before, name))
        for neighbour, latency in graph[name].items():
            if delay + latency < best.get(neighbour, float("inf")):
                best[neighbour] = delay + latency
                before[neighbour] = name
                heapq.heappush(queue, (delay + latency, neighbour))
    return found


def longest(infrastructure: Space) -> float:
    """Seconds that no path between two hosts takes longer than: twice the way to the one that is farthest."""
    graph = infrastructure.once(links)
    left, most = set(graph), 0.0
    while left:
        reached = shortest(graph, min(left), left)
        most = max(most, *(delay for delay, _ in reached.values()))
        left -= reached.keys()
    return 2 * most


def _path(before: Mapping[str, str], name: str) -> tuple[str, ...]:
    path = [name]
    while path[-1] in before:
        path.append(before[path[-1]])
    return tuple(reversed(path))


def wires(context: Context, infrastructure: Space) -> Iterator[Wire]:
    """The connections between hosts of an infrastructure, of every application on it."""
    for space, typed in context.components(infrastructure):
        yield from wires_of(context, space, typed, typed.element.relations)


def wires_asking(
    context: Context, infrastructure: Space, attribute: str, below: float = math.inf
) -> Iterator[Wire]:
    """Those connections between hosts that have a number as attribute, which is less than ``below``."""
    for space, typed in context.asking(infrastructure, attribute):
        relations = [r for r in typed.element.relations if _asks(r.attributes.get(attribute), below)]
        yield from wires_of(context, space, typed, relations)


def _asks(value: object, below: float) -> bool:
    return isinstance(value, (int, float)) and value < below


def wires_of(context: Context, space: Space, typed: Typed, relations: Iterable[Relation]) -> Iterator[Wire]:
    """Those of some relations of a component that are connections to others on other hosts."""
    start = _host(context, space, typed)
    for relation in relations if start else ():
        kind, target = typed.type.relations.get(relation.kind), space.elements.get(relation.target)
        if kind is not None and kind.scope is not Scope.INFRASTRUCTURE and target is not None:
            end = _host(context, space, target)
            if end not in {"", start}:
                yield Wire(typed, relation, target, start, end)


def _host(context: Context, space: Space, typed: Typed) -> str:
    """Name of a component's host; empty where it has none, or one that is no host."""
    host = context.host(space, typed.name)
    return host.name if host is not None and host.type.capabilities else ""


def islands(infrastructure: Space) -> dict[str, int]:
    """Number of the connected part that each host belongs to."""
    graph = infrastructure.once(links)
    island: dict[str, int] = {}
    for count, root in enumerate(graph):
        if root in island:
            continue
        island[root] = count
        waiting = deque([root])
        while waiting:
            for neighbour in graph[waiting.popleft()]:
                if neighbour not in island:
                    island[neighbour] = count
                    waiting.append(neighbour)
    return island


def _slow(wires: list[Wire], graph: Graph) -> Iterator[Finding]:
    """One search per busy host: delays are the same both ways, so a wire is measured from its busier end.

    The path that is told is looked for from the wire's start, so that it does not depend on other wires.
    """
    slow: dict[str, list[Wire]] = {}
    for root, group in _by_busiest(wires).items():
        reached = shortest(graph, root, {_other(wire, root) for wire in group})
        for wire in group:
            if wire.bound is not None and reached[_other(wire, root)][0] > wire.bound + 1e-12:
                slow.setdefault(wire.start, []).append(wire)
    for start, group in slow.items():
        reached = shortest(graph, start, {wire.end for wire in group})
        yield from (_too_slow(wire, *reached[wire.end]) for wire in group)


def _by_busiest(wires: list[Wire]) -> dict[str, list[Wire]]:
    uses = Counter(end for wire in wires for end in (wire.start, wire.end))
    groups: dict[str, list[Wire]] = {}
    for wire in wires:
        busiest = max(wire.start, wire.end, key=lambda host: (uses[host], host))
        groups.setdefault(busiest, []).append(wire)
    return groups


def _other(wire: Wire, root: str) -> str:
    return wire.end if wire.start == root else wire.start


def _too_slow(wire: Wire, delay: float, path: tuple[str, ...]) -> Finding:
    required = f"at most {show_quantity(wire.bound or 0.0, Dimension.SECONDS)}"
    available = show_quantity(delay, Dimension.SECONDS)
    message = (
        f"{wire.typed.name} wants {wire.relation.target} within {required.removeprefix('at most ')}; "
        f"{' -> '.join(path)} takes {available}"
    )
    fix = f"host {wire.typed.name} and {wire.relation.target} nearer to each other, or allow {available}"
    place = wire.relation.position
    return error(Code.NETWORK_LATENCY, wire.typed, message, fix, at=place, numbers=(required, available))


def _unreachable(wire: Wire, graph: Graph) -> Finding:
    message = (
        f"{wire.typed.name} on {wire.start} connects to {wire.relation.target} on {wire.end}, "
        "and no path of links joins these hosts"
    )
    alone = wire.start if not graph[wire.start] else wire.end
    other = wire.end if alone == wire.start else wire.start
    fix = f"add a link between {alone} and {other}, or host both in one place"
    return error(Code.NETWORK_NONE, wire.typed, message, fix, at=wire.relation.position)
