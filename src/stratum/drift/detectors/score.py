"""The test of Kolmogorov and Smirnov, on what a model says: its probabilities against its own first ones."""

import functools
from typing import ClassVar

import msgspec
import numpy as np

from stratum.drift.logic.distances import critical_distance, largest_distance
from stratum.drift.logic.parameters import read_parameters, read_state
from stratum.drift.logic.windows import Tested, WindowTest
from stratum.drift.types import Counts, Kind, Setup, State, Takes, Values, Verdict

DEFAULTS = {"first": 5000, "window": 2000, "alpha": 0.001, "windows": 100}
CELLS = 200


class _Known(msgspec.Struct):
    first: list[int]
    test: Tested


class ScoreDetector:
    """Compares one window after the other with the first scores since it began, in steps of 0.005.

    ``alpha`` is the chance of any false alarm in ``windows`` windows.
    """

    kind: ClassVar[Kind] = Kind.PREDICTION
    takes: ClassVar[frozenset[Takes]] = frozenset({Takes.SCORES})

    def __init__(self, setup: Setup, state: State | None = None) -> None:
        told = read_parameters(setup, DEFAULTS)
        self._setup = setup
        known = read_state(setup, _Known, state)
        self._first = _Sample(int(told["first"]), known.first if known else [0] * CELLS)
        alpha = told["alpha"] / told["windows"]
        self._bound = critical_distance(alpha, int(told["first"]), int(told["window"]))
        measure = functools.partial(_distance, self._first)
        self._test = WindowTest(told["window"], CELLS, measure, known.test if known else None)

    def feed(self, values: Values) -> None:
        """See ``Detector.feed``."""
        known = values[~np.isnan(values)]
        cells = np.clip((known * CELLS).astype(np.int64), 0, CELLS - 1)
        self._test.add(self._first.take(cells))

    def verdict(self) -> Verdict:
        """See ``Detector.verdict``."""
        test, first = self._test, self._first
        drifted = test.statistic > self._bound
        said = "differ from" if drifted else "are like"
        waiting = first.waiting() or test.waiting()
        reason = waiting or (
            f"the last {test.window.size} scores {said} the first {first.size}: "
            f"distance {test.statistic:.3f}, bound {self._bound:.3f}"
        )
        samples = first.total + test.window.seen
        return Verdict(self._setup.name, self.kind, "", test.statistic, self._bound, drifted, samples, reason)

    def state(self) -> State:
        """See ``Detector.state``."""
        return {"first": self._first.counts.tolist(), "test": msgspec.to_builtins(self._test.state())}


class _Sample:
    """The first values, counted; what comes after them is given on."""

    def __init__(self, size: int, counts: list[int]) -> None:
        self.size = size
        self.counts: Counts = np.array(counts, dtype=np.int64)

    @property
    def total(self) -> int:
        """Values so far."""
        return int(self.counts.sum())

    def take(self, cells: Counts) -> Counts:
        """Count what is lacking; returns the rest."""
        room = self.size - self.total
        self.counts += np.bincount(cells[:room], minlength=CELLS)
        return cells[room:]

    def waiting(self) -> str:
        """What is lacking; empty where nothing is."""
        return "" if self.total >= self.size else f"{self.total} of the first {self.size} scores so far"


def _distance(first: _Sample, counts: Counts) -> float:
    return largest_distance(first.counts, counts)
