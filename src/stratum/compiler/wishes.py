"""What a placement has to respect beyond amounts and connections: conditions on hosts, policies, the aim."""

import dataclasses
from collections.abc import Iterable, Iterator, Mapping

from stratum.compiler.attributes import group as nested
from stratum.compiler.reach import container, hosted, wholes
from stratum.language.constraints.context import Typed
from stratum.language.constraints.fit import frozen, unmet
from stratum.language.metamodel import Metamodel
from stratum.language.policy import Policy as Written
from stratum.language.policy import policies as written
from stratum.language.policy import wanting
from stratum.language.tree import HOSTS, Document, Element
from stratum.placement.types import Apart, Budget, Chain, Condition, Objective, Policy, Spread

SAID_ELSEWHERE = frozenset({"cpu", "memory", "disk", "gpus", "tier", "arch", "os"})
KEEPING = frozenset({"keep-in", "residency"})
UNLIMITED = 1e15


@dataclasses.dataclass(frozen=True, slots=True)
class Wishes:
    """What an application asks of the places of its components.

    Attributes:
        conditions: On the hosts of each component, by its name.
        together: Components that policies want on one host.
        policies: Over groups of components.
        objective: What it aims at; None where it does not say.
    """

    conditions: Mapping[str, tuple[Condition, ...]]
    together: tuple[tuple[str, ...], ...]
    policies: tuple[Policy, ...]
    objective: Objective | None


def wishes(application: Document, infrastructure: Document, metamodel: Metamodel) -> Wishes:
    """What a checked application asks for."""
    rules = _rules(application, metamodel)
    found: dict[str, tuple[Condition, ...]] = {}
    for name, condition in (
        *_of_requirements(application, infrastructure, metamodel),
        *_of_policies(rules, infrastructure),
    ):
        found[name] = (*found.get(name, ()), condition)
    aims = [Objective(str(rule.value("aim"))) for rule in rules if rule.role == "objective"]
    return Wishes(
        found,
        tuple(r.members for r in rules if r.role == "together" and len(r.members) > 1),
        tuple(policy for rule in rules if rule.members for policy in _policy(rule)),
        aims[0] if aims else None,
    )


def _rules(application: Document, metamodel: Metamodel) -> tuple[Written, ...]:
    """The policies, over components with hosts alone; a part stands for what contains it."""
    names = {element.name for element in hosted(application, metamodel)}
    return tuple(
        dataclasses.replace(
            policy,
            members=tuple(
                dict.fromkeys(c for m in policy.members if (c := container(application, m)) in names)
            ),
        )
        for policy in written(application, metamodel)
    )


def _policy(rule: Written) -> Iterator[Policy]:
    match rule.role:
        case "apart":
            yield Apart(rule.members, int(rule.amount("most", 1)), rule.element.name)
        case "spread":
            over = str(rule.value("over") or "failureDomain")
            yield Spread(rule.members, over, int(rule.amount("domains", 2)), rule.element.name)
        case "budget":
            yield Budget(rule.members, rule.amount("most"), rule.element.name)
        case "latency":
            yield Chain(rule.members, rule.amount("most"), rule.element.name)
        case _:
            return


def _of_policies(rules: Iterable[Written], infrastructure: Document) -> Iterator[tuple[str, Condition]]:
    """What policies that keep components somewhere ask of each of their hosts."""
    for rule in rules:
        if rule.role in KEEPING:
            lacks = {host.name: list(wanting(rule, host)) for host in infrastructure.within(HOSTS)}
            asked = dict.fromkeys(f"{w.attribute} {w.required}" for found in lacks.values() for w in found)
            condition = Condition(
                rule.role,
                " and ".join(asked),
                frozenset(name for name, found in lacks.items() if not found),
                {
                    name: ", ".join(f"{w.attribute} {w.available}" for w in found)
                    for name, found in lacks.items()
                },
            )
            yield from ((member, condition) for member in rule.members)


def _of_requirements(
    application: Document, infrastructure: Document, metamodel: Metamodel
) -> Iterator[tuple[str, Condition]]:
    """What components require that is not used up: of each capability the hosts that meet it."""
    machines = [Typed(e, metamodel.type(e.type), e.name) for e in infrastructure.within(HOSTS)]
    judged: dict[object, Condition] = {}
    whole = wholes(application)
    for element in hosted(application, metamodel):
        for name, need in _conditional(whole[element.name]):
            if not _is_consumed(machines, name):
                key = name, frozen(need)
                if key not in judged:
                    judged[key] = _condition(machines, name, need)
                yield element.name, judged[key]


def _conditional(whole: Iterable[Element]) -> Iterator[tuple[str, object]]:
    """What a component and its parts require beside amounts; arch, system and tier are in its demand."""
    for element in whole:
        for name, need in nested(element.attributes, "requires").items():
            if name not in SAID_ELSEWHERE or element.parent:
                yield name, need


def _condition(machines: list[Typed], name: str, need: object) -> Condition:
    lacks = {machine.name: unmet(machine, {name: need}, {}) for machine in machines}
    required = next((u.required for found in lacks.values() for u in found), str(need))
    return Condition(
        name,
        required,
        frozenset(host for host, found in lacks.items() if not found),
        {host: found[0].available for host, found in lacks.items() if found},
    )


def _is_consumed(machines: list[Typed], name: str) -> bool:
    found = (m.type.capabilities.get(name) for m in machines)
    return any(capability is not None and capability.consumed for capability in found)


def offered(host: Element, metamodel: Metamodel) -> dict[str, float]:
    """What a host has of its own capabilities that are used up; plenty where it does not say how much."""
    capabilities = metamodel.type(host.type).capabilities
    own = (n for n, capability in capabilities.items() if capability.consumed and n not in SAID_ELSEWHERE)
    return {name: _amount(host.attributes.get(name), UNLIMITED) for name in own}


def consumed(required: Mapping[str, object], own: Iterable[str]) -> dict[str, float]:
    """What a component takes of capabilities that are used up beside cores, memory, disk and GPUs."""
    return {name: _amount(required[name], 0.0) for name in own if name in required}


def _amount(value: object, default: float) -> float:
    return float(value) if isinstance(value, (int, float)) else default
