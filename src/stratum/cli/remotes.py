"""``stratum push``: what is here goes to another repository."""

import click

from stratum.cli.options import json_option, suggest, workspace_option
from stratum.cli.output import show_json
from stratum.runtime.settings import Settings
from stratum.runtime.wiring import Parts


@click.command()
@click.argument("remote", default="")
@click.argument("branch", default="", shell_complete=suggest("branches"))
@workspace_option
@json_option
def push(remote: str, branch: str, settings: Settings, *, as_json: bool) -> None:
    """Give the current branch to REMOTE, as BRANCH there.

    Default: the branch that the current one follows, which it does from the first push on. git itself pushes,
    with its own credentials.
    """
    parts = Parts(settings)
    meant, called = parts.workspace.remotes.usual(remote, branch)
    parts.workspace.remotes.push(meant, called)
    if as_json:
        show_json({"remote": meant, "branch": called, "commit": parts.workspace.revision().commit})
        return
    click.echo(f"pushed to {called} of {meant}")
