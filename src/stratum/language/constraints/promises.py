"""Promises: a quality of service that the network alone makes impossible."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from stratum.core.findings import Finding
from stratum.core.quantities import Dimension, show_quantity
from stratum.language.codes import Code
from stratum.language.constraints.context import Context, Space, Typed, error
from stratum.language.constraints.network import Wire, links, longest, shortest, wires_of
from stratum.language.tree import DocumentKind

QOS: Final = "qos"
P95_LATENCY: Final = "p95Latency"


def answers(context: Context) -> Iterable[Finding]:
    """No component promises answers faster than a caller's request and its answer travel."""
    for infrastructure in context.of_kind(DocumentKind.INFRASTRUCTURE):
        callers: dict[str, list[Wire]] = {}
        for space, service, _ in context.having(DocumentKind.APPLICATION, QOS):
            is_near = space.infrastructure is infrastructure and _is_tight(service, infrastructure)
            for wire in _calls(context, space, service) if is_near else ():
                callers.setdefault(wire.end, []).append(wire)
        graph = infrastructure.once(links) if callers else {}
        for host, group in callers.items():
            delays = shortest(graph, host, {wire.start for wire in group})
            for wire in group:
                delay, path = delays.get(wire.start, (0.0, ()))
                promise = promised(wire.target)
                if promise is not None and 2 * delay > promise + 1e-12:
                    yield _impossible(wire, promise, delay, path[::-1])


def _is_tight(service: Typed, infrastructure: Space) -> bool:
    """Whether there may be a way that is too long for what a component promises."""
    promise = promised(service)
    return promise is not None and promise < 2 * infrastructure.once(longest)


def _calls(context: Context, space: Space, service: Typed) -> Iterator[Wire]:
    """The wires from other hosts to a component that promises something."""
    if service.name in space.users:
        for user in space.users[service.name].members:
            relations = [r for r in user.element.relations if r.target == service.name]
            yield from wires_of(context, space, user, relations)


def promised(typed: Typed) -> float | None:
    """Seconds within which 95 of 100 requests are answered, as a component promises; None for no promise."""
    qos = typed.element.attributes.get(QOS)
    value = qos.get(P95_LATENCY) if isinstance(qos, Mapping) else None
    return float(value) if isinstance(value, (int, float)) else None


def _impossible(wire: Wire, promise: float, delay: float, path: tuple[str, ...]) -> Finding:
    required = f"at most {show_quantity(promise, Dimension.SECONDS)}"
    available = show_quantity(2 * delay, Dimension.SECONDS)
    message = (
        f"{wire.target.name} promises 95 of 100 answers within {required.removeprefix('at most ')}; "
        f"{' -> '.join(path)} and back takes {wire.typed.name} {available}"
    )
    pair = f"{wire.typed.name} and {wire.target.name}"
    fix = f"host {pair} nearer to each other, or promise more than {available}"
    place = f"{QOS}.{P95_LATENCY}"
    return error(Code.QOS_IMPOSSIBLE, wire.target, message, fix, at=place, numbers=(required, available))
