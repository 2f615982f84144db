"""Schemas: columns hold what blocks need of them, and topics carry what components take."""

from collections.abc import Iterable, Iterator, Mapping

from stratum.core.findings import Finding
from stratum.language.codes import Code
from stratum.language.constraints.columns import effect_of, incoming
from stratum.language.constraints.context import Context, Group, Typed, error
from stratum.language.metamodel import Reference
from stratum.language.tree import DocumentKind


def columns(context: Context) -> Iterable[Finding]:
    """A column holds what a block needs of it, where what it holds is known."""
    for space in context.of_kind(DocumentKind.PIPELINE):
        for name, coming in incoming(space).items():
            typed = space.elements[name]
            for attribute, column, wanted in _needed(typed) if coming else ():
                holds = coming.get(column, "") if coming else ""
                if holds and holds not in wanted:
                    yield _unfit(typed, attribute, (column, holds), wanted)


def _needed(typed: Typed) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """Attribute and name of each column that a block needs something of, with what it may hold."""
    rules = effect_of(typed).get("needs")
    for rule in rules if isinstance(rules, tuple) else ():
        if _applies(typed, rule):
            attribute = str(rule["of"])
            for column in _named(typed.element.attributes.get(attribute), rule.get("where")):
                yield attribute, column, rule["holds"]


def _applies(typed: Typed, rule: Mapping[str, object]) -> bool:
    when = rule.get("when")
    values = typed.element.attributes
    return not isinstance(when, Mapping) or all(values.get(name) == value for name, value in when.items())


def _named(value: object, where: object) -> Iterator[str]:
    """The columns that a value names; of a map those whose values are among some."""
    if isinstance(value, Mapping):
        yield from (
            str(name) for name, inner in value.items() if not isinstance(where, tuple) or inner in where
        )
    elif isinstance(value, tuple):
        yield from (str(item) for item in value)
    elif isinstance(value, str):
        yield value


def _unfit(typed: Typed, attribute: str, column: tuple[str, str], wanted: tuple[str, ...]) -> Finding:
    (name, holds), takes = column, " or ".join(wanted)
    message = f"{attribute} of {typed.name} takes columns of {takes}; {name} holds {holds}"
    fix = f"name a column of {takes}, turn {name} into one before, or correct the schema of its source"
    return error(Code.COLUMN_TYPE, typed, message, fix, at=attribute, numbers=(takes, holds))


def topics(context: Context) -> Iterable[Finding]:
    """A topic that a component consumes carries what it takes."""
    for space in context.of_kind(DocumentKind.APPLICATION):
        for broker in space.referring(Reference.TOPIC):
            if broker.name in space.users:
                yield from space.users[broker.name].once(_carried)


def _carried(group: Group) -> tuple[Finding, ...]:
    """What is wrong with the content of topics among those that connect to a broker."""
    carries: dict[str, dict[str, None]] = {}
    for typed in group.members:
        for _, topic, content in _told(typed, Reference.PUBLISHED):
            carries.setdefault(topic, {}).setdefault(str(content))
    return tuple(
        _wrong(typed, attribute, topic, (content, takes))
        for typed in group.members
        for attribute, topic, takes in _told(typed, Reference.CONSUMED)
        for content in carries.get(topic, ())
        if isinstance(takes, tuple) and content not in takes
    )


def _told(typed: Typed, reference: Reference) -> Iterator[tuple[str, str, object]]:
    """Attribute and name of each topic, with what the type says of its content."""
    contents = typed.type.implementation.get("topics")
    for attribute in typed.type.referring(reference) if isinstance(contents, Mapping) else ():
        value = typed.element.attributes.get(attribute.name)
        for topic in value if isinstance(value, tuple) else (value,):
            if isinstance(topic, str) and isinstance(contents, Mapping) and attribute.name in contents:
                yield attribute.name, topic, contents[attribute.name]


def _wrong(typed: Typed, attribute: str, topic: str, contents: tuple[str, tuple[str, ...]]) -> Finding:
    content, takes = contents[0], " or ".join(contents[1])
    message = f"{typed.name} takes {takes}; {topic} carries {content}"
    fix = f"consume a topic that carries {takes}"
    return error(Code.TOPIC_SCHEMA, typed, message, fix, at=attribute, numbers=(takes, content))
