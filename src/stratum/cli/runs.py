"""``stratum runs``: training runs, how far they are, and their end."""

import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from stratum.cli.options import json_option, suggest, workspace_option
from stratum.cli.output import json_text, show_json, show_pairs, show_table
from stratum.runtime.runs import RunRecords
from stratum.runtime.settings import Settings
from stratum.runtime.trainings import Trainings
from stratum.runtime.wiring import Parts
from stratum.training.documents import DOCUMENTS, file_of
from stratum.training.logic.progress import Progress
from stratum.training.logic.side_by_side import Fact, facts


@click.group()
def runs() -> None:
    """Training runs: those that go on and those that have ended."""


@runs.command(name="list")
@workspace_option
@json_option
def list_runs(settings: Settings, *, as_json: bool) -> None:
    """Every run, newest first; of those that wait in line, how many are before them."""
    told = Trainings(Parts(settings)).runs()
    if as_json:
        show_json(told)
        return
    found = told["runs"]
    if not isinstance(found, list) or not found:
        click.echo("no runs yet; next: stratum train")
        return
    rows = [
        (
            run["id"],
            run["pipeline"],
            _status(run),
            time.strftime("%Y-%m-%d %H:%M:%S UTC", time.gmtime(run["started"])),
            run["chosen"],
            run["error"],
        )
        for run in found
    ]
    show_table(("run", "pipeline", "status", "started", "chosen", "reason"), rows)


@runs.command()
@click.argument("run")
@workspace_option
@json_option
def show(run: str, settings: Settings, *, as_json: bool) -> None:
    """How far RUN is, or its leaderboard."""
    from stratum.cli.train import show_leaderboard

    trainings = Trainings(Parts(settings))
    told = trainings.progress(run)
    if as_json:
        show_json(told)
        return
    show_pairs({name: told[name] for name in ("id", "status", "error", "going")})
    show_leaderboard(trainings.records.folder(run).load())


@runs.command()
@click.argument("run")
@workspace_option
@json_option
def watch(run: str, settings: Settings, *, as_json: bool) -> None:
    """Follow RUN through the line and to its end: bars in a terminal, else lines. Ctrl-C leaves it alone."""
    from stratum.cli.bars import follow
    from stratum.cli.waiting import await_turn

    parts = Parts(settings)
    trainings = Trainings(parts)
    await_turn(trainings, run)
    follow(trainings.records.folder(run), parts.clock, _as_json if as_json else None)
    told = trainings.progress(run)
    if not as_json:
        click.echo(f"run {run}: " + ", ".join(str(told[name]) for name in ("status", "error") if told[name]))
    if told["status"] != "ok":
        raise SystemExit(1)


@runs.command()
@click.argument("run")
@workspace_option
@json_option
def cancel(run: str, settings: Settings, *, as_json: bool) -> None:
    """Ask RUN to end, or take it out of the line; candidates that were finished are kept."""
    from stratum.cli.bars import follow

    parts = Parts(settings)
    trainings = Trainings(parts)
    trainings.cancel(run, "")
    follow(trainings.records.folder(run), parts.clock, lambda _: None)
    told = trainings.progress(run)
    if as_json:
        show_json(told)
        return
    click.echo(f"run {run} is {told['status']}: {told['error']}")


@runs.command()
@click.argument("names", metavar="RUN RUN...", nargs=-1, required=True, shell_complete=suggest("runs"))
@click.option("--all", "every", is_flag=True, help="Also what is the same.")
@workspace_option
@json_option
def compare(names: tuple[str, ...], settings: Settings, *, every: bool, as_json: bool) -> None:
    """What differs between RUNs: how they ended, what was chosen, its figures and parameters, the data.

    The best of each figure is marked with a star.
    """
    if len(names) < 2:
        raise click.UsageError("name two runs or more")
    records = RunRecords(Parts(settings))
    found = [records.of(name) for name in names]
    told = [fact for fact in facts(found) if every or fact.differs]
    if as_json:
        show_json({
            "runs": [run.id for run in found],
            "facts": [
                {"name": one.name, "values": one.values, "best": [found[place].id for place in one.best]}
                for one in told
            ],
        })
        return
    show_table(("what", *(run.id for run in found)), [_side_by_side(one) for one in told])


def _side_by_side(fact: Fact) -> tuple[object, ...]:
    cells = (f"{value:.4g}" if isinstance(value, float) else value for value in fact.values)
    return (fact.name, *(f"{cell} *" if place in fact.best else cell for place, cell in enumerate(cells)))


@runs.command()
@click.argument("run")
@click.argument("document", type=click.Choice(sorted(DOCUMENTS)))
@click.option("-o", "--output", type=click.Path(path_type=Path), help="Where it goes; default: printed.")
@workspace_option
@json_option
def export(run: str, document: str, settings: Settings, *, output: Path | None, as_json: bool) -> None:
    """Print the report, notebook, script or model card of RUN, or write it to a file."""
    text = Trainings(Parts(settings)).records.file(run, file_of(document)).read_text(encoding="utf-8")
    if output is not None:
        output.write_text(text, encoding="utf-8")
    if as_json:
        show_json({"run": run, "document": document, **({"file": str(output)} if output else {"text": text})})
    elif output is None:
        click.echo(text, nl=False)
    else:
        click.echo(f"{document} of {run} is in {output}")


def _status(run: Mapping[str, Any]) -> str:
    return f"queued, {len(run['behind'])} before it" if run["behind"] else str(run["status"])


def _as_json(step: Progress) -> None:
    click.echo(json_text(step).replace("\n", ""))
