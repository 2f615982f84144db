"""Traffic: links carry what is asked of them together, and paths lose no more than connections bear."""

import dataclasses
import itertools
import math
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from stratum.core.edits import Fix, SetValue
from stratum.core.findings import Finding
from stratum.core.quantities import Dimension, show_quantity
from stratum.language.codes import Code
from stratum.language.constraints.context import Context, Space, Typed, cured, error
from stratum.language.constraints.network import Wire, ends_of, latency_of, links, shortest, wires_asking
from stratum.language.tree import DocumentKind

MIN_BANDWIDTH: Final = "minBandwidth"
MAX_LOSS: Final = "maxLoss"
BANDWIDTH: Final = "bandwidth"
LOSS: Final = "loss"
Lines = Mapping[frozenset[str], Typed]


@dataclasses.dataclass(frozen=True, slots=True)
class _Way:
    """A connection that asks something of its path, with the links that it goes over, the fastest way."""

    wire: Wire
    links: tuple[Typed, ...]


def bandwidth(context: Context) -> Iterable[Finding]:
    """What the connections over a link ask for together is not more than it carries, where that is known."""
    for infrastructure in context.of_kind(DocumentKind.INFRASTRUCTURE):
        users: dict[str, list[Wire]] = {}
        for way in _ways(context, infrastructure, MIN_BANDWIDTH):
            for link in way.links:
                users.setdefault(link.name, []).append(way.wire)
        for name, found in users.items():
            link = infrastructure.elements[name]
            carries, asked = _number(link, BANDWIDTH), sum(_asked(wire, MIN_BANDWIDTH) for wire in found)
            if carries and asked > carries * (1 + 1e-9):
                yield _narrow(infrastructure, link, found, (asked, carries))


def loss(context: Context) -> Iterable[Finding]:
    """A connection loses no more than it bears along the fastest path between its hosts."""
    for infrastructure in context.of_kind(DocumentKind.INFRASTRUCTURE):
        for way in _ways(context, infrastructure, MAX_LOSS):
            kept = 1.0
            for link in way.links:
                kept *= 1 - _number(link, LOSS)
            if 1 - kept > _asked(way.wire, MAX_LOSS) + 1e-12:
                yield _lossy(way, 1 - kept)


def lines(infrastructure: Space) -> Lines:
    """The fastest link between each two neighbours."""
    found: dict[frozenset[str], Typed] = {}
    for typed in infrastructure.elements.values():
        ends = frozenset(ends_of(infrastructure, typed))
        if len(ends) == 2 and (ends not in found or latency_of(typed) < latency_of(found[ends])):
            found[ends] = typed
    return found


def _ways(context: Context, infrastructure: Space, attribute: str) -> Iterator[_Way]:
    """The connections with an attribute between hosts that a path joins, by the host that they start from."""
    asking: dict[str, list[Wire]] = {}
    for wire in wires_asking(context, infrastructure, attribute):
        asking.setdefault(wire.start, []).append(wire)
    if not asking:
        return
    graph, joined = infrastructure.once(links), infrastructure.once(lines)
    for start, group in asking.items():
        reached = shortest(graph, start, {wire.end for wire in group})
        for wire in group:
            if wire.end in reached:
                yield _Way(wire, _along(joined, reached[wire.end][1]))


def _along(joined: Lines, path: tuple[str, ...]) -> tuple[Typed, ...]:
    return tuple(joined[frozenset(pair)] for pair in itertools.pairwise(path))


def _number(typed: Typed, attribute: str) -> float:
    value = typed.element.attributes.get(attribute)
    return float(value) if isinstance(value, (int, float)) else 0.0


def _asked(wire: Wire, attribute: str) -> float:
    value = wire.relation.attributes.get(attribute)
    return float(value) if isinstance(value, (int, float)) else 0.0


def _narrow(infrastructure: Space, link: Typed, wires: list[Wire], amounts: tuple[float, float]) -> Finding:
    required, available = (show_quantity(amount, Dimension.BITS_PER_SECOND) for amount in amounts)
    who = ", ".join(dict.fromkeys(f"{wire.typed.name} to {wire.target.name}" for wire in wires))
    message = f"{link.name} carries {available}; {who} ask for {required} over it"
    wider = Fix(
        f"let {link.name} carry {required}",
        (SetValue(infrastructure.document.file, link.name, BANDWIDTH, f"{math.ceil(amounts[0])} bit/s"),),
    )
    fix = f"ask for less, host them nearer to each other, or {wider.title}"
    numbers = (required, available)
    return cured(error(Code.NETWORK_BANDWIDTH, link, message, fix, at=BANDWIDTH, numbers=numbers), wider)


def _lossy(way: _Way, lost: float) -> Finding:
    wire = way.wire
    required = f"at most {show_quantity(_asked(wire, MAX_LOSS), Dimension.RATIO)}"
    available = show_quantity(lost, Dimension.RATIO)
    over = ", ".join(link.name for link in way.links)
    message = f"{wire.typed.name} bears a loss of {required} to {wire.target.name}; {over} lose {available}"
    fix = f"host {wire.typed.name} and {wire.target.name} nearer to each other, or bear {available}"
    at, numbers = wire.relation.position, (required, available)
    return error(Code.NETWORK_LOSS, wire.typed, message, fix, at=at, numbers=numbers)
