"""``stratum plan``, ``apply``, ``destroy``: from what is observed to what is desired."""

import dataclasses
from collections.abc import Iterable

import click

from stratum.cli.options import json_option, suggest, workspace_option
from stratum.cli.output import show_json, show_table
from stratum.compiler.deployment import needs
from stratum.compiler.placement import moves
from stratum.deployment.types import Observed, Plan, State
from stratum.language.tree import Document, DocumentKind
from stratum.runtime.applying import (
    UNWATCHED,
    Watcher,
    apply_application,
    destroy_application,
    plan_application,
    roll_back_application,
)
from stratum.runtime.modelling import load
from stratum.runtime.reliance import Reliance
from stratum.runtime.settings import Settings
from stratum.runtime.wiring import Parts

OPENED = frozenset({"Dashboard", "ModelService"})
engine_option = click.option(
    "--engine",
    metavar="NAME",
    shell_complete=suggest("engines"),
    help="What runs the components: local, docker, or one that a package adds.",
)


@click.command()
@click.argument("application", required=False, shell_complete=suggest("applications"))
@engine_option
@workspace_option
@json_option
def plan(application: str | None, engine: str | None, settings: Settings, *, as_json: bool) -> None:
    """Show what `apply` would do; nothing is changed."""
    parts = Parts(settings)
    steps, uses = plan_application(parts, application, engine)
    if as_json:
        show_json({**dataclasses.asdict(steps), "uses": [dataclasses.asdict(one) for one in uses]})
        return
    document = load(parts).document(DocumentKind.APPLICATION, steps.application)
    show_models(parts, document)
    show_moves(document)
    show_reliances(uses)
    show_plan(steps)


@click.command()
@click.argument("application", required=False, shell_complete=suggest("applications"))
@click.option("--wait", default=90.0, show_default=True, help="Seconds to wait until everything is ready.")
@click.option("--previous", is_flag=True, help="What was applied before this, whatever the model says now.")
@engine_option
@workspace_option
@json_option
def apply(
    application: str | None,
    wait: float,
    engine: str | None,
    settings: Settings,
    *,
    previous: bool,
    as_json: bool,
) -> None:
    """Check, place and compile APPLICATION, then make what runs agree with it."""
    parts = Parts(settings)
    if previous:
        steps = roll_back_application(parts, application, wait, watcher(quiet=as_json))
    else:
        steps = apply_application(parts, application, wait, engine, watcher(quiet=as_json))
    if as_json:
        show_json(dataclasses.asdict(steps))
    elif not steps.actions:
        click.echo(f"{steps.application} is as {'before' if previous else 'the model says'}; nothing to do")
    else:
        show_addresses(parts, steps.application)
        click.echo(f"{steps.application} runs; next: stratum status")


@click.command()
@click.argument("application", required=False, shell_complete=suggest("applications"))
@click.option("--wait", default=60.0, show_default=True, help="Seconds to wait until nothing is left.")
@workspace_option
@json_option
def destroy(application: str | None, wait: float, settings: Settings, *, as_json: bool) -> None:
    """Stop every component of APPLICATION, last started first. Data and history stay."""
    steps = destroy_application(Parts(settings), application, wait, watcher(quiet=as_json))
    if as_json:
        show_json(dataclasses.asdict(steps))
    else:
        click.echo(f"{steps.application}: nothing runs any more")


def watcher(*, quiet: bool) -> Watcher:
    """Prints the steps and each change of a state; nothing where ``quiet``."""
    told: dict[str, State] = {}

    def show(one: Observed) -> None:
        if told.get(one.name) is not one.state and one.state is not State.PENDING:
            why = "" if one.reason in {one.state, "started"} else one.reason.removeprefix(f"{one.state} ")
            click.echo(f"  {one.name:<16} {one.state:<12} {why}".rstrip())
        told[one.name] = one.state

    return UNWATCHED if quiet else Watcher(show_plan, show)


def show_models(parts: Parts, application: Document) -> None:
    """Say which versions the names of models stand for now."""
    for reference in needs(application).models:
        version = parts.registry.get(reference)
        click.echo(f"{reference} is {version.name}@{version.version} ({version.stage})")


def show_moves(application: Document) -> None:
    """Say which services the model moves to another host."""
    for name, before, host in moves(application):
        instead = f", in place of {before}" if before else ""
        click.echo(f"{name} moves to {host}{instead}, as migrateTo says")


def show_addresses(parts: Parts, name: str) -> None:
    """Say where components can be opened: pages and model services."""
    for spec in parts.deployments.desired(name):
        if spec.type in OPENED and spec.service in {"", spec.name}:
            click.echo(f"  {spec.name:<16} http://{spec.address}:{spec.readiness.port}")


def show_reliances(uses: Iterable[Reliance]) -> None:
    """Say what is used of other applications, which have to run."""
    for one in uses:
        first = f"; first: stratum apply {one.application}" if one.lacks else ""
        click.echo(f"{one}{first}")


def show_plan(steps: Plan) -> None:
    """Print the steps of a plan."""
    if not steps.actions:
        click.echo(f"{steps.application} is as the model says; nothing to do")
    else:
        rows = [(a.verb, a.component, a.reason) for a in steps.actions]
        show_table(("step", "component", "because"), rows)
