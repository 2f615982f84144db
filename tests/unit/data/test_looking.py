"""Looking at tables: first rows, and samples of large ones."""

from collections.abc import Callable
from pathlib import Path

import pytest

from stratum.core.errors import InvalidInputError, NotFoundError
from stratum.data.looking import MOST_FIRST, preview, profile
from stratum.data.service import TableService
from stratum.data.sources.files import FileSource
from stratum.data.types import SourceSpec, StepSpec

Make = Callable[[int], TableService]


@pytest.fixture
def tables(tmp_path: Path) -> Make:
    def make(rows: int) -> TableService:
        path = tmp_path / "rows.csv"
        path.write_text("n,half,late\n" + "".join(f"{n},{n / 2},{n % 2}\n" for n in range(rows)))
        steps = [
            StepSpec("few", "filter", ("rows",), {"where": [{"column": "n", "is": "below", "value": 3}]}),
            StepSpec("none", "filter", ("rows",), {"where": [{"column": "n", "is": "below", "value": -1}]}),
        ]
        source = SourceSpec("rows", "csv", {"path": str(path)})
        return TableService([source], steps, {"csv": FileSource()}, tmp_path / "cache")

    return make


def test_the_first_rows_with_their_schema_and_content(tables: Make) -> None:
    found = preview(tables(50), "rows", 2)
    assert found.rows == 50
    assert found.columns == (("n", "int64"), ("half", "double"), ("late", "int64"))
    assert found.first == ((0, 0.0, 0), (1, 0.5, 1))
    assert len(found.digests["rows"]) == 64


def test_a_step_is_shown_after_what_it_does(tables: Make) -> None:
    assert [row[0] for row in preview(tables(50), "few").first] == [0, 1, 2]
    assert preview(tables(50), "none").first == ()


@pytest.mark.parametrize("rows", [0, MOST_FIRST + 1])
def test_more_than_is_shown_is_refused(tables: Make, rows: int) -> None:
    with pytest.raises(InvalidInputError, match=f"{rows} rows"):
        preview(tables(5), "rows", rows)


def test_of_a_large_table_a_sample_is_looked_at_the_same_each_time(tables: Make) -> None:
    service = tables(40_000)
    found = profile(service, "rows", "late", most=500)
    assert (found.rows, found.looked) == (40_000, 500)
    assert found == profile(service, "rows", "late", most=500)
    numbers = found.columns[0].numbers
    assert numbers is not None
    assert numbers.mean == pytest.approx(20_000, rel=0.1)


def test_a_table_without_rows_or_name_says_so(tables: Make) -> None:
    with pytest.raises(InvalidInputError, match="makes no row"):
        profile(tables(5), "none")
    with pytest.raises(NotFoundError, match="no block 'other'"):
        profile(tables(5), "other")
