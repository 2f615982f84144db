"""``stratum train``: candidates in parallel, the best one registered."""

from typing import NoReturn

import click

from stratum.cli.options import at_option, json_option, suggest, workspace_option
from stratum.cli.output import show_json, show_table
from stratum.language.tree import DocumentKind
from stratum.runtime.modelling import load
from stratum.runtime.platform import version_view
from stratum.runtime.settings import Settings
from stratum.runtime.wiring import Parts
from stratum.training.logic.choice import ranked
from stratum.training.types import Progress, Run


@click.command()
@click.argument("pipeline", required=False, shell_complete=suggest("pipelines"))
@at_option
@workspace_option
@json_option
def train(pipeline: str | None, at: str | None, settings: Settings, *, as_json: bool) -> None:
    """Train the candidates of PIPELINE (its name or file), pick the best by its metric, register it.

    PIPELINE may be left out where the workspace has only one. With --at nothing is registered:
    what comes out is compared with the run of then, and what differs is told. Exit status: 0 trained, with
    --at equal numbers; 1 not.
    """
    from stratum.runtime.learning import train_pipeline

    if at:
        _again(Parts(settings), at, pipeline, as_json=as_json)
    parts = Parts(settings)
    checked = load(parts)
    checked.refuse_errors(checked.document(DocumentKind.PIPELINE, pipeline))
    trained = train_pipeline(parts, checked, pipeline, _silent if as_json else show_progress)
    if as_json:
        run = {"id": trained.result.run.id, "folder": str(trained.result.directory)}
        show_json({"run": run, "model": version_view(trained.version)})
        return
    show_leaderboard(trained.result.run)
    version = trained.version
    click.echo(f"registered {version.name}@{version.version} ({version.stage}), bundle {version.digest[:12]}")
    click.echo(f"report    {trained.result.directory / 'report.html'}")
    click.echo(f"notebook  {trained.result.directory / 'notebook.ipynb'}")
    click.echo(f"next: stratum models promote {version.name}@{version.version} champion")


def _again(parts: Parts, commit: str, pipeline: str | None, *, as_json: bool) -> NoReturn:
    """Train as it is in a commit, and end with status 0 where every number is as it was."""
    from stratum.cli.reproduce import repeated_view, show_repeated
    from stratum.runtime.reproducing.repeating import train_at

    done = train_at(parts, commit, pipeline, _silent if as_json else show_progress)
    if as_json:
        show_json(repeated_view(done))
    else:
        show_leaderboard(done.run)
        show_repeated(done)
    raise SystemExit(0 if done.is_equal else 1)


def show_leaderboard(run: Run) -> None:
    """Print candidates and baselines, best first: by the validation rows, as they were chosen."""
    second = "accuracy" if run.task == "classification" else "r2"
    rows: list[tuple[object, ...]] = [
        (
            ("*" if one.name == run.chosen else "") + one.name,
            one.validation.get(run.metric),
            one.metrics.get(run.metric),
            one.metrics.get(second),
            one.seconds,
            one.parity.max_difference if one.parity else None,
            one.error or one.status,
        )
        for one in ranked(run.candidates, run.metric)
    ]
    rows += [
        (f"({one.name})", None, one.metrics.get(run.metric), one.metrics.get(second), None, None, "baseline")
        for one in sorted(run.baselines, key=lambda b: -b.metrics.get(run.metric, 0.0))
    ]
    columns = ("candidate", f">{run.metric}, validation", f">{run.metric}, held out", f">{second}, held out")
    show_table((*columns, ">seconds", ">export differs by", "status"), rows)


def show_progress(step: Progress) -> None:
    """One line per step of a training."""
    score = "" if step.score is None else f"  {step.score:.4f}"
    what = f"{step.name} " if step.name else ""
    tail = f"  {step.message}" if step.message else ""
    click.echo(f"  [{step.done}/{step.total}] {what}{step.stage}{score}  {step.seconds:.1f} s{tail}")


def _silent(step: Progress) -> None:
    del step
