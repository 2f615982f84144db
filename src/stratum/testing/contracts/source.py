"""What every source of rows promises. Subclass, and provide the fixtures named below."""

from pathlib import Path

import pyarrow as pa
import pytest

from stratum.core.errors import InvalidInputError, NotFoundError
from stratum.data.ports import Source
from stratum.data.types import SourceSpec

ROWS = pa.table({"name": ["a", "b", None], "count": [1, 2, 3], "share": [0.5, None, 2.5]})


class SourceContract:
    """The promises of ``stratum.data.ports.Source``.

    Fixtures to provide: ``source``; ``spec``, a place that holds ``ROWS``; ``changed``, a place of the
    same kind with other content; ``empty``, one with columns and no rows; ``broken``, one that holds another
    kind of content.
    """

    def test_rows_come_in_order_with_types_and_missing_values(self, source: Source, spec: SourceSpec) -> None:
        table = source.read(spec)
        assert table.to_pydict() == ROWS.to_pydict()
        assert table.column_names == ROWS.column_names

    def test_reading_twice_gives_the_same(self, source: Source, spec: SourceSpec) -> None:
        assert source.read(spec) == source.read(spec)
        assert source.fingerprint(spec) == source.fingerprint(spec)

    def test_the_fingerprint_is_of_the_content(
        self, source: Source, spec: SourceSpec, changed: SourceSpec, tmp_path: Path
    ) -> None:
        place = Path(str(spec.attributes["path"]))
        copy = tmp_path / f"copy{place.suffix}"
        copy.write_bytes(place.read_bytes())
        moved = SourceSpec("moved", spec.kind, {**spec.attributes, "path": str(copy)})
        assert len(source.fingerprint(spec)) == 64
        assert source.fingerprint(moved) == source.fingerprint(spec)
        assert source.fingerprint(changed) != source.fingerprint(spec)

    @pytest.mark.parametrize(
        "path", ["/nowhere/at.all", "package:no_such_package/x", "package:stratum/no.file"]
    )
    def test_a_missing_place_is_named(self, source: Source, spec: SourceSpec, path: str) -> None:
        missing = SourceSpec("visits", spec.kind, {**spec.attributes, "path": path})
        with pytest.raises(NotFoundError, match="visits"):
            source.read(missing)
        with pytest.raises(NotFoundError, match="visits"):
            source.fingerprint(missing)

    @pytest.mark.parametrize("path", ["", "relative/file", "package:stratum/../../etc/passwd"])
    def test_a_path_has_to_be_absolute_or_in_a_package(
        self, source: Source, spec: SourceSpec, path: str
    ) -> None:
        with pytest.raises(InvalidInputError) as caught:
            source.read(SourceSpec("visits", spec.kind, {**spec.attributes, "path": path}))
        assert "visits" in caught.value.message
        assert caught.value.hint

    def test_a_place_without_rows_is_refused(self, source: Source, empty: SourceSpec) -> None:
        with pytest.raises(InvalidInputError, match="no rows") as caught:
            source.read(empty)
        assert str(empty.attributes["path"]) in caught.value.message

    def test_broken_content_is_refused(self, source: Source, broken: SourceSpec) -> None:
        with pytest.raises(InvalidInputError) as caught:
            source.read(broken)
        assert broken.name in caught.value.message
        assert caught.value.hint
