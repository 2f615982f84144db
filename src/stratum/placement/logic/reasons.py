"""Why each component of a placement stands where it stands, and not on another host."""

import math

from stratum.core.quantities import Dimension, show_quantity
from stratum.placement.logic.explanation import failures, free_on
from stratum.placement.logic.feasibility import show_amount
from stratum.placement.logic.scene import Scene, Unit
from stratum.placement.logic.scoring import place_cost
from stratum.placement.types import Placement

OTHERS = 3


def reasons(scene: Scene, placement: Placement) -> dict[str, str]:
    """One line per component: its host with what holds there, then other hosts with what fails there.

    Such as ``fog-1: 0 ms to broker, 0.75 cores and 1 GiB left; cloud-1: 18 ms > 5 ms to scorer``. The other
    hosts are judged with every other component where the placement has it; at most three are named, those
    first at which the least fails.
    """
    found: dict[str, str] = {}
    for unit in scene.units.values():
        line = _line(scene, unit, placement)
        found |= dict.fromkeys(unit.components, line)
    return {d.component: found[d.component] for d in scene.problem.demands}


def _line(scene: Scene, unit: Unit, placement: Placement) -> str:
    chosen = placement.hosts[unit.name]
    here = f"{chosen}: {', '.join(_facts(scene, unit, placement))}"
    if unit.fixed:
        return f"{here}; chosen in the model"
    others = [(failures(scene, unit, h, placement.hosts), h) for h in scene.hosts if h != chosen]
    others.sort(key=lambda pair: (len(pair[0]), pair[1]))
    told = [
        f"{host}: {', '.join(str(f) for f in failed) or _dearer(scene, unit, host, placement)}"
        for failed, host in others[:OTHERS]
    ]
    return "; ".join([here, *told])


def _facts(scene: Scene, unit: Unit, placement: Placement) -> list[str]:
    """What holds on the chosen host: the delay of each connection, then the room that is left."""
    host = placement.hosts[unit.name]
    told = []
    for tie in unit.ties:
        delay = _show_delay(scene.delay(host, placement.hosts[tie.theirs]))
        bounded = tie.bound.max_latency < math.inf
        limit = f" (at most {_show_delay(tie.bound.max_latency)})" if bounded else ""
        told.append(f"{delay} to {tie.theirs}{limit}")
    left = free_on(scene, host, placement.hosts, without=unit) - unit.resources
    return [*told, f"{show_amount('cpu', max(left.cpu, 0.0))} and {show_amount('memory', left.memory)} left"]


def _dearer(scene: Scene, unit: Unit, host: str, placement: Placement) -> str:
    """Why a host that would do was not taken."""
    chosen = placement.hosts[unit.name]
    there, here = (_delays(scene, unit, h, placement) for h in (host, chosen))
    if there > here:
        return f"would do, {_show_delay(there - here)} farther from what it is connected to"
    if place_cost(scene, unit, host) > place_cost(scene, unit, chosen):
        return "would do, but it would have to move or stand farther from the edge"
    return "would do, but no better"


def _delays(scene: Scene, unit: Unit, host: str, placement: Placement) -> float:
    return sum(scene.delay(host, placement.hosts[tie.theirs]) for tie in unit.ties)


def _show_delay(seconds: float) -> str:
    return "0 ms" if seconds == 0 else show_quantity(seconds, Dimension.SECONDS)
