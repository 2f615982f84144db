"""What a table holds: figures, associations with the target, and remarks."""

import datetime

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as some

from stratum.data.logic.association import correlation_ratio, cramers_v, rank_association
from stratum.data.logic.cells import LONGEST, cell
from stratum.data.logic.correlation import MOST_COLUMNS as MOST_CORRELATED
from stratum.data.logic.correlation import MOST_PAIRS
from stratum.data.logic.profiling import BINS, MOST_COLUMNS, profile_table
from stratum.data.types import ColumnProfile, TableProfile

ROWS = 200
CHANCE = np.random.default_rng(3)
WIND = CHANCE.random(ROWS)
LATE = np.array([0, 1] * (ROWS // 2))
WHEN = datetime.datetime(2013, 1, 1, tzinfo=datetime.UTC)
TABLE = {
    "id": [f"f{number}" for number in range(ROWS)],
    "origin": ["EWR", "JFK", "LGA", "EWR"] * (ROWS // 4),
    "airport": ["Newark", "Kennedy", "Guardia", "Newark"] * (ROWS // 4),
    "delay": LATE * 40.0 + np.arange(ROWS) % 7,
    "wind": WIND,
    "year": [2013] * ROWS,
    "note": [None] * 150 + ["a"] * 25 + ["b"] * 25,
    "nothing": pa.nulls(ROWS),
    "when": [WHEN + datetime.timedelta(hours=number) for number in range(ROWS)],
    "parts": [[number % 3] for number in range(ROWS)],
    "late": LATE,
}


def profiled(columns: dict[str, object], target: str = "late") -> TableProfile:
    table = pa.table(columns)
    return profile_table(table, table.num_rows, target)


def column(profile: TableProfile, name: str) -> ColumnProfile:
    return next(one for one in profile.columns if one.name == name)


def test_a_column_of_numbers() -> None:
    wind = column(profiled(TABLE), "wind")
    assert wind.type == "number"
    assert wind.numbers is not None
    assert wind.numbers.least == float(WIND.min())
    assert sum(wind.numbers.counts) == ROWS
    assert len(wind.numbers.edges) == BINS + 1


def test_outliers_are_beyond_one_and_a_half_distances_of_the_quartiles() -> None:
    def outliers(values: list[float]) -> int | None:
        figures = column(profiled({"a": values}, ""), "a").numbers
        assert figures is not None
        return figures.outliers

    ordinary = [float(number) for number in range(1, 101)]  # quartiles 25.75 and 75.25: from -48.5 to 149.5
    assert outliers(ordinary) == 0
    assert outliers([*ordinary[1:-1], -60.0, 400.0]) == 2
    assert outliers([*ordinary[1:-1], -40.0, 140.0]) == 0
    assert outliers([0.0] * 90 + [1.0] * 10) is None


def test_columns_that_go_together_are_told_strongest_first() -> None:
    rows = {
        "a": WIND,
        "b": np.exp(5 * WIND),
        "c": -WIND + CHANCE.random(ROWS) / 2,
        "d": CHANCE.permutation(ROWS),
        "e": [None if number % 3 else value for number, value in enumerate(WIND.tolist())],
        "f": ["x"] * ROWS,
        "g": [1.0] * ROWS,
    }
    found = profiled(rows, "").correlations
    pairs = [(pair.first + pair.second, pair.value) for pair in found]
    assert pairs[:3] == [("ab", 1.0), ("ae", 1.0), ("be", 1.0)]
    assert {name for name, _ in pairs[3:]} == {"ac", "bc", "ce"}
    assert all(-1 < value < -0.5 for _, value in pairs[3:])


def test_pairs_of_many_columns_and_rows_are_bounded() -> None:
    many = WIND.repeat(100)
    wide: dict[str, object] = {f"c{number}": many for number in range(MOST_CORRELATED + 10)}
    wide["c0"] = np.where(np.arange(ROWS * 100) % 2, many, np.nan)
    found = profiled(wide, "").correlations
    assert len(found) == MOST_PAIRS
    names = {f"c{number}" for number in range(1, MOST_CORRELATED + 1)}
    assert {name for pair in found for name in (pair.first, pair.second)} <= names


def test_a_pair_needs_rows_that_know_both() -> None:
    assert profiled({"a": list(range(9)), "b": list(range(9))}, "").correlations == ()


def test_infinite_values_are_counted_and_told() -> None:
    found = profiled({"a": [1.0, 2.0, float("inf"), float("-inf"), float("nan")]}, "")
    assert (found.columns[0].infinite, found.columns[0].missing) == (2, 1)
    (told,) = (remark for remark in found.remarks if remark.code == "infinite")
    assert told.text.startswith("a is infinite in 2 of 5 rows: training and serving refuse it")


def test_what_should_be_known() -> None:
    found = {(remark.code, remark.column) for remark in profiled(TABLE).remarks}
    assert found == {
        ("identifier", "id"), ("copy", "airport"), ("leak", "delay"), ("constant", "year"),
        ("missing", "note"), ("constant", "nothing"),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("name", "measure"),
    [
        ("wind", "rank"),
        ("origin", "cramer"),
        ("when", "rank"),
        ("parts", "cramer"),
        ("late", None),
        ("year", None),
    ],
)
def test_each_kind_of_column_is_held_against_a_class(name: str, measure: str | None) -> None:
    told = column(profiled(TABLE), name).association
    assert (told.measure if told else None) == measure


@pytest.mark.parametrize(("name", "measure"), [("delay", "pearson"), ("origin", "eta")])
def test_each_kind_of_column_is_held_against_a_quantity(name: str, measure: str) -> None:
    profile = profiled(TABLE, "wind")
    told = column(profile, name).association
    assert told is not None
    assert told.measure == measure
    assert profile.balance == ()


def test_a_column_that_decides_the_class_is_suspected() -> None:
    plane = [f"n{number % 8}" for number in range(ROWS)]
    found = profiled({"plane": plane, "class": [int(name[1:]) % 3 for name in plane]}, "class").remarks
    assert ("leak", "plane") in {(remark.code, remark.column) for remark in found}


def test_a_word_among_numbers_is_told() -> None:
    rows: dict[str, object] = {
        "delay": ["1", "2.5", "-3"] * 3 + ["late"],
        "zip": ["1", "a"] * 5,
        "code": ["1", "2"] * 5,
    }
    remarks = {remark.column: remark for remark in profiled(rows, "").remarks if remark.code == "mixed"}
    assert list(remarks) == ["delay"]
    assert "numbers in 9 of 10 rows and text such as 'late'" in remarks["delay"].text


@pytest.mark.parametrize(
    ("days", "way"),
    [
        (["03/02/2023", "31/12/2023"], "strptime(\"when\", '%d/%m/%Y')"),
        (["03-02-2023", "12-31-2023"], "strptime(\"when\", '%m-%d-%Y')"),
        (["3.2.2023", "4.2.2023"], "strptime(\"when\", '%d.%m.%Y') or strptime(\"when\", '%m.%d.%Y')"),
        (["31/12/2023 10:30", "3/2/2023 9:05"], "strptime(\"when\", '%d/%m/%Y %H:%M')"),
        (["31/12/2023T10:30:00", "3/2/2023T09:05:59"], "strptime(\"when\", '%d/%m/%YT%H:%M:%S')"),
    ],
)
def test_days_with_the_year_last_are_told(days: list[str], way: str) -> None:
    (remark,) = (
        one for one in profiled({"when": days * 5, "kind": ["a", "b"] * 5}, "").remarks if one.code == "days"
    )
    assert remark.column == "when"
    assert repr(days[0]) in remark.text
    assert remark.text.endswith(way)


@pytest.mark.parametrize(
    "words", [["31/12/2023", "soon"], ["31/12/2023", "12/31/2023"], ["1/2", "1/3"], ["10.0.0.1", "10.0.0.2"]]
)
def test_words_are_no_days(words: list[str]) -> None:
    assert "days" not in {remark.code for remark in profiled({"when": words * 5}, "").remarks}


def test_rare_classes_and_equal_rows_are_told() -> None:
    rows = {"a": [1.0] * 96 + [2.0, 3.0, 4.0, 5.0], "kind": ["often"] * 98 + ["seldom"] * 2}
    found = profiled(rows, "kind")
    assert found.balance == (("often", 98), ("seldom", 2))
    assert found.duplicates == 95
    assert [remark.code for remark in found.remarks] == ["leak", "imbalance", "duplicate-rows"]


def test_a_target_that_the_table_lacks_counts_as_none() -> None:
    found = profiled({"a": [1, 2]}, "late")
    assert found.target == ""
    assert found.columns[0].association is None


def test_not_a_number_is_missing_and_infinity_does_not_count() -> None:
    (found,) = profiled({"a": [1.0, float("nan"), float("inf"), None]}, "").columns
    assert found.missing == 2
    assert found.numbers is not None
    assert found.numbers.most == 1.0


def test_at_most_so_many_columns_are_looked_at_and_the_target_is() -> None:
    wide = {f"c{number}": [number, number + 1] for number in range(MOST_COLUMNS + 50)}
    found = profiled({**wide, "late": [0, 1]})
    assert len(found.columns) == MOST_COLUMNS
    assert found.left_out == 51
    assert found.columns[-1].name == "late"


def test_a_cell_is_bounded() -> None:
    assert cell("x" * 1000) == "x" * (LONGEST - 1) + "…"
    assert cell(b"123") == "3 bytes"
    assert cell(float("nan")) is None
    assert cell(WHEN) == "2013-01-01T00:00:00+00:00"


VALUES = some.lists(some.integers(-1000, 1000), min_size=4, max_size=40)


@given(VALUES, VALUES)
def test_a_rank_association_is_turned_round_with_the_classes(ones: list[int], zeros: list[int]) -> None:
    values, is_one = np.array(ones + zeros), np.array([True] * len(ones) + [False] * len(zeros))
    first = rank_association(values, is_one)
    assert -1 <= first <= 1
    assert first == pytest.approx(-rank_association(values, ~is_one), abs=1e-9)
    assert first == pytest.approx(rank_association(values * 2 + 1, is_one), abs=1e-9)


@given(some.lists(some.integers(0, 4), min_size=6, max_size=60))
def test_what_equals_the_target_tells_all_of_it(codes: list[int]) -> None:
    classes = np.array([*codes, 5, 6])
    assert cramers_v(classes, (classes * 7) % 11) == pytest.approx(1)
    assert correlation_ratio(classes, classes.astype(float)) == pytest.approx(1)
    assert correlation_ratio(classes, np.ones(len(classes))) == 0
