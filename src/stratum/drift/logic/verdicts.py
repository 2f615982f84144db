"""Verdicts of window tests, which differ only in their words."""

from stratum.drift.logic.windows import WindowTest
from stratum.drift.types import Kind, Setup, Verdict


def judged(setup: Setup, kind: Kind, test: WindowTest, bound: float, measured: str) -> Verdict:
    """What a window test says of a column beside the training rows.

    Args:
        setup: Of the detector.
        kind: Of the detector.
        test: As it stands.
        bound: What its statistic is held against.
        measured: What the statistic is called.
    """
    drifted = test.statistic > bound
    said = "differ from" if drifted else "are like"
    reason = test.waiting() or (
        f"the last {test.window.size} values of {setup.column} {said} the training rows: "
        f"{measured} {test.statistic:.3f}, bound {bound:.3f}"
    )
    samples = test.window.seen
    return Verdict(setup.name, kind, setup.column, test.statistic, bound, drifted, samples, reason)
