"""Rules: each waits for one thing that can happen, under conditions that can be worked out."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from stratum.core.findings import Finding
from stratum.language.codes import Code
from stratum.language.constraints.context import Context, Typed, error
from stratum.language.constraints.expressions import faults
from stratum.language.suggestions import did_you_mean
from stratum.language.tree import DocumentKind

RULE: Final = "Rule"
TRIGGERS: Final = ("on", "every", "at", "watch")
EXPRESSION: Final = "cel"
MACHINE: Final = "machine"
_PART: Final = re.compile(r"-(\d+|activator|monitor)$")


def triggers(context: Context) -> Iterable[Finding]:
    """Each rule waits for exactly one thing; a watched metric has a limit that can be passed."""
    for typed in _rules(context):
        # What is written but could not be read has a finding of its own.
        given = [key for key in TRIGGERS if key in typed.element.positions]
        if not given:
            message, fix = f"{typed.name} waits for nothing", f"add one of {', '.join(TRIGGERS)}"
            yield error(Code.RULE_TRIGGER, typed, message, fix)
        elif len(given) > 1:
            message = f"{typed.name} waits for {' and '.join(given)}"
            yield error(Code.RULE_TRIGGER, typed, message, "make two rules of it", at=given[1])
        yield from _limits(typed)


def watched(context: Context) -> Iterable[Finding]:
    """What is watched is there: a component, a replica of a service, a host, or the machine itself."""
    written = list(_rules(context))
    if not written:
        return
    kinds = (DocumentKind.APPLICATION, DocumentKind.INFRASTRUCTURE)
    known = {name for kind in kinds for space in context.of_kind(kind) for name in space.elements}
    unread = {name for kind in kinds for space in context.of_kind(kind) for name in space.unread}
    if any("#" not in file for file in context.around.unread):
        return  # a document could not be read at all: nobody knows what is in it
    for typed in written:
        subject = _watch(typed).get("subject")
        if isinstance(subject, str) and not {subject, _PART.sub("", subject)} & {
            *known,
            *unread,
            MACHINE,
            "",
        }:
            message = f"watch names {subject!r}, which no application and no infrastructure has"
            fix = did_you_mean(subject, (*sorted(known), MACHINE), "elements")
            yield error(Code.REFERENCE_UNKNOWN, typed, message, fix, at="watch.subject")


def conditions(context: Context) -> Iterable[Finding]:
    """Every expression in a rule can be read and names only what there is."""
    for typed in _rules(context):
        when = typed.element.attributes.get("when")
        for at, text in (("when", when), *(("do.with", text) for text in expressions(_with(typed)))):
            if isinstance(text, str):
                for message, fix in faults(text):
                    yield error(Code.RULE_EXPRESSION, typed, message, fix, at=at)


def expressions(value: object) -> Iterator[str]:
    """The expressions in the parameters of an action."""
    if isinstance(value, Mapping):
        if tuple(value) == (EXPRESSION,):
            yield str(value[EXPRESSION])
            return
        for inner in value.values():
            yield from expressions(inner)
    elif isinstance(value, tuple):
        for inner in value:
            yield from expressions(inner)


def _rules(context: Context) -> Iterator[Typed]:
    for space in context.of_kind(DocumentKind.RULES):
        for typed in space.elements.values():
            if typed.type.is_a(RULE):
                yield typed


def _limits(typed: Typed) -> Iterator[Finding]:
    watch = _watch(typed)
    above, below = watch.get("above"), watch.get("below")
    if watch and above is None and below is None:
        yield error(Code.RULE_TRIGGER, typed, "watch has no limit", "add above or below", at="watch")
    if isinstance(above, (int, float)) and isinstance(below, (int, float)) and above >= below:
        message = f"nothing is above {above:g} and below {below:g}"
        yield error(Code.RULE_TRIGGER, typed, message, "let above be less than below", at="watch.above")


def _watch(typed: Typed) -> Mapping[str, object]:
    return _mapping(typed.element.attributes.get("watch"))


def _with(typed: Typed) -> Mapping[str, object]:
    return _mapping(_mapping(typed.element.attributes.get("do")).get("with"))


def _mapping(value: object) -> Mapping[str, object]:
    return value if isinstance(value, Mapping) else {}
