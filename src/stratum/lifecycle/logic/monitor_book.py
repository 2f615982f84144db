"""The book of a monitor: what was counted, per version, role and day of the data.

It is changed row by row and tells which of its lines changed, so that only those are written.
"""

import dataclasses
from collections.abc import Iterable, Mapping

from stratum.lifecycle.logic.monitor_rows import Time
from stratum.lifecycle.types import BASELINE, CANARY, LIVE, SHADOW, Count, Gain

DAY = 86_400
SILENT_ROWS = 1000
SILENT_MESSAGES = 30

Line = tuple[str, str, int]
"""Source, version, day."""
Beside = tuple[str, str, str]
"""Kind, reference, candidate."""


@dataclasses.dataclass(frozen=True, slots=True)
class Said:
    """An answer of a model: its label as 0 or 1, and the chance that it gave to 1."""

    version: str
    label: int
    chance: float


@dataclasses.dataclass(frozen=True, slots=True)
class Settled:
    """A row of which everything is known.

    Attributes:
        moment: In seconds since 1970-01-01 UTC.
        outcome: 1 or 0.
        live: The answer that was used.
        baseline: The answer of the baseline; None where it cannot answer.
        shadow: The answer of the shadow; None where it was not asked or did not answer yet.
    """

    moment: float
    outcome: int
    live: Said
    baseline: Said | None = None
    shadow: Said | None = None


@dataclasses.dataclass(slots=True)
class Sums:
    """A ``Count`` that grows."""

    outcomes: int = 0
    right: int = 0
    positives: int = 0
    brier: float = 0.0

    def add(self, said: Said, outcome: int) -> None:
        """Count an answer."""
        self.outcomes += 1
        self.right += said.label == outcome
        self.positives += outcome
        self.brier += (said.chance - outcome) ** 2

    def count(self) -> Count:
        """As it is now."""
        return Count(self.outcomes, self.right, self.positives, self.brier)


@dataclasses.dataclass(slots=True)
class Compared:
    """A ``Pair`` that grows."""

    reference: Sums = dataclasses.field(default_factory=Sums)
    candidate: Sums = dataclasses.field(default_factory=Sums)
    only_reference: int = 0
    only_candidate: int = 0
    reference_gain: tuple[int, int] = (0, 0)
    candidate_gain: tuple[int, int] = (0, 0)
    bare: int = 0

    def share(self, row: "Settled", *, candidate: bool) -> None:
        """Count a row that one of them answered, with what it gained over the baseline."""
        (self.candidate if candidate else self.reference).add(row.live, row.outcome)
        if row.baseline is None:
            self.bare += 1
            return
        mine, its = row.live.label == row.outcome, row.baseline.label == row.outcome
        better, worse = int(mine and not its), int(its and not mine)
        if candidate:
            self.candidate_gain = (self.candidate_gain[0] + better, self.candidate_gain[1] + worse)
        else:
            self.reference_gain = (self.reference_gain[0] + better, self.reference_gain[1] + worse)

    def gains(self) -> tuple[Gain, Gain] | None:
        """Of reference and candidate; None where some rows have no answer of the baseline."""
        return None if self.bare else (Gain(*self.reference_gain), Gain(*self.candidate_gain))

    def add(self, reference: Said, candidate: Said, outcome: int) -> None:
        """Count a row that both answered."""
        self.reference.add(reference, outcome)
        self.candidate.add(candidate, outcome)
        mine, its = candidate.label == outcome, reference.label == outcome
        self.only_candidate += mine and not its
        self.only_reference += its and not mine


@dataclasses.dataclass(slots=True)
class Role:
    """A version in a role.

    Attributes:
        rows: Rows that it answered.
        began: Moment of its first row; None while that is not known.
        newest: Moment of its newest row.
        reference: The version that was live before it first answered; empty for none.
    """

    rows: int = 0
    began: float | None = None
    newest: float = 0.0
    reference: str = ""

    def reach(self, first: float, last: float) -> None:
        """Note that it answered rows between two moments."""
        self.began = first if self.began is None else min(self.began, first)
        self.newest = max(self.newest, last)


@dataclasses.dataclass(slots=True)
class Facts:
    """The single figures of a book.

    Attributes:
        live: The version whose answers are used; one that answers beside it, as a canary, is not.
        last: The version that answered last.
        silent_rows: Rows that others answered since ``live`` did.
        silent_messages: The same in messages.
        time: The time of the data.
        rows: Rows seen.
        predictions: Predictions seen.
        outcomes: Rows that were settled.
        skipped: Messages that could not be read.
        dropped: What was forgotten before its partner came.
    """

    live: str = ""
    last: str = ""
    silent_rows: int = 0
    silent_messages: int = 0
    time: Time = dataclasses.field(default_factory=Time)
    rows: int = 0
    predictions: int = 0
    outcomes: int = 0
    skipped: int = 0
    dropped: int = 0


@dataclasses.dataclass(slots=True)
class Book:
    """All counts."""

    facts: Facts = dataclasses.field(default_factory=Facts)
    lines: dict[Line, Sums] = dataclasses.field(default_factory=dict)
    pairs: dict[Beside, Compared] = dataclasses.field(default_factory=dict)
    roles: dict[tuple[str, str], Role] = dataclasses.field(default_factory=dict)
    changed_lines: set[Line] = dataclasses.field(default_factory=set)
    changed_pairs: set[Beside] = dataclasses.field(default_factory=set)

    def role(self, source: str, version: str) -> Role:
        """The role of a version, made where it is new."""
        return self.roles.setdefault((source, version), Role())

    def answered(self, version: str, rows: int) -> None:
        """Note a message of the live answers of one version; decides which version is live."""
        facts, role = self.facts, self.role(LIVE, version)
        if not role.rows and facts.live != version:
            role.reference = facts.live
        role.rows += rows
        facts.predictions += rows
        facts.last = version
        if facts.live == version:
            facts.silent_rows = facts.silent_messages = 0
            return
        facts.silent_rows += rows
        facts.silent_messages += 1
        if facts.silent_rows >= SILENT_ROWS and facts.silent_messages >= SILENT_MESSAGES:
            facts.live, facts.silent_rows, facts.silent_messages = version, 0, 0

    def reached(self, source: str, spans: Mapping[str, tuple[float, float]]) -> None:
        """Note between which moments versions answered."""
        for version, (first, last) in spans.items():
            self.role(source, version).reach(first, last)

    def settle(self, rows: Iterable[Settled]) -> None:
        """Count rows whose outcome became known; the shadow has its own way."""
        for row in rows:
            day, live = int(row.moment // DAY), row.live
            self.facts.outcomes += 1
            self.role(LIVE, live.version).reach(row.moment, row.moment)
            self._line(LIVE, live.version, day).add(live, row.outcome)
            if row.baseline is not None:
                self._line(BASELINE, row.baseline.version, day).add(row.baseline, row.outcome)
                if row.baseline.version != live.version:
                    pair = self._pair(BASELINE, live.version, row.baseline.version)
                    pair.add(live, row.baseline, row.outcome)
            self._beside(row)

    def settle_shadow(self, rows: Iterable[Settled]) -> None:
        """Count rows that were settled and that the shadow answered."""
        for row in rows:
            if row.shadow is not None and row.shadow.version != row.live.version:
                day, shadow = int(row.moment // DAY), row.shadow
                self.role(SHADOW, shadow.version).reach(row.moment, row.moment)
                self._line(SHADOW, shadow.version, day).add(shadow, row.outcome)
                self._pair(SHADOW, row.live.version, shadow.version).add(row.live, shadow, row.outcome)

    def written(self) -> None:
        """Note that all changes were written."""
        self.changed_lines.clear()
        self.changed_pairs.clear()

    def _beside(self, row: Settled) -> None:
        """Count a live row for the comparisons of versions that share the requests.

        They share them as long as each has answered within the last day.
        """
        version, moment = row.live.version, row.moment
        before = self.roles[LIVE, version].reference
        if before and moment <= self.role(LIVE, before).newest + DAY:
            self._pair(CANARY, before, version).share(row, candidate=True)
        for (source, other), role in self.roles.items():
            follows = source == LIVE and role.reference == version and role.began is not None
            if follows and (role.began or 0.0) <= moment <= role.newest + DAY:
                self._pair(CANARY, version, other).share(row, candidate=False)

    def _line(self, source: str, version: str, day: int) -> Sums:
        key = (source, version, day)
        self.changed_lines.add(key)
        return self.lines.setdefault(key, Sums())

    def _pair(self, kind: str, reference: str, candidate: str) -> Compared:
        key = (kind, reference, candidate)
        self.changed_pairs.add(key)
        return self.pairs.setdefault(key, Compared())
