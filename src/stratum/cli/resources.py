"""``stratum scale``, ``resize``, ``migrate``: the size and the host of a running service, by hand."""

import dataclasses

import click

from stratum.cli.observe import application_name
from stratum.cli.options import json_option, suggest, workspace_option
from stratum.cli.output import show_json
from stratum.core.errors import InvalidInputError
from stratum.core.quantities import Dimension, parse_quantity
from stratum.runtime.agent import ensure_agent
from stratum.runtime.resizing import Asked, change_by_hand
from stratum.runtime.settings import Settings
from stratum.runtime.wiring import Parts


@click.command()
@click.argument("service", shell_complete=suggest("services"))
@click.argument("replicas", type=click.IntRange(0))
@click.option("--application", "-a", help="Where the workspace has several.")
@workspace_option
@json_option
def scale(service: str, replicas: int, application: str | None, settings: Settings, *, as_json: bool) -> None:
    """Run REPLICAS replicas of SERVICE, within the bounds of its model. 0 lets it sleep, where it may."""
    _change(settings, application, service, Asked(replicas=replicas), as_json=as_json)


@click.command()
@click.argument("service", shell_complete=suggest("services"))
@click.option("--cpu", help="Cores that each replica may take, such as 0.5.")
@click.option("--memory", help="Memory that each replica may take, such as 512 MiB.")
@click.option("--application", "-a", help="Where the workspace has several.")
@workspace_option
@json_option
def resize(
    service: str,
    cpu: str | None,
    memory: str | None,
    application: str | None,
    settings: Settings,
    *,
    as_json: bool,
) -> None:
    """Give each replica of SERVICE other limits; none is restarted."""
    if cpu is None and memory is None:
        raise InvalidInputError("nothing to change", "give --cpu, --memory or both")
    cores = _amount(cpu, Dimension.CORES) if cpu is not None else None
    size = _amount(memory, Dimension.BYTES) if memory is not None else None
    asked = Asked(cpu=cores, memory=None if size is None else int(size))
    _change(settings, application, service, asked, as_json=as_json)


@click.command()
@click.argument("service", shell_complete=suggest("services"))
@click.argument("host", shell_complete=suggest("hosts"))
@click.option("--application", "-a", help="Where the workspace has several.")
@workspace_option
@json_option
def migrate(service: str, host: str, application: str | None, settings: Settings, *, as_json: bool) -> None:
    """Move SERVICE to another modelled HOST. Replicas there take over before those here end."""
    _change(settings, application, service, Asked(host=host), as_json=as_json)


def _change(
    settings: Settings, application: str | None, service: str, asked: Asked, *, as_json: bool
) -> None:
    parts = Parts(settings)
    name = application_name(parts, application)
    changed = change_by_hand(parts, name, service, asked)
    ensure_agent(parts)
    if as_json:
        show_json(dataclasses.asdict(changed))
        return
    same = changed.before == changed.after
    click.echo(f"{service}: {changed.before if same else f'{changed.before} -> {changed.after}'}")
    if changed.policy:
        click.echo(f"its policy {changed.policy} may change this again")
    click.echo("next: stratum status")


def _amount(text: str, dimension: Dimension) -> float:
    value = parse_quantity(text, dimension).value
    if value <= 0:
        raise InvalidInputError(f"{text!r} is no limit", "give an amount above 0")
    return value
