"""``stratum status``, ``logs``, ``history``: what runs, what it says, what happened."""

import dataclasses
import functools
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import click

from stratum.cli.options import json_option, suggest, workspace_option
from stratum.cli.output import show_json, show_table
from stratum.language.tree import DocumentKind
from stratum.runtime.agent import ensure_agent
from stratum.runtime.modelling import load
from stratum.runtime.operating.logs import MOST, fresh, matching, tail
from stratum.runtime.operating.overview import overview
from stratum.runtime.platform import Platform
from stratum.runtime.settings import Settings
from stratum.runtime.wiring import Parts

MIB = 2**20
PAUSE = 0.5


@click.command()
@click.argument("application", required=False, shell_complete=suggest("applications"))
@click.option("--all", "every", is_flag=True, help="Every application in one line, those in need first.")
@workspace_option
@json_option
def status(application: str | None, settings: Settings, *, every: bool, as_json: bool) -> None:
    """State, load and rates of each component."""
    parts = Parts(settings)
    if every:
        show_overview(overview(parts), as_json=as_json)
        return
    ensure_agent(parts)
    view: Mapping[str, Any] = Platform(parts).status(application_name(parts, application))
    if as_json:
        show_json(view)
        return
    if not view["deployed"] and not view["components"]:
        click.echo("nothing is deployed; next: stratum apply")
        return
    columns = (
        "component",
        "host",
        "state",
        ">restarts",
        ">cores",
        ">MiB",
        ">IO kB/s",
        ">events/s",
        ">p95 ms",
        ">pending",
        "why",
    )
    show_table(columns, [_row(one) for one in view["components"]])


def show_overview(told: Mapping[str, Any], *, as_json: bool) -> None:
    """Every application in one line."""
    if as_json:
        show_json(told)
        return
    rows = [
        (
            one["name"],
            one["state"],
            f"{one['ready']} of {one['components']}",
            one["hourly"],
            "; ".join(f"{part['component']} {part['state']}: {part['reason']}" for part in one["troubles"]),
        )
        for one in told["applications"]
    ]
    show_table(("application", "state", ">ready", ">cost/h", "in need"), rows)


@dataclasses.dataclass(frozen=True, slots=True)
class Wanted:
    """Which lines of a log are wanted.

    Attributes:
        count: How many at first.
        search: What they hold; empty for all.
        follow: Whether those that come are wanted too.
    """

    count: int
    search: str
    follow: bool


def line_options(command: Callable[..., None]) -> Callable[..., None]:
    """Add the options that say which lines are wanted; the command gets ``wanted``."""

    @functools.wraps(command)
    def wrapped(*, count: int, search: str, follow: bool, **rest: object) -> None:
        command(wanted=Wanted(count, search, follow), **rest)

    for option in (
        click.option("--follow", "-f", is_flag=True, help="Go on with what it writes, until Ctrl-C."),
        click.option("--search", default="", metavar="TEXT", help="Only lines that hold TEXT."),
        click.option("--tail", "count", default=50, show_default=True, help="Number of lines."),
    ):
        wrapped = option(wrapped)
    return wrapped


@click.command()
@click.argument("component", shell_complete=suggest("components"))
@click.option("--application", "-a", help="Where the workspace has several.")
@line_options
@workspace_option
@json_option
def logs(
    component: str, application: str | None, wanted: Wanted, settings: Settings, *, as_json: bool
) -> None:
    """The last lines that COMPONENT wrote, without escapes and secrets."""
    parts = Parts(settings)
    name = application_name(parts, application)
    lines = tail(parts, name, component, wanted.count, wanted.search)
    if as_json:
        show_json(list(lines))
        return
    for line in lines:
        click.echo(line)
    if wanted.follow:
        follow_log(lambda: tail(parts, name, component, MOST), wanted.search)


def follow_log(read: Callable[[], Sequence[str]], search: str) -> None:
    """Print the lines that come, until Ctrl-C."""
    seen = read()
    while True:
        time.sleep(PAUSE)
        now = read()
        for line in matching(fresh(seen, now), search):
            click.echo(line)
        seen = now


@click.command()
@click.argument("application", required=False, shell_complete=suggest("applications"))
@click.option("--limit", default=40, show_default=True, help="Number of events.")
@workspace_option
@json_option
def history(application: str | None, limit: int, settings: Settings, *, as_json: bool) -> None:
    """What happened and why, newest first."""
    parts = Parts(settings)
    view: Mapping[str, Any] = Platform(parts).events(application_name(parts, application), limit)
    if as_json:
        show_json(view["events"])
        return
    rows = [
        (
            _clock(e["time"]),
            e["type"],
            e["subject"],
            e["data"].get("reason", ""),
        )
        for e in view["events"]
    ]
    show_table(("time (UTC)", "event", "about", "because"), rows)


def application_name(parts: Parts, application: str | None) -> str:
    """The application that was named, else the only one that runs, else the only one of the workspace."""
    if application is not None:
        return application
    running = parts.deployments.applications()
    if len(running) == 1:
        return running[0]
    return load(parts).document(DocumentKind.APPLICATION, None).name


def _row(one: Mapping[str, Any]) -> tuple[object, ...]:
    metrics: Mapping[str, float] = one["metrics"]
    memory = metrics.get("component_memory_bytes")
    rate = metrics.get("requests_per_second", metrics.get("events_per_second"))
    delay = metrics.get("latency_p95_seconds")
    return (
        one["name"],
        one["host"],
        one["state"],
        one["restarts"],
        _rounded(metrics.get("component_cpu_cores"), 2),
        None if memory is None else round(memory / MIB),
        _rounded(_storage(metrics), 0),
        _rounded(rate, 0),
        _rounded(None if delay is None else delay * 1000, 1),
        metrics.get("queue_pending"),
        one["reason"],
    )


def _rounded(value: float | None, digits: int) -> str | None:
    return None if value is None else f"{value:.{digits}f}"


def _storage(metrics: Mapping[str, float]) -> float | None:
    """Kilobytes read and written per second."""
    ways = [metrics.get(f"component_{way}_bytes_per_second") for way in ("read", "write")]
    known = [amount for amount in ways if amount is not None]
    return sum(known) / 1000 if known else None


def _clock(seconds: float) -> str:
    return time.strftime("%Y-%m-%d %H:%M:%S", time.gmtime(seconds))
