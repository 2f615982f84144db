"""Documents of kind ``Rules`` become rules; what no action here can do becomes findings."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Final

from stratum.compiler.attributes import text
from stratum.core.errors import InvalidInputError
from stratum.core.findings import Finding, Position, Severity
from stratum.events.logic.parameters import read
from stratum.events.types import Crossing, Daily, Every, Expression, On, Parameter, Rule, Trigger
from stratum.language.codes import Code
from stratum.language.constraints.rules import EXPRESSION, expressions
from stratum.language.suggestions import did_you_mean
from stratum.language.tree import Document, Element

ACTION_UNKNOWN: Final = "action-unknown"
ACTION_PARAMETER: Final = "action-parameter"
RULE_UNKNOWN: Final = "rule-unknown"
BUILT_IN: Final = "built-in"
_OFF: Final = "off"
_TIMES: Final = ("every", "at")

Parameters = Mapping[str, tuple[Parameter, ...]]
"""What each known action takes."""


def rules_of(document: Document) -> tuple[Rule, ...]:
    """The rules of a checked document, as they are written."""
    return tuple(_rule(document, element) for element in document.elements)


def switched_off(documents: Iterable[Document]) -> frozenset[str]:
    """Names of the built-in rules that documents switch off."""
    return frozenset(name for document in documents for name in _names(document))


def rule_findings(document: Document, actions: Parameters, built_in: Collection[str]) -> tuple[Finding, ...]:
    """What is wrong with the rules of a document beyond what the language sees.

    Args:
        document: Of kind ``Rules``, checked by the language.
        actions: The known actions.
        built_in: Names of the built-in rules.
    """
    found: list[Finding] = []
    if document.name == BUILT_IN:
        message, fix = f"{BUILT_IN} is the name of the rules that come with stratum", "use another name"
        place = document.positions.get("name", Position(document.file))
        found.append(Finding(Code.NAME_DUPLICATE, Severity.ERROR, document.name, message, place, fix=fix))
    for name in _names(document):
        if name not in built_in:
            message, fix = f"{name!r} is no built-in rule", did_you_mean(name, built_in, "built-in rules")
            place = document.positions.get(_OFF, Position(document.file, 1, 1))
            found.append(Finding(RULE_UNKNOWN, Severity.ERROR, document.name, message, place, fix=fix))
    for element in document.elements:
        found.extend(_action(document, element, actions))
    return tuple(found)


def _names(document: Document) -> tuple[str, ...]:
    off = document.attributes.get(_OFF)
    return tuple(map(str, off)) if isinstance(off, tuple) else ()


def _rule(document: Document, element: Element) -> Rule:
    does = _group(element, "do")
    return Rule(
        document.name,
        element.name,
        _trigger(element),
        text(does, "action"),
        text(element.attributes, "when", ""),
        {name: _value(value) for name, value in _mapping(does.get("with")).items()},
    )


def _trigger(element: Element) -> Trigger:
    said = element.attributes
    if "every" in said:
        return Every(_number(said["every"]) or 1.0)
    if "at" in said:
        hours, _, minutes = text(said, "at").partition(":")
        return Daily(int(hours) * 3600 + int(minutes) * 60)
    on, watch = _group(element, "on"), _group(element, "watch")
    if on:
        return On(text(on, "type"), text(on, "source", ""), text(on, "subject", ""))
    return Crossing(
        text(watch, "metric"),
        text(watch, "subject"),
        _number(watch.get("above")),
        _number(watch.get("below")),
        _number(watch.get("for")) or 0.0,
        {name: str(value) for name, value in _mapping(watch.get("labels")).items()},
    )


def _value(value: object) -> object:
    """A value as written, with expressions where ``{cel: …}`` stands."""
    if isinstance(value, Mapping):
        if tuple(value) == (EXPRESSION,):
            return Expression(str(value[EXPRESSION]))
        return {str(key): _value(inner) for key, inner in value.items()}
    return [_value(inner) for inner in value] if isinstance(value, tuple) else value


def _action(document: Document, element: Element, actions: Parameters) -> Iterator[Finding]:
    does = _group(element, "do")
    name = text(does, "action")
    if name not in actions:
        fix = did_you_mean(name, actions, "known actions")
        yield _finding(ACTION_UNKNOWN, document, element, f"unknown action {name!r}", fix, "do.action")
        return
    given = _mapping(does.get("with"))
    for problem, fix in (
        *_strange(name, given, actions[name]),
        *_missing(name, given, actions[name], element),
    ):
        yield _finding(ACTION_PARAMETER, document, element, problem, fix, "do.with")


def _strange(
    action: str, given: Mapping[str, object], parameters: tuple[Parameter, ...]
) -> Iterator[tuple[str, str]]:
    known = {parameter.name: parameter for parameter in parameters}
    for name, value in given.items():
        if name not in known:
            yield f"{action} takes no {name}", did_you_mean(name, known, "parameters")
        elif not any(True for _ in expressions(value)):
            try:
                read(known[name], _value(value))
            except InvalidInputError as error:
                yield f"{action}: {error.message}", error.hint


def _missing(
    action: str, given: Mapping[str, object], parameters: tuple[Parameter, ...], element: Element
) -> Iterator[tuple[str, str]]:
    is_time = any(key in element.attributes for key in _TIMES)
    for parameter in parameters:
        if parameter.name in given or not (parameter.required or (parameter.is_subject and is_time)):
            continue
        told = f"add with: {{{parameter.name}: …}}: {parameter.help}"
        yield f"{action} needs {parameter.name}, a {parameter.sort}", told


def _finding(code: str, document: Document, element: Element, message: str, fix: str, at: str) -> Finding:
    place = element.positions.get(at) or element.positions.get("do.action", element.position)
    return Finding(code, Severity.ERROR, document.path(element), message, place, fix=fix)


def _group(element: Element, name: str) -> Mapping[str, object]:
    return _mapping(element.attributes.get(name))


def _mapping(value: object) -> Mapping[str, object]:
    return value if isinstance(value, Mapping) else {}


def _number(value: object) -> float | None:
    return float(value) if isinstance(value, (int, float)) else None
