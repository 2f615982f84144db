"""Columns of a pipeline as far as they are known without data."""

import contextlib
import graphlib
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from stratum.core.findings import Finding
from stratum.language.codes import Code
from stratum.language.constraints.context import Context, Space, Typed, error
from stratum.language.metamodel import Attribute, Reference
from stratum.language.suggestions import did_you_mean
from stratum.language.tree import DocumentKind

Columns = Mapping[str, str] | None
"""What each column holds by name: ``text``, ``number``, ``truth`` or ``time``; empty where nobody knows."""
UNKNOWN: Final = ""


def known(context: Context) -> Iterable[Finding]:
    """A column that a block names comes in, and one whose unit it tells it gives, where these are known."""
    for space in context.of_kind(DocumentKind.PIPELINE):
        coming = incoming(space)
        for name, typed in space.elements.items():
            yield from _measured(typed)
            columns = coming.get(name)
            if columns is None:
                continue
            for attribute, column in named(typed):
                if column not in columns:
                    message = f"{attribute} names column {column!r}, which does not reach {name}"
                    fix = did_you_mean(column, columns, "columns there")
                    yield error(Code.COLUMN_UNKNOWN, typed, message, fix, at=attribute)


def _measured(typed: Typed) -> Iterator[Finding]:
    effect = effect_of(typed)
    attribute = str(effect.get("units", ""))
    units = typed.element.attributes.get(attribute)
    columns = _declared(typed, effect) if isinstance(units, Mapping) else None
    if isinstance(units, Mapping) and columns is not None:
        for column in units:
            if column not in columns:
                message = f"{attribute} names column {column!r}, which {typed.name} does not give"
                fix = did_you_mean(str(column), columns, "columns there")
                yield error(Code.COLUMN_UNKNOWN, typed, message, fix, at=attribute)


def named(typed: Typed) -> Iterator[tuple[str, str]]:
    """Attribute and name of each column that a block names; not words such as ``all``."""
    for attribute in typed.type.attributes.values():
        value = typed.element.attributes.get(attribute.name)
        for column in _columns(attribute, value):
            yield attribute.name, column


def _columns(attribute: Attribute, value: object) -> Iterator[str]:
    if isinstance(value, Mapping):
        yield from _of_mapping(attribute, value)
    elif isinstance(value, tuple):
        for item in value:
            yield from _columns(attribute.items or attribute, item)
    elif attribute.refers is Reference.COLUMN and value not in {None, *attribute.words}:
        yield str(value)


def _of_mapping(attribute: Attribute, value: Mapping[str, object]) -> Iterator[str]:
    if attribute.keys is Reference.COLUMN:
        yield from value
    for name, field in attribute.fields.items():
        yield from _columns(field, value.get(name))


def order(space: Space) -> list[Typed]:
    """Blocks after those they take rows from; blocks of circles are left out."""
    sources = {name: [t.name for _, t in space.connections(e)] for name, e in space.elements.items()}
    sorter = graphlib.TopologicalSorter(sources)
    with contextlib.suppress(graphlib.CycleError):
        sorter.prepare()
    ordered: list[str] = []
    while sorter.is_active():
        ready = sorter.get_ready()
        ordered.extend(ready)
        sorter.done(*ready)
    return [space.elements[name] for name in ordered]


def incoming(space: Space) -> dict[str, Columns]:
    """The columns that reach each block; None where data alone can tell."""
    coming: dict[str, Columns] = {}
    going: dict[str, Columns] = {}
    for typed in order(space):
        sources = [source.name for _, source in space.connections(typed)]
        columns = going.get(sources[0]) if len(sources) == 1 or (typed.type.stage > 5 and sources) else None
        coming[typed.name] = columns
        going[typed.name] = _outgoing(typed, columns)
    return coming


def effect_of(typed: Typed) -> Mapping[str, object]:
    """What a block does with columns and needs of them, as its type tells it."""
    effect = typed.type.implementation.get("columns")
    return effect if isinstance(effect, Mapping) else {}


def _outgoing(typed: Typed, columns: Columns) -> Columns:
    """The columns that a block gives.

    Its type tells it: the columns are ``declared`` in a map or ``listed``, ``only`` those named stay, some
    are ``added``, or what some hold ``becomes`` something else; ``as`` tells what. Or they are ``unknown``.
    """
    effect = effect_of(typed)
    if typed.type.model_only or "unknown" in effect:
        return None
    if "declared" in effect:
        return _declared(typed, effect)
    if "only" in effect:
        kept = columns or {}
        return {name: kept.get(name, UNKNOWN) for name in _texts(typed, effect["only"])}
    for key in ("added", "becomes"):
        if key in effect and columns is not None:
            return {**columns, **dict.fromkeys(_texts(typed, effect[key]), str(effect.get("as", UNKNOWN)))}
    return None if "added" in effect else columns


def _declared(typed: Typed, effect: Mapping[str, object]) -> Columns:
    schema = typed.element.attributes.get(str(effect["declared"]))
    listed = tuple(_texts(typed, effect.get("listed")))
    if isinstance(schema, Mapping):
        return {str(name): str(holds) for name, holds in schema.items()}
    return dict.fromkeys(listed, UNKNOWN) if listed else None


def _texts(typed: Typed, attribute: object) -> Iterator[str]:
    value = typed.element.attributes.get(str(attribute))
    for item in value if isinstance(value, tuple) else ():
        if isinstance(item, str):
            yield item
