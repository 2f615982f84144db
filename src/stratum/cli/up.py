"""``stratum up``: the server with API and page."""

import click
from click.core import ParameterSource

from stratum.cli.options import json_option, workspace_option
from stratum.cli.page import serve_page
from stratum.runtime.settings import Settings, read_settings
from stratum.runtime.wiring import Parts


@click.command()
@click.option("--host", help="Address to listen on; default: STRATUM_HOST or 127.0.0.1.")
@click.option(
    "--port", type=click.IntRange(1, 65535), help="Port to listen on; default: STRATUM_PORT or 7777."
)
@click.option("--demo", "is_demo", is_flag=True, help="Run the demo beside it; see: stratum demo --help.")
@workspace_option
@json_option
@click.pass_context
def up(
    context: click.Context,
    host: str | None,
    port: int | None,
    settings: Settings,
    *,
    is_demo: bool,
    as_json: bool,
) -> None:
    """Serve the API and the page of the workspace until Ctrl-C.

    With --demo the workspace is .demo/flights unless --workspace names another.
    """
    address, number = host or settings.host, port or settings.port
    if is_demo:
        from stratum.cli.demo import DEFAULT, show_demo

        is_named = context.get_parameter_source("settings") is ParameterSource.COMMANDLINE
        show_demo(settings if is_named else read_settings(str(DEFAULT)), address, number)
        return
    parts = Parts(settings)
    serve_page(parts, address, number, None if as_json else "Ctrl-C ends the page; components go on")
