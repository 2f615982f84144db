"""Pictures of simulations: load, replicas, and latency against the objective."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from stratum.resources.simulator import Row

WIDTH, HEIGHT = 11.0, 7.0
MOST_POINTS = 4000


def draw(path: Path, runs: Mapping[str, Sequence[Row]], objective: float) -> None:
    """Write a PNG file with one line for each run.

    Args:
        path: Where to.
        runs: Steps by name of the policy; all of one trace.
        objective: Seconds of p95 latency that are promised.
    """
    import matplotlib.figure

    figure = matplotlib.figure.Figure(figsize=(WIDTH, HEIGHT), layout="constrained")
    load, size, latency = figure.subplots(3, 1, sharex=True)
    for number, (name, rows) in enumerate(runs.items()):
        shown = _thinned(rows)
        hours = [row.time / 3600 for row in shown]
        if number == 0:
            load.plot(hours, [row.rate for row in shown], color="0.3", linewidth=0.8)
        size.step(
            hours, [row.ready * (row.cpu or 1.0) for row in shown], where="post", linewidth=1, label=name
        )
        latency.plot(hours, [row.p95 * 1000 for row in shown], linewidth=0.8, label=name)
    latency.axhline(objective * 1000, color="crimson", linestyle="--", linewidth=1, label="objective")
    latency.set_yscale("log")
    load.set_ylabel("requests/s")
    size.set_ylabel("cores ready")
    latency.set_ylabel("p95, ms")
    latency.set_xlabel("hours")
    for axes in (size, latency):
        axes.legend(loc="upper right", fontsize="small")
        axes.grid(alpha=0.3)
    figure.savefig(path, format="png", dpi=110)


def _thinned(rows: Sequence[Row]) -> Sequence[Row]:
    """Of each stretch the step with the highest latency, so that no violation is lost."""
    stride = -(-len(rows) // MOST_POINTS) if rows else 1
    if stride <= 1:
        return rows
    return [max(rows[at : at + stride], key=lambda row: row.p95) for at in range(0, len(rows), stride)]
