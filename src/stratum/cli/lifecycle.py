"""``stratum lifecycle``, ``retrain``, ``rollout``, ``rollback``: how models are kept, and what for."""

import dataclasses
import functools
import time
from collections.abc import Callable, Sequence

import click

from stratum.cli.options import because_option, json_option, suggest, workspace_option
from stratum.cli.output import show_json, show_pairs, show_table
from stratum.core.events import Event
from stratum.core.quantities import Dimension, parse_quantity
from stratum.lifecycle.records import REQUESTS, Cycle, Kind, Request, Stage
from stratum.runtime.agent import ensure_agent
from stratum.runtime.cycling import Model, ask, cycle_view, follow, model_of, model_view, models, watched
from stratum.runtime.operator import terminal
from stratum.runtime.settings import Settings
from stratum.runtime.wiring import Parts

PAUSE = 0.25
LATEST_LOOK = 5.0
CYCLES = 8
_SHOWN = ("application", "service", "model", "version", "stage", "ageDays", "accuracy", "baseline")
_WANTED = {Kind.RETRAIN: Stage.PROMOTED, Kind.ROLLOUT: Stage.PROMOTED, Kind.ROLLBACK: Stage.ROLLED_BACK}

application_option = click.option("--application", "-a", help="Where several have such a service.")


def request_options(command: Callable[..., None]) -> Callable[..., None]:
    """Add the options of everything that one can ask for; the command gets ``asked``."""

    @functools.wraps(command)
    def wrapped(
        *,
        service: str,
        application: str | None,
        settings: Settings,
        because: str,
        wait: bool,
        as_json: bool,
        **rest: object,
    ) -> None:
        parts = Parts(settings)
        command(asked=Asked(parts, model_of(parts, service, application), because, wait, as_json), **rest)

    wait = click.option("--wait", is_flag=True, help="Follow until the end; status 1 if it is another one.")
    for option in (json_option, workspace_option, because_option, wait, application_option):
        wrapped = option(wrapped)
    return click.argument("service")(wrapped)


@dataclasses.dataclass(frozen=True, slots=True)
class Asked:
    """A request to be made.

    Attributes:
        parts: The workspace.
        model: What it is about.
        because: What for.
        wait: Whether to follow the cycle.
        as_json: Whether to answer in JSON.
    """

    parts: Parts
    model: Model
    because: str
    wait: bool
    as_json: bool


@click.command()
@click.argument("service", required=False, shell_complete=suggest("services"))
@application_option
@workspace_option
@json_option
def lifecycle(service: str | None, application: str | None, settings: Settings, *, as_json: bool) -> None:
    """How each served model is: version, age, accuracy, its cycle and those before."""
    parts = Parts(settings)
    known = [model_of(parts, service, application)] if service else models(parts)
    found = [watched(model) for model in known if application in {None, model.application}]
    if as_json:
        views = [model_view(model) for model in found]
        show_json(views[0] if service else views)
    elif service:
        show_model(found[0])
    elif found:
        show_models(found)
    else:
        click.echo("no model is deployed; next: stratum apply")


@click.command()
@request_options
def retrain(asked: Asked) -> None:
    """Train the model of SERVICE on newer data, try it, and let it answer if it is good."""
    request(asked, Kind.RETRAIN)


@click.command()
@request_options
@click.argument("version")
@click.option("--canary", metavar="SHARE", help="Share of the requests that it gets first, such as '10 %'.")
def rollout(asked: Asked, version: str, canary: str | None) -> None:
    """Let VERSION answer in place of the present one: at once, or after a share of the requests."""
    share = parse_quantity(canary, Dimension.RATIO).value if canary else 0.0
    if canary and not 0 < share < 1:
        raise click.UsageError(f"--canary is a share between 0 and 100 %, not {canary}")
    request(asked, Kind.ROLLOUT, version.rpartition("@")[2], share)


@click.command()
@request_options
def rollback(asked: Asked) -> None:
    """Go back to the version that answered before, at once; ends a cycle that is under way."""
    request(asked, Kind.ROLLBACK)


def request(asked: Asked, kind: Kind, version: str = "", share: float = 0.0) -> None:
    """Ask, and follow what comes of it where that is wanted."""
    ensure_agent(asked.parts, within=LATEST_LOOK)
    wanted = Request("", kind, terminal().name, asked.because, version, share)
    name = ask(asked.parts, asked.model, wanted)
    if asked.wait:
        wait_for_end(asked, kind, name)
    elif asked.as_json:
        show_json({"request": name})
    else:
        click.echo(
            f"{kind} of {asked.model.service} is asked for; next: stratum lifecycle {asked.model.service}"
        )


def wait_for_end(asked: Asked, kind: Kind, name: str) -> None:
    """Say each step; status 1 where the end is not the one that was asked for."""
    end: Cycle | None = None

    def pause() -> None:
        ensure_agent(asked.parts, within=LATEST_LOOK)
        time.sleep(PAUSE)

    for event, over in follow(asked.parts, asked.model, name, pause):
        end = over or end
        if not asked.as_json:
            show_step(event)
    if asked.as_json:
        show_json(cycle_view(end) if end is not None else None)
    if end is None or end.stage is not _WANTED[kind]:
        raise SystemExit(1)


def show_step(event: Event) -> None:
    """One line for an event."""
    if event.type not in REQUESTS:
        clock = time.strftime("%H:%M:%S", time.gmtime(event.time))
        click.echo(f"  {clock} {event.type:<22} {event.data.get('reason', '')}")


def show_models(found: Sequence[Model]) -> None:
    """A table of all."""
    views = [model_view(model) for model in found]
    columns = ("service", "model", "stage", ">age (d)", ">accuracy", ">first version", "last cycle")
    rows = [
        (
            f"{view['application']}/{view['service']}",
            f"{view['model']}@{view['version']}",
            view["stage"] if view["kept"] else "not kept",
            view["ageDays"],
            view["accuracy"],
            view["baseline"],
            _last(model),
        )
        for model, view in zip(found, views, strict=True)
    ]
    show_table(columns, rows)


def show_model(model: Model) -> None:
    """One model with its cycles."""
    view = model_view(model)
    more = ("outcomes", "blocked") if view["blocked"] else ("outcomes",)
    show_pairs({name: view[name] for name in (*_SHOWN, *more)})
    life = model.life
    cycles = [*([life.cycle] if life.cycle is not None else []), *reversed(life.past)][:CYCLES]
    if cycles:
        columns = ("began (UTC)", "cycle", "from", "to", "stage", "because", "saw")
        show_table(columns, [_row(cycle) for cycle in cycles])


def _row(cycle: Cycle) -> tuple[object, ...]:
    began = time.strftime("%m-%d %H:%M:%S", time.gmtime(cycle.began))
    saw = ", ".join(f"{name} {_short(value)}" for name, value in cycle.saw.items())
    return (began, cycle.kind, cycle.champion, cycle.challenger, cycle.stage, cycle.reason, saw)


def _short(value: object) -> str:
    return f"{value:.4g}" if isinstance(value, float) else str(value)


def _last(model: Model) -> str:
    past = model.life.past
    return f"{past[-1].kind} {past[-1].stage}: {past[-1].reason}" if past else ""
