"""Files of rows in, files of predictions out."""

from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.csv as arrow_csv
import pyarrow.parquet as arrow_parquet
import pytest

from stratum.core.errors import InvalidInputError
from stratum.data.formats import csv
from stratum.data.formats.reading import read_rows
from stratum.data.formats.rows import Rows
from stratum.serving.logic.rows import RowReader
from stratum.serving.service import ServedModel
from stratum.serving.skins.batch import BATCH, predict_rows

CSV = """id,carrier,delay,scheduled
a,AA,12.5,2013-09-01T17:30:00Z
b,,NA,2013-09-01 05:00:00
c,UA,-40,2013-09-01T06:00:00
"""


def test_answers_are_those_of_a_server_in_the_order_of_the_rows(mixed: ServedModel, tmp_path: Path) -> None:
    (tmp_path / "in.csv").write_text(CSV)
    rows = read_rows(tmp_path / "in.csv", "csv", "in.csv", {})
    told = predict_rows(mixed, rows, "in.csv", tmp_path / "out.parquet")
    assert told.rows == 3
    table = arrow_parquet.read_table(tmp_path / "out.parquet")
    assert table.column_names == [
        "id", "carrier", "delay", "scheduled", "label", "probability_0", "probability_1", "model"
    ]  # fmt: skip
    body = (
        b'{"rows": [{"carrier": "AA", "delay": 12.5, "scheduled": "2013-09-01T17:30:00Z"},'
        b'{"scheduled": "2013-09-01T05:00:00Z"},'
        b'{"carrier": "UA", "delay": -40, "scheduled": "2013-09-01T06:00:00Z"}]}'
    )
    label, probabilities = mixed.infer(RowReader(mixed.signature).read(body))
    assert table["label"].to_pylist() == label.tolist()
    assert table["probability_1"].to_pylist() == probabilities[:, 1].tolist()
    assert set(table["model"].to_pylist()) == {"late@1"}


def test_a_regression_writes_its_prediction_as_csv(regression: ServedModel, tmp_path: Path) -> None:
    rows = Rows.of(pa.table({"n": [1, 2], "flag": [True, False], "other": ["x", "y"]}))
    told = predict_rows(regression, rows, "rows", tmp_path / "out.csv", ["other"])
    assert told.columns == ("other", "prediction", "model")
    assert arrow_csv.read_csv(tmp_path / "out.csv")["prediction"].to_pylist() == [2, 2]


def test_many_rows_are_asked_about_in_parts(numeric: ServedModel, tmp_path: Path) -> None:
    values = np.linspace(-1, 1, 2 * BATCH + 5)
    rows = Rows.of(pa.table(dict.fromkeys("abc", values)))
    assert predict_rows(numeric, rows, "rows", tmp_path / "out.parquet", []).rows == values.size
    labels = arrow_parquet.read_table(tmp_path / "out.parquet")["label"].to_numpy()
    assert (labels == (values > 0)).all()


def test_a_long_file_is_answered_where_a_later_row_needs_a_wider_type(
    mixed: ServedModel, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = tmp_path / "in.csv"
    source.write_text("id,delay,scheduled\n" + "7,7,2013-09-01T17:30:00Z\n" * 300 + "x,7.5,2013-09-01\n")
    monkeypatch.setattr(csv, "_BLOCK", 500)
    rows = csv.read(source, "in.csv", {}, at_once=0)
    assert predict_rows(mixed, rows, "in.csv", tmp_path / "out.parquet").rows == 301
    table = arrow_parquet.read_table(tmp_path / "out.parquet")
    assert table["id"].to_pylist() == ["7"] * 300 + ["x"]
    assert table["delay"].to_pylist()[-2:] == [7, 7.5]


@pytest.mark.parametrize(
    ("table", "keep", "columns"),
    [
        ({"a": [1.0]}, None, ("a", "label", "probability_0", "probability_1", "model")),
        ({"a": [1.0], "label": [1]}, ["a"], ("a", "label", "probability_0", "probability_1", "model")),
    ],
)
def test_the_columns_that_were_written_are_told(
    numeric: ServedModel,
    tmp_path: Path,
    table: dict[str, list[object]],
    keep: list[str] | None,
    columns: tuple[str, ...],
) -> None:
    told = predict_rows(numeric, Rows.of(pa.table(table)), "rows", tmp_path / "out.csv", keep)
    assert told.columns == columns == tuple(arrow_csv.read_csv(tmp_path / "out.csv").column_names)


@pytest.mark.parametrize(
    ("table", "keep", "message"),
    [
        ({"a": ["x"]}, None, "rows, rows 1 to 1 .*: column 'a' holds no number"),
        ({"other": [1]}, None, "no column at all"),
        ({"a": [1.0], "label": [1]}, None, "has a column 'label', as the answers have"),
        ({"a": [1.0]}, ["z"], "rows has no column 'z'"),
    ],
)
def test_rows_that_do_not_fit_are_told_and_nothing_is_written(
    numeric: ServedModel,
    tmp_path: Path,
    table: dict[str, list[object]],
    keep: list[str] | None,
    message: str,
) -> None:
    rows, target = Rows.of(pa.table(table)), tmp_path / "out.csv"
    with pytest.raises(InvalidInputError, match=message):
        predict_rows(numeric, rows, "rows", target, keep)
    assert not list(tmp_path.iterdir())


def test_only_csv_and_parquet_are_written(numeric: ServedModel, tmp_path: Path) -> None:
    with pytest.raises(InvalidInputError, match="neither CSV nor Parquet"):
        predict_rows(numeric, Rows.of(pa.table({"a": [1.0]})), "rows", tmp_path / "out.txt")
