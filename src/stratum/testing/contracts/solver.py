"""What every placement solver has to keep, and a judge of its answers that shares no code with solvers."""

import abc
import itertools
import math
from collections.abc import Iterator, Mapping

from stratum.core.topology import Host, Link, Resources, Tier
from stratum.placement.ports import Solver
from stratum.placement.types import (
    Bound,
    Demand,
    Explanation,
    Infeasible,
    Placement,
    PlacementProblem,
)

MIB = 2**20


def violations(problem: PlacementProblem, hosts: Mapping[str, str]) -> list[str]:
    """Everything that a placement (host by component, all or some of them) breaks; empty for a good one."""
    return [
        *_wrong_kind(problem, hosts),
        *_too_full(problem, hosts),
        *_too_slow(problem, hosts),
        *_apart(problem, hosts),
    ]


def _wrong_kind(problem: PlacementProblem, hosts: Mapping[str, str]) -> Iterator[str]:
    machines = {h.name: h for h in problem.hosts}
    for demand in problem.demands:
        if demand.component not in hosts:
            continue
        machine = machines[hosts[demand.component]]
        if demand.fixed_host not in {None, machine.name}:
            yield f"host {demand.component}"
        if demand.tiers and machine.tier not in demand.tiers:
            yield f"tier {demand.component}"
        if demand.arch and machine.arch not in demand.arch:
            yield f"arch {demand.component}"
        if demand.os and machine.os not in demand.os:
            yield f"os {demand.component}"


def _too_full(problem: PlacementProblem, hosts: Mapping[str, str]) -> Iterator[str]:
    for machine in problem.hosts:
        used = problem.occupied.get(machine.name, Resources())
        here = [d.resources for d in problem.demands if hosts.get(d.component) == machine.name]
        for resource in ("cpu", "memory", "disk", "gpus"):
            amount = getattr(used, resource) + sum(getattr(r, resource) for r in here)
            if here and amount > getattr(machine.offers, resource) + 1e-6:
                yield f"{resource} {machine.name}"


def _too_slow(problem: PlacementProblem, hosts: Mapping[str, str]) -> Iterator[str]:
    delays = _delays(problem)
    for bound in problem.bounds:
        if bound.source in hosts and bound.target in hosts:
            delay = delays[hosts[bound.source], hosts[bound.target]]
            if math.isinf(delay):
                yield f"link {bound.source} {bound.target}"
            elif delay > bound.max_latency + 1e-6:
                yield f"latency {bound.source} {bound.target}"


def _apart(problem: PlacementProblem, hosts: Mapping[str, str]) -> Iterator[str]:
    for group in problem.together:
        if len({hosts[c] for c in group if c in hosts}) > 1:
            yield f"together {' '.join(group)}"


def _delays(problem: PlacementProblem) -> dict[tuple[str, str], float]:
    """Floyd and Warshall's shortest paths."""
    names = [h.name for h in problem.hosts]
    delays = {(a, b): 0.0 if a == b else math.inf for a in names for b in names}
    for link in problem.links:
        for pair in ((link.first, link.second), (link.second, link.first)):
            delays[pair] = min(delays[pair], link.latency)
    for via, a, b in itertools.product(names, repeat=3):
        delays[a, b] = min(delays[a, b], delays[a, via] + delays[via, b])
    return delays


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

    def test_what_others_take_is_respected(self) -> None:
        """A host that is full is not used."""
        occupied = {"fog": Resources(2.0), "edge": Resources(1.0)}
        placement = self._placed(PlacementProblem(SITES, LINKS, (need("a"),), occupied=occupied))
        _expect(placement.hosts, {"a": "cloud"})

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

    def test_too_much_for_all_hosts_together_is_a_shortage(self) -> None:
        """Each one fits alone, all do not: the sum is told."""
        refusal = self._refused(PlacementProblem(SITES, LINKS, tuple(need(f"c{i}", 2) for i in range(6))))
        _expect([s.resource for s in refusal.shortages], ["cpu"])
        _expect(refusal.proven, True)


def _expect(seen: object, wanted: object) -> None:
    """Fail like an ``assert`` that also runs under ``python -O``."""
    if seen != wanted:
        raise AssertionError(f"expected {wanted!r}, saw {seen!r}")
