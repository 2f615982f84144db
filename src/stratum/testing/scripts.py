"""Scripts of runs, run as their readers run them."""

import json
import subprocess
import sys
from pathlib import Path

from stratum.training.renderers import script
from stratum.training.types import PipelineSpec, Run


def script_figures(spec: PipelineSpec, run: Run, folder: Path) -> dict[str, dict[str, float]]:
    """What the script of a run prints of each candidate; it is written to ``folder`` and run there."""
    file = folder / "pipeline.py"
    file.write_text(script.render(spec, run), encoding="utf-8")
    command = [sys.executable, "-I", "-W", "ignore", str(file)]
    told = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=True).stdout
    found: dict[str, dict[str, float]] = json.loads(told)
    return found
