"""A model of a project as an application on machines."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Final

from stratum.compiler.importers.webgme.names import ON_MACHINES, element_names
from stratum.compiler.importers.webgme.project import Item
from stratum.compiler.importers.webgme.types import Body, Lexicon, value_of
from stratum.core.secrets import holds_secret, is_secret_name

ASSUMED: Final[Mapping[str, Any]] = {"tier": "cloud", "cpu": 2, "memory": "4 GiB"}
"""What every machine has to say here, and none says there."""
_ALONE: Final = {"machine": {"type": "CloudMachine", **ASSUMED}}
Tell = Callable[[str, str], None]


def application(words: Lexicon, model: Item, name: str, machines_file: str, tell: Tell) -> tuple[Body, Body]:
    """The application and the infrastructure of a model.

    Args:
        words: How the project is said here.
        model: One of its models.
        name: Of the application.
        machines_file: File of the infrastructure.
        tell: Told the path of what is not taken, and why.
    """
    items = model.inside or (model,)
    every = [one for item in items for one in item.every()]
    things = [one for one in every if one.type not in words.relations]
    names = element_names(things)
    links = _links(words, every, {one.path: one for one in things}, names, tell)
    bodies = _bodies(words, items, names, links, tell)
    hosts = {names[one.path] for one in items if one.type in words.machines}
    machines = {k: {"type": b["type"], **ASSUMED, **b} for k, b in bodies.items() if k in hosts}
    for machine in machines:
        tell(f"{model.name}/{machine}", f"assumed: {', '.join(f'{k} {v}' for k, v in ASSUMED.items())}")
    if not machines:
        tell(model.name, "it has no machine; one is assumed")
    head: Body = {"stratum": 1, "kind": "Application", "name": name, "infrastructure": machines_file}
    site: Body = {"stratum": 1, "kind": "Infrastructure", "name": f"{name}-machines"}
    components = {k: body for k, body in bodies.items() if k not in machines}
    return {**head, "components": components}, {**site, "hosts": machines or _ALONE}


def _bodies(
    words: Lexicon, items: Iterable[Item], names: Mapping[str, str], links: Mapping[str, Body], tell: Tell
) -> Body:
    found: Body = {}
    for one in items:
        if one.type in words.relations:
            continue
        body: Body = {
            "type": words.types[one.type],
            **dict(_values(words, one, tell)),
            **links.get(one.path, {}),
        }
        inside = _bodies(words, one.inside, names, links, tell)
        found[names[one.path]] = body | ({"contains": inside} if inside else {})
    return found


def _values(words: Lexicon, one: Item, tell: Tell) -> Iterator[tuple[str, object]]:
    for name, value in one.attributes.items():
        rule = words.rule(one.type, name)
        said = None if rule is None else value_of(rule, value)
        if rule is None:
            tell(f"{one.path} {one.name}.{name}", "its type has no such attribute")
        elif (is_secret_name(name) and value) or holds_secret(str(value)):
            tell(f"{one.path} {one.name}.{name}", "a secret is not copied")
        elif said is None:
            tell(f"{one.path} {one.name}.{name}", f"{value!r} is no {rule.get('type')}")
        elif said or said is False or said == 0:
            yield words.attribute(one.type, name), said


def _links(
    words: Lexicon, every: Iterable[Item], things: Mapping[str, Item], names: Mapping[str, str], tell: Tell
) -> Mapping[str, Body]:
    """Relations by the path of what they begin at."""
    found: dict[str, Body] = {}
    for one in every:
        relation = words.relations.get(one.type)
        if relation is None:
            continue
        source, target = things.get(one.src), things.get(one.dst)
        if source is None or target is None:
            tell(f"{one.path} {one.name}", "an end of this connection is not in the model")
        elif why := _unsaid(words, relation, source, target):
            tell(f"{one.path} {one.name}", why)
        else:
            _put(found.setdefault(source.path, {}), relation, names[target.path])
    return found


def _unsaid(words: Lexicon, relation: str, source: Item, target: Item) -> str:
    """Why a connection cannot be said here; empty where it can."""
    if source.type in words.machines:
        return f"{source.name} is a machine, from which no relation leads"
    if target.type in words.machines and relation not in ON_MACHINES:
        return f"{target.name} is a machine, to which only hostedOn and deleteFrom lead"
    if target.type not in words.machines and relation in ON_MACHINES:
        return f"{target.name} is no machine"
    return ""


def _put(body: Body, relation: str, target: str) -> None:
    """A second machine stands beside the first, for a check to tell."""
    if relation in ON_MACHINES and relation not in body:
        body[relation] = target
    else:
        before = body.get(relation, [])
        body[relation] = [*(before if isinstance(before, list) else [before]), target]
