"""``stratum predict``: a model asked about stored rows."""

from pathlib import Path
from typing import Any, TypedDict, Unpack

import click

from stratum.cli.options import json_option, suggest, workspace_option
from stratum.cli.output import show_json
from stratum.runtime.predicting import predict as predicted
from stratum.runtime.settings import Settings
from stratum.runtime.wiring import Parts


class Wanted(TypedDict):
    """What is to be written: where, by which variant, beside which columns."""

    out: Path
    variant: str
    keep: tuple[str, ...]


@click.command()
@click.argument("model", metavar="MODEL[@VERSION]", shell_complete=suggest("models"))
@click.argument("data", metavar="DATA", type=click.Path(path_type=Path))
@click.option(
    "--out", "-o", required=True, type=click.Path(path_type=Path), help="The file: .csv or .parquet."
)
@click.option("--variant", default="", help="Which variant of the model, such as int8.")
@click.option("--keep", multiple=True, metavar="COLUMN", help="Columns to write too; default: all of DATA.")
@workspace_option
@json_option
def predict(model: str, data: Path, settings: Settings, *, as_json: bool, **wanted: Unpack[Wanted]) -> None:
    """Ask MODEL about every row of the file DATA, and write its answers to another file."""
    out, keep = wanted["out"], wanted["keep"] or None
    told: Any = predicted(Parts(settings), model, data, out, wanted["variant"], keep)
    if as_json:
        show_json(told)
        return
    click.echo(f"{out}: {told['rows']} rows by {told['model']}@{told['version']} in {told['seconds']:.2f} s")
