"""``stratum comments``: what people say of elements and documents."""

import click

from stratum.cli.options import json_option, workspace_option
from stratum.cli.output import show_json
from stratum.cli.users import moment
from stratum.comments.logic.views import mention_view, thread_view
from stratum.comments.types import Thread
from stratum.runtime.operator import terminal
from stratum.runtime.settings import Settings
from stratum.runtime.wiring import Parts

_as_name = click.option("--as", "name", default="", help="Who says it; default: the name of the system.")


@click.group()
def comments() -> None:
    """Comments on elements and documents. They are kept beside the repository, not in it."""


@comments.command("list")
@click.argument("file", default="")
@click.option("--all", "shows_all", is_flag=True, help="Also those that are settled.")
@workspace_option
@json_option
def list_comments(file: str, settings: Settings, *, shows_all: bool, as_json: bool) -> None:
    """What was said of the document FILE, or of all."""
    found = [one for one in Parts(settings).comments.threads(file) if shows_all or not one.resolved]
    if as_json:
        show_json([thread_view(one) for one in found])
        return
    for thread in found:
        _show(thread)
    if not found:
        where, which = f" of {file}" if file else "", "" if shows_all else " that is open"
        click.echo(f"no comment{where}{which}; begin with: stratum comments add FILE[#ELEMENT] TEXT")


@comments.command()
@click.argument("place", metavar="FILE[#ELEMENT]")
@click.argument("text")
@_as_name
@workspace_option
@json_option
def add(place: str, text: str, name: str, settings: Settings, *, as_json: bool) -> None:
    """Comment on a document, or an element of it; TEXT is Markdown, and @name tells somebody."""
    file, _, element = place.partition("#")
    _told(Parts(settings).comments.begin(_name(name), file, element, text), as_json=as_json)


@comments.command()
@click.argument("thread", type=int)
@click.argument("text")
@_as_name
@workspace_option
@json_option
def reply(thread: int, text: str, name: str, settings: Settings, *, as_json: bool) -> None:
    """Answer the comment THREAD."""
    _told(Parts(settings).comments.reply(_name(name), thread, text), as_json=as_json)


@comments.command()
@click.argument("remark", type=int)
@click.argument("text")
@_as_name
@workspace_option
@json_option
def edit(remark: int, text: str, name: str, settings: Settings, *, as_json: bool) -> None:
    """Give your REMARK another text."""
    _told(Parts(settings).comments.edit(_name(name), remark, text), as_json=as_json)


@comments.command()
@click.argument("remark", type=int)
@workspace_option
@json_option
def delete(remark: int, settings: Settings, *, as_json: bool) -> None:
    """Delete a REMARK; its answers stay."""
    _told(Parts(settings).comments.delete("", remark, anybody=True), as_json=as_json)


@comments.command()
@click.argument("thread", type=int)
@click.option("--reopen", is_flag=True, help="Say that it is not.")
@_as_name
@workspace_option
@json_option
def resolve(thread: int, name: str, settings: Settings, *, reopen: bool, as_json: bool) -> None:
    """Say that the comment THREAD is settled."""
    kept = Parts(settings).comments
    _told(kept.resolve(_name(name), thread, is_resolved=not reopen), as_json=as_json)


@comments.command()
@click.argument("name")
@workspace_option
@json_option
def mentions(name: str, settings: Settings, *, as_json: bool) -> None:
    """Where NAME was named, newest first."""
    found = Parts(settings).comments.mentions(name)
    if as_json:
        show_json([mention_view(one) for one in found])
        return
    for one in found:
        said = f"{one.remark.author}: {one.remark.text}"
        place = f"{one.file}#{one.element}" if one.element else one.file
        click.echo(f"{'new ' if one.is_new else ''}{place} ({one.thread}) {said}")


def _name(name: str) -> str:
    return name or terminal().name


def _told(thread: Thread, *, as_json: bool) -> None:
    if as_json:
        show_json(thread_view(thread))
        return
    _show(thread)


def _show(thread: Thread) -> None:
    place = f"{thread.file}#{thread.element}" if thread.element else thread.file
    click.echo(f"{thread.id}  {place}{f'  settled by {thread.resolved}' if thread.resolved else ''}")
    for one in thread.remarks:
        said = "(deleted)" if one.is_deleted else one.text.replace("\n", "\n      ")
        click.echo(f"   {one.number}  {moment(one.time)} {one.author}: {said}")
