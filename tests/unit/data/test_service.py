"""Tables of blocks, run and cached."""

import errno
import os
import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as arrow_parquet
import pytest

from stratum.core.errors import InvalidInputError, NotFoundError, PermanentError
from stratum.data.sampling import keep_sample
from stratum.data.service import SourceFacts, TableService, materialise
from stratum.data.types import Fetched, SourceSpec, StepSpec
from stratum.testing.contracts.source import MemorySource, digest_of

CITIES = pa.table({"city": ["Rome", "Oslo", "Bonn"], "n": [3, 1, 2]})
LANDS = pa.table({"city": ["Oslo", "Rome"], "land": ["Norway", "Italy"]})
SOURCES = (SourceSpec("cities", "memory", {}), SourceSpec("lands", "memory", {}))
JOIN = "SELECT c.city, c.n, l.land FROM cities c LEFT JOIN lands l USING (city) ORDER BY c.n"
STEPS = (
    StepSpec("joined", "sql", ("cities", "lands"), {"query": JOIN}),
    StepSpec("known", "filter", ("joined",), {"where": [{"column": "land", "is": "known"}]}),
    StepSpec("narrow", "select", ("known",), {"columns": ["land"]}),
    StepSpec("parts", "date_parts", ("narrow",), {}),
)


@pytest.fixture
def memory() -> MemorySource:
    return MemorySource({"cities": CITIES, "lands": LANDS})


def service(memory: MemorySource, cache: Path, steps: Sequence[StepSpec] = STEPS) -> TableService:
    return TableService(SOURCES, steps, {"memory": memory}, cache)


def queried(memory: MemorySource, cache: Path, query: str) -> pa.Table:
    step = StepSpec("asked", "sql", ("cities",), {"query": query})
    return arrow_parquet.read_table(service(memory, cache, [step]).materialise("asked"))


def test_a_block_runs_all_before_it(memory: MemorySource, tmp_path: Path) -> None:
    table = arrow_parquet.read_table(service(memory, tmp_path).materialise("narrow"))
    assert table.to_pydict() == {"land": ["Norway", "Italy"]}
    assert sorted(memory.fetched) == ["cities", "lands"]


def test_a_second_run_makes_nothing_again(memory: MemorySource, tmp_path: Path) -> None:
    first = service(memory, tmp_path).materialise("narrow")
    kept = {path: path.stat().st_ino for path in tmp_path.iterdir()}
    assert service(memory, tmp_path).materialise("narrow") == first
    assert materialise(SOURCES, STEPS, "joined", {"memory": memory}, tmp_path).is_file()
    assert {path: path.stat().st_ino for path in tmp_path.iterdir()} == kept


def test_a_table_that_is_used_again_counts_as_new(memory: MemorySource, tmp_path: Path) -> None:
    made = service(memory, tmp_path).materialise("narrow")
    os.utime(made, (0, 0))
    service(memory, tmp_path).materialise("narrow")
    assert made.stat().st_mtime > 0


class MeetingSource(MemorySource):
    """Brings its rows to two at the same moment."""

    def __init__(self) -> None:
        super().__init__({"cities": pa.table({"n": range(400_000)})})
        self._both = threading.Barrier(2, timeout=30)

    def fetch(self, spec: SourceSpec, scratch: Path) -> Fetched:
        fetched = super().fetch(spec, scratch)
        self._both.wait()
        return fetched


def test_two_looks_at_a_new_table_at_once_do_not_meet(tmp_path: Path) -> None:
    memory = MeetingSource()

    def look(_: int) -> tuple[Path, Path]:
        table = service(memory, tmp_path).materialise("cities")
        return table, keep_sample(table, 300_000, 7)

    with ThreadPoolExecutor(2) as pool:
        first, second = pool.map(look, range(2))
    assert first == second
    assert sorted(tmp_path.iterdir()) == sorted(first)
    table, sampled = map(arrow_parquet.read_table, first)
    assert table == memory.tables["cities"]
    assert len(sampled) == 300_000


def test_new_content_is_a_new_table(memory: MemorySource, tmp_path: Path) -> None:
    first = service(memory, tmp_path).materialise("joined")
    memory.tables["lands"] = LANDS.slice(1)
    second = service(memory, tmp_path).materialise("joined")
    assert first != second
    assert arrow_parquet.read_table(second)["land"].null_count == 2


def test_facts_of_sources(memory: MemorySource, tmp_path: Path) -> None:
    facts = service(memory, tmp_path).facts("narrow")
    assert facts["cities"] == SourceFacts(3, 2, digest_of(memory, SOURCES[0]))
    assert list(facts) == ["cities", "lands"]


def test_rows_that_each_step_left(memory: MemorySource, tmp_path: Path) -> None:
    tables = service(memory, tmp_path)
    path = tables.materialise("narrow")
    left = tables.rows("narrow")
    assert list(left)[-1] == "narrow"
    assert left == {name: arrow_parquet.read_table(tables.materialise(name)).num_rows for name in left}
    path.unlink()
    assert "narrow" not in tables.rows("narrow")


def test_times_are_utc(memory: MemorySource, tmp_path: Path) -> None:
    query = "SELECT CAST(TIMESTAMPTZ '2024-01-01 01:00:00+01' AS TIMESTAMP) AS t"
    assert str(queried(memory, tmp_path, query)["t"][0]) == "2024-01-01 00:00:00"


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * FROM read_csv('/etc/passwd')",
        "SELECT * FROM '/etc/passwd'",
        "COPY (SELECT 1) TO '/tmp/stratum-leak.csv'",
        "ATTACH '/tmp/stratum-leak.db'",
        "SET enable_external_access = true",
        "INSTALL httpfs",
    ],
)
def test_queries_reach_nothing_outside(memory: MemorySource, tmp_path: Path, query: str) -> None:
    with pytest.raises(InvalidInputError, match="block 'asked'"):
        queried(memory, tmp_path, query)
    assert not Path("/tmp/stratum-leak.csv").exists()
    assert not Path("/tmp/stratum-leak.db").exists()


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("SELECT citi FROM cities", "citi"),
        ("SELEC 1", "syntax error"),
        ("SELECT * FROM lands", "lands"),
        ("", "gives no table"),
        ("SELECT 1 AS a, 2 AS a", "column 'a' appears 2 times"),
    ],
)
def test_wrong_queries_are_explained(memory: MemorySource, tmp_path: Path, query: str, message: str) -> None:
    with pytest.raises(InvalidInputError, match="block 'asked'") as caught:
        queried(memory, tmp_path, query)
    assert message in caught.value.message
    assert not list(tmp_path.glob("*.part"))


def test_a_step_of_a_model_makes_no_table(memory: MemorySource, tmp_path: Path) -> None:
    with pytest.raises(InvalidInputError, match=r"'parts' .* makes no table"):
        service(memory, tmp_path).materialise("parts")
    with pytest.raises(NotFoundError, match="no block 'nothing'"):
        service(memory, tmp_path).materialise("nothing")


def test_lists_have_to_be_lists(memory: MemorySource, tmp_path: Path) -> None:
    step = StepSpec("narrow", "select", ("cities",), {"columns": "city"})
    with pytest.raises(InvalidInputError, match="'narrow': columns is no list"):
        service(memory, tmp_path, [step]).materialise("narrow")
    assert not list(tmp_path.glob("*.part"))


def test_an_unknown_kind_of_source_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InvalidInputError, match="'cities': no reader for 'memory'"):
        TableService(SOURCES, STEPS, {}, tmp_path).materialise("joined")
    assert list(tmp_path.iterdir()) == []


def test_a_cache_that_cannot_be_written_is_an_error(memory: MemorySource, tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("no folder")
    with pytest.raises(PermanentError, match=os.strerror(errno.EEXIST)) as caught:
        service(memory, blocked).materialise("joined")
    assert caught.value.hint == "make room on the disk"
