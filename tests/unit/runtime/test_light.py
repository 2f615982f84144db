"""What the page, the API and most commands load at their start."""

import subprocess
import sys
from pathlib import Path

import pytest

from stratum.runtime.examples import example_files
from stratum.runtime.settings import Settings
from stratum.runtime.wiring import Parts

HEAVY = {"duckdb", "onnxruntime", "ortools", "pandas", "pyarrow", "scipy", "sklearn"}
RUN = "import sys; from stratum.cli.main import cli; cli(sys.argv[1:], standalone_mode=False)"
TELL = "print('\\nloaded:', *sys.modules)"


def loaded(*command: str) -> set[str]:
    """The modules that a process has when it ends."""
    done = subprocess.run([sys.executable, *command], capture_output=True, text=True, check=False)
    assert "\nloaded:" in done.stdout, done.stderr
    return set(done.stdout.rsplit("\nloaded:", 1)[1].split())


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("light")
    Parts(Settings(made)).workspace.create(example_files("01-flights"), "first")
    return made


def test_the_platform_loads_nothing_that_trains_or_reads_data() -> None:
    assert not HEAVY & loaded("-c", f"import sys, stratum.runtime.platform; {TELL}")


@pytest.mark.parametrize(
    "line", ["models list", "status", "runs list", "plan", "check", "up --help", "comments list"]
)
def test_so_do_commands_that_only_look(line: str, folder: Path) -> None:
    code = f"import atexit, sys; atexit.register(lambda: {TELL}); {RUN}"
    assert not HEAVY & loaded("-c", code, *line.split(), "-w", str(folder))


def test_a_plan_that_replays_rows_reads_them_and_loads_nothing_that_trains(tmp_path: Path) -> None:
    Parts(Settings(tmp_path)).workspace.create(example_files("17-shared-broker"), "first")
    code = f"import atexit, sys; atexit.register(lambda: {TELL}); {RUN}"
    found = loaded("-c", code, "plan", "departure-hub", "-w", str(tmp_path))
    assert "duckdb" in found
    assert not {"onnxruntime", "scipy", "sklearn"} & found
