"""The page about Python: its example runs, and it tells every call."""

import inspect
import re
import runpy
from pathlib import Path

import pytest

import stratum
from stratum.python.versions import Versions
from stratum.runtime.examples import example_files
from stratum.runtime.settings import Settings
from stratum.runtime.wiring import Parts

PAGE = (Path(__file__).parents[3] / "docs" / "reference" / "python.md").read_text()
EXAMPLES = re.findall(r"^```python\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)


def calls(kind: type) -> list[str]:
    return [name for name, _ in inspect.getmembers(kind, inspect.isfunction) if not name.startswith("_")]


def test_the_example_runs(tmp_path: Path) -> None:
    Parts(Settings(tmp_path)).workspace.create(example_files("01-flights"), "first")
    assert len(EXAMPLES) == 1
    script = tmp_path / "example.py"
    script.write_text(EXAMPLES[0])
    names = runpy.run_path(str(script), {"FOLDER": str(tmp_path)})
    assert isinstance(names["workspace"], stratum.Workspace)


@pytest.mark.parametrize("call", calls(stratum.Workspace))
def test_every_call_of_a_workspace_is_told(call: str) -> None:
    assert f"`.{call}(" in PAGE


@pytest.mark.parametrize("call", calls(Versions))
def test_every_call_of_its_versions_is_told(call: str) -> None:
    assert f"`.versions.{call}(" in PAGE
