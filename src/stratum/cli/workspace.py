"""``stratum init``: a workspace with a working example."""

from pathlib import Path

import click

from stratum.cli.options import json_option
from stratum.cli.output import show_json
from stratum.runtime.clock import SystemClock
from stratum.runtime.examples import example_files
from stratum.store.service import Workspace

DEFAULT = "01-flights"


@click.command()
@click.argument("directory", type=click.Path(file_okay=False, path_type=Path))
@click.option("--example", default=DEFAULT, show_default=True, help="The example to begin with.")
@json_option
def init(directory: Path, example: str, *, as_json: bool) -> None:
    """Make DIRECTORY a workspace: a git repository with a working example in it."""
    workspace = Workspace(directory, SystemClock())
    files = example_files(example)
    revision = workspace.create(files, f"Begin with the example {example}")
    if as_json:
        show_json({"workspace": str(workspace.root), "commit": revision.commit, "files": sorted(files)})
        return
    click.echo(f"{workspace.root} is ready: {len(files)} files, commit {revision.commit[:10]}")
    click.echo(f"next: stratum check {directory}")
