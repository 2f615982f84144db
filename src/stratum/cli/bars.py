"""A training in the terminal: a bar for each candidate while it goes on, or a line for each step."""

import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

import click
import rich.live
import rich.progress_bar
import rich.table

from stratum.core.clock import Clock
from stratum.training.logic.progress import Board, Plan, Progress, board
from stratum.training.records import RunFolder

_SHARES: Final = {"waiting": 0, "starting": 0, "fitting": 1, "scoring": 2, "exporting": 3}
_WHOLE: Final = 4
_EVERY: Final = 0.25
Watch = Callable[[Progress], None]


@contextmanager
def watching(plan: Plan, clock: Clock) -> Iterator[Watch]:
    """What a training tells its steps: bars in a terminal, lines anywhere else."""
    if not sys.stdout.isatty():
        yield show_step
        return
    steps: list[Progress] = []

    def drawn() -> rich.table.Table:
        return table(board(plan, steps, clock.now(), going=True))

    with rich.live.Live(get_renderable=drawn, refresh_per_second=4, transient=True):
        yield steps.append


def follow(folder: RunFolder, clock: Clock, show: Watch | None = None) -> None:
    """Follow a run that somebody else does, until its end.

    Args:
        folder: Of the run.
        clock: Says how long it takes so far.
        show: Told each step; bars or lines where None.
    """
    told = folder.told()
    if told is None:
        return
    plan, _ = told
    if show is None:
        with watching(plan, clock) as watch:
            follow(folder, clock, watch)
        return
    pause, shown, going = threading.Event(), 0, True
    while going:
        going = folder.going()  # looked at before the steps, so that the last ones are not missed
        _, steps = folder.told() or told
        for step in steps[shown:]:
            show(step)
        shown = len(steps)
        if going:
            pause.wait(_EVERY)


def table(stands: Board) -> rich.table.Table:
    """A run as it stands."""
    left = "" if stands.remaining is None else f", about {stands.remaining:.0f} s to go"
    title = f"{stands.stage}: {stands.done} of {len(stands.tasks)}, {stands.elapsed:.0f} s{left}"
    made = rich.table.Table(title=title, title_justify="left", box=None, pad_edge=False)
    for heading in ("", "", "", ""):
        made.add_column(heading)
    for task in stands.tasks:
        completed = _SHARES.get(task.state, _WHOLE)
        bar = rich.progress_bar.ProgressBar(total=_WHOLE, completed=completed, width=24)
        score = "" if task.score is None else f"{task.score:.4f}"
        name = task.name if task.kind == "candidate" else f"({task.name})"
        made.add_row(name, bar, task.state, f"{task.seconds:6.1f} s  {score} {task.message}")
    return made


def show_step(step: Progress) -> None:
    """One line for a step; the stages of a candidate's work are left out where they say no more."""
    if step.stage in _SHARES and not step.message:
        return
    if step.stage == "noted":
        click.echo(f"  {step.message}")
        return
    score = "" if step.score is None else f"  {step.score:.4f}"
    count = f"[{step.done}/{step.total}] " if step.total else ""
    what = f"{step.name} " if step.name else ""
    tail = f"  {step.message}" if step.message else ""
    click.echo(f"  {count}{what}{step.stage}{score}  {step.seconds:.1f} s{tail}")


def silent(step: Progress) -> None:
    """Show nothing of a step."""
    del step
