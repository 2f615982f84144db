"""Goals of benchmarks: which hold, and that whoever has one tells the shell."""

import re
from pathlib import Path

import pytest

FOLDER = Path(__file__).parents[3] / "benchmarks"
PROGRAMS = {file.name: file.read_text() for file in sorted(FOLDER.glob("*.py"))}


@pytest.mark.parametrize(
    ("found", "bound", "least", "status", "told"),
    [
        (1.5, 2.0, False, 0, "holds   size (GB): 1.5, at most 2\n"),
        (2.5, 2.0, False, 1, "MISSED  size (GB): 2.5, at most 2\n"),
        (2.5, 2.0, True, 0, "holds   size (GB): 2.5, at least 2\n"),
        (1.5, 2.0, True, 1, "MISSED  size (GB): 1.5, at least 2\n"),
        (float("nan"), 2.0, False, 1, "MISSED  size (GB): nan, at most 2\n"),
    ],
)
def test_a_missed_goal_is_told_and_ends_with_one(
    found: float,
    bound: float,
    least: bool,
    status: int,
    told: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.syspath_prepend(FOLDER)
    from goals import Goal, judged

    assert judged([Goal("size (GB)", found, bound, least=least)]) == status
    assert capsys.readouterr().out == told


@pytest.mark.parametrize(
    "name", [n for n, text in PROGRAMS.items() if re.search(r"^GOAL|goals import", text, re.M)]
)
def test_a_benchmark_with_a_goal_tells_the_shell(name: str) -> None:
    assert "sys.exit(main())" in PROGRAMS[name]
