"""The test of Page and Hinkley, as river has it, on errors."""

from river.drift import PageHinkley

from stratum.drift.logic.parameters import read_parameters, read_state
from stratum.drift.logic.replaying import Alarm, Fed, OnErrors, Replayed
from stratum.drift.types import Setup, State

DEFAULTS = {"delta": 0.02, "threshold": 200.0, "hold": 10_000}


class PageHinkleyDetector(OnErrors[Alarm]):
    """Sees a rise of the share of errors that goes on."""

    def __init__(self, setup: Setup, state: State | None = None) -> None:
        told = read_parameters(setup, DEFAULTS)
        known = read_state(setup, Fed, state)

        def make() -> Alarm:
            return PageHinkley(delta=told["delta"], threshold=told["threshold"], mode="up")

        super().__init__(setup, Replayed(make, lambda _alarm, _before: True, told["hold"], known))
