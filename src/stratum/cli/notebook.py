"""``stratum notebook``: the notebooks of training runs in JupyterLab."""

import click

from stratum.cli.options import json_option, workspace_option
from stratum.cli.output import show_json
from stratum.core.errors import NotFoundError
from stratum.runtime.notebooks import FOLDER, Notebooks
from stratum.runtime.settings import Settings
from stratum.runtime.wiring import Parts


@click.group()
def notebook() -> None:
    """Open notebooks of training runs in JupyterLab, on this machine alone."""


@notebook.command("open")
@click.argument("run", required=False)
@workspace_option
@json_option
def open_notebook(run: str | None, settings: Settings, *, as_json: bool) -> None:
    """Start JupyterLab where it does not run, and tell where a copy of the notebook of RUN opens.

    Without RUN the newest is meant. The address holds the token that opens it: keep it to yourself.
    """
    parts = Parts(settings)
    address = _of(parts).open(run or _newest(parts))
    if as_json:
        show_json({"address": address})
        return
    click.echo(address)
    click.echo("end it with: stratum notebook stop", err=True)


@notebook.command()
@workspace_option
@json_option
def status(settings: Settings, *, as_json: bool) -> None:
    """Whether JupyterLab runs, and where; without its token."""
    server = _of(Parts(settings)).running()
    if as_json:
        show_json({"running": server is not None, "address": server.address if server else ""})
        return
    click.echo(f"JupyterLab runs at {server.address}" if server else "JupyterLab does not run")


@notebook.command()
@workspace_option
@json_option
def stop(settings: Settings, *, as_json: bool) -> None:
    """End JupyterLab with its kernels; what was written in notebooks stays."""
    ended = _of(Parts(settings)).stop()
    if as_json:
        show_json({"ended": bool(ended)})
        return
    click.echo("JupyterLab has ended" if ended else "JupyterLab did not run")


def _of(parts: Parts) -> Notebooks:
    return Notebooks(parts.state / FOLDER, parts.runs_root)


def _newest(parts: Parts) -> str:
    runs = [v.run for v in sorted(parts.registry.list(), key=lambda v: -v.created) if v.run]
    if not runs:
        raise NotFoundError("there is no training run yet", "train a model first: stratum train")
    return runs[0]
