"""Options that all commands share."""

from collections.abc import Callable
from typing import Any, TypeVar

import click

from stratum.runtime.settings import Settings, read_settings

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
        "--at", metavar="COMMIT", help="The model as it is in a commit: an id, a branch, a tag or HEAD~2."
    )(command)


def json_option(command: Command) -> Command:
    """Add ``--json``; the command gets ``as_json``."""
    return click.option("--json", "as_json", is_flag=True, help="Print JSON for programs.")(command)
