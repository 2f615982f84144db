"""Placement problems with a known answer: first who stands where, then what each one asks.

Zones of cloud, fog and edge with hosts; applications of ten components in and around a zone; every host in
use is filled to the same share of cores and memory. What a component asks (zone, tier, architecture, GPU and
its model, delays to others, members apart) is chosen so that the planted placement meets it.
"""

import dataclasses
import random
from collections.abc import Iterator

from stratum.core.topology import Host, Link, Resources, Tier
from stratum.placement.types import Apart, Bound, Condition, Demand, Objective, PlacementProblem

GIB = 2**30
SIZES = {Tier.CLOUD: (16, 32, 48, 64), Tier.FOG: (8, 12, 16), Tier.EDGE: (2, 4, 8)}
ARM = {Tier.CLOUD: 0.15, Tier.FOG: 0.3, Tier.EDGE: 0.6}
MODELS = ("T4", "L4", "A100", "H100")
APPLICATION = 10


@dataclasses.dataclass(frozen=True, slots=True)
class Instance:
    """A problem with the placement that it was made from.

    Attributes:
        problem: To be solved.
        planted: Host by component.
        fill: Share of the cores and the memory of each host in use that it takes.
    """

    problem: PlacementProblem
    planted: dict[str, str]
    fill: float

    @property
    def planted_cost(self) -> float:
        """Price of an hour of the hosts in use there."""
        cost = {h.name: h.cost for h in self.problem.hosts}
        return sum(cost[name] for name in set(self.planted.values()))


def instance(
    components: int, hosts: int, fill: float, seed: int, aim: Objective = Objective.COST
) -> Instance:
    """A problem that can be solved.

    Args:
        components: How many; ten make an application.
        hosts: How many.
        fill: Share of the cores and the memory of each host in use that the planted placement takes.
        seed: Of everything random.
        aim: The objective.
    """
    chance = random.Random(f"{components} {hosts} {fill} {seed}")
    zones = _zones(hosts)
    machines, models = _machines(zones, hosts, chance)
    near = _near(zones, chance)
    planted = _planted(components, machines, near, chance)
    demands = _demands(planted, machines, models, fill, chance)
    links = _links(zones, machines, near, chance)
    bounds = tuple(_bounds(planted, machines, links, chance))
    apart = tuple(_apart(planted, chance))
    problem = PlacementProblem(machines, links, demands, bounds, policies=apart, objective=aim)
    return Instance(problem, planted, fill)


def _zones(hosts: int) -> list[Tier]:
    scale = hosts / 200
    counts = {
        Tier.CLOUD: max(1, round(4 * scale)),
        Tier.FOG: max(2, round(8 * scale)),
        Tier.EDGE: max(2, round(12 * scale)),
    }
    return [tier for tier, count in counts.items() for _ in range(count)]


def _machines(
    zones: list[Tier], count: int, chance: random.Random
) -> tuple[tuple[Host, ...], dict[str, str]]:
    found, models = [], {}
    for number in range(count):
        zone = number % len(zones)
        tier = zones[zone]
        cores = chance.choice(SIZES[tier])
        gpus = chance.choice((1, 2, 4)) if chance.random() < 0.2 else 0
        memory = cores * chance.choice((2, 4)) * GIB
        name = f"h{number}"
        if gpus:
            models[name] = chance.choice(MODELS)
        arch = "arm64" if chance.random() < ARM[tier] else "x86_64"
        cost = round(cores * 4 * chance.uniform(0.6, 1.5) + gpus * 40)
        found.append(
            Host(
                name,
                tier,
                Resources(cores, memory, 10**12, gpus),
                arch,
                domains={"zone": f"z{zone}"},
                cost=cost,
            )
        )
    return tuple(found), models


def _near(zones: list[Tier], chance: random.Random) -> list[list[int]]:
    """For each zone those that it is joined to: two nearer to the cloud, and clouds to all clouds."""
    above = {Tier.EDGE: Tier.FOG, Tier.FOG: Tier.CLOUD, Tier.CLOUD: Tier.CLOUD}
    found: list[list[int]] = [[] for _ in zones]
    for zone, tier in enumerate(zones):
        others = [z for z, t in enumerate(zones) if t is above[tier] and z != zone]
        chosen = others if tier is Tier.CLOUD else chance.sample(others, min(2, len(others)))
        for other in chosen[:8]:
            found[zone].append(other)
            found[other].append(zone)
    return [sorted(set(row)) for row in found]


def _planted(
    components: int, machines: tuple[Host, ...], near: list[list[int]], chance: random.Random
) -> dict[str, str]:
    by_zone: list[list[Host]] = [[] for _ in near]
    for number, machine in enumerate(machines):
        by_zone[number % len(near)].append(machine)
    crowd = dict.fromkeys((m.name for m in machines), 0)
    found = {}
    for first in range(0, components, APPLICATION):
        home = chance.randrange(len(near))
        for number in range(first, min(first + APPLICATION, components)):
            zone = home if chance.random() < 0.6 or not near[home] else chance.choice(near[home])
            tried = chance.sample(by_zone[zone], min(3, len(by_zone[zone])))
            host = min(tried, key=lambda m: (crowd[m.name] / m.offers.cpu**0.5, m.name))
            crowd[host.name] += 1
            found[f"c{number}"] = host.name
    return found


def _demands(
    planted: dict[str, str],
    machines: tuple[Host, ...],
    models: dict[str, str],
    fill: float,
    chance: random.Random,
) -> tuple[Demand, ...]:
    hosts = {m.name: m for m in machines}
    here: dict[str, list[str]] = {}
    for component, name in planted.items():
        here.setdefault(name, []).append(component)
    shares = {}
    for members in here.values():
        for kind in ("cpu", "memory"):
            parts = [chance.uniform(0.3, 1.0) for _ in members]
            for component, part in zip(members, parts, strict=True):
                shares[component, kind] = fill * part / sum(parts)
    gpus = {name: machine.offers.gpus for name, machine in hosts.items()}
    found = []
    for component, name in planted.items():
        machine = hosts[name]
        cpu = int(1000 * machine.offers.cpu * shares[component, "cpu"]) / 1000
        memory = int(machine.offers.memory * shares[component, "memory"] / 2**20) * 2**20
        gpu = 1 if gpus[name] and chance.random() < 0.5 else 0
        gpus[name] -= gpu
        found.append(
            Demand(
                component,
                Resources(cpu, memory, 0, gpu),
                (machine.arch,) if chance.random() < 0.7 else (),
                (machine.tier,) if chance.random() < 0.3 else (),
                conditions=tuple(_conditions(machine, machines, models if gpu else {}, chance)),
            )
        )
    return tuple(found)


def _conditions(
    machine: Host, machines: tuple[Host, ...], models: dict[str, str], chance: random.Random
) -> Iterator[Condition]:
    if chance.random() < 0.2:
        zone = machine.domains["zone"]
        yield Condition("zone", zone, frozenset(m.name for m in machines if m.domains["zone"] == zone))
    if models and chance.random() < 0.5:
        model = models[machine.name]
        yield Condition("gpuModel", model, frozenset(name for name, has in models.items() if has == model))


def _links(
    zones: list[Tier], machines: tuple[Host, ...], near: list[list[int]], chance: random.Random
) -> tuple[Link, ...]:
    """Each host to the first one of its zone; those to each other."""
    steps = {Tier.EDGE: (2, 8), Tier.FOG: (8, 20), Tier.CLOUD: (15, 60)}
    inside = [
        Link(machines[number % len(zones)].name, machine.name, 0.00025)
        for number, machine in enumerate(machines)
        if number >= len(zones)
    ]
    between = [
        Link(
            machines[zone].name,
            machines[other].name,
            chance.randint(*steps[min(zones[zone], zones[other], key=_depth)]) / 1000,
        )
        for zone, row in enumerate(near)
        for other in row
        if zone < other
    ]
    return (*inside, *between)


def _depth(tier: Tier) -> int:
    return (Tier.EDGE, Tier.FOG, Tier.CLOUD).index(tier)


def _bounds(
    planted: dict[str, str], machines: tuple[Host, ...], links: tuple[Link, ...], chance: random.Random
) -> Iterator[Bound]:
    """About six connections for ten components, each a little slower than planted at most."""
    from stratum.placement.logic.routes import routes

    index = {m.name: i for i, m in enumerate(machines)}
    delay = routes(tuple(index), links).latency
    names = list(planted)
    for first in range(0, len(names), APPLICATION):
        members = names[first : first + APPLICATION]
        for _ in range(round(0.6 * len(members))):
            a, b = chance.sample(members, 2)
            least = float(delay[index[planted[a]], index[planted[b]]])
            yield Bound(a, b, round(least * chance.uniform(1.1, 2.0) + 0.002, 6))


def _apart(planted: dict[str, str], chance: random.Random) -> Iterator[Apart]:
    names = list(planted)
    for first in range(0, len(names), APPLICATION):
        members = chance.sample(names[first : first + APPLICATION], min(3, len(names) - first))
        if chance.random() < 0.5 and len({planted[m] for m in members}) == 3:
            yield Apart(tuple(members))
