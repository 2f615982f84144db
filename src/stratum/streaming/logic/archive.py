"""The tables of the archive and what goes into them."""

from collections.abc import Iterable, Mapping

from stratum.core.errors import InvalidInputError
from stratum.streaming.logic import names
from stratum.streaming.logic.messages import Outcome, Predictions, Rejection, decode, reject

Row = tuple[object, ...]

SCHEMA = (
    "CREATE TABLE IF NOT EXISTS predictions (id TEXT PRIMARY KEY, source TEXT NOT NULL, sent REAL NOT NULL,"
    " predicted REAL NOT NULL, stored REAL NOT NULL, model TEXT NOT NULL, version TEXT NOT NULL,"
    " label, probability REAL)",
    "CREATE TABLE IF NOT EXISTS outcomes (id TEXT PRIMARY KEY, source TEXT NOT NULL, sent REAL NOT NULL,"
    " stored REAL NOT NULL, outcome INTEGER NOT NULL)",
)

# A message may come twice; its rows are kept once, whoever came first.
INSERT: Mapping[str, str] = {
    "predictions": "INSERT OR IGNORE INTO predictions"
    " (id, source, sent, predicted, stored, model, version, label, probability) VALUES (?,?,?,?,?,?,?,?,?)",
    "outcomes": "INSERT OR IGNORE INTO outcomes (id, source, sent, stored, outcome) VALUES (?,?,?,?,?)",
}
SENT = 2
FIND = "SELECT id, source, sent, predicted, model, version, label, probability FROM predictions WHERE id = ?"
"""What is stored of a prediction, by its id."""


def archive_rows(
    kind: str, messages: Iterable[tuple[str, bytes]], now: float
) -> tuple[list[Row], list[Rejection]]:
    """The rows of a batch of messages, and the messages that could not be read.

    Args:
        kind: ``predictions`` or ``outcomes``.
        messages: Subject and body of each.
        now: When they are stored, in seconds since 1970-01-01 UTC.
    """
    rows: list[Row] = []
    refused: list[Rejection] = []
    for subject, body in messages:
        try:
            rows.extend(_predicted(body, now) if kind == "predictions" else _outcome(subject, body, now))
        except InvalidInputError as error:
            refused.append(reject(subject, error.message, body))
    return rows, refused


def _predicted(body: bytes, now: float) -> list[Row]:
    batch = decode(Predictions, body)
    return [
        (
            row.id, row.source, row.sent, batch.predicted, now,
            batch.model, batch.version, row.label, row.probability,
        )
        for row in batch.rows
    ]  # fmt: skip


def _outcome(subject: str, body: bytes, now: float) -> list[Row]:
    outcome = decode(Outcome, body)
    return [(outcome.id, names.source_of(subject), outcome.sent, now, outcome.outcome)]
