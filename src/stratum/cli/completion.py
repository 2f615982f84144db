"""``stratum completion``: the shell completes commands, options and names of the workspace."""

import click
from click.shell_completion import ShellComplete, get_completion_class

SHELLS = ("bash", "zsh", "fish")
PROGRAM = "stratum"
VARIABLE = "_STRATUM_COMPLETE"


@click.command()
@click.argument("shell", type=click.Choice(SHELLS))
@click.pass_context
def completion(context: click.Context, shell: str) -> None:
    """Print what lets SHELL complete commands, options, and names of the workspace.

    For bash add `eval "$(stratum completion bash)"` to ~/.bashrc; for zsh the same with zsh to ~/.zshrc; for
    fish save what is printed as ~/.config/fish/completions/stratum.fish.
    """
    kind = get_completion_class(shell)
    if kind is None:
        raise click.UsageError(f"there is no completion for {shell}")
    made = kind(context.find_root().command, {}, PROGRAM, VARIABLE)
    click.echo(ShellComplete.source(made))
