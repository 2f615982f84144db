"""Errors counted in chunks of outcomes: the first ones, and the newest ones."""

import math

import msgspec
import numpy as np

from stratum.drift.types import Values


class Kept(msgspec.Struct):
    """Chunks as they are written down.

    Attributes:
        first: Errors in each of the first chunks.
        recent: Errors in each of the newest chunks after those, oldest first.
        errors: Errors in the chunk that is not full.
        outcomes: Outcomes in it.
        full: Chunks in all.
    """

    first: list[int] = []
    recent: list[int] = []
    errors: int = 0
    outcomes: int = 0
    full: int = 0


class Chunks:
    """Counts errors.

    Args:
        size: Outcomes in a chunk.
        first: How many of the first chunks are kept.
        recent: How many of the newest ones.
        known: As they were written down; None to begin.
    """

    def __init__(self, size: int, first: int, recent: int, known: Kept | None) -> None:
        self.size = size
        self.first = first
        self._recent = recent
        self.kept = known or Kept()

    @property
    def seen(self) -> int:
        """Outcomes in all."""
        return self.kept.full * self.size + self.kept.outcomes

    def add(self, values: Values) -> None:
        """Count errors: 1 or 0 each, oldest first."""
        kept = self.kept
        while len(values):
            room = self.size - kept.outcomes
            taken, values = values[:room], values[room:]
            kept.errors += int(taken.sum())
            kept.outcomes += len(taken)
            if kept.outcomes == self.size:
                self._close()

    def compared(self) -> tuple[float, float, float]:
        """Share of errors at first, lately, and how many standard errors lie between; both must have chunks.

        The standard error is that of two proportions, or that of the means of the chunks where it is larger:
        outcomes of one day are often right or wrong together.
        """
        first, recent = np.array(self.kept.first) / self.size, np.array(self.kept.recent) / self.size
        before, now = float(first.mean()), float(recent.mean())
        total = len(first) + len(recent)
        pooled = (before * len(first) + now * len(recent)) / total
        counted = pooled * (1 - pooled) / self.size * (1 / len(first) + 1 / len(recent))
        spread = sum(float(part.var(ddof=1)) / len(part) for part in (first, recent) if len(part) > 1)
        error = math.sqrt(max(counted, spread))
        return before, now, (now - before) / error if error else 0.0

    def _close(self) -> None:
        kept = self.kept
        if len(kept.first) < self.first:
            kept.first.append(kept.errors)
        else:
            kept.recent = [*kept.recent, kept.errors][-self._recent :]
        kept.full += 1
        kept.errors = kept.outcomes = 0
