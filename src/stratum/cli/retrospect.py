"""``stratum retrospect``: was it worth keeping the model?"""

import click

from stratum.cli.options import json_option, suggest, workspace_option
from stratum.cli.output import show_json, show_table
from stratum.lifecycle.logic.retrospect import Line
from stratum.runtime.settings import Settings
from stratum.runtime.wiring import Parts


@click.command()
@click.argument("service", required=False, shell_complete=suggest("services"))
@click.option("--application", "-a", help="Where there are several.")
@workspace_option
@json_option
def retrospect(service: str | None, application: str | None, settings: Settings, *, as_json: bool) -> None:
    """Compare the answers of a kept SERVICE with those of a model that was never, or monthly, trained anew.

    Writes table, data and plot into the workspace's state; trains one model for each month.
    """
    from stratum.runtime.retrospect import look_back  # brings the training libraries

    found = look_back(Parts(settings), application, service, lambda text: click.echo(f"  {text}", err=True))
    if as_json:
        ways = [{"name": x.name, "trainings": x.trainings, "accuracy": x.accuracy} for x in found.lines]
        show_json({"service": found.service, "ways": ways, "folder": str(found.folder)})
        return
    show_lines(found.lines)
    click.echo(f"table and plot: {found.folder}")


def show_lines(lines: tuple[Line, ...]) -> None:
    """The ways of keeping a model as a table."""
    rows = [(line.name, line.trainings, line.accuracy) for line in lines]
    show_table(["way", ">trainings", ">accuracy"], rows)
