"""``stratum demo``: the whole life in miniature, on real data, on this machine alone."""

import contextlib
import sys
import threading
from collections.abc import Mapping
from pathlib import Path

import click

from stratum.cli.options import json_option
from stratum.cli.output import show_json
from stratum.cli.page import serve_page
from stratum.core.errors import StratumError
from stratum.runtime.listening import Listening
from stratum.runtime.settings import Settings, read_settings
from stratum.runtime.wiring import Parts

DEFAULT = Path(".demo/flights")
PATIENCE = 120.0


@click.command()
@click.argument("directory", type=click.Path(file_okay=False, path_type=Path), required=False)
@click.option(
    "--workspace", "-w", type=click.Path(file_okay=False, path_type=Path), help="The same as DIRECTORY."
)
@click.option("--once", is_flag=True, help="Without the page; ends after the report, for scripts.")
@click.option("--port", type=click.IntRange(1, 65535), help="Port of the page; default: 7777.")
@json_option
def demo(
    directory: Path | None, workspace: Path | None, port: int | None, *, once: bool, as_json: bool
) -> None:
    """Model, check, train, deploy, predict, scale, retrain: New York's departures of 2013.

    DIRECTORY is the workspace, .demo/flights unless another is named. The page shows the run as it happens.

    With --json the report is the only thing on standard output.
    """
    settings = read_settings(str(directory or workspace or DEFAULT))
    listening = Listening(settings.host, port or settings.port)
    with contextlib.redirect_stdout(sys.stderr) if as_json else contextlib.nullcontext():
        report = _once(settings) if once else show_demo(settings, listening)
    if as_json and report is not None:
        show_json(report)


def _once(settings: Settings) -> Mapping[str, object]:
    from stratum.cli.story import Story  # brings the training libraries

    return Story(Parts(settings), threading.Event()).run(leave=False)


def show_demo(settings: Settings, listening: Listening) -> Mapping[str, object] | None:
    """Serve the page while the story runs beside it, until Ctrl-C; returns the report if it came to one.

    Raises:
        StratumError: If a step of the story failed.
    """
    from stratum.cli.story import Story  # brings the training libraries

    stop, reports, problems = threading.Event(), [], []

    def tell() -> None:
        try:
            reports.append(Story(Parts(settings), stop).run(leave=False))
        except StratumError as error:
            if not stop.is_set():
                click.secho(str(error), fg="red", err=True)
                problems.append(error)

    teller = threading.Thread(target=tell, name="story")
    teller.start()
    try:
        serve_page(Parts(settings), listening, "Ctrl-C ends the demo; watch the tab Run")
    finally:
        stop.set()
        teller.join(PATIENCE)
    if problems:
        raise problems[0]
    return reports[0] if reports else None
