"""What the page, the API and most commands load at their start."""

import subprocess
import sys

HEAVY = {"duckdb", "onnxruntime", "ortools", "pandas", "pyarrow", "scipy", "sklearn"}


def test_the_platform_loads_nothing_that_trains_or_reads_data() -> None:
    code = "import sys, stratum.runtime.platform; print(*sys.modules)"
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert not HEAVY & set(told.split())
