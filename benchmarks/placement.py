"""Placement beside a plain constraint model and a MIP solver, on problems with a known answer.

Run with ``make bench-placement``; ``--quick`` leaves out the largest problems and the peers. Every placement
is checked by code that the solvers do not share. Times are of one run each on one thread: seconds of
processor time, which other work on the machine leaves alone, and of the clock.
"""

import argparse
import dataclasses
import time
from collections.abc import Callable, Iterator
from typing import TypeVar

from large_placements.broken import KINDS, broken
from large_placements.instances import Instance, instance
from large_placements.judge import faults
from large_placements.peers import plain, with_highs

from stratum.placement.solvers.cpsat import CpSatSolver
from stratum.placement.solvers.greedy import GreedySolver
from stratum.placement.types import Infeasible, Placement

T = TypeVar("T")
PEER_SECONDS = 30.0
PEER_WORK = 20.0
FILLS = (0.7, 0.9)


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="no problem of 10,000 components, no peers")
    parser.add_argument("--seed", type=int, default=0, help="of the problems")
    told = parser.parse_args()
    columns = f"{'cpu s':>7} {'clock':>7} {'placed':>7} {'cost':>9} {'of planted':>10}"
    print(f"{'problem':24} {'solver':28} {columns}  notes")
    for components, hosts in ((200, 40), (1_000, 200)):
        for fill in FILLS:
            _solve(instance(components, hosts, fill, told.seed), peers=not told.quick)
    for fill in () if told.quick else FILLS:
        _largest(instance(10_000, 2_000, fill, told.seed))
    for kind in KINDS:
        _conflict(kind, told.seed)


def _solve(given: Instance, *, peers: bool) -> None:
    first, greedy_s = _timed(lambda: GreedySolver().solve(given.problem))
    _row(given, "greedy, ejection repair", greedy_s, first)
    hint = first if isinstance(first, Placement) else None
    better, more_s = _timed(lambda: CpSatSolver().solve(given.problem, hint))
    _row(given, "then cpsat from that", greedy_s + more_s, better)
    if peers:
        for name, solve in _peers(given):
            answer, seconds = _timed(solve)
            _row(given, name, seconds, *answer)


def _peers(given: Instance) -> Iterator[tuple[str, Callable[[], tuple[Placement | None, str]]]]:
    yield "plain CP-SAT", lambda: plain(given.problem, PEER_WORK)
    yield "HiGHS", lambda: with_highs(given.problem, PEER_SECONDS)


def _largest(given: Instance) -> None:
    first, seconds = _timed(lambda: GreedySolver(rounds=1).solve(given.problem))
    _row(given, "greedy, ejection repair", seconds, first)
    if isinstance(first, Infeasible):
        rescued, seconds = _timed(lambda: CpSatSolver(rounds=1).solve(given.problem))
        _row(given, "cpsat on neighbourhoods", seconds, rescued)


def _conflict(kind: str, seed: int) -> None:
    problem = broken(kind, 1_000, 200, seed)
    found, seconds = _timed(lambda: CpSatSolver().conflict(problem))
    said = "none found"
    if found is not None:
        fix = "fix verified" if found.relaxation else "no fix found"
        said = f"{len(found.members)} requirements, {fix}"
    print(f"{'1000 x 200 infeasible':24} {'conflict: ' + kind:28} {seconds!s} {'':>28}  {said}", flush=True)


@dataclasses.dataclass(frozen=True)
class Spent:
    """Seconds: of the processor, of the clock."""

    processor: float
    clock: float

    def __add__(self, other: "Spent") -> "Spent":
        return Spent(self.processor + other.processor, self.clock + other.clock)

    def __str__(self) -> str:
        return f"{self.processor:7.2f} {self.clock:7.2f}"


def _timed(run: Callable[[], T]) -> tuple[T, Spent]:
    start = time.process_time(), time.perf_counter()
    answer = run()
    return answer, Spent(time.process_time() - start[0], time.perf_counter() - start[1])


def _row(
    given: Instance, solver: str, seconds: Spent, answer: Placement | Infeasible | None, notes: str = ""
) -> None:
    problem = given.problem
    name = f"{len(problem.demands)} x {len(problem.hosts)}, {given.fill:.0%} full"
    if isinstance(answer, Placement):
        wrong = faults(problem, answer.hosts)
        proof = "proven optimal" if answer.optimal else ""
        notes = ", ".join(filter(None, [proof, notes, f"{len(wrong)} FAULTS" if wrong else ""]))
        cost = f"{answer.cost:9,.0f} {answer.cost / given.planted_cost:10.3f}"
        print(f"{name:24} {solver:28} {seconds!s} {len(answer.hosts):7} {cost}  {notes}", flush=True)
    else:
        notes = notes or "not all placed"
        print(f"{name:24} {solver:28} {seconds!s} {'-':>7} {'-':>9} {'-':>10}  {notes}", flush=True)


if __name__ == "__main__":
    main()
