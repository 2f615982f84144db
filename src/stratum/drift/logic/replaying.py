"""Change detectors of others, which cannot be written down: their state is what they were fed with.

It is cut at times, so that it stays small, and the detector then begins anew on the rest. A detector made
from a state is fed with it again and so is in the very same place.
"""

import base64
from collections.abc import Callable
from typing import ClassVar, Generic, Protocol, TypeVar

import msgspec
import numpy as np

from stratum.core.errors import InvalidInputError
from stratum.drift.types import Kind, Setup, State, Takes, Values, Verdict

KEPT = 20_000


class Alarm(Protocol):
    """The part of river's detectors that is used here."""

    @property
    def drift_detected(self) -> bool:
        """Whether the last value made it sure of a change."""
        ...

    def update(self, x: int) -> None:
        """Take one value."""
        ...


class Fed(msgspec.Struct):
    """What a detector was fed with, and what came of it.

    Attributes:
        bits: The newest values, eight in a byte, in base 64.
        length: How many they are.
        seen: Values in all.
        alarms: Changes for the worse in all.
        last: Values seen at the last of them; 0 before the first one.
        before: Share of errors before that change.
    """

    bits: str = ""
    length: int = 0
    seen: int = 0
    alarms: int = 0
    last: int = 0
    before: float = 0.0


AlarmT = TypeVar("AlarmT", bound=Alarm)


class Replayed(Generic[AlarmT]):
    """A change detector over errors that can be written down.

    Args:
        make: Makes the detector; equal values must bring it to equal places.
        worse: Whether a change that it is sure of now, after this share of errors, is one for the worse.
        hold: Values for which an alarm holds.
        known: As it was written down; None to begin.

    Raises:
        InvalidInputError: If ``known`` cannot be read.
    """

    def __init__(
        self,
        make: Callable[[], AlarmT],
        worse: Callable[[AlarmT, float], bool],
        hold: float,
        known: Fed | None,
    ) -> None:
        self._make = make
        self._worse = worse
        self._hold = int(hold)
        self.fed = known or Fed()
        self._values: list[int] = _unpack(self.fed)
        self._alarm = self._replay()

    def feed(self, values: Values) -> None:
        """Take errors: 1 or 0 each."""
        for value in values.astype(np.int64).tolist():
            if len(self._values) >= 2 * KEPT:
                self._values = self._values[KEPT:]
                self._alarm = self._replay()
            self._alarm.update(value)
            self._values.append(value)
            self.fed.seen += 1
            if self._alarm.drift_detected:
                self._change()

    @property
    def held(self) -> bool:
        """Whether there was an alarm that still holds."""
        return self.fed.last > 0 and self.fed.seen - self.fed.last < self._hold

    def known(self) -> Fed:
        """As it is to be written down."""
        bits = np.packbits(np.array(self._values, dtype=np.uint8)).tobytes()
        return msgspec.structs.replace(
            self.fed, bits=base64.b64encode(bits).decode(), length=len(self._values)
        )

    def verdict(self, setup: Setup) -> Verdict:
        """The alarm in words."""
        fed = self.fed
        if self.held:
            ago = fed.seen - fed.last
            reason = f"errors became more frequent {ago} outcomes ago; before, {fed.before:.1%} were wrong"
        else:
            reason = f"no rise of errors in the last {min(fed.seen, self._hold)} outcomes"
        return Verdict(setup.name, Kind.ERROR, "", float(self.held), 1.0, self.held, fed.seen, reason)

    def _change(self) -> None:
        """Note a change and begin anew; a change for the better ends an alarm."""
        before = sum(self._values) / len(self._values)
        if self._worse(self._alarm, before):
            self.fed.alarms += 1
            self.fed.last, self.fed.before = self.fed.seen, before
        else:
            self.fed.last = 0
        self._values = []
        self._alarm = self._make()

    def _replay(self) -> AlarmT:
        alarm = self._make()
        for value in self._values:
            alarm.update(value)
        return alarm


class OnErrors(Generic[AlarmT]):
    """The frame of a detector over errors: satisfies ``stratum.drift.ports.Detector`` with a ``Replayed``."""

    kind: ClassVar[Kind] = Kind.ERROR
    takes: ClassVar[frozenset[Takes]] = frozenset({Takes.ERRORS})

    def __init__(self, setup: Setup, errors: Replayed[AlarmT]) -> None:
        self._setup = setup
        self._errors = errors

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


def _unpack(fed: Fed) -> list[int]:
    try:
        bits = np.frombuffer(base64.b64decode(fed.bits, validate=True), dtype=np.uint8)
    except ValueError as error:
        raise InvalidInputError(f"the values of a state cannot be read: {error}") from error
    if not 0 <= fed.length <= 8 * len(bits):
        raise InvalidInputError(f"a state of {fed.length} values holds {8 * len(bits)}")
    values: list[int] = np.unpackbits(bits, count=fed.length).tolist()
    return values
