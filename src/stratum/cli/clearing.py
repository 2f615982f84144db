"""``stratum runs remove`` and ``gc``: runs that are not needed any more."""

import click

from stratum.cli.options import json_option, suggest, workspace_option
from stratum.cli.output import show_json, show_table
from stratum.cli.runs import runs
from stratum.core.quantities import Dimension, parse_quantity
from stratum.runtime.clearing import Cleared, Clearing
from stratum.runtime.settings import Settings
from stratum.runtime.wiring import Parts

_yes = click.option("--yes", "-y", is_flag=True, help="Remove without asking.")
_dry = click.option("--dry-run", "dry", is_flag=True, help="Only tell.")


@runs.command()
@click.argument("names", metavar="RUN...", nargs=-1, required=True, shell_complete=suggest("runs"))
@click.option("--registered", is_flag=True, help="Also where a version in the registry came out of it.")
@_yes
@_dry
@workspace_option
@json_option
def remove(
    names: tuple[str, ...], settings: Settings, *, registered: bool, yes: bool, dry: bool, as_json: bool
) -> None:
    """Remove RUNs for good, with records, reports and what is kept to go on with them.

    A run that goes on or waits stays. So does one that a registered version came out of, unless --registered
    is given: its model stays then, and cannot tell its training any more or be trained again by itself.
    """
    clearing = Clearing(Parts(settings))
    told = clearing.named(names, registered=registered)
    _clear(clearing, told, registered=registered, yes=yes, dry=dry, as_json=as_json)


@runs.command()
@click.option("--keep", type=click.IntRange(0), help="So many of the newest runs of each pipeline stay.")
@click.option("--older-than", "age", metavar="TIME", default="", help="Only runs that old, such as '30 d'.")
@_yes
@_dry
@workspace_option
@json_option
def gc(keep: int | None, age: str, settings: Settings, *, yes: bool, dry: bool, as_json: bool) -> None:
    """Remove old runs for good: those beyond --keep, those --older-than, or those that are both.

    Runs that go on or wait stay, and those that a registered version came out of.
    """
    if keep is None and not age:
        raise click.UsageError("say which runs are old: --keep, --older-than, or both")
    seconds = parse_quantity(age, Dimension.SECONDS).value if age else 0.0
    clearing = Clearing(Parts(settings))
    told = clearing.old(keep or 0, seconds)
    _clear(clearing, told, registered=False, yes=yes, dry=dry, as_json=as_json)


def _clear(
    clearing: Clearing, told: Cleared, *, registered: bool, yes: bool, dry: bool, as_json: bool
) -> None:
    if as_json and not (yes or dry):
        raise click.UsageError("--json does not ask; add --yes or --dry-run")
    if not as_json:
        rows = [(name, "goes") for name in told.names] + [(n, f"stays: {w}") for n, w in told.kept.items()]
        show_table(("run", ""), rows)
    asks = told.names and not (yes or dry)
    is_meant = not dry and (not asks or click.confirm(f"Remove {_words(told)}?", default=False))
    done = clearing.remove(told, registered=registered) if is_meant else told
    if as_json:
        show_json({"runs": done.names, "bytes": done.bytes, "kept": done.kept, "removed": is_meant})
    else:
        click.echo(f"{'removed' if is_meant else 'would remove'} {_words(done)}")


def _words(told: Cleared) -> str:
    count = len(told.names)
    return f"{count} {'run' if count == 1 else 'runs'}, {told.bytes} bytes"
