"""FHDDM of Pesaranghader and Viktor, as river has it, on errors."""

from collections.abc import Callable

from river.drift.binary import FHDDM

from stratum.drift.logic.parameters import read_parameters, read_state
from stratum.drift.logic.replaying import Alarm, Fed, OnErrors, Replayed
from stratum.drift.types import Setup, State

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


class FhddmDetector(OnErrors[_OfErrors]):
    """Sees that the newest window holds fewer right answers than the best one did, by Hoeffding's bound."""

    def __init__(self, setup: Setup, state: State | None = None) -> None:
        told = read_parameters(setup, DEFAULTS)
        known = read_state(setup, Fed, state)

        def make() -> _OfErrors:
            return _OfErrors(int(told["window"]), told["delta"])

        super().__init__(setup, Replayed(make, lambda _alarm, _before: True, told["hold"], known))
