"""Tables from tables: joined, grouped, with figures of the past, sampled."""

import datetime
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stratum.core.errors import InvalidInputError
from stratum.data.logic.past import past_figures
from stratum.data.logic.relating import add_past, group_rows, join_rows, sample_rows

VISITS = pa.table({"shop": ["b", "a", "x", "b"], "paid": [1.0, 2.0, 3.0, None]})
SHOPS = pa.table({"shop": ["a", "b"], "city": ["Graz", "Wien"]})
DAYS = [datetime.datetime(2024, 1, day, tzinfo=datetime.UTC) for day in (3, 1, 2, 2)]
TIMED = pa.table({"day": DAYS, "key": ["p", "p", "p", "q"], "n": [1.0, 2.0, 3.0, 4.0]})


@pytest.mark.parametrize(
    ("dangling", "cities"), [("keep", ["Wien", "Graz", None, "Wien"]), ("drop", ["Wien", "Graz", "Wien"])]
)
def test_a_join_keeps_the_order(dangling: str, cities: list[str | None]) -> None:
    made = join_rows("j", VISITS, SHOPS, ["shop"], {"dangling": dangling})
    assert made.column_names == ["shop", "paid", "city"]
    assert made.column("city").to_pylist() == cities


def test_rows_of_several_partners_are_repeated() -> None:
    twice = pa.concat_tables([SHOPS, SHOPS])
    made = join_rows("j", VISITS, twice, ["shop"], {"dangling": "drop", "duplicates": "repeat"})
    assert made.column("shop").to_pylist() == ["b", "b", "a", "a", "b", "b"]


@pytest.mark.parametrize(
    ("right", "message"),
    [
        (SHOPS, "1 of 4 rows find no partner, such as shop 'x'"),
        (pa.concat_tables([SHOPS, SHOPS]), "2 keys of the second input stand there more than once"),
        (pa.table({"shop": [1], "city": [""]}), "key 'shop' is string and int64"),
        (pa.table({"shop": ["a"], "paid": [1]}), "column 'paid' appears 2 times"),
        (pa.table({"store": ["a"]}), "finds no column 'shop'"),
    ],
)
def test_joins_that_do_not_fit_are_told(right: pa.Table, message: str) -> None:
    with pytest.raises(InvalidInputError, match=message):
        join_rows("j", VISITS, right, ["shop"], {})


def test_groups_have_figures() -> None:
    figures = [
        {"name": "visits", "of": "shop", "is": "count"},
        {"name": "most", "of": "paid", "is": "max"},
        {"name": "known", "of": "paid", "is": "count"},
    ]
    made = group_rows("g", VISITS, ["shop"], figures)
    assert made.to_pydict() == {
        "shop": ["b", "a", "x"],
        "visits": [2, 1, 1],
        "most": [1.0, 2.0, 3.0],
        "known": [1, 1, 1],
    }
    with pytest.raises(InvalidInputError, match="block 'g'"):
        group_rows("g", VISITS, ["paid"], [{"name": "s", "of": "shop", "is": "sum"}])


def past(**changed: object) -> dict[str, Any]:
    feature = {"name": "before", "of": "n", "is": "lag", "rows": 1}
    return {"time": "day", "by": ["key"], "features": [feature], **changed}


def test_figures_of_the_past_are_of_earlier_rows_of_the_key() -> None:
    assert add_past("w", TIMED, past()).column("before").to_pylist() == [3.0, None, 2.0, None]
    everybody = add_past("w", TIMED, past(by=[]))
    assert everybody.column("before").to_pylist() == [4.0, None, 2.0, 2.0]


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"time": "n"}, "column 'n' holds number, no times"),
        (
            {"features": [{"name": "b", "of": "key", "is": "lag", "rows": 1}]},
            "'key' holds category, no numbers",
        ),
        ({"features": [{"name": "n", "of": "n", "is": "lag", "rows": 1}]}, "column 'n' appears 2 times"),
    ],
)
def test_a_past_that_cannot_be_is_refused(changed: dict[str, object], message: str) -> None:
    with pytest.raises(InvalidInputError, match=message):
        add_past("w", TIMED, past(**changed))


HISTORIES = st.lists(st.tuples(st.integers(0, 2), st.integers(0, 9), st.integers(-99, 99)), min_size=1)


@given(
    HISTORIES, st.sampled_from(["lag", "mean", "min", "max", "sum", "count"]), st.integers(1, 4), st.data()
)
def test_nobody_looks_ahead(
    rows: list[tuple[int, int, int]], figure: str, back: int, data: st.DataObject
) -> None:
    keys, times, values = (np.array(column, dtype=np.int64) for column in zip(*rows, strict=True))
    row = data.draw(st.integers(0, len(rows) - 1))
    found = past_figures(keys, times, values.astype(float), figure, back)[row]
    other = values.astype(float)
    other[(times >= times[row]) | (keys != keys[row])] = 1e6
    again = past_figures(keys, times, other, figure, back)[row]
    assert np.array_equal(found, again, equal_nan=True)
    kept = (times < times[row]) | (np.arange(len(rows)) == row)
    alone = past_figures(keys[kept], times[kept], values[kept].astype(float), figure, back)
    assert np.array_equal(alone[kept[:row].sum()], found, equal_nan=True)


@given(st.lists(st.sampled_from("ab"), min_size=1, max_size=60), st.floats(0.01, 1), st.integers(0, 99))
def test_samples_repeat_and_keep_a_row_of_each_value(groups: list[str], share: float, seed: int) -> None:
    table = pa.table({"g": groups, "row": range(len(groups))})
    made = sample_rows("s", table, share, "g", seed)
    assert made.equals(sample_rows("s", table, share, "g", seed))
    assert set(made.column("g").to_pylist()) == set(groups)
    places = made.column("row").to_pylist()
    assert places == sorted(set(places))
