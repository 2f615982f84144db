"""From an application and its infrastructure to the placement problem, and back to hosts by component."""

import dataclasses
from collections.abc import Iterable, Mapping, Sequence

from stratum.compiler.attributes import group as nested
from stratum.compiler.attributes import number, text, texts
from stratum.compiler.names import CONNECTS_TO, HOSTED_ON, MAX_LATENCY, MAX_LOSS, MIN_BANDWIDTH, SCALING
from stratum.compiler.reach import container, direct, hosted, wholes
from stratum.compiler.selection import Network, nearness
from stratum.compiler.wishes import Wishes, consumed, offered, wishes
from stratum.core.topology import Host, Link, Resources, Tier
from stratum.language.metamodel import Metamodel
from stratum.language.policy import domain, unmetered, unpriced
from stratum.language.tree import HOSTS, LINKS, Document, Element
from stratum.placement.logic.routes import routes
from stratum.placement.types import Bound, Demand, Objective, Placement, PlacementProblem

MIGRATE_TO = "migrateTo"
DELETE_FROM = "deleteFrom"
REPLICAS = "replicas"
BETWEEN = "between"
DOMAINS = ("failureDomain", "zone", "region")


def placement_problem(
    application: Document,
    infrastructure: Document,
    metamodel: Metamodel,
    occupied: Mapping[str, Resources] | None = None,
    current: Mapping[str, str] | None = None,
    objective: Objective | None = None,
) -> PlacementProblem:
    """The problem of a checked application.

    Args:
        application: Its components that have a host in the model keep it; what it selects has one, see
            ``selection.anchored``.
        infrastructure: The hosts and links.
        metamodel: Says which components must share a host with what connects to them.
        occupied: What other applications take, by host.
        current: Where the components run now.
        objective: What to aim at; left out, what the application's policy says, else a balance.
    """
    wanted, whole = _wishes(application, infrastructure, metamodel), wholes(application)
    machines = tuple(_with_own(_host(e), offered(e, metamodel)) for e in infrastructure.within(HOSTS))
    own = sorted({name for machine in machines for name in machine.offers.more})
    return PlacementProblem(
        machines,
        direct(infrastructure, links(infrastructure)),
        tuple(_demand(whole[e.name], own, wanted) for e in hosted(application, metamodel)),
        tuple(_bounds(application, metamodel)),
        (*_together(application, metamodel), *wanted.together),
        occupied or {},
        current or {},
        wanted.policies,
        objective or wanted.objective or Objective.BALANCED,
    )


def _wishes(application: Document, infrastructure: Document, metamodel: Metamodel) -> Wishes:
    """What an application asks for, with what it asks of the way to what it selects."""
    wanted = wishes(application, infrastructure, metamodel)
    there = {e.name: host for e in application.selected() if (host := fixed_host(e))}
    if not there:
        return wanted
    names = tuple(e.name for e in infrastructure.within(HOSTS))
    network = Network(names, routes(names, direct(infrastructure, links(infrastructure))))
    conditions = dict(wanted.conditions)
    for name, condition in nearness(application, metamodel, there, network):
        conditions[name] = (*conditions.get(name, ()), condition)
    return dataclasses.replace(wanted, conditions=conditions)


def hosts(infrastructure: Document) -> tuple[Host, ...]:
    """The machines of an infrastructure, in the order they are written."""
    return tuple(_host(e) for e in infrastructure.within(HOSTS))


def links(infrastructure: Document) -> tuple[Link, ...]:
    """The links of an infrastructure, in the order they are written."""
    return tuple(_link(e) for e in infrastructure.within(LINKS))


def unknown(infrastructure: Document, objective: Objective) -> tuple[str, ...]:
    """Names of the hosts that do not say what an objective counts: their price, or their power."""
    machines = infrastructure.within(HOSTS)
    match objective:
        case Objective.COST:
            return tuple(unpriced(machines))
        case Objective.ENERGY:
            return tuple(unmetered(machines))
        case _:
            return ()


def placed(application: Document, placement: Placement | None) -> dict[str, str]:
    """Host by component and by what is selected: as the model says, else as the placement says.

    Those that neither places are left out.
    """
    chosen = placement.hosts if placement else {}
    elements = (*application.components(), *application.selected())
    found = {e.name: fixed_host(e) or chosen.get(e.name) for e in elements}
    return {name: host for name, host in found.items() if host}


def fixed_host(element: Element) -> str | None:
    """The host that the model gives a component, or None; where it moves to counts more than where it was."""
    return next(iter((*element.targets(MIGRATE_TO), *element.targets(HOSTED_ON))), None)


def moves(application: Document) -> tuple[tuple[str, str, str], ...]:
    """Component, the host that it was given (empty for none), and the host that it moves to."""
    return tuple(
        (e.name, next(iter(e.targets(HOSTED_ON)), ""), e.targets(MIGRATE_TO)[0])
        for e in application.components()
        if e.targets(MIGRATE_TO)
    )


def amount(attributes: Mapping[str, object]) -> Resources:
    """CPU, memory, disk and GPUs of a host or of what a component requires; 0 where nothing is said."""
    return Resources(
        float(number(attributes, "cpu", 0)),
        int(number(attributes, "memory", 0)),
        int(number(attributes, "disk", 0)),
        int(number(attributes, "gpus", 0)),
    )


def _host(element: Element) -> Host:
    values = element.attributes
    return Host(
        element.name,
        Tier(text(values, "tier")),
        amount(values),
        text(values, "arch", "x86_64"),
        text(values, "os", "linux"),
        text(values, "site", ""),
        text(values, "address", ""),
        {key: str(value) for key, value in nested(values, "labels").items()},
        {over: found for over in DOMAINS if (found := domain(element, over))},
        float(number(values, "cost", 0)),
        float(number(values, "idlePower", 0)),
        float(number(values, "peakPower", 0)),
    )


def _with_own(host: Host, more: Mapping[str, float]) -> Host:
    return dataclasses.replace(host, offers=dataclasses.replace(host.offers, more=more)) if more else host


def _link(element: Element) -> Link:
    first, second = element.targets(BETWEEN)
    values = element.attributes
    return Link(
        first,
        second,
        float(number(values, "latency", 0)),
        float(number(values, "bandwidth", 0)),
        float(number(values, "loss", 0)),
    )


def _demand(whole: Sequence[Element], own: Sequence[str], wanted: Wishes) -> Demand:
    """What a component asks for with its parts, which go where it goes."""
    element, *_ = whole
    required = nested(element.attributes, "requires")
    counts: dict[str, int] = {}
    needs = Resources()
    for e in whole:
        counts[e.name] = counts.get(e.parent, 1) * replicas(e)
        needs += _times(counts[e.name], _needs(nested(e.attributes, "requires"), own))
    return Demand(
        element.name,
        needs,
        texts(required, "arch"),
        tuple(Tier(tier) for tier in texts(required, "tier")),
        texts(required, "os"),
        fixed_host(element),
        element.targets(DELETE_FROM),
        wanted.conditions.get(element.name, ()),
    )


def _needs(required: Mapping[str, object], own: Iterable[str]) -> Resources:
    return dataclasses.replace(amount(required), more=consumed(required, own))


def replicas(element: Element) -> int:
    """How many of a component run at first: the fewest of one that scales, one where nothing is said."""
    scaling = nested(element.attributes, SCALING)
    said = number(scaling, "minimum", 1) if scaling else number(element.attributes, REPLICAS, 1)
    return max(1, int(said))


def _times(count: int, each: Resources) -> Resources:
    more = {name: count * value for name, value in each.more.items()}
    return Resources(count * each.cpu, count * each.memory, count * each.disk, count * each.gpus, more)


def _bounds(application: Document, metamodel: Metamodel) -> list[Bound]:
    """The connections between components with hosts; one to a part is one to what contains it."""
    placeable = hosted(application, metamodel)
    names = {e.name for e in placeable}
    return [
        Bound(
            e.name,
            target,
            float(number(r.attributes, MAX_LATENCY, float("inf"))),
            float(number(r.attributes, MIN_BANDWIDTH, 0)),
            float(number(r.attributes, MAX_LOSS, 1)),
        )
        for e in placeable
        for r in e.relations
        if r.kind == CONNECTS_TO and (target := container(application, r.target)) in names
    ]


def _together(application: Document, metamodel: Metamodel) -> tuple[tuple[str, ...], ...]:
    """Each component that only takes local connections, with those that connect to it."""
    shared = [e.name for e in application.components() if metamodel.type(e.type).colocated]
    return tuple(
        (name, *users)
        for name in shared
        if (users := [e.name for e in application.components() if name in e.targets(CONNECTS_TO)])
    )
