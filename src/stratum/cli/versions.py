"""``stratum log``, ``show``, ``diff``, ``commit``, ``switch``, ``restore``: the history of a workspace."""

import datetime
import sys

import click

from stratum.cli.options import json_option, suggest, workspace_option
from stratum.cli.output import show_json
from stratum.core.errors import InvalidInputError
from stratum.runtime.differences import unified
from stratum.runtime.settings import Settings
from stratum.runtime.versions import acting, saving
from stratum.runtime.versions.changes import Compared, compare, state_at, state_here
from stratum.runtime.versions.saving import Moved
from stratum.runtime.versions.views import commit_view, compared_view, log_view, moved_view
from stratum.runtime.wiring import Parts
from stratum.store.logic.lanes import drawn, rows
from stratum.store.types import Commit, Logged


@click.command()
@click.option("--graph", is_flag=True, help="Every branch, with lines from each commit to those before it.")
@click.option("--branch", "start", default="HEAD", metavar="NAME", help="Of another branch, tag or commit.")
@click.option(
    "-n", "--limit", default=20, show_default=True, type=click.IntRange(1), help="How many at most."
)
@workspace_option
@json_option
def log(start: str, limit: int, settings: Settings, *, graph: bool, as_json: bool) -> None:
    """The commits of the workspace, newest first."""
    page = Parts(settings).workspace.history.log(start, every=graph, limit=limit)
    if as_json:
        show_json({"commits": log_view(page.commits), "more": page.more})
        return
    if not page.commits:
        click.echo("no commits yet; next: stratum commit")
    for line in _drawn(page.commits) if graph else map(_line, page.commits):
        click.echo(line)
    if page.more:
        click.echo(f"there are more; see them with: -n {2 * limit}")


@click.command()
@click.argument("what", metavar="COMMIT[:FILE]", shell_complete=suggest("commits"))
@workspace_option
@json_option
def show(what: str, settings: Settings, *, as_json: bool) -> None:
    """A commit with what changed in it, or FILE as it is in COMMIT. Nothing here changes."""
    name, colon, file = what.partition(":")
    parts = Parts(settings)
    if as_json:
        show_json(acting.file_view(parts, name, file) if colon else acting.version_view(parts, name))
    elif colon:
        sys.stdout.buffer.write(parts.workspace.history.content(name, file))
        sys.stdout.flush()
    else:
        commit = parts.workspace.history.commit(name)
        click.echo(f"commit {commit.id}\nby {commit.author} <{commit.email}>, {_time(commit)}\n")
        click.echo(commit.message.rstrip() + "\n")
        _tell(saving.changes_of(parts, commit), text=False)


@click.command()
@click.argument("first", metavar="[A", required=False, shell_complete=suggest("commits"))
@click.argument("second", metavar="[B]]", required=False, shell_complete=suggest("commits"))
@click.option("--text", is_flag=True, help="Line by line, as a unified diff.")
@workspace_option
@json_option
def diff(first: str | None, second: str | None, settings: Settings, *, text: bool, as_json: bool) -> None:
    """What changed from commit A to commit B, in words of the model.

    Without B: from A to the files that are here. Without both: what is in no commit yet.
    """
    parts = Parts(settings)
    space = parts.workspace
    after = state_at(space, second) if second else state_here(space)
    before = state_at(space, first or "HEAD")
    compared = compare(parts, before, after)
    if as_json:
        show_json(compared_view(compared))
        return
    _tell(compared, text=text)


@click.command()
@click.argument("files", metavar="[FILE]...", nargs=-1)
@click.option("-m", "--message", default="", help="Its message; default: the words of what changed.")
@workspace_option
@json_option
def commit(files: tuple[str, ...], message: str, settings: Settings, *, as_json: bool) -> None:
    """Make a commit of what changed in the workspace, or of FILE alone.

    Exit status: 0 made, 1 nothing changed.
    """
    parts = Parts(settings)
    changed = parts.workspace.copy.changed()
    strange = [file for file in files if file not in changed]
    if strange:
        hint = f"changed: {', '.join(changed) or 'nothing'}"
        raise InvalidInputError(f"did not change: {', '.join(strange)}", hint)
    made = saving.save(parts, message, files or None)
    if as_json:
        show_json({"commit": commit_view(made) if made else None})
    else:
        click.echo(_told(made) if made else "nothing changed since the last commit")
    raise SystemExit(0 if made else 1)


@click.command()
@click.argument("branch", shell_complete=suggest("branches"))
@workspace_option
@json_option
def switch(branch: str, settings: Settings, *, as_json: bool) -> None:
    """Go to BRANCH. What is in no commit yet is committed to the branch that is left: nothing is lost."""
    moved = saving.switch(Parts(settings), branch)
    if as_json:
        show_json(moved_view(moved))
        return
    _tell_saved(moved)
    click.echo(f"now at {branch}: {_told(moved.commit)}")


@click.command()
@click.argument("commit", shell_complete=suggest("commits"))
@click.argument("files", metavar="[FILE]...", nargs=-1)
@workspace_option
@json_option
def restore(commit: str, files: tuple[str, ...], settings: Settings, *, as_json: bool) -> None:
    """Make a new commit in which everything, or FILE, is as it was in COMMIT.

    What is in no commit yet is committed before. The commits between stay in the history.
    """
    moved = saving.restore(Parts(settings), commit, files)
    if as_json:
        show_json(moved_view(moved))
        return
    _tell_saved(moved)
    click.echo(_told(moved.commit) if moved.is_new else "all of it is as it was; no commit was made")


def _tell_saved(moved: Moved) -> None:
    if moved.saved:
        click.echo(f"committed what was in no commit: {_told(moved.saved)}")


def _tell(compared: Compared, *, text: bool) -> None:
    if text:
        click.echo(unified(compared.before.files, compared.after.files), nl=False)
        return
    written = ", ".join(compared.files)
    nothing = f"only how it is written: {written}" if written else "nothing changed"
    for line in compared.words or (nothing,):
        click.echo(line)


def _drawn(found: tuple[Logged, ...]) -> list[str]:
    lines = []
    for row, one in zip(rows(one.commit for one in found), found, strict=True):
        above, own, below = drawn(row)
        lines += [line for line in (above, f"{own}  {_line(one)}", below) if line]
    return lines


def _line(one: Logged) -> str:
    names = ", ".join((*one.branches, *(f"tag {tag}" for tag in one.tags)))
    return f"{_told(one.commit)}{f' ({names})' if names else ''} - {one.commit.author}, {_time(one.commit)}"


def _told(made: Commit) -> str:
    return f"{made.id[:10]} {made.title}"


def _time(made: Commit) -> str:
    return datetime.datetime.fromtimestamp(made.time, datetime.UTC).strftime("%Y-%m-%d %H:%M UTC")
