"""What stands for components of other applications: where it is reached, what it means for a placement."""

import dataclasses
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence

from stratum.compiler.attributes import number
from stratum.compiler.listening import allocate
from stratum.compiler.names import CONNECTS_TO, HOSTED_ON, MAX_LATENCY, MAX_LOSS, MIN_BANDWIDTH
from stratum.core.quantities import Dimension, show_quantity
from stratum.language.metamodel import Metamodel
from stratum.language.selection import names_of
from stratum.language.tree import Document, DocumentKind, Element, Relation
from stratum.placement.logic.feasibility import TOLERANCE
from stratum.placement.logic.routes import Matrix, Routes
from stratum.placement.types import Condition, Decision


@dataclasses.dataclass(frozen=True, slots=True)
class Selected:
    """A component of another application that an element stands for.

    Attributes:
        application: The other application.
        component: Name of the component there.
        ports: The ports that it listens on, by their names.
    """

    application: Document
    component: str
    ports: Mapping[str, int]


def selections(
    application: Document,
    documents: Iterable[Document],
    metamodel: Metamodel,
    hosts: Mapping[str, Mapping[str, str]],
) -> dict[str, Selected]:
    """What the elements of an application stand for, by their names.

    Args:
        application: Checked.
        documents: The applications that it selects from are among them.
        metamodel: The types.
        hosts: Host by component by application; without them each component is alone on its host.
    """
    known = {d.name: d for d in documents if d.kind is DocumentKind.APPLICATION}
    found: dict[str, Selected] = {}
    for element in application.selected():
        name, component = names_of(element)
        if name in known:
            ports = allocate(known[name], metamodel, hosts.get(name, {}))
            found[element.name] = Selected(known[name], component, ports.get(component, {}))
    return found


def anchored(application: Document, hosts: Mapping[str, Mapping[str, str]]) -> Document:
    """An application in which everything that is selected names the host where it is placed.

    Args:
        application: Checked.
        hosts: Host by component by application.
    """
    if not application.selected():
        return application
    elements = tuple(_anchored(e, hosts) if e.select else e for e in application.elements)
    return dataclasses.replace(application, elements=elements)


def _anchored(element: Element, hosts: Mapping[str, Mapping[str, str]]) -> Element:
    name, component = names_of(element)
    host = hosts.get(name, {}).get(component)
    if host is None or element.targets(HOSTED_ON):
        return element
    return dataclasses.replace(element, relations=(Relation(HOSTED_ON, host, {}, element.position),))


def by_need(applications: Sequence[Document]) -> list[Document]:
    """Applications, each after those that it selects from; of a circle, in the order given."""
    known = {application.name: application for application in applications}
    found: dict[str, Document] = {}
    for application in applications:
        _add(application, known, found, frozenset())
    return list(found.values())


def _add(
    application: Document, known: Mapping[str, Document], found: dict[str, Document], above: frozenset[str]
) -> None:
    if application.name in found or application.name in above:
        return
    for name in needed(application):
        if name in known:
            _add(known[name], known, found, above | {application.name})
    found[application.name] = application


def needed(application: Document) -> tuple[str, ...]:
    """The applications that one selects from, each once."""
    return tuple(dict.fromkeys(names_of(element)[0] for element in application.selected()))


def with_selected(decision: Decision, application: Document, hosts: Mapping[str, str]) -> Decision:
    """A placement that also tells what is selected, and where it is.

    Args:
        decision: Of the components of the application.
        application: The application.
        hosts: Host by what is selected.
    """
    there = {e.name: hosts[e.name] for e in application.selected() if e.name in hosts}
    if not there:
        return decision
    told = {e.name: f"{e.select}, which is placed in its own application" for e in application.selected()}
    placement = dataclasses.replace(decision.placement, hosts={**decision.placement.hosts, **there})
    return Decision(placement, {**decision.reasons, **{name: told[name] for name in there}})


@dataclasses.dataclass(frozen=True, slots=True)
class Network:
    """The ways between hosts.

    Attributes:
        names: The hosts, in the order of the matrices.
        routes: The best way between each two.
    """

    names: Sequence[str]
    routes: Routes

    def near(self, relation: Relation, host: str) -> Iterator[Condition]:
        """The hosts from which a connection to one keeps what it asks of its way."""
        to, asked = relation.target, relation.attributes
        most = float(number(asked, MAX_LATENCY, math.inf))
        required = "a path" if math.isinf(most) else f"at most {show_quantity(most, Dimension.SECONDS)}"
        delays = {n: d for n, d in self._to(host, self.routes.latency) if not math.isinf(d)}
        fit = frozenset(name for name, delay in delays.items() if delay <= most + TOLERANCE)
        shown = {name: show_quantity(delay, Dimension.SECONDS) for name, delay in delays.items()}
        yield Condition(f"latency to {to}", required, fit, shown)
        least = float(number(asked, MIN_BANDWIDTH, 0))
        if least and self.routes.bandwidth is not None:
            widths = dict(self._to(host, self.routes.bandwidth))
            required = f"at least {show_quantity(least, Dimension.BITS_PER_SECOND)}"
            fit = frozenset(name for name, width in widths.items() if width >= least * (1 - TOLERANCE))
            yield Condition(f"bandwidth to {to}", required, fit)
        loss = float(number(asked, MAX_LOSS, 1))
        if loss < 1 and self.routes.loss is not None:
            lost = dict(self._to(host, self.routes.loss))
            fit = frozenset(name for name, share in lost.items() if share <= loss + TOLERANCE)
            yield Condition(f"loss to {to}", f"at most {loss:.3%}", fit)

    def _to(self, host: str, matrix: Matrix) -> Iterator[tuple[str, float]]:
        """The figure of the way from each host to one."""
        column = matrix[:, list(self.names).index(host)]
        return ((name, float(value)) for name, value in zip(self.names, column, strict=True))


def nearness(
    application: Document, metamodel: Metamodel, hosts: Mapping[str, str], network: Network
) -> Iterator[tuple[str, Condition]]:
    """What connections to selected components ask of the hosts of those that have them.

    Args:
        application: Checked.
        metamodel: Says which components must share a host with what connects to them.
        hosts: Host by what is selected.
        network: The ways between the hosts.
    """
    selected = {e.name: e for e in application.selected() if e.name in hosts}
    for element in application.components() if selected else ():
        for relation in element.relations:
            if relation.kind == CONNECTS_TO and relation.target in selected:
                host, other = hosts[relation.target], selected[relation.target]
                if metamodel.type(other.type).colocated:
                    yield element.name, Condition(f"host of {other.name}", host, frozenset({host}))
                else:
                    yield from ((element.name, condition) for condition in network.near(relation, host))
