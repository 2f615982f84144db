"""A user's code in a process of its own: what it makes, and what it cannot do."""

import contextlib
import dataclasses
import os
import subprocess
import sys
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as arrow_parquet
import pytest

from stratum.core.errors import DeniedError, InvalidInputError
from stratum.data.coding.running import can_seal, run_code
from stratum.data.types import StepSpec
from stratum.testing.waiting import wait_until

sealed = pytest.mark.skipif(not can_seal(), reason="this machine allows no namespaces (unshare)")


@pytest.fixture
def rows(tmp_path: Path) -> Path:
    """A file of three rows."""
    path = tmp_path / "rows.parquet"
    arrow_parquet.write_table(pa.table({"n": [1, 2, None], "text": ["a", None, "c"]}), path)
    return path


def step(body: str, seconds: float = 120, memory: int = 512, function: str = "prepare") -> StepSpec:
    code = f"def prepare(rows):\n    {body}\n"
    told = {"code": code, "function": function, "seconds": seconds, "memory": memory, "unsealed": True}
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


@sealed
def test_python_and_the_root_can_only_be_read(rows: Path) -> None:
    lines = (
        "said = []",
        f"for folder in {[sys.prefix, sys.base_prefix, '/usr', '/lib', '']!r}:",
        "    try: open(folder + '/written-by-a-step', 'w')",
        "    except OSError as error: said.append(error.strerror)",
        "return {'said': said}",
    )
    said = run_code(step("\n    ".join(lines)), rows).table().column("said").to_pylist()
    assert said == ["Read-only file system"] * 5
    assert not (Path(sys.prefix) / "written-by-a-step").exists()


@sealed
def test_it_can_mount_nothing_and_make_no_namespaces(rows: Path) -> None:
    writable = f"libc.mount(b'none', {sys.prefix.encode()!r}, None, {1 << 5 | 1 << 12}, None)"
    lines = (
        "import ctypes, os; libc = ctypes.CDLL(None, use_errno=True)",
        f"calls = [lambda: {writable}, lambda: libc.mount(b'none', b'/work', b'tmpfs', 0, None)]",
        f"calls.append(lambda: libc.unshare({1 << 28}))  # CLONE_NEWUSER",
        "return {'said': [os.strerror(ctypes.get_errno()) if call() else 'done' for call in calls]}",
    )
    said = run_code(step("\n    ".join(lines)), rows).table().column("said").to_pylist()
    assert said[:2] == ["Operation not permitted"] * 2
    assert said[2] != "done"


@pytest.mark.parametrize("name", ["error.json", "output.parquet"])
def test_a_pipe_in_the_place_of_a_file_is_not_waited_for(rows: Path, name: str) -> None:
    error = refused(f"import os; os.mkfifo({name!r}); os._exit(0)", rows)
    assert "left no rows" in error.message


def test_a_link_in_the_place_of_the_table_is_not_followed(rows: Path) -> None:
    error = refused("import os; os.symlink('input.parquet', 'output.parquet'); os._exit(0)", rows)
    assert "left no table" in error.message or "left no rows" in error.message


def test_it_has_a_limit_of_processor_time(rows: Path) -> None:
    body = "import resource; return {'n': resource.getrlimit(resource.RLIMIT_CPU)}"
    assert run_code(step(body, seconds=59.5), rows).table().to_pydict() == {"n": [61, 61]}


@sealed
def test_it_ends_with_the_process_that_started_it(
    rows: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = (
        "import ctypes, os\ndef prepare(rows):\n    os.setsid()\n    ctypes.CDLL(None).prctl(1, 0)\n"
        "    open('begun', 'w').close()\n    while True: pass\n"
    )
    told = {"code": code, "function": "prepare", "seconds": 300, "memory": 512, "unsealed": True}
    lines = (
        "from pathlib import Path; from stratum.data.coding.running import run_code",
        "from stratum.data.types import StepSpec",
        f"run_code(StepSpec('mine', 'python', ('rows',), {told!r}), Path({str(rows)!r}))",
    )
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    trainer = subprocess.Popen([sys.executable, "-c", "\n".join(lines)])
    wait_until(lambda: list(tmp_path.glob("code-*/begun")), 120)
    folder = next(tmp_path.glob("code-*"))
    assert working_in(folder)
    trainer.kill()
    trainer.wait()
    wait_until(lambda: not working_in(folder))


def working_in(folder: Path) -> list[str]:
    """Processes whose current folder that is, in any namespace."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            if (process / "cwd").samefile(folder):
                found.append(process.name)
    return found


def test_a_machine_without_namespaces_refuses_unless_it_is_told(
    rows: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(rows.parent))  # there is no unshare
    can_seal.cache_clear()
    try:
        told = step("return rows")
        assert run_code(told, rows).table().num_rows == 3
        attributes = {key: value for key, value in told.attributes.items() if key != "unsealed"}
        with pytest.raises(DeniedError, match="block 'mine': this machine allows no namespaces") as caught:
            run_code(dataclasses.replace(told, attributes=attributes), rows)
        assert "STRATUM_CODE=unsealed" in caught.value.hint
    finally:
        can_seal.cache_clear()


def test_code_that_nobody_allowed_does_not_run(rows: Path) -> None:
    with pytest.raises(InvalidInputError, match="code does not run here"):
        run_code(StepSpec("mine", "python", ("rows",), {"module": "mine.py"}), rows)
