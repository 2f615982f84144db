"""What every source of rows promises. Subclass, and provide the fixtures named below."""

import hashlib
import tempfile
from collections.abc import Mapping
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as arrow_parquet
import pytest

from stratum.core.errors import InvalidInputError, NotFoundError
from stratum.data.formats.reading import read_rows
from stratum.data.ports import Source
from stratum.data.types import Fetched, SourceSpec

ROWS = pa.table({"name": ["a", "b", None], "count": [1, 2, 3], "share": [0.5, None, 2.5]})


def read_source(source: Source, spec: SourceSpec) -> pa.Table:
    """All rows of a source."""
    with tempfile.TemporaryDirectory() as scratch:
        fetched = source.fetch(spec, Path(scratch))
        return read_rows(fetched.path, fetched.format, fetched.place, spec.attributes).table()


def digest_of(source: Source, spec: SourceSpec) -> str:
    """SHA-256 of what a source brings."""
    with tempfile.TemporaryDirectory() as scratch:
        return hashlib.sha256(source.fetch(spec, Path(scratch)).path.read_bytes()).hexdigest()


class MemorySource:
    """Satisfies ``stratum.data.ports.Source`` from tables by the name of the source."""

    def __init__(self, tables: Mapping[str, pa.Table]) -> None:
        self.tables = dict(tables)
        self.fetched: list[str] = []

    def fetch(self, spec: SourceSpec, scratch: Path) -> Fetched:
        """The table as a Parquet file."""
        self.fetched.append(spec.name)
        arrow_parquet.write_table(self.tables[spec.name], scratch / "rows.parquet")
        return Fetched(scratch / "rows.parquet", "parquet", f"source {spec.name!r}")


class SourceContract:
    """The promises of ``stratum.data.ports.Source``, wherever the rows are.

    Fixtures to provide: ``source``; ``spec``, a place that holds ``ROWS``; ``copy``, another with the same
    content; ``changed``, one with other content; ``missing``, one that does not exist; ``empty``, one with
    columns and no rows; ``broken``, one that holds another kind of content.
    """

    def test_rows_come_in_order_with_types_and_missing_values(self, source: Source, spec: SourceSpec) -> None:
        table = read_source(source, spec)
        assert table.to_pydict() == ROWS.to_pydict()
        assert table.column_names == ROWS.column_names

    def test_reading_twice_gives_the_same(self, source: Source, spec: SourceSpec) -> None:
        assert read_source(source, spec) == read_source(source, spec)
        assert digest_of(source, spec) == digest_of(source, spec)

    def test_the_digest_is_of_the_content(
        self, source: Source, spec: SourceSpec, copy: SourceSpec, changed: SourceSpec
    ) -> None:
        assert digest_of(source, copy) == digest_of(source, spec)
        assert digest_of(source, changed) != digest_of(source, spec)

    def test_a_missing_place_is_named(self, source: Source, missing: SourceSpec) -> None:
        with pytest.raises(NotFoundError, match=missing.name) as caught:
            read_source(source, missing)
        assert caught.value.hint

    def test_a_place_without_rows_is_refused(self, source: Source, empty: SourceSpec) -> None:
        with pytest.raises(InvalidInputError, match="no rows") as caught:
            read_source(source, empty)
        assert empty.name in caught.value.message

    def test_broken_content_is_refused(self, source: Source, broken: SourceSpec) -> None:
        with pytest.raises(InvalidInputError) as caught:
            read_source(source, broken)
        assert broken.name in caught.value.message
        assert caught.value.hint


class FileSourceContract(SourceContract):
    """The promises of a source whose ``path`` names a file; ``copy`` and ``missing`` need not be provided."""

    @pytest.fixture
    def copy(self, spec: SourceSpec, tmp_path: Path) -> SourceSpec:
        """The same file elsewhere, under another name of the source."""
        place = Path(str(spec.attributes["path"]))
        copy = tmp_path / f"copy{place.suffix}"
        copy.write_bytes(place.read_bytes())
        return SourceSpec("moved", spec.kind, {**spec.attributes, "path": str(copy)})

    @pytest.fixture(params=["/nowhere/at.all", "package:no_such_package/x", "package:stratum/no.file"])
    def missing(self, spec: SourceSpec, request: pytest.FixtureRequest) -> SourceSpec:
        """A path that leads nowhere."""
        return SourceSpec("visits", spec.kind, {**spec.attributes, "path": request.param})

    @pytest.mark.parametrize("path", ["", "relative/file", "package:stratum/../../etc/passwd"])
    def test_a_path_has_to_be_absolute_or_in_a_package(
        self, source: Source, spec: SourceSpec, path: str
    ) -> None:
        with pytest.raises(InvalidInputError) as caught:
            read_source(source, SourceSpec("visits", spec.kind, {**spec.attributes, "path": path}))
        assert "visits" in caught.value.message
        assert caught.value.hint
