"""Figures, intervals and verdicts in words, the same in terminal and documents."""

import datetime
from typing import Any, cast

from stratum.training.evaluation import UNTOLD, Comparison, Range
from stratum.training.logic.splits import VALIDATION_SHARE
from stratum.training.types import Member, PipelineSpec, Run


def figure(value: object) -> str:
    """A figure with four digits; a dash where there is none."""
    return f"{value:.4f}" if isinstance(value, int | float) else "–"


def interval(ends: Range | None) -> str:
    """An interval with four digits; a dash where there is none."""
    return f"{ends[0]:.4f} to {ends[1]:.4f}" if ends else "–"


def member(one: Member) -> str:
    """A member's share of its ensemble's answer, or why it has none."""
    return f"left out: {one.left_out}" if one.left_out else f"{one.weight:.1%} {one.algorithm}"


def moment(seconds: float | None) -> str:
    """A time in UTC; a dash where there is none."""
    if seconds is None:
        return "–"
    return datetime.datetime.fromtimestamp(seconds, datetime.UTC).strftime("%Y-%m-%d %H:%M:%S UTC")


def choosing(spec: PipelineSpec, run: Run) -> str:
    """How candidates were compared: of an automatic run those of its search; one alone has no rival."""
    after = "All other figures are of held-out rows, after fitting on all training rows; they had no say."
    if run.search:
        return f"{_searched(run)} {after}"
    if spec.evaluation.folds:
        folds = f"the mean of {spec.evaluation.folds} folds of the training rows"
        return f"Candidates are compared by {run.metric}, {folds}, each fitted on the others. {after}"
    if len(spec.candidates) == 1 and spec.forecast is None:
        return (
            "There was one candidate. Its figures are of held-out rows, after fitting on all training rows."
        )
    part = f"{'the last' if run.boundary else 'a random'} {100 * VALIDATION_SHARE:.0f} % of the training rows"
    return f"Candidates are compared by {run.metric} on {part}, fitted on the rest. {after}"


def _searched(run: Run) -> str:
    """How many candidates a search tried, on what it compared them, and how many of them it took."""
    search = cast("dict[str, Any]", run.search)
    tried, members, repeats = len(search["tried"]), len(search["members"]), search["repeats"]
    anew = f", divided {repeats} times" if repeats > 1 else ""
    taken = "One was chosen." if members == 1 else f"{members} were chosen, which answer together."
    return (
        f"{tried} candidates were tried in an automatic search and compared by {search['metric']} on"
        f" {search['folds']} folds of {search['rows']} training rows{anew}; what answers a fold was not"
        f" fitted on it. {taken}"
    )


def verdict(one: Comparison) -> str:
    """What a comparison tells."""
    told = f"{one.verdict} {'from' if one.verdict == UNTOLD else 'than'} {one.other}"
    ends = f"{one.difference:+.4f}, 95 % interval {one.interval[0]:+.4f} to {one.interval[1]:+.4f}"
    return f"{told}: {one.metric} {ends}; {one.test} on {one.rows}, corrected p {one.p:.3g}"
