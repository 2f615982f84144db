"""How answers look: tables for people, JSON for programs, errors with a hint for both."""

import sys
from collections.abc import Mapping, Sequence
from typing import NoReturn

import click
import msgspec

from stratum.core.errors import StratumError
from stratum.runtime.terminal import without_colours


def show_json(value: object) -> None:
    """Print ``value`` as indented JSON on standard output."""
    click.echo(json_text(value))


def json_text(value: object) -> str:
    """``value`` as indented JSON."""
    return msgspec.json.format(msgspec.json.encode(value), indent=2).decode()


def show_table(columns: Sequence[str], rows: Sequence[Sequence[object]], title: str = "") -> None:
    """Print a table; colours and width follow the terminal.

    Args:
        columns: Headings; one that begins with ``>`` is aligned to the right.
        rows: Cells; floats are shown with four digits.
        title: Printed above; empty for none.
    """
    import rich.box
    import rich.console
    import rich.table

    table = rich.table.Table(
        title=title or None, box=rich.box.SIMPLE_HEAD, title_justify="left", pad_edge=False
    )
    for heading in columns:
        table.add_column(heading.removeprefix(">"), justify="right" if heading.startswith(">") else "left")
    for row in rows:
        table.add_row(*(_cell(value) for value in row))
    width = None if sys.stdout.isatty() else 160
    plain = _is_plain()
    rich.console.Console(width=width, highlight=False, markup=False, no_color=plain).print(table)


def _is_plain() -> bool:
    context = click.get_current_context(silent=True)
    return context is not None and context.color is False


def _cell(value: object) -> str:
    if value is None:
        return "-"
    if isinstance(value, float):
        return f"{value:.4g}"
    return "".join(map(_shown, str(value)))


def _shown(letter: str) -> str:
    """Terminals do what control characters say, and others may have written them: they are spelt out."""
    return letter if letter.isprintable() or letter == "\n" else letter.encode("unicode_escape").decode()


def show_pairs(pairs: Mapping[str, object]) -> None:
    """Print names and values in two columns."""
    width = max((len(name) for name in pairs), default=0)
    for name, value in pairs.items():
        click.echo(f"{name:<{width}}  {_cell(value)}")


def fail(error: StratumError, *, as_json: bool) -> NoReturn:
    """Say what failed and what helps on standard error, and end with status 1."""
    if as_json:
        _tell_programs(error.message, error.hint)
        raise SystemExit(1)
    colour = False if "--no-color" in sys.argv or without_colours() else None
    click.echo(
        click.style("error: ", fg="red", bold=True, reset=True) + error.message, err=True, color=colour
    )
    if error.hint:
        click.echo(click.style("  hint: ", fg="cyan") + error.hint, err=True, color=colour)
    raise SystemExit(1)


def refuse_usage(error: click.UsageError) -> NoReturn:
    """Say to programs, in JSON on standard error, what is wrong with how a command was called; status 2."""
    called = error.ctx.command_path if error.ctx else "stratum"
    _tell_programs(error.format_message(), f"see {called} --help")
    raise SystemExit(error.exit_code)


def _tell_programs(message: str, hint: str) -> None:
    click.echo(msgspec.json.encode({"error": {"message": message, "hint": hint}}).decode(), err=True)
