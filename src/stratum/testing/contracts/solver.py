"""What every placement solver has to keep, and a judge of its answers that shares no code with solvers."""

import abc
import dataclasses
import itertools
import math
from collections.abc import Iterator, Mapping

from stratum.core.topology import Host, Link, Resources, Tier
from stratum.placement.ports import Solver
from stratum.placement.types import (
    Apart,
    Bound,
    Budget,
    Chain,
    Condition,
    Demand,
    Explanation,
    Infeasible,
    Objective,
    Placement,
    PlacementProblem,
    Policy,
    Spread,
)

MIB = 2**20


def violations(problem: PlacementProblem, hosts: Mapping[str, str]) -> list[str]:
    """Everything that a placement (host by component, all or some of them) breaks; empty for a good one."""
    return [
        *_wrong_kind(problem, hosts),
        *_too_full(problem, hosts),
        *_too_slow(problem, hosts),
        *_separated(problem, hosts),
        *_against_policies(problem, hosts),
    ]


def _wrong_kind(problem: PlacementProblem, hosts: Mapping[str, str]) -> Iterator[str]:
    machines = {h.name: h for h in problem.hosts}
    for demand in problem.demands:
        if demand.component not in hosts:
            continue
        machine = machines[hosts[demand.component]]
        if demand.fixed_host not in {None, machine.name} or machine.name in demand.avoids:
            yield f"host {demand.component}"
        if demand.tiers and machine.tier not in demand.tiers:
            yield f"tier {demand.component}"
        if demand.arch and machine.arch not in demand.arch:
            yield f"arch {demand.component}"
        if demand.os and machine.os not in demand.os:
            yield f"os {demand.component}"
        yield from (f"{c.name} {demand.component}" for c in demand.conditions if machine.name not in c.hosts)


def _too_full(problem: PlacementProblem, hosts: Mapping[str, str]) -> Iterator[str]:
    for machine in problem.hosts:
        used = problem.occupied.get(machine.name, Resources())
        here = [d.resources for d in problem.demands if hosts.get(d.component) == machine.name]
        for resource in ("cpu", "memory", "disk", "gpus", *sorted({name for r in here for name in r.more})):
            amount = sum(_amount(r, resource) for r in (used, *here))
            if here and amount > _amount(machine.offers, resource) + 1e-6:
                yield f"{resource} {machine.name}"


def _amount(resources: Resources, name: str) -> float:
    return resources.more[name] if name in resources.more else float(getattr(resources, name, 0.0))


def _too_slow(problem: PlacementProblem, hosts: Mapping[str, str]) -> Iterator[str]:
    paths = _paths(problem)
    for bound in problem.bounds:
        if bound.source in hosts and bound.target in hosts:
            delay, loss, narrow = paths[hosts[bound.source], hosts[bound.target]]
            broken = {
                "latency": delay > bound.max_latency + 1e-6,
                "loss": loss > -math.log1p(-bound.max_loss) + 1e-5 if bound.max_loss < 1 else False,
                "bandwidth": -narrow < bound.min_bandwidth - 1e-6,
            }
            told = ["link"] if math.isinf(delay) else [name for name, is_so in broken.items() if is_so]
            yield from (f"{name} {bound.source} {bound.target}" for name in told)


def _separated(problem: PlacementProblem, hosts: Mapping[str, str]) -> Iterator[str]:
    for group in problem.together:
        if len({hosts[c] for c in group if c in hosts}) > 1:
            yield f"together {' '.join(group)}"


def _against_policies(problem: PlacementProblem, hosts: Mapping[str, str]) -> Iterator[str]:
    delays = {pair: path[0] for pair, path in _paths(problem).items()}
    for policy in problem.policies:
        if any(c in hosts for c in policy.components) and _is_broken(problem, policy, hosts, delays):
            yield f"{type(policy).__name__.lower()} {policy.name}"


def _is_broken(
    problem: PlacementProblem,
    policy: Policy,
    hosts: Mapping[str, str],
    delays: Mapping[tuple[str, str], float],
) -> bool:
    machines = {h.name: h for h in problem.hosts}
    placed = [hosts[c] for c in policy.components if c in hosts]
    match policy:
        case Apart():
            there = [hosts[c] for c in dict.fromkeys(policy.components) if c in hosts]
            return any(there.count(h) > policy.most for h in there)
        case Chain():
            return sum(delays[leg] for leg in itertools.pairwise(placed)) > policy.max_latency + 1e-6
        case Budget():
            return sum(machines[h].cost for h in {*placed}) > policy.most + 1e-6
        case Spread():
            reached = {_domain(machines[h], policy.over) for h in placed}
            waiting = {_leader(problem, c) for c in policy.components if c not in hosts}
            return len(reached) + len(waiting) < policy.domains


def _domain(machine: Host, over: str) -> str:
    return {"host": machine.name, "site": machine.site, **machine.domains}.get(over, "")


def _leader(problem: PlacementProblem, component: str) -> str:
    """The least of all components that have to share a host with one."""
    found = {component}
    for _ in problem.together:
        found |= {c for group in problem.together if found & {*group} for c in group}
    return min(found)


def _paths(problem: PlacementProblem) -> dict[tuple[str, str], tuple[float, float, float]]:
    """Floyd and Warshall's best paths: delay, logarithm of what is lost, narrowest link (negative)."""
    names = [h.name for h in problem.hosts]
    none, here = (math.inf, math.inf, 0.0), (0.0, 0.0, -math.inf)
    paths = {(a, b): here if a == b else none for a in names for b in names}
    for link in problem.links:
        step = round(link.latency, 9), round(-math.log1p(-link.loss), 6), -(link.bandwidth or math.inf)
        for pair in ((link.first, link.second), (link.second, link.first)):
            paths[pair] = min(paths[pair], step)
    for via, a, b in itertools.product(names, repeat=3):
        first, second = paths[a, via], paths[via, b]
        whole = round(first[0] + second[0], 9), round(first[1] + second[1], 6), max(first[2], second[2])
        paths[a, b] = min(paths[a, b], whole)
    return paths


def untrue(problem: PlacementProblem, explanation: Explanation) -> list[str]:
    """Statements of an explanation that do not hold; empty for a true one."""
    unit = (explanation.component, *explanation.along)
    given = {c: h for c, h in explanation.given.items() if c not in unit}
    lies = [f"given: {broken}" for broken in violations(problem, given)]
    broken_on = {h.name: violations(problem, given | dict.fromkeys(unit, h.name)) for h in problem.hosts}
    lies += [f"{host} would do" for host, broken in broken_on.items() if not broken]
    for verdict in explanation.nearest:
        broken = {violation.split()[0] for violation in broken_on[verdict.host]}
        told = {f.requirement for f in verdict.failures}
        if broken != told:
            lies.append(f"{verdict.host} fails {sorted(broken)}, told {sorted(told)}")
    return lies


def exists(problem: PlacementProblem) -> bool:
    """Whether any placement satisfies a small problem, found by trying them all."""
    names = [d.component for d in problem.demands]
    hosts = [h.name for h in problem.hosts]
    tries = itertools.product(hosts, repeat=len(names))
    return any(not violations(problem, dict(zip(names, chosen, strict=True))) for chosen in tries)


def machine(name: str, tier: Tier, cpu: float = 2.0, memory: int = 2048, arch: str = "x86_64") -> Host:
    """A host of the problems below; ``memory`` in MiB."""
    return Host(name, tier, Resources(cpu, memory * MIB, 10**9, 0), arch)


SITES = (
    machine("edge", Tier.EDGE, 1, 512, "arm64"),
    machine("fog", Tier.FOG),
    machine("cloud", Tier.CLOUD, 8),
)
LINKS = (Link("edge", "fog", 0.006), Link("fog", "cloud", 0.018))


def need(component: str, cpu: float = 0.5, memory: int = 256, host: str | None = None) -> Demand:
    """A demand of the problems below; ``memory`` in MiB."""
    return Demand(component, Resources(cpu, memory * MIB), fixed_host=host)


def in_zone(host: Host, zone: str, cost: float) -> Host:
    """A host of the problems below with a zone and a price."""
    return dataclasses.replace(host, domains={"zone": zone}, cost=float(cost))


class SolverContract(abc.ABC):
    """Run by a subclass whose name begins with ``Test``, over each solver."""

    @abc.abstractmethod
    def make(self) -> Solver:
        """A solver with its default settings."""

    def _placed(self, problem: PlacementProblem) -> Placement:
        answer = self.make().solve(problem)
        match answer:
            case Placement():
                _expect(violations(problem, answer.hosts), [])
                _expect(list(answer.hosts), [d.component for d in problem.demands])
                return answer
            case Infeasible():
                raise AssertionError(answer.reason)

    def _refused(self, problem: PlacementProblem) -> Infeasible:
        answer = self.make().solve(problem)
        match answer:
            case Infeasible():
                _expect([lie for e in answer.explanations for lie in untrue(problem, e)], [])
                return answer
            case Placement():
                raise AssertionError(f"placed {answer.hosts}")

    def test_a_problem_without_components_is_solved(self) -> None:
        """Nothing to place is not a failure."""
        _expect(self._placed(PlacementProblem(SITES)).hosts, {})

    def test_a_fixed_component_stays(self) -> None:
        """The model's own choice stands."""
        placement = self._placed(PlacementProblem(SITES, LINKS, (need("a", host="cloud"),)))
        _expect(placement.hosts, {"a": "cloud"})

    def test_what_others_take_is_respected(self) -> None:
        """A host that is full is not used."""
        occupied = {"fog": Resources(2.0), "edge": Resources(1.0)}
        placement = self._placed(PlacementProblem(SITES, LINKS, (need("a"),), occupied=occupied))
        _expect(placement.hosts, {"a": "cloud"})

    def test_the_answer_is_always_the_same(self) -> None:
        """There is no chance in it."""
        problem = PlacementProblem(SITES, LINKS, tuple(need(f"c{i}", 0.2, 100) for i in range(6)))
        _expect(self.make().solve(problem), self.make().solve(problem))

    def test_a_component_too_large_for_all_is_refused_with_proof(self) -> None:
        """The refusal names the nearest host and both numbers."""
        refusal = self._refused(PlacementProblem(SITES, LINKS, (need("huge", cpu=9),)))
        _expect(refusal.proven, True)
        _expect("needs 9 cores, has 8 cores free of 8 cores" in refusal.reason, True)

    def test_a_bound_that_no_path_keeps_is_refused(self) -> None:
        """Both delays are told."""
        demands = (need("a", host="edge"), need("b", host="cloud"))
        refusal = self._refused(PlacementProblem(SITES, LINKS, demands, (Bound("a", "b", 0.020),)))
        _expect(refusal.proven, True)
        _expect("24 ms > 20 ms" in refusal.reason, True)

    def test_a_connection_without_a_path_is_refused(self) -> None:
        """A missing link is told as such."""
        demands = (need("a", host="edge"), need("b", host="cloud"))
        refusal = self._refused(PlacementProblem(SITES, LINKS[:1], demands, (Bound("a", "b"),)))
        _expect("no path of links" in refusal.reason, True)

    def test_members_that_are_apart_share_no_host(self) -> None:
        """However well one host would do for both."""
        demands, apart = (need("a", 0.2), need("b", 0.2)), Apart(("a", "b"))
        placement = self._placed(PlacementProblem(SITES, LINKS, demands, policies=(apart,)))
        _expect(placement.hosts["a"] != placement.hosts["b"], True)

    def test_conditions_and_own_capabilities_are_kept(self) -> None:
        """A host that meets the condition, and of these one that has what is used up."""
        licences = {"licences": 1.0}
        hosts = tuple(
            dataclasses.replace(machine(name, Tier.FOG), offers=Resources(2, 2048 * MIB, 0, 0, more))
            for name, more in (("a", {}), ("b", licences), ("c", licences))
        )
        demand = Demand(
            "x", Resources(1, more=licences), conditions=(Condition("trust", "own", frozenset("ab")),)
        )
        _expect(self._placed(PlacementProblem(hosts, (), (demand,))).hosts, {"x": "b"})

    def test_width_and_loss_of_a_path_are_kept(self) -> None:
        """The nearest host is behind a narrow link, the next one behind one that loses."""
        hosts = tuple(machine(name, Tier.FOG) for name in ("here", "narrow", "lossy", "good"))
        links = (
            Link("here", "narrow", 0.001, 1e6),
            Link("here", "lossy", 0.002, 1e9, 0.05),
            Link("here", "good", 0.009, 1e9, 0.001),
        )
        demands = (need("a", 2, host="here"), need("b", 2))
        bound = Bound("a", "b", 0.020, 1e8, 0.01)
        _expect(self._placed(PlacementProblem(hosts, links, demands, (bound,))).hosts["b"], "good")

    def test_policies_that_cannot_be_met_are_refused(self) -> None:
        """Four apart on three hosts."""
        demands = tuple(need(f"c{i}", 0.1, 50) for i in range(4))
        apart = Apart(tuple(d.component for d in demands))
        _expect(self._refused(PlacementProblem(SITES, LINKS, demands, policies=(apart,))).reason != "", True)

    def test_too_much_for_all_hosts_together_is_a_shortage(self) -> None:
        """Each one fits alone, all do not: the sum is told."""
        refusal = self._refused(PlacementProblem(SITES, LINKS, tuple(need(f"c{i}", 2) for i in range(6))))
        _expect([s.resource for s in refusal.shortages], ["cpu"])
        _expect(refusal.proven, True)


class ThoroughSolverContract(SolverContract):
    """What a solver keeps in addition that looks for the best placement, or at least repairs."""

    def test_a_consumer_goes_to_its_data(self) -> None:
        """Of the hosts that would do, the one with the shortest way is taken."""
        demands = (need("broker", host="fog"), need("reader"))
        placement = self._placed(PlacementProblem(SITES, LINKS, demands, (Bound("reader", "broker"),)))
        _expect(placement.hosts["reader"], "fog")

    def test_a_group_shares_a_host(self) -> None:
        """Groups are kept even where their members alone would go elsewhere."""
        demands = (need("broker", host="edge"), need("writer", 0.2, 100), need("store", 0.2, 900))
        bounds = (Bound("writer", "broker"),)
        placement = self._placed(PlacementProblem(SITES, LINKS, demands, bounds, (("writer", "store"),)))
        _expect(placement.hosts["writer"], placement.hosts["store"])

    def test_a_running_component_is_not_moved_without_need(self) -> None:
        """Among equals the present host wins."""
        hosts = tuple(machine(name, Tier.FOG) for name in "abc")
        placement = self._placed(PlacementProblem(hosts, (), (need("x"),), current={"x": "c"}))
        _expect(placement.hosts, {"x": "c"})

    def test_a_tight_fit_is_found(self) -> None:
        """Two large and two small components fill two hosts without a rest."""
        hosts = (machine("a", Tier.FOG, 2), machine("b", Tier.FOG, 2))
        demands = (need("s1", 0.5), need("s2", 0.5), need("l1", 1.5), need("l2", 1.5))
        placement = self._placed(PlacementProblem(hosts, (), demands))
        _expect(placement.hosts["l1"] != placement.hosts["l2"], True)

    def test_only_so_many_share_a_host(self) -> None:
        """Two of three together, no more."""
        demands, limit = tuple(need(f"c{i}", 0.1) for i in range(3)), Apart(("c0", "c1", "c2"), 2)
        placement = self._placed(PlacementProblem(SITES[:2], LINKS[:1], demands, policies=(limit,)))
        _expect(len({*placement.hosts.values()}), 2)

    def test_members_are_spread_over_zones(self) -> None:
        """Three in at least two zones, though one zone has room for all and costs nothing."""
        hosts = tuple(in_zone(machine(f"h{i}", Tier.FOG), "near" if i < 3 else "far", i) for i in range(4))
        demands = tuple(need(f"c{i}") for i in range(3))
        spread = Spread(("c0", "c1", "c2"), "zone", 2)
        aim = Objective.COST
        placement = self._placed(PlacementProblem(hosts, (), demands, policies=(spread,), objective=aim))
        _expect("h3" in placement.hosts.values(), True)

    def test_a_budget_is_kept(self) -> None:
        """The dear host is nearer but costs too much."""
        hosts = tuple(in_zone(machine(f"h{i}", Tier.FOG), "z", i) for i in (9, 1))
        budget = Budget(("a", "b"), 1.5)
        placement = self._placed(PlacementProblem(hosts, (), (need("a"), need("b")), policies=(budget,)))
        _expect({*placement.hosts.values()}, {"h1"})

    def test_each_objective_gets_what_it_asks_for(self) -> None:
        """Three hosts, each of them best in another way."""
        hosts = (
            dataclasses.replace(machine("cheap", Tier.CLOUD), cost=1.0, idle_power=300, peak_power=400),
            dataclasses.replace(machine("thrifty", Tier.FOG), cost=9.0, idle_power=5, peak_power=9),
            dataclasses.replace(machine("near", Tier.FOG), cost=8.0, idle_power=90, peak_power=150),
            dataclasses.replace(machine("today", Tier.FOG), cost=7.0, idle_power=80, peak_power=150),
        )
        links = tuple(Link("near", other, 0.005) for other in ("cheap", "thrifty", "today"))
        wanted = {"cost": "cheap", "energy": "thrifty", "latency": "near", "moves": "today"}
        fixed = {"cost": "cheap", "energy": "thrifty", "latency": "near", "moves": "near"}
        for aim, host in wanted.items():
            demands = (need("a", host=fixed[aim]), need("b"))
            problem = PlacementProblem(hosts, links, demands, (Bound("a", "b"),), current={"b": "today"})
            placement = self._placed(dataclasses.replace(problem, objective=Objective(aim)))
            _expect((aim, placement.hosts["b"]), (aim, host))

    def test_load_is_spread(self) -> None:
        """Two of a kind take a host each."""
        hosts = tuple(machine(name, Tier.FOG) for name in "ab")
        problem = PlacementProblem(hosts, (), (need("x"), need("y")), objective=Objective.SPREAD)
        _expect({*self._placed(problem).hosts.values()}, {"a", "b"})

    def test_a_chain_keeps_its_bound_in_all(self) -> None:
        """Each leg alone would do over the slow link, both do not."""
        demands = (need("a", host="edge"), need("b", 0.1, 100), need("c", host="fog"))
        chain = Chain(("a", "b", "c"), 0.008)
        placement = self._placed(PlacementProblem(SITES, LINKS, demands, policies=(chain,)))
        _expect(placement.hosts["b"] in {"edge", "fog"}, True)

    def test_an_answer_costs_no_more_than_its_hint(self) -> None:
        """A good placement is kept or made better."""
        demands = tuple(need(f"c{i}", 0.2, 100) for i in range(4))
        problem = PlacementProblem(SITES, LINKS, demands, (Bound("c0", "c1"),))
        first = self._placed(problem)
        again = self.make().solve(problem, first)
        _expect(isinstance(again, Placement) and again.cost <= first.cost, True)


def _expect(seen: object, wanted: object) -> None:
    """Fail like an ``assert`` that also runs under ``python -O``."""
    if seen != wanted:
        raise AssertionError(f"expected {wanted!r}, saw {seen!r}")
