"""``stratum import``: models of other tools as documents, and what of them was not understood."""

from pathlib import Path

import click

from stratum.cli.options import json_option, workspace_option
from stratum.cli.output import show_json
from stratum.compiler.importers.remarks import Imported
from stratum.core.errors import InvalidInputError, NotFoundError
from stratum.runtime.settings import Settings
from stratum.runtime.wiring import Parts

_FILE = click.argument("file", type=click.Path(path_type=Path))
_FOLDER = click.option(
    "--output", "-o", "folder", metavar="DIR", type=click.Path(path_type=Path), required=True,
    help="Folder of the documents; made where it is missing.",
)  # fmt: skip
_NAME = click.option("--name", help="Of the application; default: as the file says, else that of the folder.")
_FORCE = click.option("--force", is_flag=True, help="Replace documents that are there already.")


@click.group("import")
def imports() -> None:
    """Make documents of a model that is written for another tool.

    Nothing is guessed silently: what was not understood, and what had to be assumed, is told with its place.
    """


@imports.command()
@_FILE
@_FOLDER
@_NAME
@_FORCE
@workspace_option
@json_option
def compose(
    file: Path, folder: Path, name: str | None, settings: Settings, *, force: bool, as_json: bool
) -> None:
    """Make an application of a Docker Compose FILE, on one machine.

    Secrets are not copied: each becomes a variable that has to be set before the application is started.
    """
    from stratum.compiler.importers.compose.project import import_compose

    named = name or file.resolve().parent.name
    made = import_compose(_text(file), str(file), named, Parts(settings).metamodel)
    _write(made, folder, force=force)
    _show(made, folder, as_json=as_json)


@imports.command()
@_FILE
@_FOLDER
@_FORCE
@json_option
def tosca(file: Path, folder: Path, *, force: bool, as_json: bool) -> None:
    """Make documents of a TOSCA service template FILE: 1.0 to 1.3 in simple YAML, or 2.0.

    Node types become types, node templates machines and components. Inputs are replaced by their defaults;
    secrets are not copied: each becomes a variable that has to be set before the application is started.
    """
    from stratum.compiler.importers.tosca.service import import_tosca
    from stratum.language.library import extended

    made = import_tosca(_text(file), str(file), lambda files: extended(files).metamodel)
    _write(made, folder, force=force)
    _show(made, folder, as_json=as_json)


@imports.command()
@_FILE
@_FOLDER
@_FORCE
@click.option("--unverified", is_flag=True, help="Take objects that are not what their hashes say.")
@workspace_option
@json_option
def webgmex(
    file: Path, folder: Path, settings: Settings, *, force: bool, unverified: bool, as_json: bool
) -> None:
    """Make documents of a project of WebGME: a .webgmex FILE, or the project.json in it.

    Its metamodel becomes types, each model an application with its machines, connections become relations.
    Names are kept, misspelt or not, but for a capital in front of types. Nothing of the archive is unpacked.
    """
    from stratum.compiler.importers.webgme.service import import_webgmex

    if not file.is_file():
        raise NotFoundError(f"{file} is no file")
    made = import_webgmex(file.read_bytes(), str(file), Parts(settings).metamodel, check=not unverified)
    _write(made, folder, force=force)
    _show(made, folder, as_json=as_json)


@imports.command("to-webgme")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@_FORCE
@workspace_option
@json_option
def to_webgme(file: Path, settings: Settings, *, force: bool, as_json: bool) -> None:
    """The way back: write types and applications of the workspace as a project of WebGME to FILE.

    It is a .webgmex archive, which WebGME imports. What it does not say is told. Equal documents give equal
    files.
    """
    from stratum.compiler.importers.webgme.back import to_project
    from stratum.compiler.importers.webgme.writing import archive_of, project_json
    from stratum.runtime.modelling import load

    if file.exists() and not force:
        raise InvalidInputError(f"{file} is there already", "choose another file, or replace it with --force")
    parts = Parts(settings)
    checked = load(parts)
    checked.refuse_errors()
    made, lost = to_project(parts.workspace.root.name, checked.model, checked.metamodel, parts.metamodel)
    file.write_bytes(archive_of(project_json(made)))
    if as_json:
        show_json({"file": str(file), "types": len(made.types), "models": len(made.models), "lost": lost})
        return
    for one in lost:
        click.echo(f"not said: {one}")
    click.echo(f"{file}: {len(made.types)} types, {len(made.models)} models")


def _text(file: Path) -> str:
    if not file.is_file():
        raise NotFoundError(f"{file} is no file")
    try:
        return file.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise InvalidInputError(f"{file} is no text in UTF-8: {error.reason}") from error


def _write(made: Imported, folder: Path, *, force: bool) -> None:
    there = [name for name in made.files if (folder / name).exists()]
    if there and not force:
        hint = "choose another folder, or replace them with --force"
        raise InvalidInputError(f"{folder} has {', '.join(there)} already", hint)
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in made.files.items():
        (folder / name).write_text(text, encoding="utf-8")


def _show(made: Imported, folder: Path, *, as_json: bool) -> None:
    if as_json:
        remarks = [
            {"path": r.path, "file": r.position.file, "line": r.position.line, "reason": r.reason}
            for r in made.remarks
        ]
        show_json({"files": list(made.files), "remarks": remarks})
        return
    for remark in made.remarks:
        click.echo(str(remark))
    click.echo(f"{folder}: {', '.join(made.files)}; next: stratum check {folder}")
