"""The population stability index, on numbers in tenths and on categories."""

import functools
from typing import ClassVar

import msgspec

from stratum.core.errors import InvalidInputError
from stratum.drift.logic.distances import stability_index
from stratum.drift.logic.parameters import read_parameters, read_state
from stratum.drift.logic.verdicts import judged
from stratum.drift.logic.windows import CategoryCells, QuantileCells, Tested, WindowTest
from stratum.drift.types import Kind, Setup, State, Takes, Values, Verdict

DEFAULTS = {"window": 2000, "bound": 0.2}


class StabilityDetector:
    """Compares one window after the other with the training rows; by custom 0.2 is a change that matters."""

    kind: ClassVar[Kind] = Kind.INPUT
    takes: ClassVar[frozenset[Takes]] = frozenset({Takes.NUMBERS, Takes.CATEGORIES})

    def __init__(self, setup: Setup, state: State | None = None) -> None:
        told = read_parameters(setup, DEFAULTS)
        reference = setup.reference
        if reference is None or not (reference.sample or reference.frequencies):
            raise InvalidInputError(f"detector {setup.name} knows nothing of the training rows")
        self._setup = setup
        self._bound = told["bound"]
        numbers = reference.takes is Takes.NUMBERS
        self._cells = QuantileCells(reference) if numbers else CategoryCells(reference, told["window"])
        measure = functools.partial(stability_index, self._cells.expected)
        known = read_state(setup, Tested, state)
        self._test = WindowTest(told["window"], self._cells.number, measure, known)

    def feed(self, values: Values) -> None:
        """See ``Detector.feed``."""
        self._test.add(self._cells.sort(values))

    def verdict(self) -> Verdict:
        """See ``Detector.verdict``."""
        return judged(self._setup, self.kind, self._test, self._bound, "stability index")

    def state(self) -> State:
        """See ``Detector.state``."""
        state: State = msgspec.to_builtins(self._test.state())
        return state
