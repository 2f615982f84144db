"""``stratum users``: who has an account, and what they may do."""

import datetime
import functools
import sys
from collections.abc import Callable
from typing import Any, TypeVar, cast

import click

from stratum.accounts.logic.rules import checked_grant
from stratum.accounts.logic.views import entry_view, invitation_view, person_view
from stratum.accounts.means import MOST_ENTRIES
from stratum.accounts.types import Grant, Person, Role
from stratum.cli.options import json_option, workspace_option
from stratum.cli.output import show_json, show_table
from stratum.cli.providers import provider, registration
from stratum.runtime.operator import terminal
from stratum.runtime.settings import Settings
from stratum.runtime.wiring import Parts

Command = TypeVar("Command", bound=Callable[..., Any])
_MAY = "What they may do."
_ROLE = click.Choice([str(role) for role in Role])
_stdin = click.option("--password-stdin", "from_stdin", is_flag=True, help="Read it from standard input.")


def _grant(*, default: str | None) -> Callable[[Command], Command]:
    """Add what gives a role; the command gets ``grant``."""

    def added(command: Command) -> Command:
        @functools.wraps(command)
        def joined(*arguments: object, role: str, branches: tuple[str, ...], **others: object) -> object:
            return command(*arguments, grant=checked_grant(role, branches), **others)

        way = click.argument("role", type=_ROLE)
        if default is not None:
            way = click.option("--role", type=_ROLE, default=default, show_default=True, help=_MAY)
        help_text = "Only on branches that fit, such as feature/*; may be given again."
        places = click.option("--branch", "branches", multiple=True, metavar="PATTERN", help=help_text)
        return cast("Command", way(places(joined)))

    return added


@click.group()
def users() -> None:
    """People who may use the page and the API. Without any, only the person at the machine can."""


@users.command("list")
@workspace_option
@json_option
def list_users(settings: Settings, *, as_json: bool) -> None:
    """Everybody with an account."""
    found = Parts(settings).accounts.people.list()
    if as_json:
        show_json([person_view(person) for person in found])
        return
    rows = [
        (p.name, p.grant.role, ", ".join(p.grant.branches), moment(p.created), moment(p.until)) for p in found
    ]
    show_table(("name", "role", "branches", "since", "until"), rows)


@users.command()
@click.argument("name")
@_grant(default=str(Role.VIEWER))
@_stdin
@workspace_option
@json_option
def add(name: str, grant: Grant, settings: Settings, *, from_stdin: bool, as_json: bool) -> None:
    """Make an account for NAME; the first one is an owner. The password is asked for."""
    made = Parts(settings).accounts.people.add(terminal(), name, _password(from_stdin=from_stdin), grant)
    _show(made, as_json=as_json)


@users.command()
@click.argument("name")
@workspace_option
@json_option
def remove(name: str, settings: Settings, *, as_json: bool) -> None:
    """Remove the account of NAME with its sessions and tokens; its lines in the audit log stay."""
    Parts(settings).accounts.people.remove(terminal(), name)
    if as_json:
        show_json({"name": name})
        return
    click.echo(f"removed {name}")


@users.command("role")
@click.argument("name")
@_grant(default=None)
@workspace_option
@json_option
def change(name: str, grant: Grant, settings: Settings, *, as_json: bool) -> None:
    """Give NAME the ROLE; it counts from their next request on."""
    _show(Parts(settings).accounts.people.change(terminal(), name, grant), as_json=as_json)


@users.command("password")
@click.argument("name")
@_stdin
@workspace_option
@json_option
def set_password(name: str, settings: Settings, *, from_stdin: bool, as_json: bool) -> None:
    """Give NAME another password; all their sessions end."""
    Parts(settings).accounts.people.set_password(terminal(), name, _password(from_stdin=from_stdin))
    if as_json:
        show_json({"name": name})
        return
    click.echo(f"{name} has another password; their sessions have ended")


@users.command()
@_grant(default=str(Role.VIEWER))
@click.option("--days", type=float, default=7.0, show_default=True, help="How long the link can be used.")
@click.option("--stay", type=float, default=0.0, help="Days after which the account ends; default: never.")
@click.option("--at", "address", metavar="URL", help="Where the page is; default: as stratum up serves it.")
@workspace_option
@json_option
def invite(
    grant: Grant,
    days: float,
    stay: float,
    address: str | None,
    settings: Settings,
    *,
    as_json: bool,
) -> None:
    """Print a link with which somebody makes one account for themselves."""
    made, secret = Parts(settings).accounts.invitations.create(terminal(), grant, days, stay)
    base = (address or f"http://{settings.host}:{settings.port}").rstrip("/")
    link = f"{base}/invitation#{secret}"
    if as_json:
        show_json({**invitation_view(made), "link": link})
        return
    click.echo(link)
    click.echo(f"for one account as {made.grant.role}, until {moment(made.until)}; it is not shown again")
    click.echo(f"take it back with: stratum users withdraw {made.id}")


@users.command("invitations")
@workspace_option
@json_option
def list_invitations(settings: Settings, *, as_json: bool) -> None:
    """Every invitation that can still be used, newest first, without its link."""
    found = Parts(settings).accounts.invitations.list()
    if as_json:
        show_json([invitation_view(one) for one in found])
        return
    rows = [
        (
            one.id,
            one.grant.role,
            ", ".join(one.grant.branches),
            one.by,
            moment(one.created),
            moment(one.until),
        )
        for one in found
    ]
    show_table(("id", "role", "branches", "by", "made", "until"), rows)


@users.command()
@click.argument("invitation", metavar="ID")
@workspace_option
@json_option
def withdraw(invitation: str, settings: Settings, *, as_json: bool) -> None:
    """End the invitation ID: its link makes no account any more."""
    Parts(settings).accounts.invitations.withdraw(terminal(), invitation)
    if as_json:
        show_json({"id": invitation})
        return
    click.echo(f"withdrew {invitation}")


@users.command()
@click.option(
    "-n",
    "--limit",
    type=click.IntRange(1, MOST_ENTRIES),
    default=50,
    show_default=True,
    help="Lines at most.",
)
@workspace_option
@json_option
def audit(limit: int, settings: Settings, *, as_json: bool) -> None:
    """Who did what, when and from where; newest first."""
    found = Parts(settings).accounts.audit.entries(limit)
    if as_json:
        show_json([entry_view(entry) for entry in found])
        return
    rows = [(moment(e.time), e.who or "-", e.what, e.subject, e.place) for e in found]
    show_table(("time", "who", "what", "to what", "from"), rows)


users.add_command(provider)
users.add_command(registration)


def moment(time: float) -> str:
    """A time as a person reads it; a dash for none."""
    if time == 0:
        return "-"
    return datetime.datetime.fromtimestamp(time, datetime.UTC).astimezone().strftime("%Y-%m-%d %H:%M")


def _password(*, from_stdin: bool) -> str:
    if from_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    asked: str = click.prompt("password", hide_input=True, confirmation_prompt=True)
    return asked


def _show(person: Person, *, as_json: bool) -> None:
    if as_json:
        show_json(person_view(person))
        return
    click.echo(f"{person.name}: {person.grant.role} on {', '.join(person.grant.branches)}")
