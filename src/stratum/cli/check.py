"""``stratum check``: everything that is wrong with a model, before anything runs."""

from pathlib import Path

import click

from stratum import __version__
from stratum.cli.output import show_json
from stratum.core.findings import Finding, has_errors
from stratum.language.library import library
from stratum.language.report import summary, to_plain, to_sarif, to_text
from stratum.runtime.clock import SystemClock
from stratum.runtime.modelling import check_texts
from stratum.store.service import Workspace, find_root


@click.command()
@click.argument("path", type=click.Path(path_type=Path), default=Path())
@click.option(
    "--workspace", "-w", type=click.Path(path_type=Path), help="Folder whose documents belong together."
)
@click.option(
    "--format", "form", type=click.Choice(["text", "json", "sarif"]), default="text", show_default=True
)
@click.option("--json", "as_json", is_flag=True, help="The same as --format json.")
def check(path: Path, workspace: Path | None, form: str, *, as_json: bool) -> None:
    """Check the documents of a workspace, or of PATH: a folder or one document with what it refers to.

    Exit status: 0 clean (warnings allowed), 1 errors found, 2 wrong usage.
    """
    if not path.exists():
        raise click.UsageError(f"{path} does not exist; name a folder or a YAML document")
    root = workspace or (path if path.is_dir() else find_root(path.parent))
    texts = Workspace(root, SystemClock()).documents()
    if not any(name.endswith((".yaml", ".yml")) for name in texts):
        raise click.UsageError(f"no YAML documents in {root}; begin with: stratum init DIR")
    findings = check_texts(root.resolve(), texts, library()).findings
    if path.is_file():
        wanted = path.resolve().relative_to(root.resolve()).as_posix()
        findings = tuple(f for f in findings if f.position.file == wanted)
    _show(findings, "json" if as_json else form)
    raise SystemExit(1 if has_errors(findings) else 0)


def _show(findings: tuple[Finding, ...], form: str) -> None:
    if form == "json":
        show_json([to_plain(f) for f in findings])
    elif form == "sarif":
        show_json(to_sarif(findings, __version__))
    else:
        click.echo(to_text(findings) + summary(findings))
