"""``stratum up``: the server with API and page."""

import dataclasses
import functools
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar, cast

import click
from click.core import ParameterSource

from stratum.cli.options import json_option, workspace_option
from stratum.cli.page import serve_page
from stratum.runtime.beginning import begin
from stratum.runtime.listening import Listening
from stratum.runtime.settings import Settings, read_settings
from stratum.runtime.wiring import Parts

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


Command = TypeVar("Command", bound=Callable[..., Any])


def _listening(command: Command) -> Command:
    """Add where to listen and for whom; the command gets ``listening``."""

    @functools.wraps(command)
    def joined(*arguments: object, settings: Settings, **given: object) -> object:
        where: dict[str, Any] = {field.name: given.pop(field.name) for field in dataclasses.fields(Listening)}
        where["host"], where["port"] = where["host"] or settings.host, where["port"] or settings.port
        if (where["certificate"] is None) != (where["key"] is None):
            raise click.UsageError("--certificate and --key belong together")
        listening = Listening(**where)
        return command(*arguments, settings=settings, listening=listening, **given)

    for option in reversed(_WHERE):
        joined = option(joined)
    return cast("Command", joined)


_WHERE = (
    click.option("--host", help="Address to listen on; default: STRATUM_HOST or 127.0.0.1."),
    click.option(
        "--port", type=click.IntRange(1, 65535), help="Port to listen on; default: STRATUM_PORT or 7777."
    ),
    click.option(
        "--name",
        "names",
        multiple=True,
        metavar="NAME",
        help="A name under which other machines reach it, such as that of a proxy; may be given again.",
    ),
    click.option("--certificate", type=_FILE, help="Certificate chain in PEM, for HTTPS."),
    click.option("--key", type=_FILE, help="Private key of the certificate, in PEM."),
)


@click.command()
@_listening
@click.option("--demo", "is_demo", is_flag=True, help="Run the demo beside it; see: stratum demo --help.")
@workspace_option
@json_option
@click.pass_context
def up(
    context: click.Context, settings: Settings, listening: Listening, *, is_demo: bool, as_json: bool
) -> None:
    """Serve the API and the page of the workspace until Ctrl-C.

    On another address than one of this machine alone, or with --name, only where people have accounts
    (stratum users add).

    A folder that has no documents is made a workspace first, as by stratum init: a git repository.

    With --demo the workspace is .demo/flights unless --workspace names another.
    """
    if is_demo:
        from stratum.cli.demo import DEFAULT, show_demo

        is_named = context.get_parameter_source("settings") is ParameterSource.COMMANDLINE
        show_demo(settings if is_named else read_settings(str(DEFAULT)), listening)
        return
    parts = Parts(settings)
    if begun := begin(parts):
        click.echo(begun, err=as_json)
    serve_page(parts, listening, None if as_json else "Ctrl-C ends the page; components go on")
