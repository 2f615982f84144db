"""``stratum data add``, ``push``, ``pull``, ``gc``, ``remote``: large files beside git."""

import contextlib
import re
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import click
import msgspec

from stratum.cli.data import data
from stratum.cli.options import at_option, json_option, workspace_option
from stratum.cli.output import show_json, show_pairs, show_table
from stratum.core.errors import NotFoundError
from stratum.runtime.clearing import Cleared, clear_tables
from stratum.runtime.holdings import Holdings
from stratum.runtime.remotes import Remote, depot_of, read_remote, trust_remote, write_remote
from stratum.runtime.settings import Settings
from stratum.runtime.wiring import Parts
from stratum.store.logic.pointers import Pointer, pointer_name
from stratum.store.ports import Depot

_DAY = 86_400
_VARIABLE = re.compile(r"(env:[A-Za-z_][A-Za-z0-9_]*)?")
_FILES = click.argument("files", metavar="[FILE]...", nargs=-1, type=click.Path(path_type=Path))


@contextlib.contextmanager
def progress(label: str, length: int, *, quiet: bool) -> Iterator[Callable[[int], object]]:
    """A bar on standard error while bytes are moved; none where that is no terminal, or ``quiet``."""
    hidden = quiet or not sys.stderr.isatty()
    with click.progressbar(length=max(length, 1), label=label, file=sys.stderr, hidden=hidden) as bar:
        yield bar.update


@data.command()
@click.argument("files", metavar="FILE...", nargs=-1, required=True, type=click.Path(path_type=Path))
@workspace_option
@json_option
def add(files: tuple[Path, ...], settings: Settings, *, as_json: bool) -> None:
    """Keep large FILEs by their content beside git, with a pointer to each in git.

    The pointer, FILE.pointer, tells digest and length; .gitignore keeps git away from FILE itself.
    """
    total = sum(file.stat().st_size for file in files if file.is_file())
    with progress("adding", total, quiet=as_json) as watch:
        kept = Holdings(Parts(settings), watch).add(files)
    if as_json:
        show_json({"added": kept})
        return
    show_table(("file", "sha256", ">bytes"), [(n, p.sha256[:12], p.bytes) for n, p in kept.items()])
    click.echo("next: stratum commit, and stratum data push for others")


@data.command("push")
@_FILES
@workspace_option
@json_option
def push_data(files: tuple[Path, ...], settings: Settings, *, as_json: bool) -> None:
    """Give the contents of all pointers, or of FILEs, to the place that `stratum data remote` names.

    What is there already is not sent again.
    """
    parts = Parts(settings)
    depot = _depot(parts)
    if depot is None:
        raise NotFoundError("no place is known for data", "say where: stratum data remote PLACE")
    chosen = _chosen(parts, Holdings(parts).pointers(), files)
    with progress("pushing", _bytes(chosen), quiet=as_json) as watch:
        moved = Holdings(parts, watch).push(depot, chosen)
    if as_json:
        show_json({"pushed": moved.files, "bytes": moved.bytes})
    else:
        click.echo(f"pushed {len(moved.files)} of {len(chosen)} files, {moved.bytes} bytes")


@data.command("pull")
@_FILES
@at_option
@click.option("--force", is_flag=True, help="Replace files that are not what their pointers say.")
@workspace_option
@json_option
def pull_data(
    files: tuple[Path, ...], at: str | None, settings: Settings, *, force: bool, as_json: bool
) -> None:
    """Bring the contents of all pointers, or of FILEs, here: from this machine, else from the remote place.

    Each is checked by its digest; a try that was cut off goes on where it ended. With --at the contents of
    that commit are kept for `stratum train --at`, and no file is changed.
    """
    parts = Parts(settings)
    chosen = _chosen(parts, Holdings(parts).pointers(at or ""), files)
    with progress("pulling", _bytes(chosen), quiet=as_json) as watch:
        holdings = Holdings(parts, watch)
        moved = holdings.pull(_depot(parts), chosen)
    placed = () if at else holdings.place(chosen, force=force)
    if as_json:
        show_json({"pulled": moved.files, "bytes": moved.bytes, "placed": placed})
    else:
        click.echo(
            f"pulled {len(moved.files)} of {len(chosen)} files, {moved.bytes} bytes; {len(placed)} placed"
        )


@data.command()
@click.option("--dry-run", "dry", is_flag=True, help="Only tell.")
@click.option(
    "--tables",
    "days",
    type=click.IntRange(1),
    metavar="DAYS",
    help="Also cached tables of pipelines that were not used for so many days; made again when needed.",
)
@workspace_option
@json_option
def gc(days: int | None, settings: Settings, *, dry: bool, as_json: bool) -> None:
    """Delete contents on this machine that no commit of any branch, and no file here, points to."""
    parts = Parts(settings)
    gone = Holdings(parts).clear(dry=dry)
    tables = clear_tables(parts, days * _DAY, dry=dry) if days else Cleared()
    if as_json:
        told = {"contents": gone.files, "tables": tables.names, "bytes": gone.bytes + tables.bytes}
        show_json({**told, "deleted": not dry})
        return
    verb = "would delete" if dry else "deleted"
    click.echo(f"{verb} {len(gone.files)} contents, {gone.bytes} bytes")
    if days:
        click.echo(f"{verb} {len(tables.names)} cached tables, {tables.bytes} bytes")


@data.command()
@click.argument("place", required=False)
@click.option("--endpoint", metavar="URL", default="", help="Another server than Amazon's.")
@click.option("--region", default="", help="Of the bucket.")
@click.option("--key", metavar="env:NAME", default="", help="The variable that holds the name of the key.")
@click.option("--secret", metavar="env:NAME", default="", help="The variable that holds its secret.")
@click.option("--trust", is_flag=True, help="Let the place that the workspace names have credentials.")
@workspace_option
@json_option
def remote(place: str | None, settings: Settings, *, trust: bool, as_json: bool, **told: str) -> None:
    """Say where contents are given to and taken from, or show it.

    PLACE is a folder or s3://BUCKET/PREFIX. It is written to stratum.remote, for everybody who has the
    workspace. Credentials are named, never written; one that came with a clone gets none before --trust.
    """
    parts = Parts(settings)
    if place is not None:
        if not all(_VARIABLE.fullmatch(told[name]) for name in ("key", "secret")):
            told_so = (
                "name the variable that holds it, such as env:AWS_SECRET_ACCESS_KEY: the file is committed"
            )
            raise click.UsageError(told_so)
        write_remote(parts, Remote(place, **told))
    found = read_remote(parts)
    if trust and found is not None:
        trust_remote(parts, found)
    if as_json:
        show_json(found)
    elif found is None:
        click.echo("no place is known; next: stratum data remote PLACE")
    else:
        show_pairs({name: value for name, value in msgspec.structs.asdict(found).items() if value})


def _depot(parts: Parts) -> Depot | None:
    found = read_remote(parts)
    return depot_of(parts, found) if found else None


def _bytes(pointers: Mapping[str, Pointer]) -> int:
    return sum(pointer.bytes for pointer in pointers.values())


def _chosen(parts: Parts, known: Mapping[str, Pointer], files: tuple[Path, ...]) -> Mapping[str, Pointer]:
    """Those of the pointers that were asked for; all where none was named."""
    root = parts.workspace.root
    names = [
        f.resolve().relative_to(root).as_posix() if f.resolve().is_relative_to(root) else str(f)
        for f in files
    ]
    for name in names:
        if name not in known:
            raise NotFoundError(f"there is no {pointer_name(name)}", f"known: {', '.join(known) or 'none'}")
    return {name: known[name] for name in names} if names else known
