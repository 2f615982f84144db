"""The promises of sources over every implementation."""

import gzip
import sqlite3
import zipfile
from contextlib import closing
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as arrow_parquet
import pytest

from stratum.data.sources.files import FileSource
from stratum.data.types import SourceSpec
from stratum.testing.contracts.source import ROWS, FileSourceContract

CSV = "name,count,share\na,1,0.5\nb,2,NA\n,3,2.5\n"


@pytest.fixture
def source() -> FileSource:
    return FileSource()


def spec_of(kind: str, path: Path, **attributes: object) -> SourceSpec:
    return SourceSpec("rows", kind, {"path": str(path), **attributes})


def written(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


class TestCsvSource(FileSourceContract):
    @pytest.fixture
    def spec(self, tmp_path: Path) -> SourceSpec:
        return spec_of("csv", written(tmp_path / "rows.csv", CSV.encode()))

    @pytest.fixture
    def changed(self, tmp_path: Path) -> SourceSpec:
        return spec_of("csv", written(tmp_path / "changed.csv", CSV.replace("a", "z").encode()))

    @pytest.fixture
    def empty(self, tmp_path: Path) -> SourceSpec:
        return spec_of("csv", written(tmp_path / "empty.csv", b"name,count\n"))

    @pytest.fixture
    def broken(self, tmp_path: Path) -> SourceSpec:
        return spec_of("csv", written(tmp_path / "broken.csv", b"a,b\n1,2\n1,2,3\n"))


class TestGzippedCsv(TestCsvSource):
    @pytest.fixture
    def spec(self, tmp_path: Path) -> SourceSpec:
        return spec_of("csv", written(tmp_path / "rows.csv.gz", gzip.compress(CSV.encode())))

    @pytest.fixture
    def broken(self, tmp_path: Path) -> SourceSpec:
        return spec_of("csv", written(tmp_path / "rows.csv.gz", gzip.compress(CSV.encode())[:20]))


class TestCsvWithoutHeader(TestCsvSource):
    def spec_at(self, path: Path) -> SourceSpec:
        return spec_of("csv", path, skip=2, names=("name", "count", "share"))

    @pytest.fixture
    def spec(self, tmp_path: Path) -> SourceSpec:
        rows = CSV.partition("\n")[2]
        return self.spec_at(written(tmp_path / "rows.csv", f"3 rows\n\n{rows}".encode()))

    @pytest.fixture
    def broken(self, tmp_path: Path) -> SourceSpec:
        return self.spec_at(written(tmp_path / "broken.csv", b"a\n\n1,2,3\n1,2,3,4\n"))


class TestZippedCsv(TestCsvSource):
    @pytest.fixture
    def spec(self, tmp_path: Path) -> SourceSpec:
        with zipfile.ZipFile(tmp_path / "rows.csv.zip", "w") as archive:
            archive.writestr("inside.csv", CSV)
        return spec_of("csv", tmp_path / "rows.csv.zip")

    @pytest.fixture
    def broken(self, tmp_path: Path) -> SourceSpec:
        return spec_of("csv", written(tmp_path / "rows.csv.zip", b"PK nothing"))


class TestParquetSource(FileSourceContract):
    def place(self, path: Path, table: pa.Table) -> SourceSpec:
        arrow_parquet.write_table(table, path)
        return spec_of("parquet", path)

    @pytest.fixture
    def spec(self, tmp_path: Path) -> SourceSpec:
        return self.place(tmp_path / "rows.parquet", ROWS)

    @pytest.fixture
    def changed(self, tmp_path: Path) -> SourceSpec:
        return self.place(tmp_path / "changed.parquet", ROWS.slice(1))

    @pytest.fixture
    def empty(self, tmp_path: Path) -> SourceSpec:
        return self.place(tmp_path / "empty.parquet", ROWS.slice(0, 0))

    @pytest.fixture
    def broken(self, tmp_path: Path) -> SourceSpec:
        return spec_of("parquet", written(tmp_path / "broken.parquet", b"a,b\n1,2\n"))


class TestSqliteSource(FileSourceContract):
    def place(self, path: Path, table: pa.Table) -> SourceSpec:
        with closing(sqlite3.connect(path)) as database, database:
            database.execute('CREATE TABLE "all rows" (name TEXT, count INTEGER, share REAL)')
            rows = [tuple(row.values()) for row in table.to_pylist()]
            database.executemany('INSERT INTO "all rows" VALUES (?, ?, ?)', rows)
        return spec_of("sqlite", path, table="all rows")

    @pytest.fixture
    def spec(self, tmp_path: Path) -> SourceSpec:
        return self.place(tmp_path / "rows.db", ROWS)

    @pytest.fixture
    def changed(self, tmp_path: Path) -> SourceSpec:
        return self.place(tmp_path / "changed.db", ROWS.slice(1))

    @pytest.fixture
    def empty(self, tmp_path: Path) -> SourceSpec:
        return self.place(tmp_path / "empty.db", ROWS.slice(0, 0))

    @pytest.fixture
    def broken(self, tmp_path: Path) -> SourceSpec:
        return spec_of("sqlite", written(tmp_path / "broken.db", b"no database " * 100), table="rows")
