"""``stratum lock`` and ``stratum verify``: what a state depends on, and whether it can be had again here."""

import dataclasses

import click

from stratum.cli.options import json_option, suggest, workspace_option
from stratum.cli.output import show_json, show_table
from stratum.core.digests import digest_value
from stratum.runtime.reproducing.lock import FILE, Difference
from stratum.runtime.reproducing.repeating import Repeated
from stratum.runtime.reproducing.verifying import Verified, verify, write_lock
from stratum.runtime.settings import Settings
from stratum.runtime.versions.saving import save
from stratum.runtime.wiring import Parts


@click.command()
@click.option("--commit", "commits", is_flag=True, help="Make a commit of it.")
@workspace_option
@json_option
def lock(settings: Settings, *, commits: bool, as_json: bool) -> None:
    """Write stratum.lock: digests of the data that pipelines read, installed packages, built-in types.

    Once it is there, every commit of all that changed brings it up to date.
    """
    parts = Parts(settings)
    written = write_lock(parts)
    made = save(parts, "Lock data and environment", [FILE]) if commits else None
    environment = digest_value(dict(written.packages))
    if as_json:
        told = {"file": FILE, "environment": environment, "commit": made.id if made else None}
        show_json({**told, "lock": written})
        return
    sources = [(name, data.path, data.sha256[:12] or "not here") for name, data in written.data.items()]
    show_table(("source", "reads", "sha256"), sources)
    click.echo(
        f"{FILE}: {len(written.packages)} packages (sha256 {environment[:12]}), Python {written.python}"
    )
    if made:
        click.echo(f"commit {made.id[:10]}: {made.title}")


@click.command("verify")
@click.argument("commit", required=False, default="", shell_complete=suggest("commits"))
@workspace_option
@json_option
def verify_state(commit: str, settings: Settings, *, as_json: bool) -> None:
    """Say whether the state of COMMIT, or of the files that are here, can be had again on this machine.

    Exit status: 0 it can, 1 not: data are missing or otherwise, what numbers depend on has other versions, or
    the state has no stratum.lock.
    """
    found = verify(Parts(settings), commit)
    if as_json:
        show_json(verified_view(found))
    else:
        _tell(found)
    raise SystemExit(0 if found.is_reproducible else 1)


def verified_view(found: Verified) -> dict[str, object]:
    """What was verified, as JSON data."""
    return {
        "commit": found.commit,
        "reproducible": found.is_reproducible,
        "locked": found.lock is not None,
        "missing": list(found.missing),
        "differences": [dataclasses.asdict(one) for one in found.differences],
    }


def _tell(found: Verified) -> None:
    for name in found.missing:
        click.echo(f"data {name}: not here")
    show_differences(found.differences)
    if found.lock is None:
        click.echo(
            f"no {FILE}: data and environment of this state are not known; next: stratum lock --commit"
        )
    elif found.is_reproducible:
        click.echo("everything that numbers depend on is as it was")


def show_differences(found: tuple[Difference, ...]) -> None:
    """Say what differs: each thing that counts, and how many that do not."""
    counting = [one for one in found if one.counts]
    for one in counting:
        click.echo(str(one))
    others = [one.name or one.kind for one in found if not one.counts]
    if others:
        click.echo(f"otherwise here, without a say in numbers: {', '.join(others)}")


def repeated_view(done: Repeated) -> dict[str, object]:
    """A training of an old commit, as JSON data."""
    return {
        "run": done.run.id,
        "recorded": done.recorded.id if done.recorded else None,
        "equal": done.is_equal,
        "figures": [dataclasses.asdict(one) for one in done.figures],
        "causes": [dataclasses.asdict(one) for one in done.causes],
        "verified": verified_view(done.verified),
    }


def show_repeated(done: Repeated) -> None:
    """Say whether the numbers came out as then, and what differs where they did not."""
    if done.recorded is None:
        click.echo(f"no run of {done.verified.commit[:10]} is kept here to compare with")
    elif done.is_equal:
        click.echo(f"every number is as in {done.recorded.id}, and the model to the byte")
        show_differences(done.causes)
    else:
        rows = [(figure.of, figure.then, figure.now) for figure in done.figures]
        show_table(("figure", ">then", ">now"), rows)
        show_differences(done.causes)
    show_differences(done.verified.differences)
