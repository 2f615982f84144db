"""Building a placement unit by unit: the hardest first, where it costs least and its partners still fit."""

import heapq

import numpy as np
import numpy.typing as npt

from stratum.placement.logic.assignment import Assignment
from stratum.placement.logic.feasibility import TOLERANCE
from stratum.placement.logic.scene import Indices, Mask, Scene, Tie, Unit
from stratum.placement.logic.scoring import Scoring

LOOKED_AT = 24
FIT = 1e-3


class Builder:
    """Places units in a partial placement.

    Attributes:
        state: The placement so far.
        scoring: What it costs.
    """

    def __init__(self, scene: Scene) -> None:
        self.state = Assignment(scene)
        self.scoring = Scoring(scene)
        self._scale = (
            1.0 / np.maximum(scene.free.mean(axis=0), TOLERANCE)
            if len(scene.hosts)
            else np.ones(scene.free.shape[1])
        )
        self._size = scene.free @ self._scale
        self._wanted = _wanted(scene)

    def place(self, unit: Unit) -> bool:
        """Put a unit on its best option, if it can be one that leaves its partners an option."""
        options = self.state.choices(unit)
        if not len(options):
            return False
        ranked = options[np.argsort(self.rank(unit, options), kind="stable")]
        self.state.put(unit, self._with_partners(unit, ranked))
        return True

    def rank(self, unit: Unit, hosts: Indices) -> npt.NDArray[np.float64]:
        """How good each host is for a unit, least first: what it adds, then how little is left there.

        The first unit on a host pays for it by what is large about it: hosts are opened that are cheap for
        their size, and the ones that few other units can use before those that many need.
        """
        state, scoring = self.state, self.scoring
        added = scoring.added(state, unit, hosts)
        opening = scoring.opening[hosts] * (state.load[hosts] == 0)
        size = np.maximum(self._size[hosts], TOLERANCE)
        left = self._scale @ state.free[:, hosts] / size
        found: npt.NDArray[np.float64] = added - opening + opening / size + FIT * (left + self._wanted[hosts])
        return found

    def _with_partners(self, unit: Unit, ranked: Indices) -> int:
        """The first of the best hosts that leaves every partner an option; the best one if none does."""
        waiting = [t for t in unit.ties if self.state.host(self._unit(t.other)) is None]
        if waiting:
            options = {t.other: self.state.options(self._unit(t.other)) for t in waiting}
            for host in ranked[:LOOKED_AT].tolist():
                if all(self._reaches(unit, host, tie, options[tie.other]) for tie in waiting):
                    return int(host)
        return int(ranked[0])

    def _reaches(self, unit: Unit, host: int, tie: Tie, options: Mask) -> bool:
        """Whether a partner has an option while ``unit`` is on ``host``."""
        scene = self.state.scene
        near = options & scene.reach(tie.bound, host)
        count = int(np.count_nonzero(near))
        if count != 1 or not near[host]:
            return count > 0
        both = scene.needs[unit.number] + scene.needs[tie.other]
        return bool((both <= self.state.free[:, host] + TOLERANCE).all())

    def _unit(self, number: int) -> Unit:
        return self.state.scene.units[number]


def _wanted(scene: Scene) -> npt.NDArray[np.float64]:
    """For each host the share of the units that can use it."""
    return scene.usable.mean(axis=0) if len(scene.units) else np.zeros(len(scene.hosts))


def order(scene: Scene) -> list[Unit]:
    """Fixed units, then those connected to what comes before them, the hardest of them first.

    Growing from what is placed, each unit can be judged by the delays to its partners.
    """
    hard = hardness(scene)
    heap = [(not unit.fixed, True, hard[unit.number], unit.number) for unit in scene.units]
    heapq.heapify(heap)
    found: dict[int, Unit] = {}
    while heap:
        number = heapq.heappop(heap)[-1]
        if number in found:
            continue
        found[number] = scene.units[number]
        for partner in (scene.units[tie.other] for tie in found[number].ties if tie.other not in found):
            heapq.heappush(heap, (not partner.fixed, False, hard[partner.number], partner.number))
    return list(found.values())


def hardness(scene: Scene) -> list[float]:
    """A number for each unit, least for the hardest: few hosts for much that it takes."""
    if not len(scene.units):
        return []
    scale = (
        1.0 / np.maximum(scene.free.mean(axis=0), TOLERANCE)
        if len(scene.hosts)
        else np.zeros(scene.needs.shape[1])
    )
    large = (scene.needs * scale).max(axis=1)
    found: list[float] = (scene.usable.sum(axis=1) / (large + 0.01)).tolist()
    return found
