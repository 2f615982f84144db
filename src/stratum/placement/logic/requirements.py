"""The single requirements of a problem, and the problem with only some of them."""

import dataclasses
import math
from collections.abc import Collection, Iterator

from stratum.core.quantities import Dimension, show_quantity
from stratum.core.topology import Resources
from stratum.placement.logic.failures import policy_words
from stratum.placement.logic.feasibility import amounts, show_amount
from stratum.placement.types import Bound, Demand, Member, PlacementProblem


@dataclasses.dataclass(frozen=True, slots=True)
class Requirement:
    """A requirement by where it stands in its problem.

    Attributes:
        kind: ``demand``, ``bound``, ``together`` or ``policy``.
        position: Of the demand, bound, group or policy.
        aspect: Of a demand: ``host``, ``tier``, ``avoids`` …, a resource, or the position of a condition.
    """

    kind: str
    position: int
    aspect: str | int = ""


def requirements(problem: PlacementProblem) -> tuple[Requirement, ...]:
    """Everything that is asked for; what is easiest to give up comes last."""
    demands = [
        Requirement("demand", position, aspect)
        for position, demand in enumerate(problem.demands)
        for aspect in _aspects(demand)
    ]
    demands.sort(key=lambda r: _EASE.get(str(r.aspect), 2))
    counts = {"together": problem.together, "bound": problem.bounds, "policy": problem.policies}
    rest = (Requirement(kind, position) for kind, told in counts.items() for position in range(len(told)))
    return (*demands, *rest)


_EASE = {"host": 0, "cpu": 1, "memory": 1, "disk": 1, "gpus": 1, "tier": 4, "arch": 3, "os": 3}


def _aspects(demand: Demand) -> Iterator[str | int]:
    yield from (name for name, amount in amounts(demand.resources).items() if amount)
    asked = {
        "host": demand.fixed_host,
        "tier": demand.tiers,
        "arch": demand.arch,
        "os": demand.os,
        "avoids": demand.avoids,
    }
    yield from (name for name, value in asked.items() if value)
    yield from range(len(demand.conditions))


def part(problem: PlacementProblem, components: Collection[str]) -> PlacementProblem:
    """The problem of some components alone."""
    inside = set(components)
    return dataclasses.replace(
        problem,
        demands=tuple(d for d in problem.demands if d.component in inside),
        bounds=tuple(b for b in problem.bounds if b.source in inside and b.target in inside),
        together=tuple(g for g in problem.together if inside.issuperset(g)),
        policies=tuple(p for p in problem.policies if inside.issuperset(p.components)),
    )


def only(problem: PlacementProblem, kept: Collection[Requirement]) -> PlacementProblem:
    """The problem with nothing but some of its requirements."""
    asked = set(kept)
    return dataclasses.replace(
        problem,
        demands=tuple(
            _demand(d, {r.aspect for r in _of(asked, i, d)}) for i, d in enumerate(problem.demands)
        ),
        bounds=tuple(b for i, b in enumerate(problem.bounds) if Requirement("bound", i) in asked),
        together=tuple(g for i, g in enumerate(problem.together) if Requirement("together", i) in asked),
        policies=tuple(p for i, p in enumerate(problem.policies) if Requirement("policy", i) in asked),
    )


def without(problem: PlacementProblem, some: PlacementProblem, dropped: Requirement) -> PlacementProblem:
    """The whole problem without one requirement, which is told by its place in a part of it."""
    match dropped.kind:
        case "bound":
            gone = some.bounds[dropped.position]
            return dataclasses.replace(problem, bounds=tuple(b for b in problem.bounds if b is not gone))
        case "together":
            group = some.together[dropped.position]
            return dataclasses.replace(problem, together=tuple(g for g in problem.together if g is not group))
        case "policy":
            policy = some.policies[dropped.position]
            return dataclasses.replace(
                problem, policies=tuple(p for p in problem.policies if p is not policy)
            )
        case _:
            before = some.demands[dropped.position]
            after = _demand(before, set(_aspects(before)) - {dropped.aspect})
            demands = tuple(after if d is before else d for d in problem.demands)
            return dataclasses.replace(problem, demands=demands)


def _of(kept: set[Requirement], position: int, demand: Demand) -> Iterator[Requirement]:
    found = (Requirement("demand", position, aspect) for aspect in _aspects(demand))
    return (requirement for requirement in found if requirement in kept)


def _demand(demand: Demand, aspects: set[str | int]) -> Demand:
    have = {name: value for name, value in amounts(demand.resources).items() if name in aspects}
    more = {name: have[name] for name in demand.resources.more if name in have}
    return dataclasses.replace(
        demand,
        resources=Resources(
            have.get("cpu", 0.0),
            int(have.get("memory", 0)),
            int(have.get("disk", 0)),
            int(have.get("gpus", 0)),
            more,
        ),
        arch=demand.arch if "arch" in aspects else (),
        tiers=demand.tiers if "tier" in aspects else (),
        os=demand.os if "os" in aspects else (),
        fixed_host=demand.fixed_host if "host" in aspects else None,
        avoids=demand.avoids if "avoids" in aspects else (),
        conditions=tuple(c for i, c in enumerate(demand.conditions) if i in aspects),
    )


def member(problem: PlacementProblem, requirement: Requirement) -> Member:
    """A requirement in words."""
    position = requirement.position
    match requirement.kind:
        case "bound":
            return _connection(problem.bounds[position])
        case "together":
            first, *others = problem.together[position]
            return Member(first, "together", "one host", tuple(others))
        case "policy":
            policy = problem.policies[position]
            name, required = policy_words(policy)
            return Member(policy.name, name, required)
        case _:
            return _asked(problem.demands[position], requirement.aspect)


def _connection(bound: Bound) -> Member:
    asked = []
    if bound.max_latency < math.inf:
        asked.append(f"at most {show_quantity(bound.max_latency, Dimension.SECONDS)}")
    if bound.min_bandwidth > 0:
        asked.append(f"at least {show_quantity(bound.min_bandwidth, Dimension.BITS_PER_SECOND)}")
    if bound.max_loss < 1:
        asked.append(f"at most {bound.max_loss:.3%} lost")
    return Member(bound.source, "connection", ", ".join(asked) or "a path of links", (bound.target,))


def _asked(demand: Demand, aspect: str | int) -> Member:
    if isinstance(aspect, int):
        condition = demand.conditions[aspect]
        return Member(demand.component, condition.name, condition.required)
    words = {
        "host": demand.fixed_host or "",
        "tier": " or ".join(t.value for t in demand.tiers),
        "arch": " or ".join(demand.arch),
        "os": " or ".join(demand.os),
        "avoids": " and ".join(demand.avoids),
    }
    if aspect in words:
        return Member(demand.component, aspect, words[aspect])
    return Member(demand.component, aspect, show_amount(aspect, amounts(demand.resources)[aspect]))
