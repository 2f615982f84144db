"""Why a component finds no host, and what would make it fit.

Every statement holds under a placement of other components that the explanation names (``given``), so that
it can be checked: nothing, the hosts that the model chose, or the fullest placement a solver reached.
"""

from collections.abc import Iterator, Mapping

import numpy as np

from stratum.placement.logic.failures import counts, failures, standing
from stratum.placement.logic.feasibility import show_amount
from stratum.placement.logic.scene import Scene, Unit
from stratum.placement.types import Explanation, Failure, HostVerdict, Shortage

NEAREST = 3


def explain(scene: Scene, unit: Unit, given: Mapping[str, str]) -> Explanation | None:
    """Why ``unit`` has no host under ``given``; None where it has one.

    The explanation rests on as little as possible: on nothing at all if no host would do for the unit alone,
    else on the hosts that the model chose, else on all of ``given``.
    """
    fixed = {c: h for c, h in fixed_hosts(scene).items() if c in given}
    for ground in ({}, fixed, given):
        others = {c: h for c, h in ground.items() if c not in unit.components}
        state = standing(scene, others)
        if (counts(state, unit) > 0).all():
            verdicts = [
                HostVerdict(host.name, failures(state, unit, i)) for i, host in enumerate(scene.hosts)
            ]
            return _explanation(unit, others, verdicts)
    return None


def fixed_hosts(scene: Scene) -> dict[str, str]:
    """The hosts that the model chose, by component; for those too that share the host of such a one."""
    chosen = {u.name: next((d.fixed_host for d in u.demands if d.fixed_host), None) for u in scene.units}
    return {c: host for u in scene.units for c in u.components if (host := chosen[u.name])}


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
    return f"{failure.requirement} to {failure.other}" if failure.between else failure.requirement


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
    told = ", ".join(f"{label} {count}" for label, count in survivors.items())
    beside = " beside what is already placed" if given else ""
    if not nearest:
        return f"{who} has no host: the infrastructure has none"
    return f"{who} fits on no host{beside}: {where} (hosts that meet each: {told})"


def shortages(scene: Scene) -> tuple[Shortage, ...]:
    """Sets of hosts that cannot hold what is confined to them (Hall's condition over the candidate sets)."""
    rows = scene.suits[scene.suits.any(axis=1)]
    if not len(rows):
        return ()
    _, first = np.unique(np.packbits(rows, axis=1), axis=0, return_index=True)
    return tuple(short for row in sorted(first.tolist()) for short in _shortages_of(scene, rows[row]))


def _shortages_of(scene: Scene, hosts: "np.ndarray") -> Iterator[Shortage]:
    confined = scene.suits.any(axis=1) & ~(scene.suits & ~hosts).any(axis=1)
    needed, left = scene.needs[confined].sum(axis=0), scene.free[hosts].sum(axis=0)
    for column in np.flatnonzero(needed > left + 1e-6):
        resource = scene.resources[column]
        members = (scene.units[n] for n in np.flatnonzero(confined) if scene.needs[n, column] > 0)
        yield Shortage(
            tuple(c for u in members for c in u.components),
            tuple(scene.hosts[h].name for h in np.flatnonzero(hosts)),
            resource,
            show_amount(resource, float(needed[column])),
            show_amount(resource, float(left[column])),
        )
