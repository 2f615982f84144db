"""A training in the terminal: bars on one, lines anywhere else."""

import json
import os
import select
import subprocess
import sys
from pathlib import Path

import pytest

from stratum.cli.bars import follow
from stratum.testing.fakes import ManualClock
from stratum.training.logic.progress import Plan, Progress
from stratum.training.records import RunFolder
from stratum.training.types import Run

PATIENCE = 120.0
LOOKED = (Progress("started", "search"), Progress("noted", message="3 trials were finished before"))
PLAN = Plan(0.0, ("tree", "forest"), (), "inline", 1, 7)
STEPS = (
    Progress("fitting", "tree", total=2),
    Progress("finished", "tree", 2.0, 0.9, done=1, total=2),
    Progress("failed", "forest", 1.0, message="out of leaves", done=2, total=2),
)
TOLD = """\
  search started  0.0 s
  3 trials were finished before
  [1/2] tree finished  0.9000  2.0 s
  [2/2] forest failed  1.0 s  out of leaves
"""
WATCHER = """
import json, sys
from stratum.cli.bars import watching
from stratum.runtime.clock import SystemClock
from stratum.training.logic.progress import Plan, Progress

clock = SystemClock()
with watching(Plan(clock.now(), ("tree", "forest"), (), "inline", 1, 7), clock) as watch:
    for line in sys.stdin:
        watch(Progress(**json.loads(line)))
"""


class Terminal:
    """A program on a terminal of its own: what it shows, and what it is told on standard input."""

    def __init__(self, code: str) -> None:
        self._leader, follower = os.openpty()
        call = ["env", "-u", "NO_COLOR", "TERM=xterm", "COLUMNS=100", sys.executable, "-c", code]
        self.program = subprocess.Popen(call, stdin=subprocess.PIPE, stdout=follower, text=True)
        os.close(follower)
        self.shown = ""

    def tell(self, step: Progress) -> None:
        """Give it a line."""
        assert self.program.stdin
        told = {name: getattr(step, name) for name in ("stage", "name", "seconds", "score", "message")}
        print(
            json.dumps({**told, "done": step.done, "total": step.total}), file=self.program.stdin, flush=True
        )

    def shows(self, *words: str) -> bool:
        """Whether it comes to show all of these after what it was last asked for."""
        seen = ""
        while not all(word in seen for word in words):
            chunk = self._read()
            if not chunk:
                return False
            seen += chunk
        return True

    def end(self) -> int:
        """Close its standard input, read the rest, and give its exit status."""
        assert self.program.stdin
        self.program.stdin.close()
        while self._read():
            pass
        os.close(self._leader)
        return self.program.wait(PATIENCE)

    def _read(self) -> str:
        if not select.select([self._leader], [], [], PATIENCE)[0]:
            return ""
        try:
            chunk = os.read(self._leader, 4096).decode(errors="replace")
        except OSError:  # it has ended
            return ""
        self.shown += chunk
        return chunk


def test_bars_follow_the_steps_on_a_terminal_and_go_at_the_end() -> None:
    terminal = Terminal(WATCHER)
    assert terminal.shows("0 of 2", "tree", "forest", "waiting")
    terminal.tell(STEPS[0])
    assert terminal.shows("fitting", "━")
    terminal.tell(STEPS[1])
    assert terminal.shows("1 of 2", "finished", "0.9000")
    terminal.tell(STEPS[2])
    assert terminal.shows("2 of 2", "failed", "out of leaves")
    assert terminal.end() == 0
    assert terminal.shown.rstrip("\r\n").endswith(("\x1b[2K", "\x1b[?25h"))


def test_lines_are_told_where_there_is_no_terminal(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = RunFolder(tmp_path / "run")
    folder.path.mkdir()
    folder.begin(PLAN)
    folder.save(Run("run", "late", "classification", "roc_auc", 0.0, 3.0, "ok"))
    for step in LOOKED + STEPS:
        folder.note(step)
    follow(folder, ManualClock())
    assert capsys.readouterr().out == TOLD
