"""``stratum status``, ``logs``, ``history``: what runs, what it says, what happened."""

import time
from collections.abc import Mapping
from typing import Any

import click

from stratum.cli.options import json_option, suggest, workspace_option
from stratum.cli.output import show_json, show_table
from stratum.language.tree import DocumentKind
from stratum.runtime.agent import ensure_agent
from stratum.runtime.modelling import load
from stratum.runtime.platform import Platform
from stratum.runtime.settings import Settings
from stratum.runtime.wiring import Parts

MIB = 2**20


@click.command()
@click.argument("application", required=False, shell_complete=suggest("applications"))
@workspace_option
@json_option
def status(application: str | None, settings: Settings, *, as_json: bool) -> None:
    """State, load and rates of each component."""
    parts = Parts(settings)
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


@click.command()
@click.argument("component", shell_complete=suggest("components"))
@click.option("--application", "-a", help="Where the workspace has several.")
@click.option("--tail", default=50, show_default=True, help="Number of lines.")
@workspace_option
@json_option
def logs(component: str, application: str | None, tail: int, settings: Settings, *, as_json: bool) -> None:
    """The last lines that COMPONENT wrote."""
    parts = Parts(settings)
    lines = parts.deployments.logs(application_name(parts, application), component, tail)
    if as_json:
        show_json(list(lines))
        return
    for line in lines:
        click.echo(line)


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
