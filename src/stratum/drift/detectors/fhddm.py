"""FHDDM of Pesaranghader and Viktor, as river has it, on errors."""

from collections.abc import Callable
from typing import ClassVar

import msgspec
from river.drift.binary import FHDDM

from stratum.drift.logic.parameters import read_parameters, read_state
from stratum.drift.logic.replaying import Alarm, Fed, Replayed
from stratum.drift.types import Kind, Setup, State, Takes, Values, Verdict

DEFAULTS = {"window": 2000, "delta": 1e-10, "hold": 10_000}


class _OfErrors:
    """It counts right answers."""

    def __init__(self, window: int, delta: float) -> None:
        begin: Callable[..., Alarm] = FHDDM
        self._inner = begin(sliding_window_size=window, confidence_level=delta)

    @property
    def drift_detected(self) -> bool:
        return bool(self._inner.drift_detected)

    def update(self, x: int) -> None:
        self._inner.update(1 - x)


class FhddmDetector:
    """Sees that the newest window holds fewer right answers than the best one did, by Hoeffding's bound."""

    kind: ClassVar[Kind] = Kind.ERROR
    takes: ClassVar[frozenset[Takes]] = frozenset({Takes.ERRORS})

    def __init__(self, setup: Setup, state: State | None = None) -> None:
        told = read_parameters(setup, DEFAULTS)
        self._setup = setup
        self._errors = Replayed(
            lambda: _OfErrors(int(told["window"]), told["delta"]),
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
