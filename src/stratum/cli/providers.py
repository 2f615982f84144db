"""``stratum users provider`` and ``registration``: other ways to come in than an invitation."""

import dataclasses

import click

from stratum.accounts.logic.providers import Provider, Rules
from stratum.accounts.logic.rules import DAY, checked_role
from stratum.accounts.types import Role
from stratum.cli.options import json_option, workspace_option
from stratum.cli.output import show_json, show_table
from stratum.core.errors import InvalidInputError
from stratum.runtime.operator import terminal
from stratum.runtime.settings import Settings
from stratum.runtime.wiring import Parts

_NOBODY = "none"


@click.group()
def provider() -> None:
    """OpenID Connect providers that people sign in through."""


@provider.command("list")
@workspace_option
@json_option
def list_providers(settings: Settings, *, as_json: bool) -> None:
    """All of them; secrets are not read."""
    found = Parts(settings).accounts.providers.list()
    if as_json:
        show_json([dataclasses.asdict(one) for one in found])
        return
    show_table(
        ("name", "title", "issuer", "client", "secret", "who may register"),
        [(p.name, p.title, p.issuer, p.client, p.secret or "-", _registering(p.rules)) for p in found],
    )


@provider.command()
@click.argument("name")
@click.argument("issuer")
@click.option("--client", required=True, metavar="ID", help="The client id that the provider gave.")
@click.option("--secret", default="", metavar="REF", help="Where its secret is: env:VARIABLE or file:/path.")
@click.option("--title", default="", help="As the page calls it; default: NAME.")
@click.option("--scope", "scopes", multiple=True, help="Asked for beside openid; default: profile, email.")
@click.option("--anyone", is_flag=True, help="Everybody whom it knows may make an account.")
@click.option("--domain", "domains", multiple=True, help="People with proved mail of this domain may.")
@click.option("--group", "groups", multiple=True, help="People of this group may.")
@click.option("--claim", default="groups", show_default=True, help="Where it tells the groups of somebody.")
@click.option("--role-of", "roles", multiple=True, metavar="GROUP=ROLE", help="The role of a group.")
@click.option(
    "--role",
    type=click.Choice([*map(str, Role), _NOBODY]),
    default=str(Role.VIEWER),
    show_default=True,
    help="The role of people of no such group; none lets them not in.",
)
@click.option("--leave", is_flag=True, help="Who signs out here is sent to sign out there too.")
@workspace_option
@json_option
def add(name: str, issuer: str, settings: Settings, *, as_json: bool, **told: object) -> None:
    """Let people sign in through the provider NAME, whose address is ISSUER.

    There, give /api/account/providers/NAME of this server as the address to come back to. Without --anyone,
    --domain or --group, new people need an invitation.
    """
    made = _provider(name, issuer, told)
    Parts(settings).accounts.providers.add(terminal(), made)
    if as_json:
        show_json(dataclasses.asdict(made))
        return
    click.echo(f"{made.title}: new people come in by {_registering(made.rules)}")
    click.echo(f"address to come back to: {settings.host}:{settings.port}/api/account/providers/{name}")


@provider.command()
@click.argument("name")
@workspace_option
@json_option
def remove(name: str, settings: Settings, *, as_json: bool) -> None:
    """Forget the provider NAME; sessions that began through it end, accounts stay."""
    Parts(settings).accounts.providers.remove(terminal(), name)
    if as_json:
        show_json({"name": name})
        return
    click.echo(f"removed {name}")


@click.command()
@click.option("--open", "role", type=click.Choice(["viewer", "developer"]), help="Guests get this role.")
@click.option("--stay", type=float, default=30.0, show_default=True, help="Days after which an account ends.")
@click.option("--close", "closes", is_flag=True, help="No more guests; those that are there stay.")
@workspace_option
@json_option
def registration(role: str | None, stay: float, settings: Settings, *, closes: bool, as_json: bool) -> None:
    """Whether guests may make an account without an invitation; without options, tell it."""
    if role and closes:
        raise InvalidInputError("--open and --close do not go together", "use one of them")
    kept = Parts(settings).accounts.registration
    if role:
        kept.open(terminal(), role, stay)
    elif closes:
        kept.close(terminal())
    terms = kept.terms()
    if as_json:
        show_json({"open": terms is not None, **(dataclasses.asdict(terms) if terms else {})})
        return
    text = f"open: a guest is a {terms.role} for {terms.stay / DAY:g} days" if terms else "closed"
    click.echo(f"registration of guests is {text}")


def _provider(name: str, issuer: str, told: dict[str, object]) -> Provider:
    role = str(told["role"])
    rules = Rules(
        anyone=bool(told["anyone"]),
        domains=tuple(domain.lower() for domain in _texts(told["domains"])),
        groups=_texts(told["groups"]),
        claim=str(told["claim"]),
        roles=dict(map(_group_role, _texts(told["roles"]))),
        role=None if role == _NOBODY else checked_role(role),
    )
    return Provider(
        name=name,
        title=str(told["title"]) or name,
        issuer=issuer,
        client=str(told["client"]),
        secret=str(told["secret"]),
        scopes=_texts(told["scopes"]) or ("profile", "email"),
        rules=rules,
        leave=bool(told["leave"]),
    )


def _texts(found: object) -> tuple[str, ...]:
    return tuple(map(str, found)) if isinstance(found, tuple) else ()


def _group_role(text: str) -> tuple[str, Role]:
    group, _, role = text.rpartition("=")
    if not group:
        raise InvalidInputError(f"{text!r} names no group and role", "such as --role-of staff=developer")
    return group, checked_role(role)


def _registering(rules: Rules) -> str:
    if rules.anyone:
        return "themselves"
    return ", ".join([*rules.domains, *rules.groups]) or "invitation"
