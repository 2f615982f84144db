"""What the monitor of a model knows, as values; ``GET /state`` and ``GET /days`` tell them as JSON."""

import dataclasses
import math

from stratum.drift.types import Verdict

__all__ = ["Count", "Day", "Gain", "Pair", "Shadow", "Tally", "Verdict", "Watch"]

LIVE = "live"
SHADOW = "shadow"
BASELINE = "baseline"
CANARY = "canary"


@dataclasses.dataclass(frozen=True, slots=True)
class Count:
    """Predictions whose outcome is known.

    Attributes:
        outcomes: How many.
        right: Those whose label was the outcome.
        positives: Those whose outcome was 1.
        brier: Sum of the squared differences of probability and outcome.
    """

    outcomes: int = 0
    right: int = 0
    positives: int = 0
    brier: float = 0.0

    @property
    def accuracy(self) -> float | None:
        """Share of those that were right; None where there are none."""
        return self.right / self.outcomes if self.outcomes else None


@dataclasses.dataclass(frozen=True, slots=True)
class Tally:
    """How one version did in one role. Moments and windows are data time, in seconds since 1970-01-01 UTC.

    Attributes:
        version: As predictions name it.
        source: ``live`` (its answers were used), ``shadow`` or ``baseline`` (the same rows, nobody saw them).
        began: Moment of the first row that it answered in this role.
        rows: Rows that it answered.
        total: All of its outcomes in this role.
        recent: Of rows in the trailing window of the data (``Watch.window``) only.
    """

    version: str
    source: str
    began: float
    rows: int
    total: Count
    recent: Count


@dataclasses.dataclass(frozen=True, slots=True)
class Gain:
    """What a version gains over the baseline on the rows that it answered.

    Attributes:
        better: Rows that only it got right.
        worse: Rows that only the baseline got right.
    """

    better: int = 0
    worse: int = 0

    def over(self, rows: int) -> tuple[float, float]:
        """Mean gain for each of ``rows`` rows, and the square of its standard error."""
        mean = (self.better - self.worse) / rows
        return mean, max(0.0, (self.better + self.worse) / rows - mean * mean) / rows


@dataclasses.dataclass(frozen=True, slots=True)
class Pair:
    """Two versions beside each other.

    Attributes:
        kind: ``shadow`` and ``baseline``: both answered the same rows. ``canary``: each answered its share of
            the rows since the candidate began.
        reference: The version whose answers were used before.
        candidate: The other one.
        began: Moment of the candidate's first row.
        reference_count: Of the reference, on the rows that are compared.
        candidate_count: Of the candidate.
        only_reference: Rows that only the reference got right; 0 for ``canary``.
        only_candidate: Rows that only the candidate got right; 0 for ``canary``.
        gains: For ``canary``: what the reference and the candidate gain over the baseline, each on its own
            rows; None where some of them have no answer of the baseline. Rows come in batches of like ones,
            an easy hour here and a hard one there; what is gained on them differs much less than they do.
    """

    kind: str
    reference: str
    candidate: str
    began: float
    reference_count: Count
    candidate_count: Count
    only_reference: int = 0
    only_candidate: int = 0
    gains: tuple[Gain, Gain] | None = None

    @property
    def difference(self) -> float | None:
        """Accuracy of the candidate less that of the reference; None where one has no outcome.

        Of what they gain over the baseline, where that is known.
        """
        mine, its = self.candidate_count.accuracy, self.reference_count.accuracy
        if mine is None or its is None:
            return None
        if self.gains is not None:
            reference, candidate = self._gained(self.gains)
            return candidate[0] - reference[0]
        return mine - its

    @property
    def standard_error(self) -> float | None:
        """Of ``difference``: from the rows on which they disagree, or of two shares for ``canary``."""
        mine, its = self.candidate_count.accuracy, self.reference_count.accuracy
        if mine is None or its is None:
            return None
        if self.gains is not None:
            return math.sqrt(sum(square for _, square in self._gained(self.gains)))
        if self.kind == CANARY:
            one = mine * (1 - mine) / self.candidate_count.outcomes
            other = its * (1 - its) / self.reference_count.outcomes
            return math.sqrt(one + other)
        n, gain = self.reference_count.outcomes, self.only_candidate - self.only_reference
        apart = self.only_candidate + self.only_reference
        return math.sqrt(max(0.0, apart - gain * gain / n)) / n

    def _gained(self, gains: tuple[Gain, Gain]) -> tuple[tuple[float, float], tuple[float, float]]:
        reference, candidate = gains
        return reference.over(self.reference_count.outcomes), candidate.over(self.candidate_count.outcomes)


@dataclasses.dataclass(frozen=True, slots=True)
class Shadow:
    """The version that is asked about every row beside the live one.

    Attributes:
        version: Of the model.
        url: Address of its replica, such as ``http://127.0.0.2:9102``.
        answered: Rows that it answered.
        failed: Rows that it did not answer; they are not counted for it.
        reason: Why the last request failed, for people; empty where it did not.
    """

    version: str
    url: str
    answered: int = 0
    failed: int = 0
    reason: str = ""


@dataclasses.dataclass(frozen=True, slots=True)
class Watch:
    """All that the monitor of a service knows. Times are data time, in seconds since 1970-01-01 UTC.

    Attributes:
        service: Name of the service.
        live: Version whose answers are used; one that answers a share of the rows beside it does not count.
        data_time: Moment of the newest row; 0 before the first one.
        rows: Rows seen.
        predictions: Of them, those with a prediction.
        outcomes: Of them, those whose outcome came.
        window: Length of the trailing window, in seconds of data time.
        trained_until: Newest moment in the training rows of ``live``; None where it is not known.
        age: ``data_time`` less ``trained_until``; None where that is not known.
        tallies: By source and version.
        pairs: Versions beside each other.
        verdicts: The newest of each detector and column since ``live`` became live.
        shadow: Who is asked beside the live version; None for nobody.
        profiles: Versions whose training profile is known (``POST /versions``).
        skipped: Messages that could not be read.
        dropped: Rows and outcomes that were forgotten before their partner came.
    """

    service: str
    live: str
    data_time: float
    rows: int
    predictions: int
    outcomes: int
    window: float
    trained_until: float | None
    age: float | None
    tallies: tuple[Tally, ...] = ()
    pairs: tuple[Pair, ...] = ()
    verdicts: tuple[Verdict, ...] = ()
    shadow: Shadow | None = None
    profiles: tuple[str, ...] = ()
    skipped: int = 0
    dropped: int = 0

    def tally(self, source: str, version: str) -> Tally | None:
        """What is known of a version in a role; None where nothing is."""
        for each in self.tallies:
            if (each.source, each.version) == (source, version):
                return each
        return None

    def pair(self, kind: str, candidate: str) -> Pair | None:
        """The newest comparison of a candidate with the live versions; None where there is none."""
        found = [each for each in self.pairs if (each.kind, each.candidate) == (kind, candidate)]
        return found[-1] if found else None


@dataclasses.dataclass(frozen=True, slots=True)
class Day:
    """One day of the data, by the moments of its rows.

    Attributes:
        day: ISO 8601 date in UTC.
        live: Of the answers that were used, whichever version gave them.
        baseline: Of the oldest version, on the same rows.
        versions: The versions whose answers were used, oldest first.
    """

    day: str
    live: Count
    baseline: Count
    versions: tuple[str, ...]
