"""What a benchmark found beside its goals: each is printed, and the shell is told whether all hold."""

import dataclasses
from collections.abc import Sequence


@dataclasses.dataclass(frozen=True, slots=True)
class Goal:
    """A figure and its bound.

    Attributes:
        what: The figure, with its unit.
        found: What was measured.
        bound: What it may be at most, or has to be at least.
        least: Whether the bound is a least one.
    """

    what: str
    found: float
    bound: float
    least: bool = False

    @property
    def holds(self) -> bool:
        """Whether it is within its bound."""
        return self.found >= self.bound if self.least else self.found <= self.bound


def judged(goals: Sequence[Goal]) -> int:
    """Print each goal with what was found; 1 where one is missed, for the shell."""
    for goal in goals:
        bound = f"{'at least' if goal.least else 'at most'} {goal.bound:g}"
        print(f"{'holds ' if goal.holds else 'MISSED'}  {goal.what}: {goal.found:.4g}, {bound}")
    return int(not all(goal.holds for goal in goals))
