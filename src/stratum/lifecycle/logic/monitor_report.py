"""The book of a monitor as what it tells: the watch, the days, the metrics."""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Mapping

from stratum.drift.types import Verdict
from stratum.lifecycle.logic.monitor_book import DAY, Book, Sums
from stratum.lifecycle.logic.monitor_spec import MonitorSpec
from stratum.lifecycle.types import BASELINE, CANARY, LIVE, SHADOW, Count, Day, Pair, Shadow, Tally, Watch

_SOURCES = (LIVE, BASELINE, SHADOW)


def watch(
    book: Book,
    spec: MonitorSpec,
    trained_until: float | None,
    verdicts: tuple[Verdict, ...],
    known: tuple[Shadow | None, tuple[str, ...]],
) -> Watch:
    """Everything.

    Args:
        book: What was counted.
        spec: Of the monitor.
        trained_until: Newest moment in the training rows of the live version; None where it is not known.
        verdicts: Of the detectors.
        known: The shadow, and the versions whose profile is known.
    """
    facts = book.facts
    begun = trained_until is not None and facts.time.newest > 0
    return Watch(
        service=spec.service,
        live=facts.live,
        data_time=facts.time.newest,
        rows=facts.rows,
        predictions=facts.predictions,
        outcomes=facts.outcomes,
        window=spec.window,
        trained_until=trained_until,
        age=facts.time.newest - trained_until if begun and trained_until is not None else None,
        tallies=tallies(book, spec.window),
        pairs=pairs(book),
        verdicts=verdicts,
        shadow=known[0],
        profiles=known[1],
        skipped=facts.skipped,
        dropped=facts.dropped,
    )


def tallies(book: Book, window: float) -> tuple[Tally, ...]:
    """Each version in each role: live ones, the baseline, shadows; the latest of a role last."""
    since = book.facts.time.newest // DAY - window / DAY
    total: dict[tuple[str, str], list[Sums]] = defaultdict(list)
    recent: dict[tuple[str, str], list[Sums]] = defaultdict(list)
    for (source, version, day), sums in book.lines.items():
        total[source, version].append(sums)
        if day > since:
            recent[source, version].append(sums)
    order = sorted(book.roles.items(), key=lambda each: (_SOURCES.index(each[0][0]), each[1].began or 0.0))
    return tuple(
        Tally(key[1], key[0], role.began or 0.0, role.rows, _sum(total[key]), _sum(recent[key]))
        for key, role in order
    )


def pairs(book: Book) -> tuple[Pair, ...]:
    """Versions beside each other; the newest candidate of a kind last."""
    found = [
        Pair(
            kind,
            reference,
            candidate,
            _began(book, kind, candidate),
            compared.reference.count(),
            compared.candidate.count(),
            compared.only_reference,
            compared.only_candidate,
            compared.gains() if kind == CANARY else None,
        )
        for (kind, reference, candidate), compared in book.pairs.items()
    ]
    return tuple(sorted(found, key=lambda pair: (pair.kind, pair.began)))


def days(book: Book) -> tuple[Day, ...]:
    """Each day of the data, oldest first."""
    live: dict[int, dict[str, Sums]] = defaultdict(dict)
    baseline: dict[int, list[Sums]] = defaultdict(list)
    for (source, version, day), sums in book.lines.items():
        if source == LIVE:
            live[day][version] = sums
        elif source == BASELINE:
            baseline[day].append(sums)
    began = {version: role.began or 0.0 for (source, version), role in book.roles.items() if source == LIVE}
    return tuple(
        Day(
            _date(day),
            _sum(live[day].values()),
            _sum(baseline[day]),
            tuple(sorted(live[day], key=lambda version: began.get(version, 0.0))),
        )
        for day in sorted(live)
    )


def metrics(watch: Watch) -> str:
    """A watch in the Prometheus text format."""
    ratios, outcomes = {}, {}
    answered = [tally for tally in watch.tallies if tally.source == LIVE]
    if answered:
        together = _labels(version=LIVE)
        outcomes[together] = sum(tally.total.outcomes for tally in answered)
        recent = sum(tally.recent.outcomes for tally in answered)
        if recent:
            ratios[together] = sum(tally.recent.right for tally in answered) / recent
    for tally in watch.tallies:
        if tally.source != SHADOW:
            label = _labels(version=BASELINE if tally.source == BASELINE else tally.version)
            outcomes[label] = tally.total.outcomes
            if tally.recent.accuracy is not None:
                ratios[label] = tally.recent.accuracy
    found = [(_labels(detector=each.detector, column=each.column), each) for each in watch.verdicts]
    told: dict[str, Mapping[str, float]] = {
        "stratum_model_accuracy_ratio": ratios,
        "stratum_model_outcomes": outcomes,
        "stratum_drift_statistic": {label: each.statistic for label, each in found},
        "stratum_drift_threshold": {label: each.threshold for label, each in found},
        "stratum_model_age_seconds": {} if watch.age is None else {"": watch.age},
        "stratum_data_time_seconds": {"": watch.data_time},
    }
    lines = [line for name, values in told.items() for line in _family(name, values)]
    return "\n".join(lines) + "\n"


def _family(name: str, values: Mapping[str, float]) -> Iterable[str]:
    yield f"# TYPE {name} gauge"
    for label, value in values.items():
        yield f"{name}{label} {value:.12g}"


def _labels(**labels: str) -> str:
    escaped = (
        (k, v.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")) for k, v in labels.items()
    )
    return "{" + ",".join(f'{key}="{value}"' for key, value in escaped) + "}"


def _sum(parts: Iterable[Sums]) -> Count:
    found = list(parts)
    return Count(
        sum(each.outcomes for each in found),
        sum(each.right for each in found),
        sum(each.positives for each in found),
        sum(each.brier for each in found),
    )


def _began(book: Book, kind: str, candidate: str) -> float:
    source = kind if kind in {SHADOW, BASELINE} else LIVE
    role = book.roles.get((source, candidate))
    return role.began or 0.0 if role else 0.0


def _date(day: int) -> str:
    return datetime.datetime.fromtimestamp(day * DAY, datetime.UTC).date().isoformat()
