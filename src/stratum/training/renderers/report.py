"""The report of a run: one HTML file that needs nothing else."""

import jinja2

from stratum.core.quantities import Dimension, show_quantity
from stratum.training.logic import wording
from stratum.training.logic.choice import METRICS, ranked
from stratum.training.logic.gaps import gaps
from stratum.training.renderers import plots
from stratum.training.types import PipelineSpec, Run

_CURVES = ("roc", "pr", "calibration", "scatter", "residuals", "silhouette", "scores", "found", "steps")


def render(spec: PipelineSpec, run: Run) -> str:
    """The report as HTML text; equal arguments give equal text."""
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("stratum.training", "renderers"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {
        "figure": wording.figure,
        "moment": wording.moment,
        "interval": wording.interval,
        "member": wording.member,
        "bytes": lambda amount: show_quantity(amount, Dimension.BYTES),
        "seconds": lambda amount: show_quantity(amount, Dimension.SECONDS),
    }
    winner = next((c for c in run.candidates if c.name == run.chosen), None)
    return environment.get_template("report.html.j2").render(
        spec=spec,
        run=run,
        metrics=[m for m in METRICS[run.task] if any(m in c.metrics for c in run.candidates)],
        candidates=ranked(run.candidates, run.metric),
        winner=winner,
        plots=_drawn(run),
        choosing=wording.choosing(spec, run),
        verdicts=[wording.verdict(one) for one in run.comparisons],
        gaps=gaps(winner.slices, run.metric) if winner else (),
    )


def _drawn(run: Run) -> list[str]:
    names = [c.name for c in run.candidates]
    winners = [c for c in run.candidates if c.name == run.chosen]
    drawn = [plots.curve_svg(run.candidates, curve, names) for curve in _CURVES]
    drawn += [plots.forecast_svg(winner) for winner in winners]
    drawn += [plots.importance_svg(winner, run.metric) for winner in winners]
    drawn += [plots.learning_svg(winner, run.metric) for winner in winners]
    drawn += [plots.explanation_svg(run.explanation)] if run.explanation else []
    drawn += [plots.clusters_svg(candidate) for candidate in run.candidates]
    drawn += [plots.confusion_svg(candidate) for candidate in run.candidates]
    return [svg for svg in drawn if svg]
