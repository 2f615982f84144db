"""``stratum tokens``: what programs show to use the API."""

import click

from stratum.accounts.logic.views import token_view
from stratum.accounts.types import Role
from stratum.cli.options import json_option, workspace_option
from stratum.cli.output import show_json, show_table
from stratum.cli.users import moment
from stratum.runtime.operator import terminal
from stratum.runtime.settings import Settings
from stratum.runtime.wiring import Parts

_ROLE = click.Choice([str(role) for role in Role])


@click.group()
def tokens() -> None:
    """API tokens, which programs send in the header Authorization."""


@tokens.command()
@click.argument("label")
@click.option("--for", "person", required=True, metavar="NAME", help="In whose name it asks.")
@click.option(
    "--role", type=_ROLE, default=str(Role.VIEWER), show_default=True, help="What it may do at most."
)
@click.option("--days", type=float, default=90.0, show_default=True, help="How long it can be used.")
@workspace_option
@json_option
def create(label: str, person: str, role: str, days: float, settings: Settings, *, as_json: bool) -> None:
    """Make a token, for what LABEL says, and print it; it is not kept and not shown again."""
    made, secret = Parts(settings).accounts.tokens.create(terminal(), person, label, role, days)
    if as_json:
        show_json({**token_view(made), "secret": secret})
        return
    click.echo(secret)
    click.echo(
        f"{made.id}: {made.label}, {made.role} in the name of {made.person}, until {moment(made.until)}"
    )


@tokens.command("list")
@click.option("--for", "person", default="", metavar="NAME", help="Only those of somebody.")
@workspace_option
@json_option
def list_tokens(person: str, settings: Settings, *, as_json: bool) -> None:
    """Every token, newest first, without its secret."""
    found = Parts(settings).accounts.tokens.list(person)
    if as_json:
        show_json([token_view(token) for token in found])
        return
    rows = [
        (t.id, t.label, t.person, t.role, moment(t.created), moment(t.until), moment(t.revoked))
        for t in found
    ]
    show_table(("id", "label", "person", "role", "made", "until", "revoked"), rows)


@tokens.command()
@click.argument("token", metavar="ID")
@workspace_option
@json_option
def revoke(token: str, settings: Settings, *, as_json: bool) -> None:
    """End the token ID at once."""
    Parts(settings).accounts.tokens.revoke(terminal(), token)
    if as_json:
        show_json({"id": token})
        return
    click.echo(f"revoked {token}")
