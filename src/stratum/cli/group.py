"""The group of all commands: each is imported when it is called, and shows examples of its use."""

import difflib
import importlib
from collections.abc import Iterator, Mapping

import click

from stratum.cli.examples import EXAMPLES
from stratum.cli.summaries import LIMIT, SUMMARIES
from stratum.runtime.terminal import without_colours


def _colours(context: click.Context, _parameter: click.Parameter, value: object) -> None:
    if value or without_colours():
        context.color = False


class NoColor(click.Option):
    """``--no-color``, which may stand before or behind the name of a command."""

    def __init__(self) -> None:
        told = "Print without colours; so does a variable NO_COLOR."
        super().__init__(
            ["--no-color"], is_flag=True, is_eager=True, expose_value=False, callback=_colours, help=told
        )


class LazyGroup(click.Group):
    """A group that knows its commands by name and imports one only when it is used.

    Attributes:
        modules: Module and attribute of each command by its name, in the order of a model's life.
    """

    modules: Mapping[str, str] = {}

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Names in the order of a model's life."""
        del ctx
        return list(self.modules)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import and return one command; None where there is none of that name."""
        del ctx
        if cmd_name not in self.modules:
            return None
        if cmd_name not in self.commands:
            module, _, attribute = self.modules[cmd_name].partition(":")
            found: click.Command = getattr(importlib.import_module(module), attribute)
            self.commands[cmd_name] = completed(found, cmd_name)
        return self.commands[cmd_name]

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The commands with a line of each."""
        rows = [(name, self._summary(ctx, name)) for name in self.modules]
        with formatter.section("Commands"):
            formatter.write_dl(rows)

    def _summary(self, ctx: click.Context, name: str) -> str:
        if name in SUMMARIES:
            return SUMMARIES[name]
        command = self.get_command(ctx, name)
        return command.get_short_help_str(LIMIT) if command else ""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """As click does, with the nearest command for one that does not exist."""
        near = difflib.get_close_matches(args[0], self.modules, 1) if args else []
        if near and args[0] not in self.modules and not args[0].startswith("-"):
            ctx.fail(f"no command {args[0]!r}; did you mean {near[0]!r}?")
        return super().resolve_command(ctx, args)


def completed(command: click.Command, path: str) -> click.Command:
    """A command with examples below its help and with what every command takes; so are those in a group."""
    for name, each in walk(command, path):
        each.params.append(NoColor())
        each.epilog = "\b\nExamples:\n" + "\n".join(f"  {line}" for line in EXAMPLES.get(name, ()))
        each.epilog = each.epilog if name in EXAMPLES else None
    return command


def walk(command: click.Command, path: str) -> Iterator[tuple[str, click.Command]]:
    """The commands that can be called, with their names behind ``stratum``; groups are left out."""
    if not isinstance(command, click.Group):
        yield path, command
        return
    context = click.Context(command)
    for name in command.list_commands(context):
        below = command.get_command(context, name)
        if below is not None:
            yield from walk(below, f"{path} {name}".strip())
