"""``stratum documents``: documents as wholes, made, named, copied and removed."""

from collections.abc import Sequence

import click

from stratum.cli.options import json_option, workspace_option
from stratum.cli.output import show_json, show_table
from stratum.core.edits import CopyDocument, Edit, MoveDocument, RemoveDocument, RenameElement
from stratum.runtime.authoring import SECTIONS, accepted, begun, taken_from, written
from stratum.runtime.beginning import begin
from stratum.runtime.documents import documents_view
from stratum.runtime.modelling import load
from stratum.runtime.settings import Settings
from stratum.runtime.versions.saving import refuse_unsaved, save
from stratum.runtime.wiring import Parts

_COMMIT = click.option("--commit", is_flag=True, help="Make a commit of what changed.")


@click.group()
def documents() -> None:
    """Make, list, rename, copy and remove documents."""


@documents.command("list")
@workspace_option
@json_option
def list_documents(settings: Settings, *, as_json: bool) -> None:
    """Every document with its kind, its name and its file."""
    found = documents_view(load(Parts(settings)))["documents"]
    if as_json:
        show_json(found)
        return
    rows = [(one["kind"], one["name"], one["file"]) for one in found] if isinstance(found, list) else []
    show_table(("kind", "name", "file"), rows)


@documents.command("new")
@click.argument("kind", type=click.Choice(tuple(SECTIONS)))
@click.argument("name")
@click.option("--file", default="", help="Its path in the workspace; NAME.yaml where left out.")
@click.option("--infrastructure", default="", metavar="FILE", help="The hosts of an application.")
@_COMMIT
@workspace_option
@json_option
def new_document(settings: Settings, *, commit: bool, as_json: bool, **told: str) -> None:
    """Make an empty document NAME of a KIND."""
    file = told["file"] or f"{told['name']}.yaml"
    _begin(settings, [begun(told["kind"], told["name"], file, told["infrastructure"])], commit, as_json)


@documents.command("take")
@click.argument("example")
@click.argument("folder", default="")
@_COMMIT
@workspace_option
@json_option
def take_example(example: str, folder: str, settings: Settings, *, commit: bool, as_json: bool) -> None:
    """Add all documents of EXAMPLE to the workspace, in FOLDER where it is given."""
    _begin(settings, taken_from(example, folder), commit, as_json)


@documents.command("rename")
@click.argument("file")
@click.option("--name", default="", help="Its new name; other documents follow.")
@click.option("--to", default="", metavar="FILE", help="Its new path; other documents follow.")
@_COMMIT
@workspace_option
@json_option
def rename_document(
    file: str, name: str, to: str, settings: Settings, *, commit: bool, as_json: bool
) -> None:
    """Give the document in FILE another name, another path, or both."""
    if not name and not to:
        raise click.UsageError("say what is to be other: --name, --to, or both")
    edits: list[Edit] = [RenameElement(file, "", name)] if name else []
    _do(settings, [*edits, *([MoveDocument(file, to)] if to else [])], commit, as_json)


@documents.command("copy")
@click.argument("file")
@click.argument("name")
@click.option("--to", default="", metavar="FILE", help="Path of the copy; NAME.yaml where left out.")
@_COMMIT
@workspace_option
@json_option
def copy_document(file: str, name: str, to: str, settings: Settings, *, commit: bool, as_json: bool) -> None:
    """Copy the document in FILE, under NAME."""
    _do(settings, [CopyDocument(file, to or f"{name}.yaml", name)], commit, as_json)


@documents.command("remove")
@click.argument("file")
@_COMMIT
@workspace_option
@json_option
def remove_document(file: str, settings: Settings, *, commit: bool, as_json: bool) -> None:
    """Remove the document in FILE, unless another one needs it or it runs."""
    _do(settings, [RemoveDocument(file)], commit, as_json)


def _begin(settings: Settings, edits: Sequence[Edit], commit: bool, as_json: bool) -> None:
    """Add documents; a folder that is still empty is made a workspace before."""
    if said := begin(Parts(settings)):
        click.echo(said, err=True)
    _do(settings, edits, commit, as_json)


def _do(settings: Settings, edits: Sequence[Edit], commit: bool, as_json: bool) -> None:
    parts = Parts(settings)
    done = accepted(parts, edits)
    if commit:
        refuse_unsaved(parts, [file for file in done.changed if file in done.after])
    changed = written(parts, done)
    made = save(parts, files=changed) if commit and changed else None
    if as_json:
        show_json({"files": list(changed), "commit": made.id if made else ""})
        return
    for file in changed:
        click.echo(file)
    if made:
        click.echo(f"commit {made.id[:10]}: {made.title}")
