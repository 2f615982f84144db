"""``stratum scale``, ``resize``, ``migrate``: the size and the host of a running service, by hand."""

import dataclasses
import functools
from collections.abc import Callable

import click

from stratum.cli.observe import application_name
from stratum.cli.options import because_option, json_option, suggest, workspace_option
from stratum.cli.output import show_json
from stratum.core.errors import InvalidInputError
from stratum.core.quantities import Dimension, parse_quantity
from stratum.runtime.agent import ensure_agent
from stratum.runtime.operator import terminal
from stratum.runtime.resizing import Asked, change_by_hand
from stratum.runtime.settings import Settings
from stratum.runtime.wiring import Parts


@dataclasses.dataclass(frozen=True, slots=True)
class Hand:
    """Somebody who changes a service by hand.

    Attributes:
        settings: The workspace.
        application: Its name; None where only one runs.
        because: What for.
        as_json: Whether to answer in JSON.
    """

    settings: Settings
    application: str | None
    because: str
    as_json: bool


def hand_options(command: Callable[..., None]) -> Callable[..., None]:
    """Add what every change by hand takes; the command gets ``hand``."""

    @functools.wraps(command)
    def wrapped(
        *, settings: Settings, application: str | None, because: str, as_json: bool, **rest: object
    ) -> None:
        command(hand=Hand(settings, application, because, as_json), **rest)

    application = click.option("--application", "-a", help="Where the workspace has several.")
    for option in (json_option, workspace_option, because_option, application):
        wrapped = option(wrapped)
    return wrapped


@click.command()
@click.argument("service", shell_complete=suggest("services"))
@click.argument("replicas", type=click.IntRange(0))
@hand_options
def scale(service: str, replicas: int, hand: Hand) -> None:
    """Run REPLICAS replicas of SERVICE, within the bounds of its model. 0 lets it sleep, where it may."""
    _change(hand, service, Asked(replicas=replicas))


@click.command()
@click.argument("service", shell_complete=suggest("services"))
@click.option("--cpu", help="Cores that each replica may take, such as 0.5.")
@click.option("--memory", help="Memory that each replica may take, such as 512 MiB.")
@hand_options
def resize(service: str, cpu: str | None, memory: str | None, hand: Hand) -> None:
    """Give each replica of SERVICE other limits; none is restarted."""
    if cpu is None and memory is None:
        raise InvalidInputError("nothing to change", "give --cpu, --memory or both")
    cores = _amount(cpu, Dimension.CORES) if cpu is not None else None
    size = _amount(memory, Dimension.BYTES) if memory is not None else None
    _change(hand, service, Asked(cpu=cores, memory=None if size is None else int(size)))


@click.command()
@click.argument("service", shell_complete=suggest("services"))
@click.argument("host", shell_complete=suggest("hosts"))
@hand_options
def migrate(service: str, host: str, hand: Hand) -> None:
    """Move SERVICE to another modelled HOST. Replicas there take over before those here end."""
    _change(hand, service, Asked(host=host))


def _change(hand: Hand, service: str, asked: Asked) -> None:
    parts = Parts(hand.settings)
    name = application_name(parts, hand.application)
    changed = change_by_hand(parts, name, service, asked, terminal().name, hand.because)
    ensure_agent(parts)
    if hand.as_json:
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
