"""The shape of the code: import contracts, names, docstrings of rooms, plug-ins with their contracts."""

import importlib.metadata
import pkgutil
import subprocess
import sys
from pathlib import Path

import pytest

import stratum

ROOT = Path(__file__).parents[2]
SOURCES = ROOT / "src" / "stratum"
FORBIDDEN_NAMES = frozenset({"utils", "helpers", "common", "base", "manager", "misc"})


def test_import_contracts_are_kept() -> None:
    command = [str(Path(sys.executable).with_name("lint-imports")), "--no-cache"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-3000:]
    assert "0 broken" in done.stdout


def test_no_module_has_a_name_that_says_nothing() -> None:
    names = {module.name.rpartition(".")[2] for module in pkgutil.walk_packages([str(SOURCES)], "stratum.")}
    assert len(names) > 50
    assert not names & FORBIDDEN_NAMES


@pytest.mark.parametrize("room", sorted(p.parent.name for p in SOURCES.glob("*/__init__.py")))
def test_each_room_says_what_lives_there(room: str) -> None:
    text = (SOURCES / room / "__init__.py").read_text()
    assert text.startswith('"""')
    assert len(text.split()) >= 8


def groups() -> list[str]:
    found = importlib.metadata.distribution(stratum.__name__).entry_points
    return sorted({e.group for e in found if e.group.startswith("stratum.")})


@pytest.mark.parametrize("group", groups())
def test_every_plug_in_loads(group: str) -> None:
    found = list(importlib.metadata.entry_points(group=group))
    assert found
    assert all(callable(entry.load()) for entry in found)


def test_suppressions_do_not_grow() -> None:
    lines = [line for f in SOURCES.rglob("*.py") for line in f.read_text().splitlines()]
    count = sum("# noqa" in line or "# type: ignore" in line for line in lines)
    assert count <= 3
