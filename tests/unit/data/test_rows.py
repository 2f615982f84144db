"""Row-wise preparation: the same values in training and serving."""

import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stratum.core.errors import InvalidInputError
from stratum.data.logic.rows import PARTS, apply_steps

ALL_PARTS = {"step": "date_parts", "column": "t", "parts": list(PARTS)}


def parts_of(values: np.ndarray) -> dict[str, list[float]]:
    prepared = apply_steps([ALL_PARTS], {"t": values})
    return {part: prepared[part].tolist() for part in PARTS}


GOLDEN = {
    "2013-09-01T17:30:59Z": (2013, 9, 1, 6, 17, 30),
    "2013-09-01T17:30:59": (2013, 9, 1, 6, 17, 30),
    "2013-09-01T19:30:00+02:00": (2013, 9, 1, 6, 17, 30),
    "2024-02-29T00:00:00.500Z": (2024, 2, 29, 3, 0, 0),
    "1969-12-31T23:59:00Z": (1969, 12, 31, 2, 23, 59),
    "2013-01-07": (2013, 1, 7, 0, 0, 0),
}


@pytest.mark.parametrize(("text", "expected"), GOLDEN.items())
def test_parts_of_text(text: str, expected: tuple[int, ...]) -> None:
    found = parts_of(np.array([text], dtype=object))
    assert found == {part: [value] for part, value in zip(PARTS, expected, strict=True)}


def test_a_day_with_slashes_has_the_parts_of_one_with_dashes() -> None:
    slashed, dashed = (
        apply_steps([ALL_PARTS], {"t": np.array([text], dtype=object)})
        for text in ("2013/01/07 06:45", "2013-01-07 06:45")
    )
    assert {part: slashed[part].tolist() for part in PARTS} == {part: dashed[part].tolist() for part in PARTS}


def test_parts_are_float32_of_the_same_length() -> None:
    prepared = apply_steps([ALL_PARTS], {"t": np.array(["2013-01-07", "2013-01-08"], dtype=object)})
    assert {prepared[part].dtype for part in PARTS} == {np.dtype(np.float32)}
    assert {prepared[part].shape for part in PARTS} == {(2,)}


@given(st.lists(st.datetimes(), min_size=1, max_size=5))
def test_text_and_times_give_the_same_parts(moments: list[object]) -> None:
    times = np.array(moments, dtype="datetime64[s]")
    texts = np.array([f"{t}Z" for t in times], dtype=object)
    assert parts_of(times) == parts_of(texts)


@pytest.mark.parametrize(
    "missing",
    [np.array([None], dtype=object), np.array([""], dtype=object), np.array(["NaT"], "datetime64[s]")],
)
def test_parts_of_a_missing_time_are_missing(missing: np.ndarray) -> None:
    prepared = apply_steps([ALL_PARTS], {"t": missing})
    assert all(np.isnan(prepared[part]).all() for part in PARTS)


def test_constants_fill_missing_numbers_and_texts() -> None:
    steps: list[dict[str, object]] = [
        {"step": "fill", "column": "n", "value": 7},
        {"step": "fill", "column": "c", "value": "unknown"},
    ]
    columns = {"n": np.array([1.5, np.nan], dtype=np.float32), "c": np.array([None, "x"], dtype=object)}
    prepared = apply_steps(steps, columns)
    assert prepared["n"].tolist() == [1.5, 7.0]
    assert prepared["n"].dtype == np.float32
    assert prepared["c"].tolist() == ["unknown", "x"]


def test_nan_among_texts_is_missing_and_an_empty_text_is_not() -> None:
    columns = {"c": np.array([float("nan"), ""], dtype=object)}
    prepared = apply_steps([{"step": "fill", "column": "c", "value": "unknown"}], columns)
    assert prepared["c"].tolist() == ["unknown", ""]


@pytest.mark.parametrize("values", [np.array([1, 2]), np.array([True]), np.array([1.0, 2.0])])
def test_what_misses_nothing_is_left_alone(values: np.ndarray) -> None:
    prepared = apply_steps([{"step": "fill", "column": "n", "value": 7}], {"n": values})
    assert np.array_equal(prepared["n"], values)
    assert prepared["n"].dtype == values.dtype


def test_given_columns_are_not_changed() -> None:
    columns = {"n": np.array([np.nan])}
    prepared = apply_steps([{"step": "fill", "column": "n", "value": 7}], columns)
    assert np.isnan(columns["n"]).all()
    assert list(columns) == list(prepared) == ["n"]


@pytest.mark.parametrize(
    ("step", "message"),
    [
        ({"step": "date_parts", "column": "gone", "parts": ["hour"]}, "'gone' is missing"),
        ({"step": "date_parts", "column": "t", "parts": ["moon"]}, "unknown part 'moon'"),
        ({"step": "date_parts", "column": "t", "parts": ["hour"]}, "'yesterday', which is no time"),
        ({"step": "polish", "column": "t"}, "unknown preparation step 'polish'"),
    ],
)
def test_what_cannot_be_done_is_said(step: dict[str, object], message: str) -> None:
    with pytest.raises(InvalidInputError, match=message) as caught:
        apply_steps([step], {"t": np.array(["yesterday"], dtype=object)})
    assert caught.value.hint


def test_the_model_server_gets_no_heavy_library_from_it() -> None:
    heavy = {"pyarrow", "duckdb", "pandas", "sklearn"}
    code = f"import sys, stratum.data.logic.rows; print(sorted({heavy} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
    assert not done.stderr
