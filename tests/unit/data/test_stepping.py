"""Queries over tables that are larger than the memory they may take."""

from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from stratum.core.errors import InvalidInputError
from stratum.data.stepping import run_step
from stratum.data.types import StepSpec

ROWS = 1_000_000


@pytest.fixture(scope="module")
def table(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("rows") / "rows.parquet"
    values = np.random.default_rng(7).random(ROWS)
    pq.write_table(pa.table({"a": values, "b": values[::-1]}), path)
    return path


def sorting(table: str) -> StepSpec:
    return StepSpec("sorted", "sql", ("rows",), {"query": f"SELECT * FROM {table} ORDER BY a"})


def test_what_a_query_cannot_hold_lies_below_its_room_until_it_was_read(table: Path, tmp_path: Path) -> None:
    rows = run_step(sorting("rows"), {"rows": table}, tmp_path, memory="30MB")
    first = next(rows.batches)
    (folder,) = tmp_path.iterdir()
    assert any(folder.iterdir())
    rest = [first, *rows.batches]
    assert list(tmp_path.iterdir()) == []
    values = pa.Table.from_batches(rest).column("a").to_numpy()
    assert len(values) == ROWS
    assert np.all(np.diff(values) >= 0)


def test_a_query_that_needs_too_much_says_so(table: Path, tmp_path: Path) -> None:
    with pytest.raises(InvalidInputError, match="more memory") as caught:
        run_step(sorting("rows"), {"rows": table}, tmp_path, memory="2MB").table()
    assert "filter" in caught.value.hint


@pytest.mark.parametrize(
    ("table_name", "message"), [("gone", "gone"), ("read_csv('/etc/passwd')", "disabled by configuration")]
)
def test_a_query_that_fails_leaves_nothing(
    table: Path, tmp_path: Path, table_name: str, message: str
) -> None:
    with pytest.raises(InvalidInputError, match=message):
        run_step(sorting(table_name), {"rows": table}, tmp_path).table()
    assert list(tmp_path.iterdir()) == []
