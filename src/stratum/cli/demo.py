"""``stratum demo``: the whole life in miniature, on real data, on this machine alone."""

import contextlib
import sys
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from stratum.cli.deploy import apply_application, destroy_application
from stratum.cli.options import json_option
from stratum.cli.output import show_json, show_pairs
from stratum.cli.train import show_leaderboard, show_progress
from stratum.cli.up import serve_page
from stratum.core.errors import TransientError
from stratum.deployment.types import ComponentSpec
from stratum.registry.types import ModelVersion, Stage
from stratum.runtime.examples import example_files
from stratum.runtime.modelling import load
from stratum.runtime.platform import Platform
from stratum.runtime.settings import read_settings
from stratum.runtime.wiring import Parts
from stratum.training.records import RunFolder
from stratum.training.types import Run

EXAMPLE = "01-flights"
DEFAULT = Path(".demo/flights")
APPLICATION = "flight-delays"
PIPELINE = "delay-risk"
WANTED = 3000
FRESH = 600
PATIENCE = 90.0


@click.command()
@click.argument("directory", type=click.Path(file_okay=False, path_type=Path), required=False)
@click.option(
    "--workspace", "-w", type=click.Path(file_okay=False, path_type=Path), help="The same as DIRECTORY."
)
@click.option("--once", is_flag=True, help="End after the report, for scripts.")
@click.option("--port", type=click.IntRange(1, 65535), help="Port of the page; default: 7777.")
@json_option
def demo(
    directory: Path | None, workspace: Path | None, port: int | None, *, once: bool, as_json: bool
) -> None:
    """Model, check, train, deploy and predict live: New York's departures of 2013.

    DIRECTORY is the workspace, .demo/flights unless another is named.

    With --json the report is the only thing on standard output.
    """
    parts = Parts(read_settings(str(directory or workspace or DEFAULT)))
    with contextlib.redirect_stdout(sys.stderr) if as_json else contextlib.nullcontext():
        report = _run(parts, port, once=once)
    if as_json:
        show_json(report)


def _run(parts: Parts, port: int | None, *, once: bool) -> Mapping[str, object]:
    began = parts.clock.monotonic()
    _workspace(parts)
    _check(parts)
    version, run = _train(parts)
    ours = APPLICATION not in parts.deployments.applications()
    _say(4, f"deploying {APPLICATION}: broker, three airport gateways, processor, model, database, board")
    try:
        apply_application(parts, APPLICATION, PATIENCE, quiet=False)
        _say(5, f"waiting until {WANTED} live predictions are stored, {FRESH} of them new")
        figures = _watch_live(parts)
        _say(6, "report")
        show_leaderboard(run)
        report = _report(parts, version, run, figures)
        show_pairs(report)
        click.echo(f"\ndone in {parts.clock.monotonic() - began:.0f} s")
        if not once:
            click.echo()
            serve_page(parts, parts.settings.host, port or parts.settings.port, "Ctrl-C ends the demo")
    finally:
        if ours and APPLICATION in parts.deployments.applications():
            click.echo("stopping the components that the demo started (data, models and history stay)")
            destroy_application(parts, APPLICATION, PATIENCE, quiet=True)
    return report


def _say(step: int, text: str) -> None:
    click.secho(f"\n[{step}/6] {text}", bold=True)


def _workspace(parts: Parts) -> None:
    root = parts.workspace.root
    if (root / "application.yaml").is_file():
        _say(1, f"workspace {root} is there")
        return
    revision = parts.workspace.create(example_files(EXAMPLE), f"Begin with the example {EXAMPLE}")
    _say(1, f"workspace {root}, a git repository at commit {revision.commit[:10]}")


def _check(parts: Parts) -> None:
    checked = load(parts)
    checked.refuse_errors()
    _say(2, f"checked: {len(checked.findings)} findings; the platform chose these hosts")
    reasons = checked.reasons.get(APPLICATION, {})
    show_pairs({name: why.split(";")[0] for name, why in reasons.items() if "chosen in the model" not in why})


def _train(parts: Parts) -> tuple[ModelVersion, Run]:
    from stratum.runtime.learning import specification, train_pipeline

    checked = load(parts)
    digest = specification(checked, PIPELINE).digest
    for version in parts.registry.list():
        run = _run_of(parts, version)
        if run is not None and run.lineage.get("pipeline") == digest:
            _say(3, f"{version.name}@{version.version} was trained from this pipeline already")
            return version, run
    _say(3, f"training the candidates of {PIPELINE} in {parts.settings.workers} processes")
    trained = train_pipeline(parts, checked, PIPELINE, show_progress)
    champion = parts.registry.promote(PIPELINE, trained.version.version, Stage.CHAMPION)
    click.echo(
        f"  {champion.name}@{champion.version} is champion; report {trained.result.directory}/report.html"
    )
    return champion, trained.result.run


def _run_of(parts: Parts, version: ModelVersion) -> Run | None:
    """The training run behind a version of the demo's model; None for others, and where it was deleted."""
    folder = parts.runs_root / version.run
    return RunFolder(folder).load() if version.name == PIPELINE and folder.is_dir() else None


def _watch_live(parts: Parts) -> Mapping[str, Any]:
    specs = {spec.name: spec for spec in parts.deployments.desired(APPLICATION)}
    import httpx

    board, deadline = _board_of(specs), parts.clock.monotonic() + PATIENCE
    pause = threading.Event()
    with httpx.Client(timeout=5) as client:
        before: int = client.get(board).raise_for_status().json()["predictions"]
        wanted = max(WANTED, before + FRESH)
        while True:
            figures: Mapping[str, Any] = client.get(board).raise_for_status().json()
            if figures["predictions"] >= wanted and figures["known"]:
                return figures
            if parts.clock.monotonic() > deadline:
                raise TransientError(f"only {figures['predictions']} predictions after {PATIENCE:.0f} s")
            pause.wait(0.5)


def _board_of(specs: Mapping[str, ComponentSpec]) -> str:
    spec = specs["board"]
    return f"http://{spec.address}:{next(iter(spec.ports.values()))}/api/board"


def _report(
    parts: Parts, version: ModelVersion, run: Run, figures: Mapping[str, Any]
) -> Mapping[str, object]:
    status: Mapping[str, Any] = Platform(parts).status(APPLICATION)
    metrics = {one["name"]: one["metrics"] for one in status["components"]}
    writer, scorer = metrics.get("writer", {}), metrics.get("scorer", {})
    return {
        "report": str(parts.runs_root / run.id / "report.html"),
        "model": f"{version.name}@{version.version} ({version.algorithm})",
        f"held-out {run.metric}": version.metrics.get(run.metric),
        "predictions stored": figures["predictions"],
        "outcomes known": figures["known"],
        "live accuracy": figures["accuracy"],
        "accuracy of the majority": max(figures["base_rate"], 1 - figures["base_rate"]),
        "events per second": writer.get("events_per_second"),
        "publish to stored, p99": _milliseconds(writer.get("latency_p99_seconds")),
        "model latency, p95": _milliseconds(scorer.get("latency_p95_seconds")),
    }


def _milliseconds(seconds: float | None) -> str | None:
    return None if seconds is None else f"{seconds * 1000:.1f} ms"
