"""ADWIN of Bifet and Gavaldà, as river has it, on errors."""

from collections.abc import Callable
from typing import Protocol

from river.drift import ADWIN

from stratum.drift.logic.parameters import read_parameters, read_state
from stratum.drift.logic.replaying import Alarm, Fed, OnErrors, Replayed
from stratum.drift.types import Setup, State

DEFAULTS = {"delta": 0.002, "hold": 10_000}


class _Adwin(Alarm, Protocol):
    @property
    def estimation(self) -> float: ...


class AdwinDetector(OnErrors[_Adwin]):
    """Sees a change of the share of errors, and its direction: a fall ends the alarm of a rise."""

    def __init__(self, setup: Setup, state: State | None = None) -> None:
        told = read_parameters(setup, DEFAULTS)
        begin: Callable[..., _Adwin] = ADWIN
        known = read_state(setup, Fed, state)
        super().__init__(setup, Replayed(lambda: begin(delta=told["delta"]), _rose, told["hold"], known))


def _rose(alarm: _Adwin, before: float) -> bool:
    """What ADWIN keeps after a change is what came after it."""
    return alarm.estimation > before
