"""The test of Kolmogorov and Smirnov, on numbers of the rows."""

import functools
from typing import ClassVar

import msgspec

from stratum.core.errors import InvalidInputError
from stratum.drift.logic.distances import critical_distance, largest_distance
from stratum.drift.logic.parameters import read_parameters, read_state
from stratum.drift.logic.verdicts import judged
from stratum.drift.logic.windows import RankCells, Tested, WindowTest
from stratum.drift.types import Kind, Setup, State, Takes, Values, Verdict

DEFAULTS = {"window": 2000, "alpha": 0.001, "windows": 100}


class KsDetector:
    """Compares one window after the other with the sample of the training rows.

    ``alpha`` is the chance of any false alarm in ``windows`` windows of all columns together (Bonferroni).
    """

    kind: ClassVar[Kind] = Kind.INPUT
    takes: ClassVar[frozenset[Takes]] = frozenset({Takes.NUMBERS})

    def __init__(self, setup: Setup, state: State | None = None) -> None:
        told = read_parameters(setup, DEFAULTS)
        if setup.reference is None or not setup.reference.sample:
            raise InvalidInputError(f"detector {setup.name} needs a sample of the training rows")
        self._setup = setup
        self._cells = RankCells(setup.reference.sample)
        alpha = told["alpha"] / (setup.columns * told["windows"])
        self._bound = critical_distance(alpha, len(setup.reference.sample), int(told["window"]))
        measure = functools.partial(largest_distance, self._cells.sample)
        known = read_state(setup, Tested, state)
        self._test = WindowTest(told["window"], self._cells.number, measure, known)

    def feed(self, values: Values) -> None:
        """See ``Detector.feed``."""
        self._test.add(self._cells.sort(values))

    def verdict(self) -> Verdict:
        """See ``Detector.verdict``."""
        return judged(self._setup, self.kind, self._test, self._bound, "distance")

    def state(self) -> State:
        """See ``Detector.state``."""
        state: State = msgspec.to_builtins(self._test.state())
        return state
