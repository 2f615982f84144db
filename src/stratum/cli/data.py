"""``stratum data``: the tables of a pipeline, or a file, their first rows, and what they hold."""

import datetime
from collections.abc import Mapping
from typing import Any

import click

from stratum.cli.options import json_option, workspace_option
from stratum.cli.output import show_json, show_table
from stratum.core.bundles import ColumnType
from stratum.runtime.exploring import Table, preview_of, profile_of, table_of, table_of_file, tables_of
from stratum.runtime.finding import is_file
from stratum.runtime.settings import Settings
from stratum.runtime.wiring import Parts

WIDEST = 24
"""Characters of a cell of a table on the terminal."""


@click.group()
def data() -> None:
    """Look at the data of a pipeline or at a file, and keep large files beside git."""


@data.command("list")
@click.argument("pipeline", required=False)
@workspace_option
@json_option
def list_tables(pipeline: str | None, settings: Settings, *, as_json: bool) -> None:
    """The sources of PIPELINE (its name or file) and the steps that make tables."""
    told = tables_of(Parts(settings), pipeline)
    if as_json:
        show_json(told)
        return
    rows: Any = told["tables"]
    kinds = {True: "source", False: "step"}
    show_table(("table", "type", "is a"), [(one["name"], one["type"], kinds[one["source"]]) for one in rows])


@data.command()
@click.argument("data", required=False, metavar="[PIPELINE|FILE]")
@click.argument("table", required=False, metavar="[SOURCE]")
@click.option("--rows", type=click.IntRange(1, 200), default=10, help="How many rows; default: 10.")
@workspace_option
@json_option
def preview(data: str | None, table: str | None, rows: int, settings: Settings, *, as_json: bool) -> None:
    """The first rows of FILE, or of SOURCE or a step of PIPELINE that makes a table.

    Without SOURCE the first one of PIPELINE is meant.
    """
    parts = Parts(settings)
    told: Mapping[str, Any] = preview_of(parts, _table(parts, data, table), rows)
    if as_json:
        show_json(told)
        return
    shown = told["columns"][: len(told["first"][0]) if told["first"] else None]
    cells = [[_short(cell) for cell in row] for row in told["first"]]
    show_table([f"{name} ({kind})" for name, kind in shown], cells, f"{told['block']}: {told['rows']} rows")
    for name, digest in told["digests"].items():
        click.echo(f"content of {name}: {digest}")


@data.command()
@click.argument("data", required=False, metavar="[PIPELINE|FILE]")
@click.argument("table", required=False, metavar="[SOURCE]")
@click.option("--target", default="", help="The column to predict; default: the one of the pipeline.")
@workspace_option
@json_option
def profile(data: str | None, table: str | None, target: str, settings: Settings, *, as_json: bool) -> None:
    """What FILE, or SOURCE of PIPELINE, holds.

    Figures of each column, what it tells of the target, and what to look after.
    """
    parts = Parts(settings)
    told: Mapping[str, Any] = profile_of(parts, _table(parts, data, table), target)
    if as_json:
        show_json(told)
        return
    seen = "" if told["looked"] == told["rows"] else f", {told['looked']} of them looked at"
    figures = (">missing", ">distinct", ">least", ">mean", ">most", ">outliers")
    columns = ("column", "type", *figures, "often", ">target")
    show_table(
        columns, [_line(one) for one in told["columns"]], f"{told['block']}: {told['rows']} rows{seen}"
    )
    if told["balance"]:
        click.echo(f"{told['target']}: " + ", ".join(f"{value} {count}" for value, count in told["balance"]))
    for pair in told["correlations"]:
        click.echo(f"{pair['first']} and {pair['second']}: rank correlation {pair['value']:.2f}")
    for remark in told["remarks"]:
        click.echo(f"{remark['code']}: {remark['text']}")


def _table(parts: Parts, data: str | None, block: str | None) -> Table:
    if data is None or not is_file(data):
        return table_of(parts, data, block)
    if block is not None:
        raise click.UsageError(f"{data} is a file: it has no source {block}")
    return table_of_file(parts, data)


def _line(column: Mapping[str, Any]) -> tuple[object, ...]:
    numbers, told = column["numbers"] or {}, column["association"]
    return (
        column["name"],
        column["type"],
        column["missing"],
        column["distinct"],
        *(_amount(numbers.get(name), column["type"]) for name in ("least", "mean", "most")),
        numbers.get("outliers"),
        ", ".join(_short(value) for value, _ in column["top"][:3]),
        f"{told['measure']} {told['value']:.3f}" if told else None,
    )


def _amount(value: float | None, kind: str) -> object:
    """A figure of a column as people write it: of times the time."""
    if value is None or kind != ColumnType.TIMESTAMP:
        return value
    return datetime.datetime.fromtimestamp(value, datetime.UTC).strftime("%Y-%m-%d %H:%M")


def _short(value: object) -> str:
    text = "-" if value is None else str(value)
    return text if len(text) <= WIDEST else f"{text[: WIDEST - 1]}…"
