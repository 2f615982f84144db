"""Dataflow: topics that are published and consumed exist, and what is consumed is published by somebody."""

import dataclasses
from collections.abc import Iterable, Iterator

from stratum.core.edits import Fix, SetValue
from stratum.core.findings import Finding
from stratum.language.codes import Code
from stratum.language.constraints.context import Context, Group, Space, Typed, cured, error, warning
from stratum.language.metamodel import Reference
from stratum.language.suggestions import did_you_mean, nearest
from stratum.language.syntax.nodes import Node
from stratum.language.syntax.writing import flow, row, text
from stratum.language.tree import DocumentKind


def topics(context: Context) -> Iterable[Finding]:
    """A topic has to be kept by the broker, and a consumed one to be published by somebody."""
    shared = _shared(context)
    for space in context.of_kind(DocumentKind.APPLICATION):
        for broker in space.referring(Reference.TOPIC):
            if broker.name in space.users and not broker.element.is_unresolved:
                around = _Around(shared.get(_identity(space, broker), frozenset()))
                yield from space.users[broker.name].once(around)


def _shared(context: Context) -> dict[str, frozenset[str]]:
    """The topics that are published on brokers of which several applications make use."""
    found: dict[str, set[str]] = {_identity(space, typed): set() for space, typed in context.selected()}
    for space in context.of_kind(DocumentKind.APPLICATION) if found else ():
        for broker in space.referring(Reference.TOPIC):
            if broker.name in space.users and (identity := _identity(space, broker)) in found:
                found[identity] |= space.users[broker.name].once(_published)
    return {identity: frozenset(topics) for identity, topics in found.items()}


def _identity(space: Space, broker: Typed) -> str:
    return broker.element.select or f"{space.document.name}/{broker.name}"


def _published(group: Group) -> frozenset[str]:
    return frozenset(name for typed in group.members for _, name in _named(typed, Reference.PUBLISHED))


@dataclasses.dataclass(frozen=True, slots=True)
class _Around:
    """What is wrong between a broker, which is whatever keeps topics, and those that connect to it.

    Attributes:
        elsewhere: The topics that components of other applications publish there.
    """

    elsewhere: frozenset[str]

    def __call__(self, group: Group) -> tuple[Finding, ...]:
        """The findings about those that connect to it."""
        broker = group.head
        if broker is None:
            return ()
        published = self.elsewhere | group.once(_published)
        return tuple(
            finding
            for typed in group.members
            for finding in (*_missing(typed, broker), *_silent(typed, broker, published))
        )


def _named(typed: Typed, *references: Reference) -> Iterator[tuple[str, str]]:
    """Attribute and name of each topic that a component names in one of these ways."""
    for reference in references:
        for attribute in typed.type.referring(reference):
            value = typed.element.attributes.get(attribute.name)
            for name in value if isinstance(value, tuple) else (value,):
                if isinstance(name, str):
                    yield attribute.name, name


def _missing(typed: Typed, broker: Typed) -> Iterator[Finding]:
    kept = {name for _, name in _named(broker, Reference.TOPIC)}
    for attribute, name in _named(typed, Reference.PUBLISHED, Reference.CONSUMED):
        if name not in kept:
            message = f"{attribute} names topic {name!r}, which {broker.name} does not keep"
            where = broker.element.select or broker.name
            fix = f"{did_you_mean(name, kept, 'topics')} (or add it to topics of {where})"
            found = error(Code.TOPIC_UNKNOWN, typed, message, fix, at=attribute)
            yield cured(found, *_kept(typed, broker, attribute, name))


def _kept(typed: Typed, broker: Typed, attribute: str, name: str) -> Iterator[Fix]:
    """The cure: the nearest topic that the broker keeps, or a broker that keeps this one where none is."""
    kept = [topic for _, topic in _named(broker, Reference.TOPIC)]
    near = nearest(name, kept)
    if near:
        yield from _respelt(typed, attribute, name, near)
        return
    for topics in broker.type.referring(Reference.TOPIC) if not broker.element.select else ():
        more = flow(row([text(topic) for topic in (*kept, name)]))
        edit = SetValue(broker.element.position.file, broker.name, topics.name, more)
        yield Fix(f"add {name} to {topics.name} of {broker.name}", (edit,))


def _respelt(typed: Typed, attribute: str, name: str, near: str) -> Iterator[Fix]:
    """The cure of a misspelt topic, unless the right one is named beside it."""
    value = typed.element.attributes.get(attribute)
    said = value if isinstance(value, tuple) else (value,)
    if near in said:
        return
    names: list[Node] = [text(near if one == name else str(one)) for one in said]
    written = flow(names[0] if len(names) == 1 else row(names))
    edit = SetValue(typed.element.position.file, typed.name, attribute, written)
    yield Fix(f"set {attribute} of {typed.name} to {written}", (edit,))


def _silent(typed: Typed, broker: Typed, published: frozenset[str]) -> Iterator[Finding]:
    kept = {name for _, name in _named(broker, Reference.TOPIC)}
    for attribute, name in _named(typed, Reference.CONSUMED):
        if name in kept and name not in published:
            message = f"{typed.name} consumes {name!r}, and nobody publishes to it on {broker.name}"
            near = nearest(name, published)
            fix = f"did you mean {near}?" if near else f"let a component publish to {name}"
            yield warning(Code.TOPIC_SILENT, typed, message, fix, at=attribute)
