"""What is particular about JSON, Excel, and text that is read in blocks."""

import datetime
import json
import sqlite3
import zipfile
from pathlib import Path

import openpyxl
import pyarrow as pa
import pyarrow.feather
import pytest

from stratum.core.errors import InvalidInputError, NotFoundError, StratumError
from stratum.data.formats import csv, excel
from stratum.data.formats.reading import read_rows


def written(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


def sheet(path: Path, *rows: list[object], title: str = "rows") -> Path:
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    page.title = title
    for row in rows:
        page.append(row)
    book.save(path)
    return path


def read(path: Path, kind: str, **options: object) -> dict[str, list[object]]:
    found: dict[str, list[object]] = read_rows(path, kind, "source 'rows'", options).table().to_pydict()
    return found


LONG = b"a,b,c,d,e\n" + b"1,1,2024-01-01,x,\n" * 999_000 + b'2,2.5,2024-01-01 10:00:00,"two\nlines",true\n'


def test_long_text_has_the_types_that_short_text_has(tmp_path: Path) -> None:
    path = written(tmp_path / "rows.csv", LONG)
    short, long = csv.read(path, "rows", {}), csv.read(path, "rows", {}, at_once=1_000_000)
    assert long.table() == short.table()


@pytest.mark.parametrize(
    ("end", "message"),
    [(b"1,2\n", "Row #999003: Expected 5 columns, got 2"), (b"\xff,1,,,\n", "line 999004 is not utf-8 text")],
)
def test_the_end_of_long_text_is_checked_too(tmp_path: Path, end: bytes, message: str) -> None:
    path = written(tmp_path / "rows.csv", LONG + end)
    with pytest.raises(InvalidInputError) as caught:
        csv.read(path, "rows", {}, at_once=1_000_000).table()
    assert message in caught.value.message


@pytest.mark.parametrize("content", ['{"a": 1, "b": "x"}\n{"a": 2.5, "c": {"d": [1, 2]}}\n', None])
def test_json_is_lines_or_a_list(tmp_path: Path, content: str | None) -> None:
    rows = [{"a": 1, "b": "x"}, {"a": 2.5, "c": {"d": [1, 2]}}]
    path = written(tmp_path / "rows.json", (content or json.dumps(rows, indent=1)).encode())
    assert read(path, "json") == {"a": [1.0, 2.5], "b": ["x", None], "c.d": [None, "[1, 2]"]}


MOMENT = datetime.datetime(2024, 5, 6, 7, 8)  # noqa: DTZ001 - sheets know no zones
SHEET: dict[str, list[object]] = {
    "n": [1, 2],
    "share": [0.5, None],
    "word": ["x", None],
    "when": [MOMENT, None],
}


def test_excel_has_numbers_texts_times_and_nothing(tmp_path: Path) -> None:
    path = sheet(tmp_path / "rows.xlsx", list(SHEET), [1, 0.5, "x", MOMENT], [2, None, None, None])
    assert read(path, "excel") == SHEET
    with pytest.raises(NotFoundError, match="no sheet 'row'") as caught:
        read(path, "excel", sheet="row")
    assert "rows" in caught.value.hint


@pytest.mark.parametrize("name", ["rows.xls", "rows.ods"])
def test_sheets_of_other_programs_have_the_same_rows(name: str) -> None:
    """The files were written by xlwt 1.3 and by odfpy 1.4 through pandas."""
    assert read(Path(__file__).with_name("sheets") / name, "excel", sheet="rows") == SHEET


def test_a_sheet_brings_no_other_file_along(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("what nobody is to read")
    plain, spiked = sheet(tmp_path / "plain.xlsx", ["word"], ["PLACE"]), tmp_path / "spiked.xlsx"
    entity = f'<!DOCTYPE x [<!ENTITY e SYSTEM "{(tmp_path / "secret").as_uri()}">]>'
    with zipfile.ZipFile(plain) as before, zipfile.ZipFile(spiked, "w") as after:
        for name in before.namelist():
            content = before.read(name).decode()
            attacks = "PLACE" in content
            after.writestr(name, entity + content.replace("PLACE", "&e;") if attacks else content)
    with pytest.raises(InvalidInputError, match="unrecognized entity") as caught:
        read(spiked, "excel")
    assert "nobody" not in str(caught.value)


def test_a_sheet_that_grows_beyond_measure_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(excel, "_LARGEST", 1000)
    with pytest.raises(InvalidInputError, match="unpacks to more"):
        read(sheet(tmp_path / "rows.xlsx", ["a"], [1]), "excel")


def test_arrow_files_and_streams(tmp_path: Path) -> None:
    table = pa.table({"a": pa.array(["x", "y", "x"]).dictionary_encode(), "b": [1, 2, 3]})
    pyarrow.feather.write_feather(table, tmp_path / "rows.arrow")
    with pa.ipc.new_stream(tmp_path / "stream.arrow", table.schema) as stream:
        stream.write_table(table)
    for name in ("rows.arrow", "stream.arrow"):
        assert read(tmp_path / name, "arrow") == {"a": ["x", "y", "x"], "b": [1, 2, 3]}


BROKEN = {
    "json-empty": ("json", b"", "is empty"),
    "json-text": ("json", b"a,b\n1,2\n", "JSON parse error"),
    "json-mixed": ("json", b'{"a": 1}\n{"a": "x"}\n', "changed from number to string"),
    "json-cut": ("json", b'{"a": 1}\n{"a": ', "JSON parse error"),
    "json-list-cut": ("json", b'[{"a": 1}, ', "is no JSON"),
    "json-list-of-numbers": ("json", b"[1, 2]", "item 1 of the list is no object"),
    "json-encoding": ("json", '{"a": "ü"}'.encode("latin-1"), "line 1 is not utf-8"),
    "excel-text": ("excel", b"a,b\n1,2\n", "is no Excel file"),
    "excel-cut": ("excel", b"PK\x03\x04" + b"\0" * 50, "is no Excel file"),
    "parquet-cut": ("parquet", b"PAR1" + b"\0" * 50, "is no Parquet file"),
    "arrow-text": ("arrow", b"a,b\n1,2\n", "is no Arrow file"),
    "unknown": ("word", b"", "unknown format 'word'"),
}


@pytest.mark.parametrize("case", BROKEN.values(), ids=BROKEN)
def test_broken_files_are_explained(tmp_path: Path, case: tuple[str, bytes, str]) -> None:
    kind, content, message = case
    with pytest.raises(InvalidInputError) as caught:
        read(written(tmp_path / "rows", content), kind)
    assert message in caught.value.message
    assert "source 'rows'" in caught.value.message
    assert caught.value.hint


SHEETS = {
    "empty": ([], "is empty"),
    "no rows": ([["a"]], "no rows"),
    "twice": ([["a", "a"], [1, 2]], "column 'a' appears 2 times"),
    "no name": ([["a", None, "b"], [1, 2, 3]], "column 2 has no name"),
    "more": ([["a"], [1, 2]], "row 2 has a value in column 2"),
    "mixed": ([["a"], [1], ["x"]], "column 'a' mixes types: row 2 holds a number, row 3 text"),
}


@pytest.mark.parametrize("case", SHEETS.values(), ids=SHEETS)
def test_broken_sheets_are_explained(tmp_path: Path, case: tuple[list[list[object]], str]) -> None:
    with pytest.raises(InvalidInputError) as caught:
        read(sheet(tmp_path / "rows.xlsx", *case[0]), "excel")
    assert case[1] in caught.value.message
    assert caught.value.hint


def test_a_database_that_was_cut_is_explained(tmp_path: Path) -> None:
    path = tmp_path / "rows.db"
    with sqlite3.connect(path) as database:
        database.execute("CREATE TABLE t (a TEXT)")
        database.executemany("INSERT INTO t VALUES (?)", [("x" * 900,)] * 100)
    path.write_bytes(path.read_bytes()[:20_000])
    with pytest.raises(StratumError):
        read(path, "sqlite", table="t")
