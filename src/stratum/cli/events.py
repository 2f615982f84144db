"""``stratum events``, ``why``, ``emit``: what happened, what led to it, and telling of something oneself."""

import dataclasses
import functools
import time
from collections.abc import Callable, Iterable, Mapping
from typing import TextIO

import click
import msgspec

from stratum.cli.options import json_option, suggest, workspace_option
from stratum.cli.output import show_json, show_table
from stratum.core.errors import InvalidInputError
from stratum.core.events import Event
from stratum.core.journal import Journal, Query
from stratum.core.quantities import Dimension, parse_quantity
from stratum.events.logic.causes import Step
from stratum.events.logic.envelope import VERSION, from_cloudevent, to_cloudevent
from stratum.events.logic.words import numbers
from stratum.events.types import RULES, WORKSPACE
from stratum.runtime import asking
from stratum.runtime.settings import Settings
from stratum.runtime.wiring import Parts, new_id

PAUSE = 0.25
USER = "/user"
RESERVED = ("/deployment/", "/resources/", "/lifecycle/", "/batch/", "/monitoring/", RULES, WORKSPACE)
COLUMNS = ("time (UTC)", "event", "about", "source", "because", "saw")


def query_options(command: Callable[..., None]) -> Callable[..., None]:
    """Add the options that say which events are wanted; the command gets ``query``.

    Its ``since`` is the length of the last while; 0 for all.
    """

    @functools.wraps(command)
    def wrapped(
        *, application: str | None, source: str, kind: str, subject: str, since: float, **rest: object
    ) -> None:
        if application and source:
            raise click.UsageError("--application and --source exclude each other")
        wanted = asking.of_application(application) if application else source
        command(query=Query(wanted, kind, subject, since=since), **rest)

    for option in (
        click.option(
            "--since", default="0 s", callback=_duration, help="Only the last while, such as '10 min'."
        ),
        click.option("--subject", default="", help="Pattern of what the event is about."),
        click.option("--type", "kind", default="", help="Pattern of the type, such as 'model.*'."),
        click.option("--source", default="", help="Pattern of the source, such as '/lifecycle/*'."),
        click.option("--application", "-a", help="Only events of this application."),
    ):
        wrapped = option(wrapped)
    return wrapped


def _duration(_context: click.Context, _option: click.Parameter, value: str) -> float:
    return parse_quantity(value, Dimension.SECONDS).value


@click.command()
@query_options
@click.option("--limit", default=40, show_default=True, help="Number of events.")
@click.option("--follow", "-f", is_flag=True, help="Oldest first, and go on with what happens until Ctrl-C.")
@workspace_option
@json_option
def events(query: Query, limit: int, settings: Settings, *, follow: bool, as_json: bool) -> None:
    """What happened, newest first. In patterns * stands for anything; with --json as CloudEvents."""
    parts = Parts(settings)
    since = parts.clock.now() - query.since if query.since else 0.0
    wanted = dataclasses.replace(query, since=since, limit=limit)
    if follow:
        show = _show_json_line if as_json else _show_line
        try:
            follow_journal(parts.journal, wanted, show, lambda: time.sleep(PAUSE))
        except KeyboardInterrupt:
            return
    found = [entry.event for entry in parts.journal.find(wanted)]
    if as_json:
        show_json([to_cloudevent(event) for event in found])
    else:
        show_table(COLUMNS, [_row(event) for event in found])


def follow_journal(
    journal: Journal, query: Query, show: Callable[[Event], None], pause: Callable[[], object]
) -> None:
    """Show the last events that a query asks for, then each new one, until somebody interrupts."""
    last = journal.find(Query(limit=1))
    place = last[0].number if last else 0
    for entry in reversed(journal.find(query)):
        if entry.number <= place:
            show(entry.event)
    while True:
        for entry in journal.read(place):
            place = entry.number
            if query.admits(entry.event):
                show(entry.event)
        pause()


@click.command()
@click.argument("element", shell_complete=suggest("components"))
@click.option("--limit", default=10, show_default=True, help="Number of events of the element itself.")
@workspace_option
@json_option
def why(element: str, limit: int, settings: Settings, *, as_json: bool) -> None:
    """What led to the present state of ELEMENT: a component, a service, a host or an application.

    Newest first; below each event what led to it, and what was seen then.
    """
    parts = Parts(settings)
    steps = asking.why(parts.journal, element, limit)
    if as_json:
        show_json([asking.step_view(step) for step in steps])
        return
    for step in steps:
        click.echo(_told(step))


@click.command()
@click.argument("kind", metavar="TYPE", default="")
@click.option("--subject", default="", help="What it is about.")
@click.option("--data", "pairs", multiple=True, metavar="KEY=VALUE", help="Further data; again for more.")
@click.option("--cloudevent", type=click.File(), help="File with a CloudEvent, in place of TYPE; - reads it.")
@workspace_option
@json_option
def emit(
    kind: str,
    subject: str,
    pairs: tuple[str, ...],
    cloudevent: TextIO | None,
    settings: Settings,
    *,
    as_json: bool,
) -> None:
    """Tell of an event of TYPE from /user, so that rules may follow from it."""
    if bool(kind) == bool(cloudevent):
        raise click.UsageError("name a TYPE or give --cloudevent")
    parts = Parts(settings)
    now = parts.clock.now()
    if cloudevent is None:
        told = {"specversion": VERSION, "id": new_id(), "source": USER, "type": kind, "data": _data(pairs)}
        event = from_cloudevent({**told, "subject": subject or None}, now)
    else:
        event = from_cloudevent(_parsed(cloudevent.read()), now)
    if event.source.startswith(RESERVED):
        raise InvalidInputError(
            f"{event.source} is a source of the platform itself", f"take one such as {USER}"
        )
    parts.journal.append(event)
    if as_json:
        show_json(to_cloudevent(event))
    else:
        click.echo(f"told: {_line(event)}")


def _data(pairs: Iterable[str]) -> Mapping[str, object]:
    data: dict[str, object] = {}
    for pair in pairs:
        name, separator, text = pair.partition("=")
        if not name or not separator:
            raise InvalidInputError(f"--data {pair!r} has no name", "write --data NAME=VALUE")
        try:
            data[name] = msgspec.json.decode(text)
        except msgspec.DecodeError:
            data[name] = text
    return data


def _parsed(text: str) -> object:
    try:
        found: object = msgspec.json.decode(text)
    except msgspec.DecodeError as error:
        raise InvalidInputError(
            f"the CloudEvent is not JSON: {error}", "write it as one JSON object"
        ) from error
    return found


def _row(event: Event) -> tuple[object, ...]:
    because, saw = event.data.get("reason", ""), numbers(event.data.get("saw"))
    return asking.clock(event.time), event.type, event.subject, event.source, because, saw


def _line(event: Event) -> str:
    about = f" of {event.subject}" if event.subject else ""
    return f"{asking.clock(event.time)}  {event.type}{about} from {event.source}{_because(event)}"


def _because(event: Event) -> str:
    saw = numbers(event.data.get("saw"))
    reason = f": {event.data['reason']}" if event.data.get("reason") else ""
    return reason + (f"  [{saw}]" if saw else "")


def _told(step: Step) -> str:
    event = step.event
    lead = f"{'   ' * step.level}└─ because of " if step.level else ""
    about = f" of {event.subject}" if event.subject else ""
    by = f" by {event.data['by']}" if event.data.get("by") else ""
    lost = (
        f"\n{'   ' * (step.level + 1)}└─ because of an event that is not known: {step.lost}"
        if step.lost
        else ""
    )
    return f"{lead}{asking.clock(event.time)}  {event.type}{about}{by}{_because(event)}{lost}"


def _show_line(event: Event) -> None:
    click.echo(_line(event))


def _show_json_line(event: Event) -> None:
    click.echo(msgspec.json.encode(to_cloudevent(event)).decode())
