"""``stratum models …``: versions compared, traced, rolled back, exposed, asked, and moved as files."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, TypedDict, Unpack

import click
import msgspec

from stratum.cli.options import json_option, workspace_option
from stratum.cli.output import show_json, show_pairs, show_table
from stratum.cli.vouching import signer_lines
from stratum.core.errors import InvalidInputError
from stratum.core.findings import has_errors
from stratum.core.quantities import Dimension, show_quantity
from stratum.language.report import to_text
from stratum.registry.archive import SUFFIX
from stratum.runtime import cataloguing, exposing, trying
from stratum.runtime.foretelling import prediction_lineage
from stratum.runtime.operator import terminal
from stratum.runtime.settings import Settings
from stratum.runtime.views import Wish
from stratum.runtime.wiring import Parts

ROWS = msgspec.json.Decoder(list[dict[str, str | int | float | bool | None]])


class Wished(TypedDict):
    """The parts of a wish to expose."""

    application: str
    service: str
    host: str
    infrastructure: str


@click.command()
@click.argument("first", metavar="MODEL[@VERSION]")
@click.argument("second", metavar="MODEL[@VERSION]")
@workspace_option
@json_option
def compare(first: str, second: str, settings: Settings, *, as_json: bool) -> None:
    """What differs between two versions: figures, parameters, columns, data, packages, needs."""
    told: Any = cataloguing.comparison(Parts(settings), first, second)
    if as_json:
        show_json(told)
        return
    if told["first"] == told["second"]:
        click.echo(f"both are {told['first']}; known: stratum models list")
        return
    rows = [
        (d["part"], d["name"], _figure(d, d["first"]), _figure(d, d["second"]), d["better"])
        for d in told["differences"]
    ]
    show_table(("part", "name", f">{told['first']}", f">{told['second']}", "better"), rows)


@click.command()
@click.argument("reference", metavar="MODEL[@VERSION]", required=False)
@click.option("--prediction", metavar="ID", help="Of the row that a deployed model answered.")
@workspace_option
@json_option
def lineage(reference: str | None, prediction: str | None, settings: Settings, *, as_json: bool) -> None:
    """Which data, pipeline, commit and run are behind a version, or behind a stored prediction."""
    parts = Parts(settings)
    told: Any
    if reference is not None and prediction is None:
        told = cataloguing.lineage(parts, reference)
    elif prediction is not None and reference is None:
        told = prediction_lineage(parts, prediction)
    else:
        raise InvalidInputError("name a version, or a prediction", "MODEL[@VERSION], or --prediction ID")
    if as_json:
        show_json(told)
        return
    show_table(("kind", "name", ""), [(node["kind"], node["name"], node["detail"]) for node in told["nodes"]])


@click.command()
@click.argument("name", metavar="MODEL")
@workspace_option
@json_option
def rollback(name: str, settings: Settings, *, as_json: bool) -> None:
    """Make the champion before the present one champion again; what runs follows with: stratum apply."""
    told: Any = cataloguing.roll_back(Parts(settings), name, terminal().name)
    if as_json:
        show_json(told)
        return
    click.echo(f"{told['name']}@{told['version']} is {told['stage']} again; next: stratum apply")


@click.command()
@click.argument("reference", metavar="MODEL[@VERSION]")
@click.option(
    "--output", "-o", type=click.Path(path_type=Path), help=f"Where to; default: NAME-VERSION{SUFFIX}."
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["file", "oci", "mlflow"]),
    default="file",
    help="A file of our own (default), or an OCI image layout (a folder, or .tar), or MLflow's folder.",
)
@workspace_option
@json_option
def export(reference: str, output: Path | None, form: str, settings: Settings, *, as_json: bool) -> None:
    """Write a version as a file or a folder, for another workspace; equal ones give equal bytes."""
    parts = Parts(settings)
    version = parts.registry.get(reference)
    name = f"{version.name}-{version.version}"
    path = output or Path(name + (SUFFIX if form == "file" else ""))
    if form != "file":
        write = cataloguing.export_layout if form == "oci" else cataloguing.export_mlflow
        write(parts, f"{version.name}@{version.version}", path)
    else:
        with path.open("wb") as file:
            cataloguing.export(parts, f"{version.name}@{version.version}", file)
    if as_json:
        told = {
            "file": str(path),
            "model": version.name,
            "version": version.version,
            "digest": version.digest,
        }
        show_json(told)
        return
    click.echo(f"{path}: {version.name}@{version.version}, bundle {version.digest[:12]}")


@click.command("import")
@click.argument("path", metavar="PATH", type=click.Path(exists=True, path_type=Path))
@workspace_option
@json_option
def take_in(path: Path, settings: Settings, *, as_json: bool) -> None:
    """Register the model of a file or folder as a draft; all is checked, nothing is run or unpickled."""
    told: Any = cataloguing.take_in_path(Parts(settings), path, "")
    if as_json:
        show_json(told)
        return
    click.echo(f"registered {told['name']}@{told['version']} ({told['stage']}), bundle {told['digest'][:12]}")
    click.echo("\n".join(signer_lines(told["signers"])))


@click.command()
@click.argument("reference", metavar="MODEL[@VERSION]")
@click.option("--application", default="", help="The application; one that is not there is made.")
@click.option("--service", default="", help="Name of the component; default: that of the model.")
@click.option("--host", default="", help="Where it runs; default: where the platform places it.")
@click.option("--infrastructure", default="", metavar="FILE", help="Of a new application.")
@click.option("--dry-run", is_flag=True, help="Show what would be added, and write nothing.")
@workspace_option
@json_option
def expose(
    reference: str, settings: Settings, *, dry_run: bool, as_json: bool, **wished: Unpack[Wished]
) -> None:
    """Add a service of a version to an application, as a commit; what runs follows with: stratum apply.

    Exit status: 0 it can run like that, 1 errors were found.
    """
    parts, wish = Parts(settings), Wish(**wished)
    known = cataloguing.uses(parts, parts.registry.get(reference))
    found, made = (exposing.exposure(parts, reference, wish), None)
    view = exposing.exposure_view(parts, reference, wish) if as_json else {}
    if not dry_run:
        found, made = exposing.expose(parts, reference, wish)
    commit = made.id if made else ""
    if as_json:
        show_json({**view, "commit": commit})
    else:
        click.echo(to_text(found.findings), nl=False)
        for use in known:
            click.echo(f"exposed already: {use.application}/{use.service}")
        what = "would add" if dry_run else "added"
        where = f" on {found.host}" if found.host else ", which finds no host"
        click.echo(f"{what} {found.service} to {found.application}{where}")
        if commit:
            click.echo(f"commit {commit[:10]}; next: stratum apply {found.application}")
    raise SystemExit(1 if has_errors(found.findings) else 0)


@click.command("try")
@click.argument("reference", metavar="MODEL[@VERSION]|APPLICATION/SERVICE")
@click.option(
    "--rows", metavar="JSON", help='Rows such as [{"load": 0.5}]; default: one that occurred in training.'
)
@workspace_option
@json_option
def try_model(reference: str, rows: str | None, settings: Settings, *, as_json: bool) -> None:
    """Ask a version, loaded for the moment, or a service that runs, about rows."""
    parts = Parts(settings)
    application, is_service, service = reference.partition("/")
    known = _served(parts, application, service) if is_service else reference
    asked = _rows(rows) if rows else _example(parts, known)
    told: Any = (
        trying.try_service(parts, application, service, asked)
        if is_service
        else trying.try_version(parts, reference, asked)
    )
    if as_json:
        show_json(told)
        return
    for row, answer in zip(asked, told["predictions"], strict=True):
        show_pairs({"row": json.dumps(row), **answer})
    click.echo(f"{told['model']}@{told['version']} answered in {told['seconds'] * 1000:.1f} ms")
    if not is_service:
        click.echo(f"after: stratum serve {told['model']}@{told['version']}")
    click.echo(told["curl"])


def _figure(difference: Mapping[str, object], value: object) -> object:
    """What a model needs is said with its unit; everything else as it is."""
    if difference["part"] != "need" or not isinstance(value, (int, float)):
        return value
    is_size = difference["name"] in {"memory", "size"}
    return show_quantity(value, Dimension.BYTES if is_size else Dimension.SECONDS)


def _rows(text: str) -> list[dict[str, str | int | float | bool | None]]:
    try:
        return ROWS.decode(text)
    except msgspec.DecodeError as error:
        raise InvalidInputError(f"these are no rows: {error}", 'write [{"column": value}]') from None


def _served(parts: Parts, application: str, service: str) -> str:
    versions: Any = cataloguing.behind(parts, application, service)["versions"]
    return f"{versions[0]['name']}@{versions[0]['version']}" if versions else service


def _example(parts: Parts, reference: str) -> list[dict[str, str | int | float | bool | None]]:
    told: Any = cataloguing.detail(parts, reference)
    return [dict(told["examples"][0])]


COMMANDS = (compare, lineage, rollback, export, take_in, expose, try_model)
