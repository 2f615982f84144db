"""``stratum rules``: what follows from events, and when it last did."""

from collections.abc import Mapping

import click

from stratum.cli.options import json_option, workspace_option
from stratum.cli.output import show_json, show_table
from stratum.core.events import Event
from stratum.core.journal import Journal, Query
from stratum.events.logic.words import does, waits_for
from stratum.events.types import Rule
from stratum.runtime import asking
from stratum.runtime.rulebook import Rulebook, read_rules
from stratum.runtime.rules import built_in_rules, known_actions
from stratum.runtime.settings import Settings
from stratum.runtime.wiring import Parts

COLUMNS = ("rule", "waits for", "when", "does", "state", "last (UTC)")
ACTION_COLUMNS = ("action", "what it does", "parameter", "value", "meaning")
RECENT = 500


@click.command()
@click.option(
    "--actions", is_flag=True, help="Show what rules may do, with parameters, in place of the rules."
)
@workspace_option
@json_option
def rules(settings: Settings, *, actions: bool, as_json: bool) -> None:
    """What follows from events: the rules of the workspace and the built-in ones."""
    if actions:
        _show_actions(as_json=as_json)
        return
    parts = Parts(settings)
    book = read_rules(parts.workspace.documents(), parts.metamodel, Rulebook())
    known = {rule.key: rule for rule in (*built_in_rules(), *book.rules)}
    found = [_view(parts.journal, rule, book) for rule in known.values()]
    refused = [{"file": file, "reason": f"{f.position}: {f.message}"} for file, f in book.refused.items()]
    if as_json:
        show_json({"rules": found, "refused": refused})
        return
    show_table(COLUMNS, [tuple(one.values()) for one in found])
    for one in refused:
        click.echo(f"not in force: {one['reason']}; see: stratum check", err=True)


def _view(journal: Journal, rule: Rule, book: Rulebook) -> Mapping[str, str]:
    last = _last(journal, rule)
    return {
        "rule": rule.key,
        "waits": waits_for(rule.trigger),
        "when": rule.when,
        "does": does(rule.action, rule.values),
        "state": "on" if rule in book.rules else "off",
        "last": f"{asking.clock(last.time)} {last.type.removeprefix('rule.')}" if last else "",
    }


def _last(journal: Journal, rule: Rule) -> Event | None:
    found = journal.find(Query(source=rule.source, type="rule.*", limit=RECENT))
    return next((entry.event for entry in found if entry.event.data.get("rule") == rule.key), None)


def _show_actions(*, as_json: bool) -> None:
    found = [
        {
            "action": name,
            "help": action.help,
            "parameter": parameter.name,
            "value": f"{parameter.sort}{', required' if parameter.required else ''}",
            "meaning": parameter.help
            + (" Default: the subject of the event." if parameter.is_subject else ""),
        }
        for name, action in known_actions().items()
        for parameter in action.parameters
    ]
    if as_json:
        show_json(found)
    else:
        show_table(ACTION_COLUMNS, [tuple(one.values()) for one in found])
