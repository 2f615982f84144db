"""Serving the page, for the commands that show it."""

import click

from stratum.cli.output import show_json
from stratum.runtime import plugins
from stratum.runtime.listening import Listening
from stratum.runtime.platform import Platform
from stratum.runtime.session import live_session
from stratum.runtime.wiring import Parts, new_code

FACES = "stratum.faces"
_BARE = "without TLS: passwords cross the network for all to read, unless a proxy before it encrypts"


def serve_page(parts: Parts, listening: Listening, note: str | None) -> None:
    """Serve the page until Ctrl-C; says where it is once it answers, as JSON where there is no ``note``.

    Raises:
        InvalidInputError: If it cannot listen there, or other machines reach it and nobody has an account.
    """
    serve = plugins.load(FACES, "http")
    code = "" if listening.is_open or parts.accounts.people.any() else new_code()

    def ready() -> None:
        if note is None:
            told = {"workspace": str(parts.workspace.root), "address": listening.address}
            show_json({**told, "code": code} if code else told)
            return
        place = f"the page of {parts.workspace.root.name}: {listening.address}"
        click.secho(f"{place}   ({note})", bold=True)
        if code:
            click.echo(f"to have people sign in: {listening.address}/set-up, with the code {code}")
        if listening.is_open and listening.certificate is None:
            click.secho(_BARE, fg="yellow", err=True)

    serve(Platform(parts), live_session(parts), parts, listening, code, ready)
