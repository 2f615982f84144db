"""``stratum merge`` and ``stratum pull``: what others did comes here."""

import dataclasses
import sys
from collections.abc import Callable
from typing import Any, TypedDict, TypeVar, Unpack

import click

from stratum.cli.options import json_option, suggest, workspace_option
from stratum.cli.output import show_json
from stratum.language.merging.conflicts import Conflict, Side
from stratum.language.report import to_text
from stratum.runtime.settings import Settings
from stratum.runtime.versions.merging import Answers, Trial, attempt, finish
from stratum.runtime.versions.views import commit_view, trial_view
from stratum.runtime.wiring import Parts
from stratum.store.remotes import without_password
from stratum.store.types import Commit

Command = TypeVar("Command", bound=Callable[..., Any])


class Told(TypedDict):
    """How a merge is to be done."""

    take: tuple[str, ...]
    own: tuple[str, ...]
    every: str | None
    dry_run: bool
    allow_errors: bool
    as_json: bool


def _merge_options(command: Command) -> Command:
    """Add the options of a merge."""
    for option in reversed((
        click.option(
            "--take", multiple=True, metavar="ID=ours|theirs", help="Settle a conflict; may be given often."
        ),
        click.option(
            "--set", "own", multiple=True, metavar="ID=VALUE", help="Settle a conflict with another value."
        ),
        click.option("--ours", "every", flag_value="ours", help="Settle all others as they are here."),
        click.option("--theirs", "every", flag_value="theirs", help="Settle all others as they are there."),
        click.option("--dry-run", is_flag=True, help="Tell what would come of it, and change nothing."),
        click.option("--allow-errors", is_flag=True, help="Also where the merged model has new errors."),
        workspace_option,
        json_option,
    )):
        command = option(command)
    return command


@click.command()
@click.argument("branch", shell_complete=suggest("branches"))
@_merge_options
def merge(branch: str, settings: Settings, **told: Unpack[Told]) -> None:
    """Join BRANCH, or another commit, with the branch where the workspace stands.

    Documents are merged by their elements. What both changed otherwise is a conflict: it is shown with both
    sides, and asked for on a terminal. Nothing changes until all are settled and the merged model has no
    error that is not here now. Exit status: 0 merged, 1 not.
    """
    _merge(Parts(settings), branch, told, branch)


@click.command()
@click.argument("remote", default="")
@click.argument("branch", default="", shell_complete=suggest("branches"))
@_merge_options
def pull(remote: str, branch: str, settings: Settings, **told: Unpack[Told]) -> None:
    """Take the commits of BRANCH of REMOTE, and join them as stratum merge does.

    Default: the branch that the current one follows. git itself fetches, with its own credentials.
    """
    parts = Parts(settings)
    remotes = parts.workspace.remotes
    meant, called = remotes.usual(remote, branch)
    commit = remotes.fetch(meant, called)
    _merge(parts, commit, told, f"{called} of {without_password(meant)}")


def _merge(parts: Parts, name: str, told: Told, called: str) -> None:
    every = Side(told["every"]) if told["every"] else None
    answers = Answers(_chosen(told["take"]), every, _own(told["own"]))
    trial = attempt(parts, name, answers)
    if trial.conflicts and not told["dry_run"] and not told["as_json"] and sys.stdin.isatty():
        chosen = {c.id: side for c in trial.conflicts if (side := _asked(c)) is not None}
        trial = attempt(parts, name, dataclasses.replace(answers, chosen={**answers.chosen, **chosen}))
    is_held = trial.is_held(told["allow_errors"])
    commit = None
    if not told["dry_run"] and not is_held:
        commit = finish(parts, trial, called, errors=told["allow_errors"])
    if told["as_json"]:
        show_json({**trial_view(trial), "commit": commit_view(commit) if commit else None})
    else:
        _tell(trial, commit, called, is_held=is_held)
    raise SystemExit(1 if is_held else 0)


def _chosen(take: tuple[str, ...]) -> dict[str, Side]:
    found = {}
    for one in take:
        key, _, side = one.rpartition("=")
        if not key or side not in set(Side):
            raise click.UsageError(f"--take {one}: write ID=ours or ID=theirs")
        found[key] = Side(side)
    return found


def _own(given: tuple[str, ...]) -> dict[str, str]:
    found = {}
    for one in given:
        key, sign, value = one.partition("=")
        if not key or not sign:
            raise click.UsageError(f"--set {one}: write ID=VALUE")
        found[key] = value
    return found


def _asked(conflict: Conflict) -> Side | None:
    _show(conflict)
    answers = click.Choice([*(side.value for side in Side), "neither"])
    answer = click.prompt("take", type=answers, default="neither")
    return None if answer == "neither" else Side(answer)


def _show(conflict: Conflict) -> None:
    click.echo(f"{conflict.id}: {conflict.why}")
    for side, text in (("was", conflict.base), ("ours", conflict.ours), ("theirs", conflict.theirs)):
        lines = text.splitlines() or ["(nothing)"]
        click.echo(
            "".join(f"  {side if not n else '':<7} {line}\n" for n, line in enumerate(lines)), nl=False
        )


def _tell(trial: Trial, commit: Commit | None, called: str, *, is_held: bool) -> None:
    for conflict in trial.conflicts:
        _show(conflict)
    click.echo(to_text([*trial.findings, *trial.errors]), nl=False)
    for line in trial.compared.words:
        click.echo(line)
    if trial.outcome == "nothing":
        click.echo(f"all of {called} is here already")
    elif trial.outcome == "conflicts":
        click.echo(
            "nothing was changed; settle each with --take ID=ours|theirs, or all with --ours or --theirs"
        )
    elif is_held:
        click.echo(
            "nothing was changed: the merged model would have errors; --allow-errors merges all the same"
        )
    elif commit is None:
        click.echo("nothing was changed; this is what would be")
    else:
        click.echo(f"merged: {commit.id[:10]} {commit.title}")
