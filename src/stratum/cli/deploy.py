"""``stratum plan``, ``apply``, ``destroy``: from what is observed to what is desired."""

import dataclasses
import functools
from collections.abc import Callable, Iterable
from typing import Literal

import click
import msgspec

from stratum.cli.options import at_option, because_option, json_option, suggest, workspace_option
from stratum.cli.output import show_json, show_table
from stratum.core.operations import Order
from stratum.deployment.types import Observed, Plan, State
from stratum.runtime.operating.costs import MONTH, Costs
from stratum.runtime.operating.orders import Errand, Listener, Silent, carry_out
from stratum.runtime.operating.reviews import Review, review
from stratum.runtime.operating.views import review_view
from stratum.runtime.operator import terminal
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


def order_options(command: Callable[..., None]) -> Callable[..., None]:
    """Add the options that say what is to run; the command gets ``order``."""

    @functools.wraps(command)
    def wrapped(*, engine: str | None, at: str | None, previous: bool, **rest: object) -> None:
        to: Literal["previous", "model"] = "previous" if previous else "model"
        command(order=Order(to=to, at=at or "", engine=engine or ""), **rest)

    previous = click.option(
        "--previous", is_flag=True, help="What was applied before this, whatever the model says now."
    )
    for option in (at_option, engine_option, previous):
        wrapped = option(wrapped)
    return wrapped


def reviewed_options(command: Callable[..., None]) -> Callable[..., None]:
    """Add what is told of an order that is carried out; it is put into ``order``."""

    @functools.wraps(command)
    def wrapped(*, stamp: str, because: str, order: Order, **rest: object) -> None:
        command(order=msgspec.structs.replace(order, review=stamp, reason=because), **rest)

    stamp = click.option(
        "--review", "stamp", default="", metavar="STAMP", help="Only what `plan` showed under it."
    )
    return order_options(stamp(because_option(wrapped)))


@click.command()
@click.argument("application", required=False, shell_complete=suggest("applications"))
@order_options
@workspace_option
@json_option
def plan(application: str | None, order: Order, settings: Settings, *, as_json: bool) -> None:
    """Show what `apply` would do, and what it would cost; nothing is changed."""
    found = review(Parts(settings), application, order)
    if as_json:
        show_json(review_view(found))
        return
    for reference, version, stage in found.models:
        click.echo(model_line(reference, version, stage))
    for name, before, host in found.moves:
        click.echo(f"{name} moves to {host}{f', in place of {before}' if before else ''}, as migrateTo says")
    show_reliances(found.uses)
    show_plan(found.steps)
    show_costs(found.costs)
    if found.steps.actions:
        click.echo(f"to apply exactly this: stratum apply {found.application} --review {found.stamp}")


def model_line(reference: str, version: str, stage: str) -> str:
    """What a model's name stands for now, said only where it is not that name."""
    return f"{reference} is {version} ({stage})" if version != reference else f"{version} ({stage})"


@click.command()
@click.argument("application", required=False, shell_complete=suggest("applications"))
@click.option("--wait", default=90.0, show_default=True, help="Seconds to wait until everything is ready.")
@reviewed_options
@workspace_option
@json_option
def apply(application: str | None, wait: float, order: Order, settings: Settings, *, as_json: bool) -> None:
    """Check, place and compile APPLICATION, then make what runs agree with it."""
    parts = Parts(settings)
    steps = perform(parts, application, order, wait, quiet=as_json)
    if as_json:
        show_json(dataclasses.asdict(steps))
    elif not steps.actions:
        same = "before" if order.to == "previous" else "the model says"
        click.echo(f"{steps.application} is as {same}; nothing to do")
    else:
        show_addresses(parts, steps.application)
        click.echo(f"{steps.application} runs; next: stratum status")


@click.command()
@click.argument("application", required=False, shell_complete=suggest("applications"))
@click.option("--wait", default=60.0, show_default=True, help="Seconds to wait until nothing is left.")
@because_option
@workspace_option
@json_option
def destroy(application: str | None, wait: float, because: str, settings: Settings, *, as_json: bool) -> None:
    """Stop every component of APPLICATION, last started first. Data and history stay."""
    steps = perform(Parts(settings), application, Order(to="nothing", reason=because), wait, quiet=as_json)
    if as_json:
        show_json(dataclasses.asdict(steps))
    else:
        click.echo(f"{steps.application}: nothing runs any more")


class Echo:
    """Satisfies ``Listener``: says on the terminal how an order goes on."""

    def __init__(self) -> None:
        self._told: dict[str, State] = {}

    def recorded(self, found: Review) -> None:
        """Print the plan, but where all that it does is to stop everything."""
        if found.order.to == "previous" or (found.order.to == "model" and found.steps.actions):
            show_plan(found.steps)

    def changed(self, one: Observed) -> None:
        """Print a state that is new."""
        if self._told.get(one.name) is not one.state and one.state is not State.PENDING:
            why = "" if one.reason in {one.state, "started"} else one.reason.removeprefix(f"{one.state} ")
            click.echo(f"  {one.name:<16} {one.state:<12} {why}".rstrip())
        self._told[one.name] = one.state


def perform(parts: Parts, application: str | None, order: Order, wait: float, *, quiet: bool) -> Plan:
    """Carry an order out in the name of whoever is at the terminal; says what it does unless ``quiet``."""
    listener: Listener = Silent() if quiet else Echo()
    return carry_out(parts, Errand(application, order, terminal().name), wait, listener)


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


def show_costs(spent: Costs) -> None:
    """Say what the hosts in use cost now and then, where the model tells any price."""
    if all(row.hourly is None for row in spent.hosts):
        return
    before = f"{spent.before:.4g} -> " if spent.before != spent.after else ""
    unknown = f"; no price is known of: {', '.join(spent.unknown)}" if spent.unknown else ""
    hourly = f"{before}{spent.after:.4g} an hour"
    click.echo(f"hosts in use cost {hourly}, {spent.after * MONTH:.4g} a month{unknown}")
