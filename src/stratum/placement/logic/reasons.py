"""Why each component of a placement stands where it stands, and not on another host."""

import math

import numpy as np

from stratum.core.quantities import Dimension, show_quantity
from stratum.placement.logic.assignment import Assignment
from stratum.placement.logic.failures import counts, failures, standing
from stratum.placement.logic.feasibility import show_amount
from stratum.placement.logic.scene import Scene, Unit
from stratum.placement.logic.scoring import Scoring
from stratum.placement.types import Objective, Placement

OTHERS = 3
UNITS = {
    Objective.COST: "more an hour",
    Objective.ENERGY: "W more",
    Objective.SPREAD: "more of crowding",
    Objective.MOVES: "more to move",
}


def reasons(scene: Scene, placement: Placement) -> dict[str, str]:
    """One line per component: its host with what holds there, then other hosts with what fails there.

    Such as ``fog-1: 0 ms to broker, 0.75 cores and 1 GiB left; cloud-1: 18 ms > 5 ms to scorer``. The other
    hosts are judged with every other component where the placement has it; at most three are named, those
    first at which the least fails.
    """
    found: dict[str, str] = {}
    state, scoring = standing(scene, placement.hosts), Scoring(scene)
    for unit in scene.units:
        line = _line(state, scoring, unit)
        found |= dict.fromkeys(unit.components, line)
    return {d.component: found[d.component] for d in scene.problem.demands}


def _line(state: Assignment, scoring: Scoring, unit: Unit) -> str:
    chosen = state.take(unit)
    here = f"{state.scene.hosts[chosen].name}: {', '.join(_facts(state, unit, chosen))}"
    told = ["chosen in the model"] if unit.fixed else _others(state, scoring, unit, chosen)
    state.put(unit, chosen)
    return "; ".join([here, *told])


def _others(state: Assignment, scoring: Scoring, unit: Unit, chosen: int) -> list[str]:
    """The hosts at which the least fails, those that cost least first, with what speaks against each."""
    hosts = state.scene.hosts
    failed = counts(state, unit)
    near = sorted(np.flatnonzero(np.arange(len(hosts)) != chosen), key=lambda h: (failed[h], hosts[h].name))
    return [f"{hosts[h].name}: {_against(state, scoring, unit, (int(h), chosen))}" for h in near[:OTHERS]]


def _against(state: Assignment, scoring: Scoring, unit: Unit, pair: tuple[int, int]) -> str:
    """What speaks against the first host of a pair: what fails there, or what the second one does better."""
    failed = failures(state, unit, pair[0])
    return ", ".join(map(str, failed)) if failed else _dearer(state, scoring, unit, pair)


def _facts(state: Assignment, unit: Unit, host: int) -> list[str]:
    """What holds on the chosen host: the delay of each connection, then the room that is left."""
    scene, told = state.scene, []
    for tie in unit.ties:
        delay = _show_delay(scene.delay(host, int(state.at[tie.other])))
        bounded = tie.bound.max_latency < math.inf
        limit = f" (at most {_show_delay(tie.bound.max_latency)})" if bounded else ""
        told.append(f"{delay} to {tie.theirs}{limit}")
    cpu, memory = (state.free[:2, host] - scene.needs[unit.number, :2]).tolist()
    return [*told, f"{show_amount('cpu', max(cpu, 0.0))} and {show_amount('memory', max(memory, 0.0))} left"]


def _dearer(state: Assignment, scoring: Scoring, unit: Unit, pair: tuple[int, int]) -> str:
    """Why a host that would do was not taken in place of the chosen one."""
    there, here = pair
    aim = state.scene.problem.objective
    if aim in UNITS:
        more = np.diff(scoring.added(state, unit, np.array([here, there])))[0]
        return f"would do, {more:g} {UNITS[aim]}" if more > 1e-9 else "would do, but no better"
    farther = _delays(state, unit, there) - _delays(state, unit, here)
    if farther > 0:
        return f"would do, {_show_delay(farther)} farther from what it is connected to"
    alone = scoring.alone(unit)
    if alone[there] > alone[here]:
        return "would do, but it would have to move or stand farther from the edge"
    return "would do, but no better"


def _delays(state: Assignment, unit: Unit, host: int) -> float:
    return sum(state.scene.delay(host, int(state.at[tie.other])) for tie in unit.ties)


def _show_delay(seconds: float) -> str:
    return "0 ms" if seconds == 0 else show_quantity(seconds, Dimension.SECONDS)
