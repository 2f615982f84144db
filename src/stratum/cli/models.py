"""``stratum models``: the registry."""

import dataclasses
import time
from typing import Any

import click

from stratum.cli import releasing, vouching
from stratum.cli.options import json_option, suggest, workspace_option
from stratum.cli.output import show_json, show_pairs, show_table
from stratum.core.bundles import MANIFEST
from stratum.registry.logic.bundles import parse_manifest
from stratum.registry.logic.comparing import column_words
from stratum.registry.types import Stage
from stratum.runtime.cataloguing import promote as promoted
from stratum.runtime.operator import terminal
from stratum.runtime.platform import version_view
from stratum.runtime.profiling import words
from stratum.runtime.settings import Settings
from stratum.runtime.wiring import Parts

OF_THEIR_OWN = frozenset({"metrics", "origin", "lineage", "profiles", "inputs", "licences"})
FIRST = ("roc_auc", "accuracy", "r2", "rmse")


@click.group()
def models() -> None:
    """Trained models: listed, compared, promoted, exposed, tried, and moved as files."""


@models.command("list")
@workspace_option
@json_option
def list_models(settings: Settings, *, as_json: bool) -> None:
    """Every version, newest first."""
    versions = Parts(settings).registry.list()
    if as_json:
        show_json([version_view(v) for v in versions])
        return
    if not versions:
        click.echo("no models yet; next: stratum train")
        return
    columns = ("model", "stage", "algorithm", "held-out figures", "run", "bundle")
    rows = [
        (
            f"{v.name}@{v.version}",
            v.stage,
            v.algorithm,
            ", ".join(f"{name} {v.metrics[name]:.4g}" for name in FIRST if name in v.metrics),
            v.run,
            v.digest[:12],
        )
        for v in versions
    ]
    show_table(columns, rows)


@models.command()
@click.argument("reference", metavar="MODEL[@VERSION]", shell_complete=suggest("models"))
@workspace_option
@json_option
def show(reference: str, settings: Settings, *, as_json: bool) -> None:
    """One version with its figures, where it comes from, and where its bundle lies."""
    registry = Parts(settings).registry
    version = registry.get(reference)
    path = registry.bundle_path(version)
    manifest = parse_manifest(str(path), (path / MANIFEST).read_bytes())
    told = {name: dataclasses.asdict(manifest)[name] for name in ("inputs", "lineage", "licences")}
    view = {**version_view(version), "path": str(path), **told}
    if as_json:
        show_json(view)
        return
    created = time.strftime("%Y-%m-%d %H:%M:%S UTC", time.gmtime(version.created))
    origin = {name: value for name, value in version.origin.items() if value not in {"", None}}
    plain = {name: value for name, value in view.items() if name not in OF_THEIR_OWN}
    before = {"parents": ", ".join(manifest.lineage.parents), "data licence": manifest.licences.data}
    known = {name: value for name, value in before.items() if value}
    show_pairs({**plain, "created": created, **origin, "commit": manifest.lineage.commit, **known})
    show_table(("metric", ">value"), sorted(version.metrics.items()))
    show_table(("column", "holds"), [(c.name, column_words(c)) for c in manifest.inputs])
    for variant, profile in version.profiles.items():
        click.echo(f"{f'needs ({variant})' if variant else 'needs'}: {words(profile)}")


@models.command()
@click.argument("reference", metavar="MODEL[@VERSION]", shell_complete=suggest("models"))
@click.argument("stage", type=click.Choice([stage.value for stage in Stage]), default=Stage.CHAMPION.value)
@workspace_option
@json_option
def promote(reference: str, stage: str, settings: Settings, *, as_json: bool) -> None:
    """Move a version to STAGE: draft, challenger, final, champion (the default) or retired.

    A model's bare name means its champion, or its newest version where there is no champion.
    """
    told: Any = promoted(Parts(settings), reference, stage, terminal().name)
    if as_json:
        show_json(told)
        return
    click.echo(f"{told['name']}@{told['version']} is {told['stage']}; next: stratum apply")


for command in (*releasing.COMMANDS, *vouching.COMMANDS):
    models.add_command(command)
