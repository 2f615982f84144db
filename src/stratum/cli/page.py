"""Serving the page, for the commands that show it."""

import click

from stratum.cli.output import show_json
from stratum.runtime import plugins
from stratum.runtime.platform import Platform
from stratum.runtime.session import live_session
from stratum.runtime.wiring import Parts

FACES = "stratum.faces"


def serve_page(parts: Parts, host: str, port: int, note: str | None) -> None:
    """Serve the page until Ctrl-C; says where it is once it answers, as JSON where there is no ``note``."""
    serve = plugins.load(FACES, "http")

    def ready() -> None:
        if note is None:
            show_json({"workspace": str(parts.workspace.root), "address": f"http://{host}:{port}"})
            return
        click.secho(f"the page of {parts.workspace.root.name}: http://{host}:{port}   ({note})", bold=True)

    serve(Platform(parts), live_session(parts), host, port, ready)
