"""``stratum metrics``: what was measured, newest figures and their range."""

from collections.abc import Sequence

import click

from stratum.cli.options import json_option, workspace_option
from stratum.cli.output import show_json, show_table
from stratum.core.quantities import Dimension, parse_quantity
from stratum.monitoring.types import Series
from stratum.runtime.settings import Settings
from stratum.runtime.wiring import Parts

MOST = 600


@click.command()
@click.option("--subject", "-s", "subjects", multiple=True, help="A component, service or host; repeatable.")
@click.option("--metric", "-m", "metrics", multiple=True, help="Name of a metric; repeatable.")
@click.option("--since", default="10m", show_default=True, help="How far back, such as 30s, 10m, 2h or 7d.")
@workspace_option
@json_option
def metrics(
    subjects: Sequence[str], metrics: Sequence[str], since: str, settings: Settings, *, as_json: bool
) -> None:
    """What was measured: of components, services, hosts and models."""
    parts = Parts(settings)
    begin = parts.clock.now() - _seconds(since)
    found = parts.samples.series(metrics or parts.samples.metrics(), subjects, begin, MOST)
    if as_json:
        show_json({"series": [_view(one) for one in found]})
        return
    if not found:
        click.echo(f"nothing was measured within {since}; stratum status says what runs")
        return
    columns = ("subject", "metric", "labels", ">newest", ">mean", ">highest", ">points")
    show_table(columns, [_row(one) for one in found])


def _seconds(since: str) -> float:
    """A span; ``m`` alone stands for minutes here."""
    text = f"{since}in" if since.endswith("m") else since
    return parse_quantity(text, Dimension.SECONDS).value


def _row(one: Series) -> tuple[object, ...]:
    values = [value for _, value in one.points]
    labels = ", ".join(f"{name}={text}" for name, text in sorted(one.labels.items()))
    return (
        one.subject,
        one.metric,
        labels,
        values[-1],
        sum(values) / len(values),
        max(one.peaks or values),
        len(values),
    )


def _view(one: Series) -> dict[str, object]:
    return {
        "metric": one.metric,
        "subject": one.subject,
        "labels": dict(one.labels),
        "points": [list(point) for point in one.points],
        "peaks": list(one.peaks),
    }
