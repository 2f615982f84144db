"""``stratum branch`` and ``stratum tag``: names of commits."""

import click

from stratum.cli.options import json_option, suggest, workspace_option
from stratum.cli.output import show_json, show_table
from stratum.runtime.settings import Settings
from stratum.runtime.versions.views import branch_view, commit_view, tag_view
from stratum.runtime.wiring import Parts

_AT = click.argument("commit", default="HEAD", shell_complete=suggest("commits"))


@click.group()
def branch() -> None:
    """Make, list and delete branches."""


@branch.command("create")
@click.argument("name")
@_AT
@workspace_option
@json_option
def create_branch(name: str, commit: str, settings: Settings, *, as_json: bool) -> None:
    """Make the branch NAME at COMMIT, by default where the workspace stands; the workspace stays there."""
    made = Parts(settings).workspace.names.create_branch(name, commit)
    if as_json:
        show_json(branch_view(made))
        return
    click.echo(f"branch {name} at {made.commit.id[:10]} {made.commit.title}")
    click.echo(f"go there with: stratum switch {name}")


@branch.command("list")
@workspace_option
@json_option
def list_branches(settings: Settings, *, as_json: bool) -> None:
    """Every branch with the commit that it ends at; * is where the workspace stands."""
    found = Parts(settings).workspace.history.branches()
    if as_json:
        show_json([branch_view(one) for one in found])
        return
    rows = [("*" if b.is_current else "", b.name, b.commit.id[:10], b.commit.title) for b in found]
    show_table(("", "branch", "commit", "title"), rows)


@branch.command("delete")
@click.argument("name", shell_complete=suggest("branches"))
@click.option("--force", is_flag=True, help="Also where commits are lost that nothing else leads to.")
@workspace_option
@json_option
def delete_branch(name: str, settings: Settings, *, force: bool, as_json: bool) -> None:
    """Delete the branch NAME, unless the workspace stands at it or commits would be lost."""
    gone = Parts(settings).workspace.names.delete_branch(name, force=force)
    if as_json:
        show_json({"name": name, "commit": commit_view(gone.commit)})
        return
    click.echo(f"deleted {name}; it ended at {gone.commit.id}")


@click.group()
def tag() -> None:
    """Make, list and delete tags: names of commits that never move."""


@tag.command("create")
@click.argument("name")
@_AT
@click.option("-m", "--message", default="", help="What is said of it; default: its name.")
@workspace_option
@json_option
def create_tag(name: str, commit: str, message: str, settings: Settings, *, as_json: bool) -> None:
    """Name COMMIT, by default where the workspace stands."""
    made = Parts(settings).workspace.names.create_tag(name, commit, message)
    if as_json:
        show_json(tag_view(made))
        return
    click.echo(f"tag {name} at {made.commit.id[:10]} {made.commit.title}")


@tag.command("list")
@workspace_option
@json_option
def list_tags(settings: Settings, *, as_json: bool) -> None:
    """Every tag with its commit."""
    found = Parts(settings).workspace.history.tags()
    if as_json:
        show_json([tag_view(one) for one in found])
        return
    rows = [(t.name, t.commit.id[:10], t.commit.title, t.message) for t in found]
    show_table(("tag", "commit", "title", "message"), rows)


@tag.command("delete")
@click.argument("name", shell_complete=suggest("tags"))
@workspace_option
@json_option
def delete_tag(name: str, settings: Settings, *, as_json: bool) -> None:
    """Delete the tag NAME; its commit stays."""
    Parts(settings).workspace.names.delete_tag(name)
    if as_json:
        show_json({"name": name})
        return
    click.echo(f"deleted the tag {name}")
