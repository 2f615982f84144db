"""``stratum check``: everything that is wrong with a model, before anything runs."""

import dataclasses
from pathlib import Path
from typing import TypedDict, Unpack

import click
from click.core import ParameterSource

from stratum import __version__
from stratum.cli.deploy import engine_option
from stratum.cli.options import at_option, json_option, workspace_option
from stratum.cli.output import show_json
from stratum.core.findings import Finding, has_errors
from stratum.language.edits.fixing import replacements
from stratum.language.report import summary, to_plain, to_sarif, to_text
from stratum.runtime.checked import Checked
from stratum.runtime.deploying import with_engine
from stratum.runtime.editing import open_desk
from stratum.runtime.modelling import load
from stratum.runtime.past import load_at
from stratum.runtime.settings import Settings
from stratum.runtime.wiring import Parts
from stratum.store.service import find_root

FORMATS = click.Choice(["text", "json", "sarif"])


class Told(TypedDict):
    """What the command is told, beside the place and whether it answers programs."""

    engine: str | None
    at: str | None
    form: str


@click.command()
@click.argument("path", type=click.Path(path_type=Path), required=False)
@workspace_option
@engine_option
@at_option
@click.option("--format", "form", type=FORMATS, default="text", show_default=True)
@json_option
@click.pass_context
def check(
    context: click.Context, path: Path | None, settings: Settings, *, as_json: bool, **told: Unpack[Told]
) -> None:
    """Check the documents of the workspace, or of PATH: a folder or a document, with all it refers to.

    PATH says which workspace is meant where --workspace does not. Exit status: 0 clean (warnings allowed),
    1 errors found, 2 wrong usage.
    """
    settings = rooted(context, path, settings)
    parts, engine, at = Parts(settings), told["engine"], told["at"]
    form = "json" if as_json else told["form"]
    if at and form == "sarif":
        raise click.UsageError("sarif places fixes in the files that are here; leave out --at")
    checked = with_engine(parts, load_at(parts, at) if at else load(parts), engine)
    chosen = chosen_documents(checked, (path or settings.workspace).resolve())
    findings = (checked.to_run(chosen) if engine else checked).findings_about(chosen)
    _show(findings, form, parts)
    raise SystemExit(1 if has_errors(findings) else 0)


def rooted(context: click.Context, path: Path | None, settings: Settings) -> Settings:
    """The settings with the workspace that a path is in, where ``--workspace`` does not name one."""
    is_named = context.get_parameter_source("settings") is ParameterSource.COMMANDLINE
    if path is not None and not is_named:
        settings = dataclasses.replace(settings, workspace=_root_of(path))
    if not settings.workspace.is_dir():
        raise click.UsageError(f"{settings.workspace} is no folder")
    return settings


def _root_of(path: Path) -> Path:
    """The workspace of a folder or a document."""
    if not path.exists():
        raise click.UsageError(f"{path} does not exist; name a folder or a YAML document")
    return find_root(path if path.is_dir() else path.parent)


def chosen_documents(checked: Checked, path: Path) -> list[str]:
    """The documents that a path names.

    Raises:
        UsageError: If there are none.
    """
    if not path.is_relative_to(checked.root):
        raise click.UsageError(f"{path} is not in the workspace {checked.root}")
    if path.is_dir():
        found = [name for name in checked.documents if path in (checked.root / name).parents]
        problem = f"no documents in {path}; begin with: stratum init DIR"
    else:
        found = [name for name in checked.documents if path == checked.root / name]
        problem = f"{path} is no document: a YAML file with the key stratum at its top"
    if not found:
        raise click.UsageError(problem)
    return found


def _show(findings: tuple[Finding, ...], form: str, parts: Parts) -> None:
    if form == "json":
        show_json([to_plain(f) for f in findings])
    elif form == "sarif":
        state = open_desk(parts).state
        show_json(to_sarif(findings, __version__, lambda fix: replacements(state, fix)))
    else:
        click.echo(to_text(findings) + summary(findings))
