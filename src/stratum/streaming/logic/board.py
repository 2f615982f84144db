"""The figures on the board, from what the archive holds."""

import dataclasses
from collections.abc import Mapping, Sequence

WINDOW = 20_000
LATEST = 25

TOTALS = "SELECT (SELECT max(rowid) FROM predictions), (SELECT max(rowid) FROM outcomes)"
# Rows are never deleted, so the highest row number is their count: no scan, however long it runs.
LATEST_ROWS = (
    "SELECT p.id, p.source, p.sent, p.stored, p.model, p.version, p.label, p.probability, o.outcome"
    " FROM predictions p LEFT JOIN outcomes o ON o.id = p.id ORDER BY p.rowid DESC LIMIT ?"
)
BY_SOURCE = (
    "SELECT source, count(*), avg(probability), avg(stored - sent) FROM"
    " (SELECT * FROM predictions ORDER BY rowid DESC LIMIT ?) GROUP BY source ORDER BY source"
)
KNOWN = (
    "SELECT p.label, o.outcome, count(*) FROM (SELECT * FROM outcomes ORDER BY rowid DESC LIMIT ?) o"
    " JOIN predictions p ON p.id = o.id GROUP BY p.label, o.outcome"
)


@dataclasses.dataclass(frozen=True, slots=True)
class Readings:
    """What the four queries gave, row by row."""

    totals: Sequence[object]
    latest: Sequence[Sequence[object]]
    sources: Sequence[Sequence[object]]
    known: Sequence[Sequence[object]]


def board_figures(title: str, readings: Readings) -> Mapping[str, object]:
    """What the board shows, as JSON data; ratios are None where nothing is known yet."""
    predictions, outcomes = readings.totals
    names = ("id", "source", "sent", "stored", "model", "version", "label", "probability", "outcome")
    return {
        "title": title,
        "predictions": predictions or 0,
        "outcomes": outcomes or 0,
        "latest": [dict(zip(names, row, strict=True)) for row in readings.latest],
        "sources": [
            {"source": source, "predictions": n, "probability": probability, "latency": latency}
            for source, n, probability, latency in readings.sources
        ],
        "window": WINDOW,
        **_quality(readings.known),
    }


def _quality(known: Sequence[Sequence[object]]) -> Mapping[str, object]:
    counted = [(truth(label), outcome == 1, number) for label, outcome, number in known]
    pairs = [(label, outcome, n) for label, outcome, n in counted if label is not None and isinstance(n, int)]
    total = sum(n for _, _, n in pairs)
    if not total:
        return {"known": 0, "accuracy": None, "base_rate": None}
    right = sum(n for label, outcome, n in pairs if label is outcome)
    positive = sum(n for _, outcome, n in pairs if outcome)
    return {"known": total, "accuracy": right / total, "base_rate": positive / total}


def truth(label: object) -> bool | None:
    """A class label of a two-class model as yes or no; None for a label that says neither."""
    return {"1": True, "true": True, "yes": True, "0": False, "false": False, "no": False}.get(
        str(label).lower().removesuffix(".0")
    )
