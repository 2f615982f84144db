"""The share of errors lately against the share in the first outcomes."""

from typing import ClassVar

import msgspec

from stratum.drift.logic.chunks import Chunks, Kept
from stratum.drift.logic.parameters import read_parameters, read_state
from stratum.drift.types import Kind, Setup, State, Takes, Values, Verdict

DEFAULTS = {"chunk": 500, "first": 20, "recent": 14, "fewest": 10, "bound": 4.0}


class ErrorRateDetector:
    """Says that a model has grown worse when its errors lately are more than ``bound`` standard errors above.

    Outcomes are counted in chunks. ``first`` chunks are what it is held against; ``fewest`` to ``recent`` of
    the newest ones are compared.
    """

    kind: ClassVar[Kind] = Kind.ERROR
    takes: ClassVar[frozenset[Takes]] = frozenset({Takes.ERRORS})

    def __init__(self, setup: Setup, state: State | None = None) -> None:
        told = read_parameters(setup, DEFAULTS)
        self._setup = setup
        self._bound = told["bound"]
        self._fewest = int(told["fewest"])
        known = read_state(setup, Kept, state)
        self._chunks = Chunks(int(told["chunk"]), int(told["first"]), int(told["recent"]), known)

    def feed(self, values: Values) -> None:
        """See ``Detector.feed``."""
        self._chunks.add(values)

    def verdict(self) -> Verdict:
        """See ``Detector.verdict``."""
        chunks, setup = self._chunks, self._setup
        lacking = chunks.first + self._fewest - len(chunks.kept.first) - len(chunks.kept.recent)
        if lacking > 0:
            wanted = (chunks.first + self._fewest) * chunks.size
            reason = f"{chunks.seen} of the {wanted} outcomes that it takes so far"
            return Verdict(setup.name, self.kind, "", 0.0, self._bound, False, chunks.seen, reason)
        before, now, z = chunks.compared()
        newest, first = len(chunks.kept.recent) * chunks.size, chunks.first * chunks.size
        reason = (
            f"{now:.1%} of the last {newest} answers were wrong, {before:.1%} of the first {first}: "
            f"{z:.1f} standard errors, bound {self._bound:g}"
        )
        return Verdict(setup.name, self.kind, "", z, self._bound, z >= self._bound, chunks.seen, reason)

    def state(self) -> State:
        """See ``Detector.state``."""
        state: State = msgspec.to_builtins(self._chunks.kept)
        return state
