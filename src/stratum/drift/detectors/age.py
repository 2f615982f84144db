"""The age of a model: how much newer the rows are than those that it was trained on."""

from typing import ClassVar

import msgspec

from stratum.drift.logic.parameters import read_parameters, read_state
from stratum.drift.types import Kind, Setup, State, Takes, Values, Verdict

DAY = 86_400.0
DEFAULTS = {"maximum": 90 * DAY}


class _Known(msgspec.Struct):
    age: float = 0.0
    seen: int = 0


class AgeDetector:
    """Says that a model is too old: the newest row is ``maximum`` seconds newer than its training rows."""

    kind: ClassVar[Kind] = Kind.AGE
    takes: ClassVar[frozenset[Takes]] = frozenset({Takes.AGES})

    def __init__(self, setup: Setup, state: State | None = None) -> None:
        self._maximum = read_parameters(setup, DEFAULTS)["maximum"]
        self._setup = setup
        self._known = read_state(setup, _Known, state) or _Known()

    def feed(self, values: Values) -> None:
        """See ``Detector.feed``."""
        if len(values):
            self._known = _Known(float(values[-1]), self._known.seen + len(values))

    def verdict(self) -> Verdict:
        """See ``Detector.verdict``."""
        age, maximum = self._known.age, self._maximum
        drifted = self._known.seen > 0 and age >= maximum
        newer, limit = f"{age / DAY:.1f} days", f"{maximum / DAY:g}"
        reason = f"the newest row is {newer} newer than the training rows; the limit is {limit}"
        return Verdict(self._setup.name, self.kind, "", age, maximum, drifted, self._known.seen, reason)

    def state(self) -> State:
        """See ``Detector.state``."""
        state: State = msgspec.to_builtins(self._known)
        return state
