"""The ``stratum`` command: a group whose commands are imported when they are called.

Exit status: 0 done, 1 failed or errors found, 2 wrong usage.
"""

import difflib
import importlib
import sys

import click

from stratum import __version__
from stratum.cli.output import fail
from stratum.core.errors import PermanentError, StratumError

COMMANDS = {
    "init": "stratum.cli.workspace:init",
    "check": "stratum.cli.check:check",
    "fix": "stratum.cli.fix:fix",
    "log": "stratum.cli.versions:log",
    "show": "stratum.cli.versions:show",
    "diff": "stratum.cli.versions:diff",
    "commit": "stratum.cli.versions:commit",
    "branch": "stratum.cli.branches:branch",
    "tag": "stratum.cli.branches:tag",
    "switch": "stratum.cli.versions:switch",
    "merge": "stratum.cli.merge:merge",
    "restore": "stratum.cli.versions:restore",
    "push": "stratum.cli.remotes:push",
    "pull": "stratum.cli.merge:pull",
    "git-driver": "stratum.cli.driver:git_driver",
    "schema": "stratum.cli.schema:write_schema",
    "probe": "stratum.cli.probe:probe",
    "place": "stratum.cli.place:place",
    "data": "stratum.cli.data:data",
    "train": "stratum.cli.train:train",
    "models": "stratum.cli.models:models",
    "serve": "stratum.cli.serve:serve",
    "plan": "stratum.cli.deploy:plan",
    "apply": "stratum.cli.deploy:apply",
    "status": "stratum.cli.observe:status",
    "metrics": "stratum.cli.metrics:metrics",
    "logs": "stratum.cli.observe:logs",
    "history": "stratum.cli.observe:history",
    "events": "stratum.cli.events:events",
    "why": "stratum.cli.events:why",
    "rules": "stratum.cli.rules:rules",
    "emit": "stratum.cli.events:emit",
    "destroy": "stratum.cli.deploy:destroy",
    "export": "stratum.cli.export:export",
    "import": "stratum.cli.imports:imports",
    "scale": "stratum.cli.resources:scale",
    "resize": "stratum.cli.resources:resize",
    "migrate": "stratum.cli.resources:migrate",
    "simulate": "stratum.cli.simulate:simulate_load",
    "lifecycle": "stratum.cli.lifecycle:lifecycle",
    "retrain": "stratum.cli.lifecycle:retrain",
    "rollout": "stratum.cli.lifecycle:rollout",
    "rollback": "stratum.cli.lifecycle:rollback",
    "retrospect": "stratum.cli.retrospect:retrospect",
    "users": "stratum.cli.users:users",
    "tokens": "stratum.cli.tokens:tokens",
    "up": "stratum.cli.up:up",
    "demo": "stratum.cli.demo:demo",
}


class LazyGroup(click.Group):
    """A group that knows its commands by name and imports one only when it is used."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Names in the order of a model's life."""
        del ctx
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import and return one command; None where there is none of that name."""
        del ctx
        if cmd_name not in COMMANDS:
            return None
        module, _, attribute = COMMANDS[cmd_name].partition(":")
        found: click.Command = getattr(importlib.import_module(module), attribute)
        return found

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """As click does, with the nearest command for one that does not exist."""
        near = difflib.get_close_matches(args[0], COMMANDS, 1) if args else []
        if near and args[0] not in COMMANDS and not args[0].startswith("-"):
            ctx.fail(f"no command {args[0]!r}; did you mean {near[0]!r}?")
        return super().resolve_command(ctx, args)


@click.group(
    cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100}
)
@click.version_option(__version__, prog_name="stratum")
def cli() -> None:
    """Model, prove, train, serve, deploy and watch analytics applications with machine learning inside.

    Start with `stratum init DIR`, then `stratum check DIR`.
    """


def main() -> None:
    """Run the command line; errors of the platform become a message and status 1."""
    try:
        cli(standalone_mode=True)
    except BrokenPipeError:
        sys.exit(141)
    except StratumError as error:
        fail(error, as_json="--json" in sys.argv)
    except OSError as error:
        place = f"{error.filename}: " if error.filename else ""
        fail(PermanentError(f"{place}{error.strerror or error}"), as_json="--json" in sys.argv)
