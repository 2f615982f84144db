"""Messages to rows."""

import pytest

from stratum.streaming.logic.archive import INSERT, SENT, archive_rows
from stratum.streaming.logic.messages import Predictions, Scored, encode

BATCH = encode(
    Predictions("m", "2", 3.0, [Scored("a", "ewr", 1.0, 1, 0.7), Scored("b", "jfk", 2.0, None, 5.0)])
)


def test_a_batch_of_predictions_becomes_its_rows() -> None:
    rows, refused = archive_rows(
        "predictions", [("app.predictions.p", BATCH), ("app.predictions.p", BATCH)], 9.0
    )
    assert rows[:2] == [
        ("a", "ewr", 1.0, 3.0, 9.0, "m", "2", 1, 0.7),
        ("b", "jfk", 2.0, 3.0, 9.0, "m", "2", None, 5.0),
    ]
    assert (len(rows), refused) == (4, [])
    assert rows[0][SENT] == 1.0


def test_an_outcome_names_its_source_by_the_subject() -> None:
    rows, refused = archive_rows("outcomes", [("app.arrivals.lga", b'{"id":"a","sent":4,"outcome":0}')], 9.0)
    assert rows == [("a", "lga", 4.0, 9.0, 0)]
    assert refused == []


@pytest.mark.parametrize("kind", ["predictions", "outcomes"])
def test_what_cannot_be_read_is_set_aside(kind: str) -> None:
    rows, refused = archive_rows(kind, [("app.x.y", b"{}"), ("app.x.z", b"")], 9.0)
    assert rows == []
    assert [each.subject for each in refused] == ["app.x.y", "app.x.z"]


@pytest.mark.parametrize(("kind", "width"), [("predictions", 9), ("outcomes", 5)])
def test_a_second_copy_is_ignored_and_nothing_is_spelled_into_the_statement(kind: str, width: int) -> None:
    assert INSERT[kind].startswith(f"INSERT OR IGNORE INTO {kind} ")
    assert INSERT[kind].count("?") == width
