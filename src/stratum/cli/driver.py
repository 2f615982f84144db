"""``stratum git-driver``: git itself compares and merges documents by what they mean."""

from pathlib import Path

import click

from stratum.cli.options import json_option, workspace_option
from stratum.cli.output import show_json
from stratum.core.findings import has_errors
from stratum.language.report import to_text
from stratum.runtime.settings import Settings
from stratum.runtime.versions import driving
from stratum.runtime.wiring import Parts
from stratum.store.drivers import write


@click.group("git-driver")
def git_driver() -> None:
    """Let git diff and git merge read documents as Stratum does."""


@git_driver.command()
@click.option("--yes", "-y", is_flag=True, help="Write without asking.")
@workspace_option
@json_option
def install(settings: Settings, *, yes: bool, as_json: bool) -> None:
    """Write both drivers to the settings of this repository, and name the files that they are for.

    What is written is shown before. The settings stay on this machine; .gitattributes is a file like any
    other, and where the drivers are not installed git goes on as it is used to.
    """
    plan = driving.plan(Parts(settings).workspace.root)
    if as_json and not yes:
        raise click.UsageError("--json does not ask; add --yes")
    if not as_json:
        click.echo(driving.plan_text(plan), nl=False)
    is_new = bool(plan.settings or plan.lines)
    if is_new and (yes or click.confirm("Write this?", default=True)):
        write(plan)
    if as_json:
        show_json({
            "settings": dict(plan.settings),
            "attributes": str(plan.attributes),
            "lines": list(plan.lines),
        })
    elif not is_new:
        click.echo("both drivers are installed already")


@git_driver.command(hidden=True)
@click.argument("path")
@click.argument("old", type=click.Path(path_type=Path))
@click.argument("old_hex")
@click.argument("old_mode")
@click.argument("new", type=click.Path(path_type=Path))
@click.argument("_rest", nargs=-1)
def diff(path: str, old: Path, new: Path, **_: object) -> None:
    """Print what changed in a document; git calls this."""
    click.echo(driving.told(path, old, new), nl=False)


@git_driver.command(hidden=True)
@click.argument("base", type=click.Path(path_type=Path))
@click.argument("ours", type=click.Path(path_type=Path))
@click.argument("theirs", type=click.Path(path_type=Path))
@click.argument("path")
def merge(base: Path, ours: Path, theirs: Path, path: str) -> None:
    """Merge three versions of a document into the second; git calls this.

    Exit status: 0 merged; 1 a conflict, or an error in what was merged that neither side had: git reports it
    as a conflict then, and commits nothing before somebody has looked at the file.
    """
    done = driving.merged(path, base, ours, theirs)
    for line in done.left:
        click.echo(line, err=True)
    click.echo(to_text(done.findings), err=True, nl=False)
    raise SystemExit(1 if done.left or has_errors(done.findings) else 0)
