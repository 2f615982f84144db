"""The answer of a solver that has found no placement."""

from collections.abc import Mapping

from stratum.placement.logic.explanation import explain, shortages
from stratum.placement.logic.scene import Scene
from stratum.placement.types import Infeasible


def infeasible(scene: Scene, given: Mapping[str, str], *, proven: bool, limit: str = "") -> Infeasible:
    """Explain the components that have no host in the fullest placement that a solver reached.

    A component that finds no host beside nothing but fixed components proves that there is no placement,
    whatever the solver knows.

    Args:
        scene: The prepared problem.
        given: That placement: host by component.
        proven: Whether the solver is certain that there is none.
        limit: Why the solver stopped, if it gave up.
    """
    fixed = {d.component for d in scene.problem.demands if d.fixed_host}
    left = (u for u in scene.units.values() if u.name not in given)
    found = tuple(e for u in left if (e := explain(scene, u, given)) is not None)
    short = shortages(scene)
    certain = proven or bool(short) or any(fixed.issuperset(e.given) for e in found)
    texts = [e.text for e in found] or [str(s) for s in short]
    reason = "; ".join([*texts, *([] if certain or not limit else [limit])])
    return Infeasible(found, short, certain, reason)
