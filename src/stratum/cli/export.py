"""``stratum export``: an application as files of another tool, and what these cannot say."""

from pathlib import Path
from typing import TypedDict, Unpack

import click

from stratum.cli.options import at_option, json_option, suggest, workspace_option
from stratum.cli.output import show_json
from stratum.core.findings import has_errors
from stratum.deployment.blueprint import Blueprint
from stratum.deployment.logic.exports import Export
from stratum.language.report import summary, to_plain, to_text
from stratum.runtime import exporting, plugins
from stratum.runtime.checked import Checked
from stratum.runtime.exporting import Exported
from stratum.runtime.modelling import load
from stratum.runtime.past import load_at
from stratum.runtime.settings import Settings
from stratum.runtime.wiring import Parts


class Told(TypedDict):
    """What the command is told, beside the workspace and how it answers."""

    application: str | None
    target: str
    folder: Path
    force: bool
    allow_losses: bool
    at: str | None


@click.command()
@click.argument("application", required=False, shell_complete=suggest("applications"))
@click.option(
    "--to",
    "target",
    metavar="TOOL",
    required=True,
    help=f"What reads the files: {', '.join(plugins.names(exporting.RENDERERS))}.",
)
@click.option(
    "--output", "-o", "folder", metavar="DIR", type=click.Path(path_type=Path), required=True,
    help="Folder of the files; made where it is missing.",
)  # fmt: skip
@click.option("--force", is_flag=True, help="Replace files in it that no export wrote, or that were changed.")
@click.option("--allow-losses", is_flag=True, help="End with status 0 even where a constraint is lost.")
@workspace_option
@at_option
@json_option
def export(settings: Settings, *, as_json: bool, **told: Unpack[Told]) -> None:
    """Write APPLICATION as files of another tool, straight from the model, and tell what is lost.

    Every fact of the model is in the files or in the report: as an error where something may go wrong without
    it, else as a warning. Exit status: 0 nothing that constrains is lost, 1 something is.
    """
    parts = Parts(settings)
    made = _blueprint(parts, told["application"], told["at"])
    exported = exporting.export(made, told["target"])
    folder = told["folder"]
    written = exporting.write(folder, made.name, told["target"], exported.rendering, force=told["force"])
    if as_json:
        show_json(_plain(exported, written))
    else:
        _show(folder, exported, written)
    raise SystemExit(1 if has_errors(exported.losses) and not told["allow_losses"] else 0)


def _blueprint(parts: Parts, application: str | None, at: str | None) -> Blueprint:
    if at is not None:
        found = parts.workspace.history.commit(at)
        return _made(parts, load_at(parts, found.id), application, found.id[:12])
    revision = parts.workspace.revision()
    commit = f"{revision.commit[:12]}{'+changes' if revision.dirty else ''}" if revision.commit else ""
    return _made(parts, load(parts), application, commit)


def _made(parts: Parts, checked: Checked, application: str | None, commit: str) -> Blueprint:
    known = exporting.known_of(parts, checked, application, commit)
    return exporting.blueprint_of(checked, application, known)


def _plain(exported: Exported, written: Export) -> dict[str, object]:
    return {
        "files": list(written.digests),
        "written": list(written.write),
        "removed": list(written.remove),
        "losses": [to_plain(finding) for finding in exported.losses],
        "notes": list(exported.rendering.notes),
    }


def _show(folder: Path, exported: Exported, written: Export) -> None:
    click.echo(to_text(exported.losses), nl=False)
    for note in exported.rendering.notes:
        click.echo(f"note: {note}")
    click.echo(f"losses: {summary(exported.losses)}")
    click.echo(f"{folder}: {len(written.digests)} files, {len(written.write)} of them new or different")
