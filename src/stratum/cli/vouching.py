"""``stratum models alias|signer|sign|verify``: names of versions, and who vouches for them."""

from collections.abc import Mapping
from typing import Any

import click

from stratum.cli.options import json_option, workspace_option
from stratum.cli.output import show_json
from stratum.runtime import vouching
from stratum.runtime.operator import terminal
from stratum.runtime.settings import Settings
from stratum.runtime.wiring import Parts


@click.command()
@workspace_option
@json_option
def signer(settings: Settings, *, as_json: bool) -> None:
    """Print the public key that signs models here, as a line of the file allowed_signers."""
    key = Parts(settings).signer.public()
    name = "-".join(terminal().name.split())
    if as_json:
        show_json({"name": name, "key": key})
        return
    click.echo(f"{name} {key}")


@click.command()
@click.argument("reference", metavar="MODEL[@VERSION]")
@workspace_option
@json_option
def sign(reference: str, settings: Settings, *, as_json: bool) -> None:
    """Vouch for a version with the key of this workspace; signatures of others stay."""
    parts = Parts(settings)
    parts.registry.sign(parts.registry.get(reference))
    _show(vouching.verdict(parts, reference), as_json=as_json)


@click.command()
@click.argument("reference", metavar="MODEL[@VERSION]")
@workspace_option
@json_option
def verify(reference: str, settings: Settings, *, as_json: bool) -> None:
    """Compare a version with its digests, and say who signed it.

    Exit status: 0 it may be loaded, 1 it may not: it is damaged, or no signer that is trusted vouches for it.
    """
    told = vouching.verdict(Parts(settings), reference)
    _show(told, as_json=as_json)
    raise SystemExit(0 if told["accepted"] else 1)


def _show(told: Mapping[str, Any], *, as_json: bool) -> None:
    if as_json:
        show_json(told)
        return
    click.echo(f"{told['model']}: every file is as its manifest says, bundle {told['digest'][:12]}")
    click.echo("\n".join(signer_lines(told["signers"])))
    if not told["asked"]:
        click.echo("signatures are not asked for; to ask: stratum models signer >> allowed_signers")
    elif not told["accepted"]:
        click.echo("not accepted: no signer of allowed_signers vouches for it; next: stratum models sign")


def signer_lines(signers: list[dict[str, Any]]) -> list[str]:
    """Who signed a model, a line for each."""
    told = [
        f"signed by {one['name'] or 'somebody unknown here'}"
        f"{'' if one['trusted'] else ', not in allowed_signers'}: {one['key']}"
        for one in signers
    ]
    return told or ["not signed"]


@click.command()
@click.argument("reference", metavar="MODEL[@VERSION]")
@click.argument("name", metavar="ALIAS")
@click.option("--delete", is_flag=True, help="Take the alias of the model away.")
@workspace_option
@json_option
def alias(reference: str, name: str, settings: Settings, *, delete: bool, as_json: bool) -> None:
    """Let MODEL@ALIAS mean a version, in documents and commands, until it is given to another."""
    registry = Parts(settings).registry
    version = registry.get(reference)
    registry.alias(version.name, name, None if delete else version.version)
    told = f"{version.name}@{name}"
    if as_json:
        show_json({"alias": told, "version": None if delete else version.version})
        return
    click.echo(f"{told} is no more" if delete else f"{told} is {version.name}@{version.version}")


COMMANDS = (alias, signer, sign, verify)
