"""``stratum up``: the server with API and page."""

import click

from stratum.cli.options import workspace_option
from stratum.runtime import plugins
from stratum.runtime.platform import Platform
from stratum.runtime.settings import Settings
from stratum.runtime.wiring import Parts

FACES = "stratum.faces"


@click.command()
@click.option("--host", help="Address to listen on; default: STRATUM_HOST or 127.0.0.1.")
@click.option("--port", type=int, help="Port to listen on; default: STRATUM_PORT or 7777.")
@workspace_option
def up(host: str | None, port: int | None, settings: Settings) -> None:
    """Serve the API and the page of the workspace until Ctrl-C."""
    parts = Parts(settings)
    address, number = host or settings.host, port or settings.port
    serve_page(parts, address, number, "Ctrl-C ends the page; components go on")


def serve_page(parts: Parts, host: str, port: int, note: str) -> None:
    """Serve the page until Ctrl-C; says where it is once it answers."""
    serve = plugins.load(FACES, "http")

    def ready() -> None:
        click.secho(f"the page of {parts.workspace.root.name}: http://{host}:{port}   ({note})", bold=True)

    serve(Platform(parts), host, port, ready)
