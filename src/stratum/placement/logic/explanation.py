"""Why a component finds no host, and what would make it fit.

Every statement holds under a placement of other components that the explanation names (``given``), so that
it can be checked: nothing, the hosts that the model chose, or the fullest placement a solver reached.
"""

from collections.abc import Iterator, Mapping

from stratum.core.quantities import Dimension, show_quantity
from stratum.core.topology import Resources
from stratum.placement.logic.feasibility import (
    amounts,
    capacity_failures,
    kind_failures,
    show_amount,
    total,
)
from stratum.placement.logic.scene import Scene, Tie, Unit
from stratum.placement.types import Explanation, Failure, HostVerdict, Shortage

NEAREST = 3


def failures(scene: Scene, unit: Unit, host: str, given: Mapping[str, str]) -> tuple[Failure, ...]:
    """Everything that fails when ``unit`` goes to ``host`` while ``given`` (host by component) stands.

    Components of the unit itself are ignored in ``given``.
    """
    machine = scene.hosts[host]
    kinds = [f for d in unit.demands for f in kind_failures(d, machine)]
    name = ", ".join(unit.components)
    room = capacity_failures(name, unit.resources, machine, free_on(scene, host, given, without=unit))
    delays = [f for tie in unit.ties for f in _delay_failures(scene, tie, host, given)]
    return (*kinds, *room, *delays)


def free_on(scene: Scene, host: str, given: Mapping[str, str], without: Unit) -> Resources:
    """What is left on a host beside the components of ``given``, those of one unit not counted."""
    taken = total(
        d.resources
        for d in scene.problem.demands
        if given.get(d.component) == host and d.component not in without.components
    )
    return scene.free[host] - taken


def _delay_failures(scene: Scene, tie: Tie, host: str, given: Mapping[str, str]) -> Iterator[Failure]:
    there = given.get(tie.theirs)
    if there is None or scene.allows(tie.bound, host, there):
        return
    if (host, there) not in scene.latency:
        link = f"add a link between {host} and {there}"
        yield Failure("link", "a path of links", "no path", tie.mine, tie.theirs, link)
        return
    delay, bound = (
        show_quantity(seconds, Dimension.SECONDS)
        for seconds in (scene.delay(host, there), tie.bound.max_latency)
    )
    fix = f"allow {delay} between {tie.mine} and {tie.theirs}"
    yield Failure("latency", bound, delay, tie.mine, tie.theirs, fix)


def explain(scene: Scene, unit: Unit, given: Mapping[str, str]) -> Explanation | None:
    """Why ``unit`` has no host under ``given``; None where it has one.

    The explanation rests on as little as possible: on nothing at all if no host would do for the unit alone,
    else on the hosts that the model chose, else on all of ``given``.
    """
    fixed = {
        d.component: d.fixed_host for d in scene.problem.demands if d.fixed_host and d.component in given
    }
    for ground in ({}, fixed, given):
        others = {c: h for c, h in ground.items() if c not in unit.components}
        verdicts = [HostVerdict(host, failures(scene, unit, host, others)) for host in scene.hosts]
        if all(v.failures for v in verdicts):
            return _explanation(unit, others, verdicts)
    return None


def _explanation(unit: Unit, given: Mapping[str, str], verdicts: list[HostVerdict]) -> Explanation:
    nearest = tuple(sorted(verdicts, key=_distance)[:NEAREST])
    survivors = _survivors(verdicts)
    component, *along = unit.components
    fix = _fix(nearest)
    return Explanation(
        component, tuple(along), given, survivors, nearest, _text(unit, given, survivors, nearest), fix
    )


def _distance(verdict: HostVerdict) -> tuple[bool, int, str]:
    """Sort key: for a component with a host in the model that host first, else where the least fails."""
    elsewhere = any(f.requirement == "host" for f in verdict.failures)
    return elsewhere, len(verdict.failures), verdict.host


def _survivors(verdicts: list[HostVerdict]) -> dict[str, int]:
    """How many hosts meet each requirement that some host does not meet."""
    missed = [{_label(f) for f in v.failures} for v in verdicts]
    labels = sorted({label for labels in missed for label in labels})
    return {label: sum(1 for labels in missed if label not in labels) for label in labels}


def _label(failure: Failure) -> str:
    return f"{failure.requirement} to {failure.other}" if failure.other else failure.requirement


def _fix(nearest: tuple[HostVerdict, ...]) -> str:
    if not nearest:
        return "add a host to the infrastructure"
    return f"to use {nearest[0].host}: " + "; ".join(f.fix for f in nearest[0].failures)


def _text(
    unit: Unit, given: Mapping[str, str], survivors: Mapping[str, int], nearest: tuple[HostVerdict, ...]
) -> str:
    who = unit.components[0]
    if len(unit.components) > 1:
        who += f" (on one host with {', '.join(unit.components[1:])})"
    where = "; ".join(f"{v.host} fails {', '.join(str(f) for f in v.failures)}" for v in nearest)
    counts = ", ".join(f"{label} {count}" for label, count in survivors.items())
    beside = " beside what is already placed" if given else ""
    if not nearest:
        return f"{who} has no host: the infrastructure has none"
    return f"{who} fits on no host{beside}: {where} (hosts that meet each: {counts})"


def shortages(scene: Scene) -> tuple[Shortage, ...]:
    """Sets of hosts that cannot hold what is confined to them (Hall's condition over the candidate sets)."""
    sets = dict.fromkeys(frozenset(u.candidates) for u in scene.units.values() if u.candidates)
    return tuple(shortage for hosts in sets for shortage in _shortages_of(scene, hosts))


def _shortages_of(scene: Scene, hosts: frozenset[str]) -> Iterator[Shortage]:
    confined = [u for u in scene.units.values() if u.candidates and hosts.issuperset(u.candidates)]
    names = tuple(h for h in scene.hosts if h in hosts)
    needed = amounts(total(u.resources for u in confined))
    left = amounts(total(scene.free[h] for h in names))
    for resource, amount in needed.items():
        if amount > left[resource] + 1e-6:
            components = tuple(c for u in confined for c in u.components)
            yield Shortage(
                components,
                names,
                resource,
                show_amount(resource, amount),
                show_amount(resource, left[resource]),
            )
