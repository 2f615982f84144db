"""``stratum edit``: elements, values and relations changed as the editor of the page changes them."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, BinaryIO, TypedDict, TypeVar, Unpack

import click

from stratum.cli.options import json_option, suggest, workspace_option
from stratum.cli.output import show_json
from stratum.core.edits import (
    AddElement,
    Connect,
    Disconnect,
    Edit,
    MoveElement,
    Redirect,
    RemoveElement,
    RenameElement,
    RenameValue,
    SetValue,
    UnsetValue,
)
from stratum.language.report import told_text
from stratum.live.requests import read_request
from stratum.live.types import Refusal
from stratum.runtime.authoring import tried, written
from stratum.runtime.names import file_named
from stratum.runtime.settings import Settings
from stratum.runtime.versions.saving import refuse_unsaved, save
from stratum.runtime.wiring import Parts

Command = TypeVar("Command", bound=Callable[..., Any])
_REQUEST = 'write {"edits": [{"edit": "SetValue", …}], "against": {"FILE": "SHA-256"}} as JSON'
_ITSELF = "."
_before = click.option(
    "--before", default="", metavar="ELEMENT", help="The element there that it is put before; default: last."
)


class Told(TypedDict):
    """How an edit is to be done."""

    dry_run: bool
    commit: bool
    settings: Settings
    as_json: bool


def _edit_options(command: Command) -> Command:
    """Add the options of an edit."""
    for option in reversed((
        click.option("--dry-run", is_flag=True, help="Show what would change, and write nothing."),
        click.option(
            "--commit", is_flag=True, help="Make a commit of it; its files have to be in one before."
        ),
        workspace_option,
        json_option,
    )):
        command = option(command)
    return command


_document = click.argument("document", shell_complete=suggest("documents"))
_element = click.argument("element", shell_complete=suggest("elements"))


@click.group()
def edit() -> None:
    """Add, change, connect, name, move and remove elements of a document, as its editor does.

    Only what an edit is about changes in a file. What would leave the model with a new error is refused,
    with the findings that say why; nothing is written then. Exit status: 0 done, 1 refused.
    """


@edit.command()
@_document
@click.argument("into")
@click.argument("name")
@click.argument("body")
@_before
@_edit_options
def add(document: str, into: str, name: str, body: str, before: str, **told: Unpack[Told]) -> None:
    """Add the element NAME to DOCUMENT (its name or file), INTO a section or another element.

    BODY is what is written behind its name: a mapping in YAML, with its type.
    """
    _do(document, told, lambda file: [AddElement(file, into, name, body, before)])


@edit.command("set")
@_document
@_element
@click.argument("values", metavar="KEY=VALUE...", nargs=-1, required=True)
@_edit_options
def set_values(document: str, element: str, values: tuple[str, ...], **told: Unpack[Told]) -> None:
    """Give attributes of ELEMENT a VALUE, written as in YAML; of DOCUMENT itself where ELEMENT is a dot.

    KEY is a path such as requires.memory where an attribute is inside of another one.
    """
    pairs = [value.partition("=") for value in values]
    if wrong := [key for key, sign, _ in pairs if not key or not sign]:
        raise click.UsageError(f"{wrong[0]!r}: write KEY=VALUE")
    _do(document, told, lambda file: [SetValue(file, _named(element), key, value) for key, _, value in pairs])


@edit.command()
@_document
@_element
@click.argument("keys", metavar="KEY...", nargs=-1, required=True)
@_edit_options
def unset(document: str, element: str, keys: tuple[str, ...], **told: Unpack[Told]) -> None:
    """Remove attributes of ELEMENT, so that their defaults count; of DOCUMENT itself where it is a dot."""
    _do(document, told, lambda file: [UnsetValue(file, _named(element), key) for key in keys])


@edit.command()
@_document
@_element
@click.argument("name")
@click.option("--attribute", default="", metavar="KEY", help="Give this attribute of it another key instead.")
@_edit_options
def rename(document: str, element: str, name: str, attribute: str, **told: Unpack[Told]) -> None:
    """Call ELEMENT NAME, wherever it is named, or DOCUMENT itself where ELEMENT is a dot."""

    def edits(file: str) -> list[Edit]:
        if attribute:
            return [RenameValue(file, _named(element), attribute, name)]
        return [RenameElement(file, _named(element), name)]

    _do(document, told, edits)


@edit.command()
@_document
@_element
@click.argument("into")
@_before
@_edit_options
def move(document: str, element: str, into: str, before: str, **told: Unpack[Told]) -> None:
    """Move ELEMENT INTO another element, or back into a section such as components."""
    _do(document, told, lambda file: [MoveElement(file, element, into, before)])


@edit.command()
@_document
@click.argument("elements", metavar="ELEMENT...", nargs=-1, required=True, shell_complete=suggest("elements"))
@_edit_options
def remove(document: str, elements: tuple[str, ...], **told: Unpack[Told]) -> None:
    """Remove ELEMENTs with what they contain and every relation to them."""
    _do(document, told, lambda file: [RemoveElement(file, element) for element in elements])


@edit.command()
@_document
@_element
@click.argument("relation")
@click.argument("target", shell_complete=suggest("elements"))
@click.option("--attributes", default="", metavar="YAML", help="A mapping with attributes of the edge.")
@_edit_options
def connect(
    document: str, element: str, relation: str, target: str, attributes: str, **told: Unpack[Told]
) -> None:
    """Let ELEMENT have a RELATION, such as connectsTo, to TARGET."""
    _do(document, told, lambda file: [Connect(file, element, relation, target, attributes)])


@edit.command()
@_document
@_element
@click.argument("relation")
@click.argument("target", shell_complete=suggest("elements"))
@click.option("--to", default="", metavar="ELEMENT", help="Lead it here instead; its attributes stay.")
@_edit_options
def disconnect(
    document: str, element: str, relation: str, target: str, to: str, **told: Unpack[Told]
) -> None:
    """Take the RELATION of ELEMENT to TARGET away, or let it lead elsewhere."""

    def edits(file: str) -> list[Edit]:
        if to:
            return [Redirect(file, element, relation, target, to)]
        return [Disconnect(file, element, relation, target)]

    _do(document, told, edits)


@edit.command()
@click.argument("request", type=click.File("rb"), default="-")
@_edit_options
def apply(request: BinaryIO, **told: Unpack[Told]) -> None:
    """Do all edits of REQUEST, a file or standard input, together: what POST /api/edits takes.

    What is between them need not be legal.
    """
    edits, against = read_request(request.read(), _REQUEST)
    _carry_out(Parts(told["settings"]), edits, against, told)


def _named(element: str) -> str:
    return "" if element == _ITSELF else element


def _do(document: str, told: Told, edits: Callable[[str], Sequence[Edit]]) -> None:
    parts = Parts(told["settings"])
    _carry_out(parts, edits(file_named(parts, document)), {}, told)


def _carry_out(parts: Parts, edits: Sequence[Edit], against: Mapping[str, str], told: Told) -> None:
    if told["commit"] and told["dry_run"]:
        raise click.UsageError("a dry run writes nothing that --commit could commit")
    done = tried(parts, edits, against, checks=True)
    if isinstance(done, Refusal):
        _refuse(done, as_json=told["as_json"])
        raise SystemExit(1)
    if told["commit"]:
        refuse_unsaved(parts, done.changed)
    files = done.changed if told["dry_run"] else written(parts, done)
    made = save(parts, files=files) if told["commit"] and files else None
    if told["as_json"]:
        show_json({
            "applied": not told["dry_run"],
            "files": files,
            "diff": done.difference,
            "findings": done.findings,
            "commit": made.id if made else "",
        })
        return
    click.echo(done.difference, nl=False)
    click.echo(told_text(done.new), nl=False)
    if made:
        click.echo(f"commit {made.id[:10]}: {made.title}")


def _refuse(why: Refusal, *, as_json: bool) -> None:
    if as_json:
        show_json({"applied": False, "files": [], "diff": "", "findings": why.findings, "commit": ""})
        return
    click.echo(told_text(why.findings), nl=False)
    click.echo("refused; nothing was changed")
