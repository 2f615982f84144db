"""``stratum init``: a workspace with a working example."""

from collections.abc import Mapping
from pathlib import Path

import click
from click.core import ParameterSource

from stratum.cli.options import json_option
from stratum.cli.output import show_json
from stratum.runtime.clock import SystemClock
from stratum.runtime.examples import example_files
from stratum.store.service import Workspace

DEFAULT = "01-flights"


@click.command()
@click.argument("directory", type=click.Path(file_okay=False, path_type=Path), required=False)
@click.option(
    "--workspace", "-w", type=click.Path(file_okay=False, path_type=Path), help="The same as DIRECTORY."
)
@click.option("--example", default=DEFAULT, show_default=True, help="The example to begin with.")
@json_option
@click.pass_context
def init(
    context: click.Context, directory: Path | None, workspace: Path | None, example: str, *, as_json: bool
) -> None:
    """Make DIRECTORY a workspace: a git repository with a working example in it.

    Where it has documents already and is in no repository, these are what the first commit holds.
    """
    root = directory or workspace
    if root is None:
        raise click.UsageError("name the folder of the new workspace")
    made = Workspace(root, SystemClock())
    is_chosen = context.get_parameter_source("example") is not ParameterSource.DEFAULT
    files = {} if is_chosen else _unversioned(made)
    if files:
        revision = made.begin("Begin with the documents that are here", files)
    else:
        files = example_files(example)
        revision = made.create(files, f"Begin with the example {example}")
    if as_json:
        show_json({"workspace": str(made.root), "commit": revision.commit, "files": sorted(files)})
        return
    click.echo(f"{made.root} is ready: {len(files)} files, commit {revision.commit[:10]}")
    click.echo(f"next: stratum check {root}")


def _unversioned(space: Workspace) -> Mapping[str, str]:
    """The documents of a folder that is in no repository."""
    return space.documents() if space.root.is_dir() and not space.is_versioned else {}
