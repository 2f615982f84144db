"""Runs beside each other."""

from collections.abc import Mapping

import pytest

from stratum.training.logic.side_by_side import Fact, facts
from stratum.training.types import CandidateResult, Run


def run(name: str, figures: Mapping[str, float], chosen: str | None = "tree") -> Run:
    tree = CandidateResult("tree", "DecisionTree", {"depth": 3}, "ok", metrics=figures)
    return Run(name, "late", "classification", "log_loss", 0.0, chosen=chosen, candidates=(tree,))


def fact(name: str, *runs: Run) -> Fact:
    return next(one for one in facts(runs) if one.name == name)


@pytest.mark.parametrize(
    ("metric", "values", "best"),
    [
        ("roc_auc", (0.7, 0.8), (1,)),
        ("log_loss", (0.4, 0.5), (0,)),
        ("roc_auc", (0.8, 0.7, 0.8), (0, 2)),
        ("roc_auc", (0.8, 0.8), ()),
        ("coverage", (0.9, 0.8), ()),
    ],
)
def test_the_best_is_what_the_figure_says_is_better(
    metric: str, values: tuple[float, ...], best: tuple[int, ...]
) -> None:
    told = fact(metric, *(run(str(place), {metric: value}) for place, value in enumerate(values)))
    assert (told.values, told.best) == (values, best)


def test_what_a_member_was_given_is_told_by_itself() -> None:
    deep, flat = (
        Run(name, "late", "regression", "rmse", 0.0, chosen="vote", candidates=(
            CandidateResult("vote", "Voting", {"first": {"depth": depth, "seed": 1}, "share": 0.5}, "ok"),
        ))
        for name, depth in (("a", 9), ("b", 2))
    )  # fmt: skip
    assert fact("parameter first.depth", deep, flat).values == (9, 2)
    assert not fact("parameter share", deep, flat).differs


def test_a_run_without_a_model_says_nothing_of_one() -> None:
    ended, failed = run("a", {"roc_auc": 0.7}), run("b", {}, None)
    assert fact("roc_auc", ended, failed) == Fact("roc_auc", (0.7, None))
    assert fact("chosen", ended, failed).values == ("tree, DecisionTree", None)
    assert fact("parameter depth", ended, failed).differs
    assert not fact("seconds", ended, failed).differs
