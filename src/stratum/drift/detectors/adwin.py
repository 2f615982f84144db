"""ADWIN of Bifet and Gavaldà, as river has it, on errors."""

from collections.abc import Callable
from typing import ClassVar, Protocol

import msgspec
from river.drift import ADWIN

from stratum.drift.logic.parameters import read_parameters, read_state
from stratum.drift.logic.replaying import Alarm, Fed, Replayed
from stratum.drift.types import Kind, Setup, State, Takes, Values, Verdict

DEFAULTS = {"delta": 0.002, "hold": 10_000}


class _Adwin(Alarm, Protocol):
    @property
    def estimation(self) -> float: ...


class AdwinDetector:
    """Sees a change of the share of errors, and its direction: a fall ends the alarm of a rise."""

    kind: ClassVar[Kind] = Kind.ERROR
    takes: ClassVar[frozenset[Takes]] = frozenset({Takes.ERRORS})

    def __init__(self, setup: Setup, state: State | None = None) -> None:
        told = read_parameters(setup, DEFAULTS)
        self._setup = setup
        begin: Callable[..., _Adwin] = ADWIN
        known = read_state(setup, Fed, state)
        self._errors = Replayed(lambda: begin(delta=told["delta"]), _rose, told["hold"], known)

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


def _rose(alarm: _Adwin, before: float) -> bool:
    """What ADWIN keeps after a change is what came after it."""
    return alarm.estimation > before
