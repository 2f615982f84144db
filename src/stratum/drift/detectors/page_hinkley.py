"""The test of Page and Hinkley, as river has it, on errors."""

from typing import ClassVar

import msgspec
from river.drift import PageHinkley

from stratum.drift.logic.parameters import read_parameters, read_state
from stratum.drift.logic.replaying import Fed, Replayed
from stratum.drift.types import Kind, Setup, State, Takes, Values, Verdict

DEFAULTS = {"delta": 0.02, "threshold": 200.0, "hold": 10_000}


class PageHinkleyDetector:
    """Sees a rise of the share of errors that goes on."""

    kind: ClassVar[Kind] = Kind.ERROR
    takes: ClassVar[frozenset[Takes]] = frozenset({Takes.ERRORS})

    def __init__(self, setup: Setup, state: State | None = None) -> None:
        told = read_parameters(setup, DEFAULTS)
        self._setup = setup
        self._errors = Replayed(
            lambda: PageHinkley(delta=told["delta"], threshold=told["threshold"], mode="up"),
            lambda _alarm, _before: True,
            told["hold"],
            read_state(setup, Fed, state),
        )

    def feed(self, values: Values) -> None:
        """See ``Detector.feed``."""
        self._errors.feed(values)

    def verdict(self) -> Verdict:
        """See ``Detector.verdict``."""
        return self._errors.verdict(self._setup)

    def state(self) -> State:
        """See ``Detector.state``."""
        state: State = msgspec.to_builtins(self._errors.known())
        return state
