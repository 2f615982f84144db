"""``stratum batch``: models that are asked about stored rows, their runs, and asking for one."""

import time
from collections.abc import Mapping
from typing import Any

import click

from stratum.cli.options import because_option, json_option, suggest, workspace_option
from stratum.cli.output import show_json, show_table
from stratum.lifecycle.logic.batch_events import FINISHED
from stratum.runtime.agent import ensure_agent
from stratum.runtime.asking import clock
from stratum.runtime.batching import ask, ended, found, predictor_of, view
from stratum.runtime.operator import terminal
from stratum.runtime.settings import Settings
from stratum.runtime.wiring import Parts

PAUSE = 0.25
LATEST_LOOK = 5.0
_application = click.option("--application", "-a", help="Where several have such a predictor.")


@click.group()
def batch() -> None:
    """Batch predictors: models that are asked about stored rows on a schedule."""


@batch.command("list")
@_application
@workspace_option
@json_option
def list_predictors(application: str | None, settings: Settings, *, as_json: bool) -> None:
    """Every batch predictor that is deployed, with its newest run and its next one."""
    views = [view(one) for one in found(Parts(settings), application)]
    if as_json:
        show_json(views)
    elif views:
        columns = ("application", "component", "newest run", "ended (UTC)", ">rows", "next (UTC)", "why")
        show_table(columns, [_line(one) for one in views])
    else:
        click.echo("no batch predictor is deployed; next: stratum apply")


@batch.command()
@click.argument("component", shell_complete=suggest("components"))
@_application
@workspace_option
@json_option
def runs(component: str, application: str | None, settings: Settings, *, as_json: bool) -> None:
    """The runs of COMPONENT, newest first: what each read, asked and wrote."""
    told: Mapping[str, Any] = view(predictor_of(Parts(settings), component, application))
    if as_json:
        show_json(told)
        return
    columns = (
        "run",
        "because",
        "state",
        ">tries",
        "began (UTC)",
        ">took s",
        ">rows",
        "model",
        "to, or why not",
    )
    show_table(columns, [_run(one) for one in told["runs"]])
    if told["reason"]:
        click.echo(told["reason"])


@batch.command()
@click.argument("component", shell_complete=suggest("components"))
@click.option("--wait", is_flag=True, help="Until it has ended; status 1 if it failed.")
@_application
@because_option
@workspace_option
@json_option
def run(
    component: str, application: str | None, because: str, settings: Settings, *, wait: bool, as_json: bool
) -> None:
    """Ask COMPONENT for a run now, beside what its schedule says."""
    parts = Parts(settings)
    ensure_agent(parts, within=LATEST_LOOK)
    predictor = predictor_of(parts, component, application)
    name = ask(parts, predictor, terminal().name, because)
    if not wait:
        told = {"run": name}
        show_json(told) if as_json else click.echo(
            f"run {name} is asked for; next: stratum batch runs {component}"
        )
        return

    def pause() -> None:
        ensure_agent(parts, within=LATEST_LOOK)
        time.sleep(PAUSE)

    event = ended(parts, predictor, name, pause)
    if as_json:
        show_json({"run": name, "type": event.type, **event.data})
    else:
        click.echo(f"{event.type}: {event.data['reason']}")
    if event.type != FINISHED:
        raise SystemExit(1)


def _line(one: Mapping[str, Any]) -> tuple[object, ...]:
    done = [each for each in one["runs"] if each["ended"]]
    last = max(done, key=lambda each: each["ended"], default=None)
    following = clock(one["next"]) if one["next"] else ""
    why = one["reason"] or (f"run {one['open']['id']} is open" if one["open"] else "")
    about = one["application"], one["component"]
    if last is None:
        return (*about, "", "", "", following, why)
    ended_at, rows = clock(last["ended"]), last["written"]["rows"]
    return (*about, f"{last['id']} {last['state']}", ended_at, rows, following, why or last["reason"])


def _run(one: Mapping[str, Any]) -> tuple[object, ...]:
    took = f"{one['ended'] - one['began']:.1f}" if one["ended"] and one["began"] else ""
    began = clock(one["began"]) if one["began"] else ""
    told = one["reason"] or one["written"]["place"]
    return (
        one["id"],
        one["why"],
        one["state"],
        one["tries"],
        began,
        took,
        one["written"]["rows"],
        one["model"],
        told,
    )
