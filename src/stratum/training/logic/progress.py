"""How far a run is: what it tells step by step, and the whole that these steps add up to. Pure."""

import contextlib
import dataclasses
from collections.abc import Mapping, Sequence
from typing import Final

import msgspec

from stratum.training.orders import Wish

MOST_LINES: Final = 200
"""So many of the newest lines are kept in a board."""
ENDS: Final = frozenset({"finished", "failed", "rejected"})
_WORK: Final = frozenset({"fitting", "scoring", "exporting"})


@dataclasses.dataclass(frozen=True, slots=True)
class Progress:
    """A step of a run, for whoever watches.

    Attributes:
        stage: ``data`` (rows are ready), ``started``, ``fitting``, ``scoring``, ``exporting``, ``finished``,
            ``failed``, ``rejected``, ``measuring`` (what a candidate needs, for limits), ``chosen``,
            ``registered``, ``measured`` (what the registered model needs), ``alone`` (no champion can be
            compared), ``resumed`` (after it was interrupted) and ``ended`` (told to end, or gone wrong).
        name: The candidate or baseline; empty where the whole run is meant.
        seconds: Since the start of what is named.
        score: The held-out figure of the metric that chooses; None where there is none.
        message: Error or explanation.
        done: Candidates and baselines that have ended.
        total: Candidates and baselines of the run.
        time: When, in seconds since 1970-01-01 UTC; 0 where nobody wrote it down.
    """

    stage: str
    name: str = ""
    seconds: float = 0.0
    score: float | None = None
    message: str = ""
    done: int = 0
    total: int = 0
    time: float = 0.0


@dataclasses.dataclass(frozen=True, slots=True)
class Plan:
    """What a run is going to do.

    Attributes:
        started: Seconds since 1970-01-01 UTC.
        candidates: Names, in the order of the pipeline.
        baselines: Names.
        executor: Name of what runs them.
        workers: How many at a time.
        seed: Of every random choice.
        by: Who asked for it; empty where nobody is known.
        expected: Seconds that each took in the run before, by name.
        automatic: Whether it begins with a search, which writes the pipeline.
        cluster: Application whose training cluster does the work; empty for this machine.
        wish: What the search is for, so that one that was interrupted goes on; None without a search.
    """

    started: float
    candidates: tuple[str, ...]
    baselines: tuple[str, ...]
    executor: str
    workers: int
    seed: int
    by: str = ""
    expected: Mapping[str, float] = dataclasses.field(default_factory=dict)
    automatic: bool = False
    cluster: str = ""
    wish: Wish | None = None


@dataclasses.dataclass(frozen=True, slots=True)
class Task:
    """A candidate or baseline on its way.

    Attributes:
        name: As in the plan.
        kind: ``candidate`` or ``baseline``.
        state: ``waiting``, ``starting`` (libraries are loaded), ``fitting``, ``scoring``, ``exporting``,
            ``finished``, ``failed`` or ``rejected``;
            ``stopped`` where the run ended before it did.
        began: Seconds since 1970-01-01 UTC; None before it began.
        seconds: That it took, or takes so far.
        score: The held-out figure that chooses; None where there is none yet.
        message: How far it is, or why it is not ``finished``.
    """

    name: str
    kind: str
    state: str = "waiting"
    began: float | None = None
    seconds: float = 0.0
    score: float | None = None
    message: str = ""


@dataclasses.dataclass(frozen=True, slots=True)
class Board:
    """A run as it stands.

    Attributes:
        stage: ``reading`` the rows, ``training``, ``registering``, or ``over``.
        tasks: Candidates, then baselines.
        done: How many have ended.
        elapsed: Seconds since the start.
        remaining: Seconds that the candidates may still take; None while nothing is known of that.
        lines: What was told, oldest first, the newest ``MOST_LINES``.
        plan: What the run set out to do.
    """

    stage: str
    tasks: tuple[Task, ...]
    done: int
    elapsed: float
    remaining: float | None
    lines: tuple[str, ...]
    plan: Plan


def board(plan: Plan, steps: Sequence[Progress], now: float, *, going: bool) -> Board:
    """What the steps of a run add up to.

    Args:
        plan: What it set out to do.
        steps: In the order they were told.
        now: Seconds since 1970-01-01 UTC.
        going: Whether somebody still works on it.
    """
    end = now if going or not steps else max(steps[-1].time, plan.started)
    tasks = tuple(_aged(task, end, going=going) for task in _tasks(plan, steps).values())
    done = sum(task.state in ENDS for task in tasks)
    return Board(
        stage=_stage(steps, done == len(tasks), going=going),
        tasks=tasks,
        done=done,
        elapsed=max(0.0, end - plan.started),
        remaining=remaining(plan, tasks) if going else None,
        lines=tuple(line(plan, step) for step in steps[-MOST_LINES:]),
        plan=plan,
    )


def remaining(plan: Plan, tasks: Sequence[Task]) -> float | None:
    """Seconds that what is left may take: as long as the run before, else as long as the others so far."""
    ended = [t.seconds for t in tasks if t.state in ENDS and t.kind == "candidate"]
    left = [t for t in tasks if t.state not in ENDS and t.kind == "candidate"]
    usual = sum(ended) / len(ended) if ended else None
    expected = [(plan.expected.get(t.name, usual), t.seconds) for t in left]
    work = [max(0.0, whole - so_far) for whole, so_far in expected if whole is not None]
    if len(work) < len(left):
        return None
    return max(sum(work) / max(1, plan.workers), max(work, default=0.0))


def line(plan: Plan, step: Progress) -> str:
    """A step in words, after the seconds since the start."""
    score = "" if step.score is None else f" {step.score:.4f}"
    name = f"{step.name} " if step.name else ""
    tail = f": {step.message}" if step.message else ""
    return f"{max(0.0, step.time - plan.started):8.1f} s  {name}{step.stage}{score}{tail}"


def plan_line(plan: Plan) -> bytes:
    """The first line of the file of a run."""
    return msgspec.json.encode(plan) + b"\n"


def step_line(step: Progress) -> bytes:
    """A further line of the file of a run."""
    return msgspec.json.encode(step) + b"\n"


def read_lines(content: bytes) -> tuple[Plan, tuple[Progress, ...]] | None:
    """Plan and steps of a file; None where it holds no plan. A line that was not written whole ends it."""
    first, *rest = content.split(b"\n")[:-1] or [b""]
    try:
        plan = msgspec.json.decode(first, type=Plan)
    except msgspec.DecodeError:
        return None
    steps: list[Progress] = []
    with contextlib.suppress(msgspec.DecodeError):
        steps.extend(msgspec.json.decode(text, type=Progress) for text in rest)
    return plan, tuple(steps)


def _tasks(plan: Plan, steps: Sequence[Progress]) -> dict[str, Task]:
    tasks = {name: Task(name, "candidate") for name in plan.candidates}
    tasks |= {f"baseline {name}": Task(name, "baseline") for name in plan.baselines}
    for step in steps:
        key = step.name if step.name in tasks else f"baseline {step.name}"
        if key in tasks:
            tasks[key] = _after(tasks[key], step)
    return tasks


def _after(task: Task, step: Progress) -> Task:
    if step.stage == "started" or step.stage in _WORK:
        state = "starting" if step.stage == "started" else step.stage
        began = step.time if task.began is None or step.stage == "started" else task.began
        return dataclasses.replace(task, state=state, began=began, message=step.message)
    if step.stage not in ENDS:
        return task
    return dataclasses.replace(
        task, state=step.stage, seconds=step.seconds, score=step.score, message=step.message
    )


def _aged(task: Task, now: float, *, going: bool) -> Task:
    """A task with the seconds that it takes so far; what nobody works on any more has stopped."""
    if task.state in ENDS:
        return task
    seconds = max(0.0, now - task.began) if task.began is not None else 0.0
    return dataclasses.replace(task, seconds=seconds, state=task.state if going else "stopped")


def _stage(steps: Sequence[Progress], all_done: bool, *, going: bool) -> str:
    if not going:
        return "over"
    if all_done:
        return "registering"
    return "training" if steps else "reading"
