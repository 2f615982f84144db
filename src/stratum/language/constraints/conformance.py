"""Conformance: the constraints that types have, and the conditions that components have on their hosts."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from stratum.core.findings import Finding, Severity
from stratum.language.codes import Code, constraint_code
from stratum.language.constraints.conditions import (
    HOST,
    Absent,
    on_hosts,
    outcome,
    surroundings,
    variables,
    wrong,
)
from stratum.language.constraints.context import Context, Space, Typed, error
from stratum.language.constraints.fit import REQUIRES, WHERE
from stratum.language.metamodel import Metamodel, Rule
from stratum.language.tree import DocumentKind

AT: Final = f"{REQUIRES}.{WHERE}"


def constraints(context: Context) -> Iterable[Finding]:
    """Each constraint of an element's type holds of the element."""
    for space, typed in context.everything():
        for rule in typed.type.constraints.values():
            yield from _evaluated(context, space, typed, rule)


def wheres(context: Context) -> Iterable[Finding]:
    """Each condition on a host can be read and names only what hosts have."""
    for _, typed, requires in context.having(DocumentKind.APPLICATION, REQUIRES):
        text = requires.get(WHERE) if isinstance(requires, Mapping) else None
        if isinstance(text, str):
            for message, fix in wrong(text, on_hosts(host_fields(context.metamodel))):
                yield error(Code.WHERE_EXPRESSION, typed, message, fix, at=AT)


def host_fields(metamodel: Metamodel) -> frozenset[str]:
    """The attributes that hosts of any type have."""
    hosts = (found for found in metamodel.types.values() if found.capabilities)
    return frozenset(name for found in hosts for name in found.attributes)


def _evaluated(context: Context, space: Space, typed: Typed, rule: Rule) -> Iterator[Finding]:
    wanted = variables(rule.holds)
    values = surroundings(context, space, typed, wanted)
    result = outcome(rule.holds, values)
    if result is False:
        yield _broken(typed, rule)
    elif isinstance(result, Absent) and HOST in wanted and not values[HOST]:
        return  # without a host there is nothing to tell yet
    elif isinstance(result, str):
        message = f"constraint {rule.name} of {typed.type.name} cannot be worked out: {_told(result)}"
        fix = f"ask has(...) first for what may be left out, or correct {rule.holds}"
        yield error(Code.CONSTRAINT_FAILED_TO_RUN, typed, message, fix, at=rule.at)


def _told(result: str) -> str:
    return f"there is {result}" if isinstance(result, Absent) else result


def _broken(typed: Typed, rule: Rule) -> Finding:
    value = typed.element.attributes.get(rule.at)
    numbers = (rule.holds, f"{rule.at} {value}" if rule.at and value is not None else "")
    fix = rule.fix or f"make it so that {rule.holds}"
    return Finding(
        constraint_code(rule.name),
        Severity(rule.severity),
        typed.path,
        f"{typed.name}: {rule.says}",
        typed.place(rule.at),
        *numbers,
        fix,
    )
