"""Requirements that cannot hold together, none too many, and the least to give up so that all others hold."""

import dataclasses
from collections.abc import Callable, Iterator, Sequence

import numpy as np

from stratum.placement.logic.assignment import Assignment
from stratum.placement.logic.explanation import shortages
from stratum.placement.logic.repair import Search
from stratum.placement.logic.requirements import Requirement, member, only, part, requirements, without
from stratum.placement.logic.result import placement
from stratum.placement.logic.scene import Scene, scene
from stratum.placement.logic.scoring import Scoring
from stratum.placement.solvers.model import PlacementModel
from stratum.placement.types import Conflict, Member, Placement, PlacementProblem, Relaxation, Shortage

ROUNDS = 6
LARGEST = 100
NAMED = 8
TRIED = 4
Fails = Callable[[Sequence[Requirement]], bool]


@dataclasses.dataclass(frozen=True, slots=True)
class _Core:
    """A minimal set of requirements that fails, with the part of the problem that they stand in."""

    problem: PlacementProblem
    requirements: tuple[Requirement, ...]

    def members(self) -> tuple[Member, ...]:
        """The requirements in words."""
        return tuple(member(self.problem, r) for r in self.requirements)


@dataclasses.dataclass(frozen=True, slots=True)
class Detective:
    """Looks for the smallest conflict in a problem that has no placement.

    Attributes:
        work: What one question to the constraint solver may take, in its own measure.
        ejections: Ejections per component where a relaxation is tried.
        seed: Of the constraint solver.
    """

    work: float = 0.5
    ejections: int = 4
    seed: int = 1

    def conflict(self, problem: PlacementProblem) -> Conflict | None:
        """The first conflict, with a relaxation; None where no small one is found."""
        prepared = scene(problem)
        core = self._core(prepared)
        if core is None:
            return None
        members, hosts = core.members(), _competed(core, prepared)
        return Conflict(members, hosts, self._relaxation(prepared, core), _text(members, hosts))

    def _core(self, prepared: Scene) -> "_Core | None":
        """A minimal set of requirements that fails, in the first part of the problem that fails."""
        for components in _suspects(prepared, self.ejections):
            some = part(prepared.problem, components)

            def fails(kept: Sequence[Requirement], some: PlacementProblem = some) -> bool:
                return self._is_infeasible(scene(only(some, kept), prepared.routes))

            asked = requirements(some)
            if fails(asked):
                return _Core(some, tuple(_smallest(fails, [], asked, known=True)))
        return None

    def _is_infeasible(self, prepared: Scene) -> bool:
        """Whether there is certainly no placement."""
        if not prepared.usable.any(axis=1).all():
            return True
        if shortages(prepared):
            return True
        search = Search(prepared)
        search.run(len(prepared.units))
        if next(search.state.unplaced(), None) is None:
            return False
        chosen, answer = PlacementModel(Assignment(prepared), None).solve(self.work, self.seed)
        return not chosen and answer.proven

    def _relaxation(self, prepared: Scene, core: "_Core") -> Relaxation | None:
        """Give up one requirement of each conflict until everything can be placed."""
        given_up: list[Member] = []
        following: _Core | None = core
        while following is not None and following.requirements and len(given_up) < ROUNDS:
            chosen, prepared = _least(prepared, following)
            given_up.append(member(following.problem, chosen))
            found = self._placed(prepared) if _is_hopeful(prepared) else None
            if found is not None:
                return Relaxation(tuple(given_up), found, _advice(given_up, found))
            following = self._core(prepared)
        return None

    def _placed(self, prepared: Scene) -> Placement | None:
        search = Search(prepared)
        search.run(self.ejections * len(prepared.units))
        if next(search.state.unplaced(), None) is not None:
            return None
        return placement(search.state, Scoring(prepared), "greedy")


def _suspects(prepared: Scene, ejections: int) -> Iterator[tuple[str, ...]]:
    """Parts of the problem that may have no placement, small ones first."""
    for number in np.flatnonzero(~prepared.suits.any(axis=1)):
        yield prepared.units[number].components
    short = sorted(shortages(prepared), key=lambda s: len(s.components))
    yield from (_enough(prepared, s) for s in short)
    for number in np.flatnonzero(~prepared.usable.any(axis=1)):
        yield from _around(prepared, int(number))
    search = Search(prepared)
    search.run(ejections * len(prepared.units))
    for unit in search.state.unplaced():
        yield from _around(prepared, unit.number)


def _enough(prepared: Scene, short: Shortage) -> tuple[str, ...]:
    """The largest of the components of a shortage, as many as it takes for one."""
    column = prepared.resources.index(short.resource)
    left = prepared.free[[prepared.index[h] for h in short.hosts], column].sum()
    units = sorted({prepared.unit_of[c] for c in short.components}, key=lambda n: -prepared.needs[n, column])
    found: list[str] = []
    for number in units:
        found += prepared.units[number].components
        left -= prepared.needs[number, column]
        if left < -1e-6:
            break
    return tuple(found)


def _around(prepared: Scene, start: int) -> Iterator[tuple[str, ...]]:
    """A unit with those tied to it and those that compete with it, more and more of them."""
    seen = {start: None}
    frontier = [start]
    while frontier and len(seen) <= LARGEST:
        frontier = [n for unit in frontier for n in _related(prepared, unit) if n not in seen]
        seen |= dict.fromkeys(frontier)
        yield tuple(c for n in seen for c in prepared.units[n].components)
    rivals = [int(n) for n in _rivals(prepared, list(seen)) if n not in seen][:LARGEST]
    yield tuple(c for n in (*seen, *rivals) for c in prepared.units[n].components)


def _related(prepared: Scene, unit: int) -> Iterator[int]:
    yield from (tie.other for tie in prepared.units[unit].ties)
    for policy in prepared.policies.get(unit, ()):
        yield from (prepared.unit_of[c] for c in policy.components)


def _rivals(prepared: Scene, units: list[int]) -> "np.ndarray":
    """The units that can go nowhere but to the hosts of some units, those with the least choice first."""
    hosts = prepared.usable[units].any(axis=0)
    choices = prepared.usable.sum(axis=1)
    confined = ~(prepared.usable & ~hosts).any(axis=1)
    return np.flatnonzero(confined)[np.argsort(choices[confined], kind="stable")]


def _smallest(
    fails: Fails, ground: Sequence[Requirement], asked: Sequence[Requirement], *, known: bool
) -> list[Requirement]:
    """QuickXplain (Junker 2004): a part of ``asked`` that fails with ``ground``, all of it needed."""
    if known and fails(ground):
        return []
    if len(asked) == 1:
        return list(asked)
    middle = len(asked) // 2
    first, second = asked[:middle], asked[middle:]
    later = _smallest(fails, [*ground, *first], second, known=bool(first))
    sooner = _smallest(fails, [*ground, *later], first, known=bool(later))
    return [*sooner, *later]


def _least(prepared: Scene, core: _Core) -> tuple[Requirement, Scene]:
    """The requirement that is easiest to give up and after which no other conflict is in sight."""
    tried = []
    for requirement in core.requirements[: -TRIED - 1 : -1]:
        relaxed = scene(without(prepared.problem, core.problem, requirement), prepared.routes)
        if _is_hopeful(relaxed):
            return requirement, relaxed
        tried.append((requirement, relaxed))
    return tried[0]


def _is_hopeful(prepared: Scene) -> bool:
    """Whether no conflict is in sight."""
    return bool(prepared.usable.any(axis=1).all()) and not shortages(prepared)


def _competed(core: _Core, prepared: Scene) -> tuple[str, ...]:
    """The hosts that the components of a conflict may use by kind, while empty."""
    positions = [r.position for r in core.requirements if r.kind == "demand"]
    units = sorted({prepared.unit_of[core.problem.demands[p].component] for p in positions})
    usable = prepared.suits[units].any(axis=0) if units else np.zeros(len(prepared.hosts), bool)
    return tuple(prepared.hosts[h].name for h in np.flatnonzero(usable))


def _text(members: tuple[Member, ...], hosts: tuple[str, ...]) -> str:
    if not members:
        return "no host has room for anything; add a host"
    what = "; ".join(map(str, members))
    some = ", ".join(hosts[:NAMED]) + (f" and {len(hosts) - NAMED} more" if len(hosts) > NAMED else "")
    return f"these cannot hold together: {what}" + (f" (hosts of the right kind: {some})" if hosts else "")


def _advice(given_up: Sequence[Member], found: Placement) -> str:
    what = " and ".join(map(str, given_up))
    names = [m.component for m in given_up if m.component in found.hosts]
    where = ", ".join(f"{name} on {found.hosts[name]}" for name in dict.fromkeys(names))
    return f"give up {what}: then everything can be placed" + (f", {where}" if where else "")
