"""The answer of a solver that has found no placement."""

from collections.abc import Mapping

import numpy as np

from stratum.placement.logic.explanation import explain, fixed_hosts, shortages
from stratum.placement.logic.failures import counts, standing
from stratum.placement.logic.scene import Scene
from stratum.placement.types import Infeasible

EXPLAINED = 20


def infeasible(scene: Scene, given: Mapping[str, str], *, proven: bool, limit: str = "") -> Infeasible:
    """Explain the components that have no host in the fullest placement that a solver reached.

    A component that finds no host beside nothing but fixed components proves that there is no placement,
    whatever the solver knows; so does one that no host is near enough for, wherever its partners go.

    Args:
        scene: The prepared problem.
        given: That placement: host by component. At most twenty components are explained.
        proven: Whether the solver is certain that there is none.
        limit: Why the solver stopped, if it gave up.
    """
    fixed = fixed_hosts(scene).keys()
    given = _fullest(scene, given)
    left = [u for u in scene.units if u.name not in given]
    left.sort(key=lambda u: bool(scene.usable[u.number].any()))
    found = tuple(e for u in left[:EXPLAINED] if (e := explain(scene, u, given)) is not None)
    short = shortages(scene)
    certain = proven or bool(short) or any(fixed >= e.given.keys() for e in found)
    certain = certain or not scene.usable.any(axis=1).all()
    texts = [e.text for e in found] or [str(s) for s in short]
    reason = "; ".join([*texts, *([] if certain or not limit else [limit])])
    return Infeasible(found, short, certain, reason or "no placement meets everything that is asked together")


def _fullest(scene: Scene, given: Mapping[str, str]) -> Mapping[str, str]:
    """``given`` with the units that a solver left out because others could not go near them."""
    state = standing(scene, given)
    for unit in state.unplaced():
        if not scene.usable[unit.number].any():
            free = np.flatnonzero(counts(state, unit) == 0)
            if len(free):
                state.put(unit, int(free[0]))
    return state.hosts()
