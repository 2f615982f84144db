"""The ``stratum`` command: a group whose commands are imported when they are called.

The exit statuses are told in ``docs/reference/commands.md``.
"""

import signal
import sys
from typing import Final

import click

from stratum import __version__
from stratum.cli.group import LazyGroup, NoColor
from stratum.cli.output import fail, refuse_usage
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
    "lock": "stratum.cli.reproduce:lock",
    "verify": "stratum.cli.reproduce:verify_state",
    "documents": "stratum.cli.documents:documents",
    "edit": "stratum.cli.edit:edit",
    "draw": "stratum.cli.draw:draw",
    "schema": "stratum.cli.schema:write_schema",
    "probe": "stratum.cli.probe:probe",
    "place": "stratum.cli.place:place",
    "data": "stratum.cli.holdings:data",
    "train": "stratum.cli.train:train",
    "runs": "stratum.cli.clearing:runs",
    "models": "stratum.cli.models:models",
    "notebook": "stratum.cli.notebook:notebook",
    "serve": "stratum.cli.serve:serve",
    "predict": "stratum.cli.predict:predict",
    "batch": "stratum.cli.batch:batch",
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
    "comments": "stratum.cli.comments:comments",
    "users": "stratum.cli.users:users",
    "tokens": "stratum.cli.tokens:tokens",
    "up": "stratum.cli.up:up",
    "demo": "stratum.cli.demo:demo",
    "completion": "stratum.cli.completion:completion",
    "man": "stratum.cli.man:man",
}


INTERRUPTED: Final = 128 + signal.SIGINT
"""Exit status after Ctrl-C, as shells tell it."""


class Commands(LazyGroup):
    """The commands of the program."""

    modules = COMMANDS

    def invoke(self, ctx: click.Context) -> object:
        """Run the command; programs are told in JSON where it is called in a wrong way."""
        try:
            return super().invoke(ctx)
        except click.UsageError as error:
            if "--json" in sys.argv:
                refuse_usage(error)
            raise
        except KeyboardInterrupt:
            click.echo("Aborted!", err=True)
            sys.exit(INTERRUPTED)


@click.group(
    cls=Commands,
    params=[NoColor()],
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
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
