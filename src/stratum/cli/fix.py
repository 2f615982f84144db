"""``stratum fix``: quick fixes of what a check finds, applied to the documents."""

import dataclasses
from collections.abc import Iterator
from pathlib import Path
from typing import TypedDict, Unpack

import click

from stratum.cli.check import chosen_documents, rooted
from stratum.cli.options import json_option, workspace_option
from stratum.cli.output import show_json
from stratum.core.edits import Fix
from stratum.core.findings import Finding, has_errors
from stratum.language.edits.draft import Draft
from stratum.language.edits.fixing import Cured, cure, loses
from stratum.language.report import fix_to_plain, summary, to_plain, to_text
from stratum.runtime.deploying import with_engine
from stratum.runtime.editing import Desk, changed_in, checked_after, difference, open_desk, write
from stratum.runtime.settings import Settings
from stratum.runtime.versions.saving import refuse_unsaved, save
from stratum.runtime.wiring import Parts
from stratum.store.types import Commit


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


class Asked(TypedDict):
    """What the command is told, beside the place and how it answers."""

    code: str
    element: str
    every: bool
    dry_run: bool
    commit: bool


@dataclasses.dataclass(frozen=True, slots=True)
class _Told:
    """What is told at the end.

    Attributes:
        done: The fixes that were applied.
        changes: What they change, as a unified diff.
        losing: Fixes that could be applied and would take away something that is written.
        left: What a check finds after it.
        commit: The commit of what was written; None where there is none.
    """

    done: tuple[Fix, ...]
    changes: str
    losing: tuple[Fix, ...]
    left: tuple[Finding, ...]
    commit: Commit | None


@click.command()
@click.argument("path", type=click.Path(path_type=Path), required=False)
@workspace_option
@click.option("--code", default="", help="Only findings with this code.")
@click.option("--element", default="", metavar="NAME", help="Only findings about this element.")
@click.option("--all", "--yes", "-y", "every", is_flag=True, help="Apply without asking.")
@click.option("--dry-run", is_flag=True, help="Show what would change, and write nothing.")
@click.option("--commit", is_flag=True, help="Make a commit of the documents that were fixed.")
@json_option
@click.pass_context
def fix(
    context: click.Context,
    /,
    path: Path | None,
    settings: Settings,
    *,
    as_json: bool,
    **asked: Unpack[Asked],
) -> None:
    """Apply quick fixes of what is wrong in the workspace, or in PATH: a folder or a document.

    Of each finding the best fix is taken that leads to no other error; each is asked for unless --all is
    given, which leaves out what takes away something that is written. Only what a fix changes is touched in a
    file. What is left is what stratum check finds. Exit status: 0 no errors left, 1 errors left.
    """
    settings = rooted(context, path, settings)
    every, dry_run = asked["every"], asked["dry_run"]
    if asked["commit"] and dry_run:
        raise click.UsageError("a dry run writes nothing that --commit could commit")
    parts = Parts(settings)
    desk = open_desk(parts)
    place = (path or settings.workspace).resolve()
    if not place.is_relative_to(desk.workspace.root):
        raise click.UsageError(f"{place} is not in the workspace {desk.workspace.root}")
    wanted = Wanted(place.relative_to(desk.workspace.root), asked["code"], asked["element"])
    if as_json and not (every or dry_run):
        raise click.UsageError("--json does not ask; add --all or --dry-run")
    asks = not (every or dry_run)
    cures = list(_cures(desk.state, wanted, asks=asks))
    state = cures[-1].after if cures else desk.state
    left = _left(parts, desk, state, place)
    if asked["commit"]:
        refuse_unsaved(parts, changed_in(desk, state))
    written = () if dry_run else write(desk, state)
    commit = save(parts, files=written) if asked["commit"] and written else None
    losing = () if asks else _losing(state, wanted)
    told = _Told(tuple(cured.fix for cured in cures), difference(desk.state, state), losing, left, commit)
    _tell(told, as_json=as_json, dry_run=dry_run)
    raise SystemExit(1 if has_errors(left) else 0)


def _left(parts: Parts, desk: Desk, state: Draft, place: Path) -> tuple[Finding, ...]:
    """What ``stratum check`` finds of a place where the documents have the texts of a draft."""
    checked = with_engine(parts, checked_after(parts, desk, state))
    return checked.findings_about(chosen_documents(checked, place))


def _cures(state: Draft, wanted: Wanted, *, asks: bool) -> Iterator[Cured]:
    """Fixes one after the other, each of the model after those before it."""
    left: set[tuple[str, str, str]] = set()
    while True:
        found = next(_found(state, wanted, left, lossy=asks), None)
        if found is None:
            return
        finding, cured = found
        left.add(_key(finding))
        if asks:
            click.echo(to_text([finding]), nl=False)
            click.echo(difference(state, cured.after), nl=False)
        if not asks or click.confirm(f"{cured.fix.title}?", default=not loses(cured.fix)):
            left.discard(_key(finding))
            state = cured.after
            yield cured


def _found(
    state: Draft, wanted: Wanted, left: set[tuple[str, str, str]], *, lossy: bool
) -> Iterator[tuple[Finding, Cured]]:
    for finding in state.findings:
        if finding.fixes and wanted.takes(finding) and _key(finding) not in left:
            cured = cure(state, finding, lossy=lossy)
            if cured is not None:
                yield finding, cured


def _losing(state: Draft, wanted: Wanted) -> tuple[Fix, ...]:
    found = _found(state, wanted, set(), lossy=True)
    return tuple(cured.fix for _, cured in found if loses(cured.fix))


def _key(finding: Finding) -> tuple[str, str, str]:
    return str(finding.code), finding.element, finding.message


def _tell(told: _Told, *, as_json: bool, dry_run: bool) -> None:
    if as_json:
        done, losing = ([fix_to_plain(f) for f in fixes] for fixes in (told.done, told.losing))
        findings = [to_plain(f) for f in told.left]
        commit = told.commit.id if told.commit else ""
        shown = {"fixes": done, "diff": told.changes, "losing": losing, "findings": findings}
        show_json({**shown, "commit": commit})
        return
    for applied in told.done:
        click.echo(f"{'would ' if dry_run else ''}{applied.title}")
    click.echo(told.changes, nl=False)
    for lossy in told.losing:
        click.echo(f"left out, as it removes what is written: {lossy.title} (asked for without --all)")
    if told.commit:
        click.echo(f"commit {told.commit.id[:10]}: {told.commit.title}")
    count = len(told.done)
    click.echo(f"{count} {'fix' if count == 1 else 'fixes'}; left: {summary(told.left)}")
