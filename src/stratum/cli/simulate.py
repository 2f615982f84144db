"""``stratum simulate``: a policy on recorded load, beside sizes that stay."""

import dataclasses
import gzip
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click
import msgspec

from stratum.cli.options import json_option
from stratum.cli.output import show_json, show_table
from stratum.core.errors import InvalidInputError
from stratum.core.topology import Resources
from stratum.resources.logic.traces import Trace, read_trace
from stratum.resources.simulator import Outcome, Setting, clairvoyant, enough, fixed, queue, simulate
from stratum.resources.types import Bounds, Objective, Rules, Tuning
from stratum.runtime import plugins

POLICIES = "stratum.resources.policies"
LONG = 6 * 3600.0
MOST_STEPS = 5_000_000
COLUMNS = ("size", ">seconds above objective", ">late requests", ">core hours", ">relative cost", ">changes")
Command = TypeVar("Command", bound=Callable[..., Any])


@dataclasses.dataclass(frozen=True, slots=True)
class Told:
    """What the command line says, as one value."""

    trace: str
    policy: str
    interval: float
    tick: float
    service_seconds: float
    objective: float
    startup: float
    patience: float
    metric: str
    target: float | None
    period: float
    minimum: int
    maximum: int
    cpu: float
    maximum_cpu: float
    cooldown: float
    idle: float


_POSITIVE = click.FloatRange(min=0, min_open=True)
_NATURAL = click.FloatRange(min=0)
_METRICS = click.Choice(["utilisation", "concurrency", "requests"])
OPTIONS = (
    click.option(
        "--trace", required=True, metavar="FILE", help="One rate a line, or CSV with time and rate."
    ),
    click.option("--policy", required=True, metavar="NAME", help="Such as hpa, kpa, latency or forecast."),
    click.option("--interval", default=0.0, type=_NATURAL, help="Seconds that each row stands for."),
    click.option(
        "--tick", default=0.0, type=_NATURAL, help="Seconds between decisions; 1, or 15 beyond 6 h."
    ),
    click.option("--service-seconds", default=0.05, show_default=True, type=_POSITIVE, help="By request."),
    click.option("--objective", default=0.0, type=_NATURAL, help="p95 in seconds; 5 service times."),
    click.option(
        "--startup", default=10.0, show_default=True, type=_NATURAL, help="Of a replica, in seconds."
    ),
    click.option(
        "--patience", default=10.0, show_default=True, type=_POSITIVE, help="Of callers, in seconds."
    ),
    click.option("--metric", type=_METRICS, help="What hpa and kpa track."),
    click.option("--target", type=_POSITIVE, help="What the policy aims at; its own default."),
    click.option("--period", default=0.0, type=_NATURAL, help="Seconds after which the load repeats itself."),
    click.option("--minimum", default=1, show_default=True, type=click.IntRange(0), help="Fewest replicas."),
    click.option("--maximum", default=100, show_default=True, type=click.IntRange(1), help="Most replicas."),
    click.option("--cpu", default=1.0, show_default=True, type=_POSITIVE, help="Cores of a replica."),
    click.option("--maximum-cpu", default=0.0, type=_NATURAL, help="Most that its limit is raised to."),
    click.option("--cooldown", default=5.0, show_default=True, type=_NATURAL, help="Between two changes."),
    click.option(
        "--idle", default=300.0, show_default=True, type=_NATURAL, help="Seconds until it may sleep."
    ),
)


def _load_options(command: Command) -> Command:
    for option in reversed(OPTIONS):
        command = option(command)
    return command


@click.command("simulate")
@_load_options
@click.option("--plot", metavar="FILE", help="Draw load, replicas and latency into this PNG file.")
@json_option
def simulate_load(plot: str | None, *, as_json: bool, **told: object) -> None:
    """Play recorded load with a policy and say what it violates and what it costs, together.

    Beside it stand a size that stays and costs the same, the smallest that stays and violates nothing, and
    the cheapest size of each moment, known only afterwards.
    """
    said = msgspec.convert({**told, "metric": told["metric"] or ""}, Told)
    policy = plugins.load(POLICIES, said.policy)()
    trace = open_trace(Path(said.trace), said.interval)
    setting = _setting(said, trace)
    outcome = simulate(trace, policy, _rules(said, setting), setting, with_rows=plot is not None)
    compared = _compared(said, trace, setting, outcome)
    if plot is not None:
        from stratum.resources.plots import draw

        draw(Path(plot), {said.policy: outcome.rows}, setting.objective)
    if as_json:
        show_json(_document(said, trace, setting, compared))
        return
    click.echo(
        f"{said.trace}: {len(trace.rates)} rates over {trace.end:g} s, mean {trace.mean:.4g}/s, "
        f"peak {trace.peak:.4g}/s; p95 within {setting.objective:g} s is promised"
    )
    least = compared["clairvoyant"].cost
    show_table(COLUMNS, [_cells(name, one, least) for name, one in compared.items()])


def open_trace(path: Path, interval: float = 0.0) -> Trace:
    """Read a file of rates, compressed where its name ends in ``.gz``.

    Raises:
        InvalidInputError: If it is no trace; names file, line and fix.
    """
    try:
        if path.suffix == ".gz":
            with gzip.open(path, "rt", encoding="utf-8") as lines:
                return read_trace(lines, interval)
        with path.open(encoding="utf-8") as lines:
            return read_trace(lines, interval)
    except InvalidInputError as error:
        raise InvalidInputError(f"{path}: {error.message}", error.hint) from error
    except (UnicodeDecodeError, gzip.BadGzipFile, EOFError) as error:
        raise InvalidInputError(
            f"{path} is no text: {error}", "give a CSV file, or one ending in .gz"
        ) from error


def _setting(said: Told, trace: Trace) -> Setting:
    objective = said.objective or 5 * said.service_seconds
    tick = said.tick or (1.0 if trace.end <= LONG else 15.0)
    if trace.end / tick > MOST_STEPS:
        raise InvalidInputError(
            f"the trace has {trace.end / tick:.0f} steps of {tick:g} s, at most {MOST_STEPS} can be played",
            "give a longer --tick, or a shorter --interval for each row",
        )
    serve = queue(said.service_seconds, objective, said.patience)
    return Setting(serve, objective, tick, said.startup)


def _rules(said: Told, setting: Setting) -> Rules:
    if said.minimum > said.maximum:
        raise InvalidInputError(f"minimum {said.minimum} is above maximum {said.maximum}", "lower --minimum")
    bounds = Bounds(said.minimum, said.maximum, Resources(said.cpu), Resources(said.maximum_cpu))
    tuning = Tuning(said.metric, said.target, said.period)
    return Rules(said.policy, bounds, Objective(setting.objective), tuning, said.cooldown, said.idle)


def _compared(said: Told, trace: Trace, setting: Setting, outcome: Outcome) -> dict[str, Outcome]:
    peak = enough(trace, said.cpu, setting)
    equal = outcome.mean_cores(trace) / said.cpu
    return {
        said.policy: outcome,
        f"fixed at {equal:.2f} (costs the same)": fixed(trace, equal, said.cpu, setting),
        f"fixed at {peak} (for the peak)": fixed(trace, peak, said.cpu, setting),
        "clairvoyant": clairvoyant(trace, said.cpu, setting),
    }


def _cells(name: str, one: Outcome, least: float) -> tuple[object, ...]:
    relative = one.cost / least if least > 0 else None
    return (name, f"{one.violated:.3%}", f"{one.late:.3%}", f"{one.cost:.4g}", relative, one.changes)


def _document(said: Told, trace: Trace, setting: Setting, compared: dict[str, Outcome]) -> dict[str, object]:
    return {
        "trace": said.trace,
        "policy": said.policy,
        "rates": len(trace.rates),
        "seconds": trace.end,
        "objective_seconds": setting.objective,
        "tick_seconds": setting.tick,
        "sizes": [
            {
                "name": name,
                "violated_seconds_ratio": one.violated,
                "late_requests_ratio": one.late,
                "core_hours": one.cost,
                "changes": one.changes,
            }
            for name, one in compared.items()
        ],
    }
