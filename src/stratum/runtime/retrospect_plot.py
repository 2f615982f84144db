"""The plot of a retrospect: accuracy over the days, one line for each way of keeping the model."""

import datetime
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from stratum.lifecycle.logic.retrospect import Line, trailing

COLOURS = ("#2563eb", "#9ca3af", "#d97706", "#059669")
SPAN = 14
EPOCH = datetime.date(1970, 1, 1)


def draw(path: Path, lines: Sequence[Line], promoted: Mapping[str, int]) -> None:
    """Write a PNG file.

    Args:
        path: Where to.
        lines: The ways; the first one is drawn on top.
        promoted: First live day of versions, marked.
    """
    import matplotlib.figure

    figure = matplotlib.figure.Figure(figsize=(10.0, 4.5), layout="constrained")
    axes: Any = figure.subplots()  # untyped where it takes dates
    for number, line in reversed(list(enumerate(lines))):
        points = trailing(line, SPAN)
        label = f"{line.name}: {line.accuracy:.2%}, {line.trainings} trainings"
        axes.plot(
            [EPOCH + datetime.timedelta(days=day) for day, _ in points],
            [100 * share for _, share in points],
            color=COLOURS[number % len(COLOURS)],
            linewidth=2 if number == 0 else 1.2,
            label=label,
        )
    for version, day in promoted.items():
        moment = EPOCH + datetime.timedelta(days=day)
        axes.axvline(moment, color=COLOURS[0], linewidth=0.8, linestyle=":")
        axes.annotate(f"v{version}", (moment, 1), xycoords=("data", "axes fraction"), fontsize=8, va="bottom")
    axes.set_ylabel(f"right answers of the last {SPAN} days, %")
    axes.spines[["top", "right"]].set_visible(False)
    handles, labels = axes.get_legend_handles_labels()
    axes.legend(handles[::-1], labels[::-1], loc="lower left", fontsize=9, frameon=False)
    figure.savefig(path, format="png", dpi=110)
