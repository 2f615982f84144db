"""The table of a replay."""

import datetime
from pathlib import Path
from typing import Any

import msgspec
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from stratum.core.errors import InvalidInputError, PermanentError
from stratum.streaming.programs.dataset import CHUNK, column_report, read_dataset
from stratum.streaming.types import Endpoint, ReplaySpec

NOON = datetime.datetime(2013, 9, 1, 12, tzinfo=datetime.UTC)


def moment(minutes: int) -> datetime.datetime:
    return NOON + datetime.timedelta(minutes=minutes)


TABLE: dict[str, Any] = {
    "id": ["c", "a", "b", "d"],
    "scheduled": [moment(30), moment(0), moment(10), None],
    "landed": [moment(90), moment(60), None, moment(5)],
    "late": [True, None, False, True],
    "origin": ["EWR", "EWR", "JFK", "EWR"],
    "distance": [float("nan"), 1.5, 2.0, 3.0],
}


@pytest.fixture
def spec(tmp_path: Path) -> ReplaySpec:
    file = tmp_path / "departures.parquet"
    pq.write_table(pa.table(TABLE), file, row_group_size=2)
    return ReplaySpec(
        application="app",
        name="ewr",
        address="127.0.0.1",
        status=9101,
        broker=Endpoint("127.0.0.1", 1883),
        dataset=str(file),
        topic="departures",
        columns=("distance", "origin", "scheduled"),
        outcomes="arrivals",
        time="scheduled",
        target="late",
        outcome_time="landed",
    )


def names(spec: ReplaySpec, **changes: Any) -> list[str]:
    dataset = read_dataset(msgspec.structs.replace(spec, **changes))
    return [dataset.identifier(row) for row in range(len(dataset.times))]


def test_rows_are_in_the_order_of_their_moments(spec: ReplaySpec) -> None:
    dataset = read_dataset(spec)
    start = int(NOON.timestamp())
    assert names(spec) == ["a", "b", "c"]
    assert dataset.times == [start, start + 600, start + 1800]


def test_outcomes_are_known_where_there_is_one_and_its_moment(spec: ReplaySpec) -> None:
    dataset = read_dataset(spec)
    assert dataset.known == [None, None, int(moment(90).timestamp())]
    assert dataset.outcome(2) == 1
    assert column_report(dataset) == {"rows": 3, "outcomes": 1}


def test_without_a_topic_for_outcomes_there_are_none(spec: ReplaySpec) -> None:
    dataset = read_dataset(msgspec.structs.replace(spec, outcomes=None, target=None, outcome_time=None))
    assert dataset.known == [None, None, None]


def test_a_row_says_what_the_model_takes(spec: ReplaySpec) -> None:
    dataset = read_dataset(spec)
    bodies = [msgspec.json.decode(dataset.body(row)) for row in range(3)]
    assert bodies[0] == {"distance": 1.5, "origin": "EWR", "scheduled": "2013-09-01T12:00:00Z"}
    assert bodies[2]["distance"] is None


@pytest.mark.parametrize(
    ("changes", "left"),
    [
        ({"where": {"origin": "EWR"}}, ["a", "c"]),
        ({"where": {"origin": "EWR", "distance": 1.5}}, ["a"]),
        ({"after": "2013-09-01T12:10:00Z"}, ["b", "c"]),
        ({"after": "2013-09-01T12:10:01+00:00", "where": {"origin": "EWR"}}, ["c"]),
    ],
)
def test_rows_can_be_chosen(spec: ReplaySpec, changes: dict[str, Any], left: list[str]) -> None:
    assert names(spec, **changes) == left


def test_moments_may_be_text(spec: ReplaySpec, tmp_path: Path) -> None:
    texts = [None if at is None else at.strftime("%Y-%m-%dT%H:%M:%SZ") for at in TABLE["scheduled"]]
    pq.write_table(pa.table(TABLE | {"scheduled": texts}), tmp_path / "text.parquet")
    changed = msgspec.structs.replace(spec, dataset=str(tmp_path / "text.parquet"))
    assert read_dataset(changed).times == read_dataset(spec).times
    assert read_dataset(changed).body(0) == read_dataset(spec).body(0)


def test_bodies_are_right_over_chunks(spec: ReplaySpec, tmp_path: Path) -> None:
    rows = 2 * CHUNK + 3
    table = {
        "id": [f"{row:05}" for row in range(rows)],
        "scheduled": list(range(rows)),
        "x": list(range(rows)),
    }
    pq.write_table(pa.table(table), tmp_path / "many.parquet")
    changed = msgspec.structs.replace(
        spec, dataset=str(tmp_path / "many.parquet"), columns=("x",), outcomes=None
    )
    dataset = read_dataset(changed)
    assert [dataset.body(row) for row in (0, CHUNK - 1, CHUNK, rows - 1)] == [
        b'{"x":%d}' % row for row in (0, CHUNK - 1, CHUNK, rows - 1)
    ]


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"columns": ("distance", "seats")}, "has no column seats"),
        ({"where": {"airport": "EWR"}}, "has no column airport"),
        ({"where": {"origin": "SFO"}}, "no row"),
        ({"after": "2020-01-01T00:00:00Z"}, "no row"),
    ],
)
def test_what_cannot_be_replayed_is_named(spec: ReplaySpec, changes: dict[str, Any], told: str) -> None:
    with pytest.raises(InvalidInputError, match=told):
        read_dataset(msgspec.structs.replace(spec, **changes))


def test_a_file_that_is_none_is_named(spec: ReplaySpec, tmp_path: Path) -> None:
    (tmp_path / "text").write_text("no table")
    for name in ("text", "missing"):
        with pytest.raises(PermanentError, match=name):
            read_dataset(msgspec.structs.replace(spec, dataset=str(tmp_path / name)))
