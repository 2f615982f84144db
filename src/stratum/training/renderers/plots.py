"""Plots of a run as inline SVG."""

import io
from collections.abc import Callable, Sequence
from typing import Any

import matplotlib as mpl
from matplotlib.figure import Figure

from stratum.training.evaluation import Explanation
from stratum.training.types import CandidateResult, Points

Axes = Any  # of matplotlib

_COLOURS = ("#2563eb", "#d97706", "#059669", "#7c3aed", "#dc2626", "#0891b2", "#65a30d", "#be185d")
_MOST_BARS = 12
_STYLE: Any = {
    "svg.fonttype": "none",  # text stays text: small, searchable, in the page's font
    "text.parse_math": False,  # a name with dollars is a name
    "font.family": "sans-serif",
    "font.size": 10,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.edgecolor": "#888888",
    "axes.labelcolor": "#555555",
    "xtick.color": "#777777",
    "ytick.color": "#777777",
}
_AXES = {
    "roc": ("ROC", "false positive rate", "true positive rate"),
    "pr": ("Precision and recall", "recall", "precision"),
    "calibration": ("Calibration", "predicted probability", "observed share"),
    "scatter": ("Predictions", "true value", "predicted value"),
    "residuals": ("Residuals", "predicted value", "true minus predicted"),
    "silhouette": ("Silhouettes, by cluster", "rows", "nearer to the own cluster than to the next"),
    "steps": ("Error by step", "steps ahead", "mean error in seasonal differences"),
    "scores": ("Scores; anomalies are above 0", "score", "rows"),
    "found": ("Liked items found", "items looked at in each list", "share of the liked items"),
}
_DOTTED = frozenset({"scatter", "residuals"})


def curve_svg(candidates: Sequence[CandidateResult], curve: str, shown: Sequence[str]) -> str:
    """One curve of the candidates shown; empty where none has it.

    Args:
        candidates: Each has its own colour, the same in every plot.
        curve: One of those with axes, such as ``roc``.
        shown: Names of the candidates to draw.
    """
    drawn = [(i, c) for i, c in enumerate(candidates) if c.name in shown and _points(c, curve)]
    if not drawn:
        return ""

    def draw(axes: Axes) -> None:
        title, below, beside = _AXES[curve]
        if curve in {"roc", "calibration"}:
            axes.plot([0, 1], [0, 1], color="#bbbbbb", linewidth=1, linestyle="--")
        for index, candidate in drawn:
            x, y = zip(*_points(candidate, curve), strict=True)
            mark = "o" if curve in {"calibration", *_DOTTED} else None
            line = "" if curve in _DOTTED else "-"
            colour = _COLOURS[index % len(_COLOURS)]
            axes.plot(
                x,
                y,
                color=colour,
                linewidth=1.6,
                linestyle=line,
                marker=mark,
                markersize=3,
                label=candidate.name,
            )
        axes.set(title=title, xlabel=below, ylabel=beside)
        axes.legend(frameon=False, fontsize=9)

    return _svg(draw, curve)


def clusters_svg(candidate: CandidateResult) -> str:
    """The rows of each cluster on two principal components; empty where there are no clusters."""
    sizes = dict(candidate.curves.get("sizes", ()))
    if not sizes:
        return ""

    def draw(axes: Axes) -> None:
        for place, size in sizes.items():
            points = candidate.curves.get(f"cluster {place:.0f}", ())
            if points:
                x, y = zip(*points, strict=True)
                colour = _COLOURS[int(place) % len(_COLOURS)]
                axes.plot(x, y, ".", color=colour, markersize=4, label=f"{place:.0f}: {size:.0f} rows")
        axes.set(title=f"Clusters of {candidate.name}", xlabel="first component", ylabel="second component")
        axes.legend(frameon=False, fontsize=8)

    return _svg(draw, f"clusters {candidate.name}")


def forecast_svg(candidate: CandidateResult) -> str:
    """The first held-out rows of the first series beside their forecast; empty for other tasks."""
    if "forecast" not in candidate.curves:
        return ""

    def draw(axes: Axes) -> None:
        for name, colour in (("truth", "#888888"), ("forecast", _COLOURS[0])):
            x, y = zip(*candidate.curves[name], strict=True)
            axes.plot(x, y, color=colour, linewidth=1.4, label=name)
        axes.set(title=f"Forecast of {candidate.name}", xlabel="held-out rows of a series", ylabel="value")
        axes.legend(frameon=False, fontsize=9)

    return _svg(draw, "forecast")


def importance_svg(candidate: CandidateResult, metric: str) -> str:
    """How much a figure falls once each column is shuffled; empty where that was not asked."""
    shown = candidate.importance[:_MOST_BARS][::-1]
    if not shown:
        return ""

    def draw(axes: Axes) -> None:
        names, means = [one.name for one in shown], [one.mean for one in shown]
        axes.barh(names, means, xerr=[one.spread for one in shown], color=_COLOURS[0], ecolor="#888888")
        axes.set(title=f"What {candidate.name} leans on", xlabel=f"fall of {metric} once shuffled")

    return _svg(draw, "importance")


def learning_svg(candidate: CandidateResult, metric: str) -> str:
    """The figure that chose by number of training rows; empty where that was not asked."""
    if not candidate.learning:
        return ""

    def draw(axes: Axes) -> None:
        rows = [point.rows for point in candidate.learning]
        for colour, name, values in (
            (_COLOURS[1], "training rows", [point.training for point in candidate.learning]),
            (_COLOURS[0], "held-out rows", [point.held_out for point in candidate.learning]),
        ):
            axes.plot(rows, values, color=colour, linewidth=1.6, marker="o", markersize=4, label=name)
        axes.set(title=f"Learning curve of {candidate.name}", xlabel="training rows", ylabel=metric)
        axes.legend(frameon=False, fontsize=9)

    return _svg(draw, "learning")


def explanation_svg(told: Explanation) -> str:
    """The mean size of what each column adds to a prediction."""
    shown = list(told.shares.items())[:_MOST_BARS][::-1]

    def draw(axes: Axes) -> None:
        axes.barh([name for name, _ in shown], [size for _, size in shown], color=_COLOURS[3])
        axes.set(title=f"Shapley values of {told.output}", xlabel="mean size of what a column adds")

    return _svg(draw, "explanation")


def _points(candidate: CandidateResult, curve: str) -> Points:
    """The points of a curve; those of the residuals follow from the predictions."""
    if curve != "residuals":
        return candidate.curves.get(curve, ())
    return [(predicted, true - predicted) for true, predicted in candidate.curves.get("scatter", ())]


def confusion_svg(candidate: CandidateResult) -> str:
    """Counts and row shares of a candidate's confusion; empty for a regression."""
    if not candidate.confusion:
        return ""

    def draw(axes: Axes) -> None:
        shares = [[n / max(sum(row), 1) for n in row] for row in candidate.confusion]
        axes.imshow(shares, cmap="Blues", vmin=0, vmax=1)
        for i, row in enumerate(candidate.confusion):
            for j, count in enumerate(row):
                colour = "white" if shares[i][j] > 0.5 else "#222222"
                axes.text(j, i, f"{count:,}\n{shares[i][j]:.1%}", ha="center", va="center", color=colour)
        names = candidate.labels or ("other rows", "anomalies")
        places = range(len(names))
        axes.set_xticks(places, names)
        axes.set_yticks(places, names)
        axes.set(title=f"Confusion of {candidate.name}", xlabel="predicted", ylabel="true")

    return _svg(draw, f"confusion {candidate.name}")


def _svg(draw: Callable[[Axes], None], salt: str) -> str:
    # the salt makes ids repeatable, and unlike those of the other plots of the page
    with mpl.rc_context({**_STYLE, "svg.hashsalt": salt}):
        figure = Figure(figsize=(4.6, 3.8), layout="constrained")
        draw(figure.add_subplot())
        out = io.StringIO()
        figure.savefig(out, format="svg", transparent=True, metadata={"Date": None, "Creator": None})
    text = out.getvalue()
    return text[text.index("<svg") :]
