"""Threshold on utilisation: a step up above it, a step down where what is left would stay well under it."""

from stratum.resources.logic.steps import Band, fewer_units, stepped
from stratum.resources.types import UTILISATION, Memory, Situation, Wish

TARGET = 0.7
MARGIN = 0.8
"""After a step down utilisation stays under this share of the threshold."""
UP = 5.0
DOWN = 60.0


class UtilisationPolicy:
    """A quarter more capacity while utilisation of the last seconds is above the target.

    A quarter or one unit less where that of the last minute would stay under 80 % of the target without it.
    """

    window = DOWN

    def decide(self, situation: Situation, memory: Memory) -> tuple[Wish, Memory]:
        """See ``Policy.decide``."""
        target = situation.tuning.target or TARGET
        now, worst = situation.mean(UTILISATION, UP), situation.mean(UTILISATION, DOWN)
        if now is None or worst is None:
            return Wish(situation.units, f"{UTILISATION} is not read", held=True), memory
        worst = max(now, worst)
        saw = {UTILISATION: now, "utilisation_minute": worst, "target": target}
        over = f"utilisation {now:.0%} is above {target:.0%}"
        under = f"utilisation {worst:.0%} leaves room under {target:.0%}"
        load = worst * situation.units
        fewer = fewer_units(situation.units, lambda few: load / few < MARGIN * target)
        return stepped(situation, memory, Band(now > target, fewer, over, under, saw))
