"""What fails when a unit goes to a host beside what is placed: how much on each host, and in words."""

from collections.abc import Iterator, Mapping

import numpy as np
import numpy.typing as npt

from stratum.core.quantities import Dimension, show_quantity
from stratum.core.topology import Resources
from stratum.placement.logic.assignment import NOWHERE, Assignment
from stratum.placement.logic.feasibility import TOLERANCE, amounts, capacity_failures, kind_failures, total
from stratum.placement.logic.scene import Scene, Tie, Unit
from stratum.placement.logic.suiting import misfits
from stratum.placement.types import Apart, Bound, Budget, Chain, Failure, Policy, Spread


def standing(scene: Scene, given: Mapping[str, str]) -> Assignment:
    """An assignment that holds the units of some components (host by component), whatever that breaks."""
    state = Assignment(scene)
    for unit in scene.units:
        if unit.name in given:
            state.put(unit, scene.index[given[unit.name]])
    return state


def counts(state: Assignment, unit: Unit) -> npt.NDArray[np.int_]:
    """How much fails on each host for a unit that has none; 0 where it could go."""
    scene = state.scene
    found = misfits(unit.demands, scene.hosts)
    needed = scene.needs[unit.number]
    found += (needed[:, None] > state.free + TOLERANCE).sum(axis=0)
    for tie in unit.ties:
        if state.at[tie.other] != NOWHERE:
            found += ~scene.reach(tie.bound, int(state.at[tie.other]))
    for allowed in state.verdicts(unit):
        found += ~allowed
    return found


def failures(state: Assignment, unit: Unit, host: int) -> tuple[Failure, ...]:
    """Everything that fails when a unit that has no host goes to ``host``."""
    scene = state.scene
    machine = scene.hosts[host]
    kinds = [f for d in unit.demands for f in kind_failures(d, machine)]
    room = capacity_failures(", ".join(unit.components), _needs(unit), machine, _free(state, host))
    paths = [f for tie in unit.ties for f in _path_failures(state, tie, host)]
    policies = [
        _policy_failure(scene, policy, unit, host)
        for policy, allowed in zip(scene.policies.get(unit.number, ()), state.verdicts(unit), strict=True)
        if not allowed[host]
    ]
    return (*kinds, *room, *paths, *policies)


def _needs(unit: Unit) -> Resources:
    return total(d.resources for d in unit.demands)


def _free(state: Assignment, host: int) -> Resources:
    """What is left on a host, as whole amounts again."""
    left = dict(zip(state.scene.resources, state.free[:, host].tolist(), strict=True))
    more = {name: value for name, value in left.items() if name not in amounts(Resources())}
    return Resources(left["cpu"], round(left["memory"]), round(left["disk"]), round(left["gpus"]), more)


def _path_failures(state: Assignment, tie: Tie, host: int) -> Iterator[Failure]:
    scene, there = state.scene, int(state.at[tie.other])
    if there == NOWHERE or scene.reaches(tie.bound, there, host):
        return
    names = scene.hosts[host].name, scene.hosts[there].name
    if scene.delay(host, there) == np.inf:
        yield Failure(
            "link",
            "a path of links",
            "no path",
            tie.mine,
            tie.theirs,
            f"add a link between {names[0]} and {names[1]}",
        )
        return
    for name, required, available in _broken(scene, tie.bound, host, there):
        fix = f"allow {available} between {tie.mine} and {tie.theirs}"
        yield Failure(name, required, available, tie.mine, tie.theirs, fix)


def _broken(scene: Scene, bound: Bound, host: int, there: int) -> Iterator[tuple[str, str, str]]:
    """What a path does not keep: its name, what was asked for, what there is."""
    delay, width, loss = scene.delay(host, there), scene.routes.bandwidth, scene.routes.loss
    if delay > bound.max_latency + TOLERANCE:
        yield "latency", *_shown(Dimension.SECONDS, bound.max_latency, delay)
    if width is not None and width[host, there] < bound.min_bandwidth * (1 - TOLERANCE):
        yield "bandwidth", *_shown(Dimension.BITS_PER_SECOND, bound.min_bandwidth, float(width[host, there]))
    if loss is not None and loss[host, there] > bound.max_loss + TOLERANCE:
        yield "loss", f"{bound.max_loss:.3%}", f"{loss[host, there]:.3%}"


def _shown(dimension: Dimension, required: float, available: float) -> tuple[str, str]:
    return show_quantity(required, dimension), show_quantity(available, dimension)


def _policy_failure(scene: Scene, policy: Policy, unit: Unit, host: int) -> Failure:
    name, required = policy_words(policy)
    others = [c for c in policy.components if c not in unit.components]
    return Failure(
        name,
        required,
        f"more with {', '.join(unit.components)} on {scene.hosts[host].name}"
        if not isinstance(policy, Spread)
        else f"too few domains left with {', '.join(unit.components)} on {scene.hosts[host].name}",
        unit.name,
        ", ".join(others),
        f"loosen {policy.name}: {required}",
    )


def policy_words(policy: Policy) -> tuple[str, str]:
    """The kind of a policy and what it asks for, in words."""
    match policy:
        case Apart():
            return "apart", f"at most {policy.most} of {', '.join(policy.components)} on a host"
        case Spread():
            return "spread", f"{', '.join(policy.components)} in at least {policy.domains} of {policy.over}"
        case Chain():
            most = show_quantity(policy.max_latency, Dimension.SECONDS)
            return "chain", f"at most {most} along {', '.join(policy.components)}"
        case Budget():
            return "budget", f"at most {policy.most:g} an hour for {', '.join(policy.components)}"
