"""``stratum fix``: quick fixes of what a check finds, applied to the documents."""

import dataclasses
from collections.abc import Iterator
from pathlib import Path

import click

from stratum.cli.check import rooted
from stratum.cli.options import json_option, workspace_option
from stratum.cli.output import show_json
from stratum.core.edits import Fix
from stratum.core.findings import Finding, has_errors
from stratum.language.edits.draft import Draft
from stratum.language.edits.fixing import Cured, cure
from stratum.language.report import fix_to_plain, summary, to_plain, to_text
from stratum.runtime.editing import Desk, difference, open_desk, write
from stratum.runtime.settings import Settings
from stratum.runtime.wiring import Parts


@dataclasses.dataclass(frozen=True, slots=True)
class Wanted:
    """Which findings are to be fixed.

    Attributes:
        folder: The folder or document that they are in, relative to the workspace; ``.`` for all.
        code: Their code; empty for any.
        element: Name of their element; empty for any.
    """

    folder: Path
    code: str
    element: str

    def takes(self, finding: Finding) -> bool:
        """Whether a finding is one of them."""
        file = Path(finding.position.file)
        is_in = file == self.folder or self.folder in file.parents
        name = finding.element.partition("/")[2] or finding.element
        return is_in and self.code in {"", str(finding.code)} and self.element in {"", name}


@click.command()
@click.argument("path", type=click.Path(path_type=Path), required=False)
@workspace_option
@click.option("--code", default="", help="Only findings with this code.")
@click.option("--element", default="", metavar="NAME", help="Only findings about this element.")
@click.option("--all", "--yes", "-y", "every", is_flag=True, help="Apply without asking.")
@click.option("--dry-run", is_flag=True, help="Show what would change, and write nothing.")
@json_option
@click.pass_context
def fix(
    context: click.Context,
    /,
    path: Path | None,
    settings: Settings,
    *,
    every: bool,
    dry_run: bool,
    as_json: bool,
    **only: str,
) -> None:
    """Apply quick fixes of what is wrong in the workspace, or in PATH: a folder or a document.

    Of each finding the best fix is taken that leads to no other error; each is asked for unless --all is
    given. Only what a fix changes is touched in a file. Exit status: 0 no errors left, 1 errors left.
    """
    settings = rooted(context, path, settings)
    desk = open_desk(Parts(settings))
    place = (path or settings.workspace).resolve()
    if not place.is_relative_to(desk.workspace.root):
        raise click.UsageError(f"{place} is not in the workspace {desk.workspace.root}")
    wanted = Wanted(place.relative_to(desk.workspace.root), **only)
    if as_json and not (every or dry_run):
        raise click.UsageError("--json does not ask; add --all or --dry-run")
    state, done = desk.state, []
    for cured in _cures(desk.state, wanted, asks=not (every or dry_run)):
        state = cured.after
        done.append(cured.fix)
    if not dry_run:
        write(desk, state)
    _tell(desk, state, done, as_json=as_json, dry_run=dry_run)
    raise SystemExit(1 if has_errors(state.findings) else 0)


def _cures(state: Draft, wanted: Wanted, *, asks: bool) -> Iterator[Cured]:
    """Fixes one after the other, each of the model after those before it."""
    left: set[tuple[str, str, str]] = set()
    while True:
        found = next(_found(state, wanted, left), None)
        if found is None:
            return
        finding, cured = found
        left.add(_key(finding))
        if asks:
            click.echo(to_text([finding]), nl=False)
            click.echo(difference(state, cured.after), nl=False)
        if not asks or click.confirm(f"{cured.fix.title}?", default=True):
            left.discard(_key(finding))
            state = cured.after
            yield cured


def _found(state: Draft, wanted: Wanted, left: set[tuple[str, str, str]]) -> Iterator[tuple[Finding, Cured]]:
    for finding in state.findings:
        if finding.fixes and wanted.takes(finding) and _key(finding) not in left:
            cured = cure(state, finding)
            if cured is not None:
                yield finding, cured


def _key(finding: Finding) -> tuple[str, str, str]:
    return str(finding.code), finding.element, finding.message


def _tell(desk: Desk, state: Draft, done: list[Fix], *, as_json: bool, dry_run: bool) -> None:
    changes = difference(desk.state, state)
    if as_json:
        fixes = [fix_to_plain(f) for f in done]
        show_json({"fixes": fixes, "diff": changes, "findings": [to_plain(f) for f in state.findings]})
        return
    for applied in done:
        click.echo(f"{'would ' if dry_run else ''}{applied.title}")
    click.echo(changes, nl=False)
    click.echo(f"{len(done)} {'fix' if len(done) == 1 else 'fixes'}; left: {summary(state.findings)}")
