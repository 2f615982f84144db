"""``stratum serve``: one model over REST, in the foreground."""

import click

from stratum.cli.options import json_option, suggest, workspace_option
from stratum.cli.output import show_json
from stratum.core.bundles import FILES
from stratum.runtime import plugins
from stratum.runtime.component import GROUP
from stratum.runtime.platform import version_view
from stratum.runtime.settings import Settings
from stratum.runtime.vouching import vouched_path
from stratum.runtime.wiring import Parts


@click.command()
@click.argument("model", metavar="MODEL[@VERSION]", shell_complete=suggest("models"))
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option(
    "--port", type=click.IntRange(1, 65535), default=8080, show_default=True, help="Port to listen on."
)
@workspace_option
@json_option
def serve(model: str, host: str, port: int, settings: Settings, *, as_json: bool) -> None:
    """Serve MODEL over REST until Ctrl-C: Open Inference Protocol v2, rows by name, OpenAPI, metrics."""
    parts = Parts(settings)
    version = parts.registry.get(model)
    address = f"http://{host}:{port}"
    if as_json:
        show_json({"address": address, **version_view(version)})
    else:
        click.echo(f"{version.name}@{version.version} ({version.stage}) at {address}")
        click.echo(f"  try: curl {address}/v2/models/{version.name}")
    spec = {
        "address": host,
        "port": port,
        "name": version.name,
        "version": str(version.version),
        "bundle": str(vouched_path(parts, version)),
        "forms": list(FILES),
    }
    server = plugins.load(GROUP, "model-server")
    raise SystemExit(server(spec, parts.state, parts.clock))
