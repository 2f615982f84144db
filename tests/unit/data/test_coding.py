"""A user's code in a process of its own: what it makes, and what it cannot do."""

import os
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as arrow_parquet
import pytest

from stratum.core.errors import InvalidInputError
from stratum.data.coding.running import can_seal, run_code
from stratum.data.types import StepSpec

sealed = pytest.mark.skipif(not can_seal(), reason="this machine allows no namespaces (unshare)")


@pytest.fixture
def rows(tmp_path: Path) -> Path:
    """A file of three rows."""
    path = tmp_path / "rows.parquet"
    arrow_parquet.write_table(pa.table({"n": [1, 2, None], "text": ["a", None, "c"]}), path)
    return path


def step(body: str, seconds: float = 120, memory: int = 512, function: str = "prepare") -> StepSpec:
    code = f"def prepare(rows):\n    {body}\n"
    told = {"code": code, "function": function, "seconds": seconds, "memory": memory}
    return StepSpec("mine", "python", ("rows",), told)


def refused(body: str, rows: Path, seconds: float = 120, memory: int = 512) -> InvalidInputError:
    with pytest.raises(InvalidInputError) as caught:
        run_code(step(body, seconds, memory), rows)
    assert "block 'mine'" in caught.value.message
    return caught.value


def test_rows_go_in_and_come_out(rows: Path) -> None:
    body = "return rows.assign(twice=rows['n'] * 2, kind=rows['text'].astype('category'))"
    made = run_code(step(body), rows).table()
    assert made.to_pydict() == {
        "n": [1.0, 2.0, None],
        "text": ["a", None, "c"],
        "twice": [2.0, 4.0, None],
        "kind": ["a", None, "c"],
    }


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("raise ValueError('no')", "the code failed: ValueError in line 2: no"),
        ("return 3", "prepare gives int, no pandas.DataFrame"),
        ("import os; os._exit(3)", r"ended by itself \(3\) and left no rows"),
        ("return {'n': [[1], [2]]}", "column 'n' holds list"),
    ],
)
def test_what_goes_wrong_is_told(rows: Path, body: str, message: str) -> None:
    with pytest.raises(InvalidInputError, match=message):
        run_code(step(body), rows)


def test_a_loop_without_end_is_stopped(rows: Path) -> None:
    error = refused("while True: pass", rows, seconds=3)
    assert "had not ended after 3 seconds" in error.message
    assert "seconds" in error.hint


def test_what_eats_memory_is_stopped(rows: Path) -> None:
    error = refused("return {'n': list(bytearray(1 << 30))}", rows, memory=64)
    assert "needs more than 64 MiB of memory" in error.message


def test_secrets_of_the_environment_are_not_there(rows: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_PASSWORD", "hush")
    made = run_code(step("import os; return {'name': sorted(os.environ)}"), rows).table()
    assert "DATABASE_PASSWORD" not in made.column("name").to_pylist()


@sealed
def test_no_network_no_files_no_other_processes(rows: Path) -> None:
    assert "unreachable" in refused("import socket; socket.create_connection(('127.0.0.1', 1))", rows).message
    assert "No such file" in refused(f"open({str(rows)!r})", rows).message
    assert "ProcessLookupError" in refused(f"import os; os.kill({os.getpid()}, 0)", rows).message


def test_code_that_nobody_allowed_does_not_run(rows: Path) -> None:
    with pytest.raises(InvalidInputError, match="code does not run here"):
        run_code(StepSpec("mine", "python", ("rows",), {"module": "mine.py"}), rows)
