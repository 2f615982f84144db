"""Options that all commands share."""

from collections.abc import Callable
from typing import Any, TypeVar

import click

from stratum.core.errors import StratumError
from stratum.runtime.settings import Settings, read_settings

Suggest = Callable[[click.Context, click.Parameter, str], list[str]]
Command = TypeVar("Command", bound=Callable[..., Any])


def workspace_option(command: Command) -> Command:
    """Add ``--workspace``; the command gets ``settings``."""
    return click.option(
        "--workspace",
        "-w",
        "settings",
        metavar="DIR",
        default=None,
        callback=lambda _context, _option, value: _settings(value),
        help="The workspace; default: the nearest one at or above the current folder.",
    )(command)


def _settings(value: str | None) -> Settings:
    return read_settings(value)


def at_option(command: Command) -> Command:
    """Add ``--at``; the command gets ``at``."""
    return click.option(
        "--at",
        metavar="COMMIT",
        shell_complete=suggest("commits"),
        help="The model as it is in a commit: an id, a branch, a tag or HEAD~2.",
    )(command)


def because_option(command: Command) -> Command:
    """Add ``--because``; the command gets ``because``."""
    return click.option(
        "--because", default="", metavar="TEXT", help="What for; kept in the history with your name."
    )(command)


def json_option(command: Command) -> Command:
    """Add ``--json``; the command gets ``as_json``."""
    return click.option("--json", "as_json", is_flag=True, help="Print JSON for programs.")(command)


def suggest(kind: str) -> Suggest:
    """Completes names of the workspace in a shell; says nothing where it cannot be read.

    Args:
        kind: Of what: one of ``stratum.runtime.names.KINDS``.
    """

    def found(context: click.Context, _parameter: click.Parameter, begun: str) -> list[str]:
        from stratum.runtime.names import names  # brings the language; a command line does without
        from stratum.runtime.wiring import Parts

        try:
            settings = context.params.get("settings") or read_settings(None)
            return [name for name in names(Parts(settings), kind) if name.startswith(begun)]
        except (StratumError, OSError):
            return []

    return found
