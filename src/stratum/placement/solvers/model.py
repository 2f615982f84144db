"""A placement problem, or the part of one around some units, as a constraint model.

Units that are placed stay where they are; what they take and allow is in the constants. The others choose
among hosts: one Boolean for each host that could still take a unit.
"""

import dataclasses
import itertools
import math
from collections.abc import Iterable, Iterator, Sequence

import numpy as np

from stratum.placement.logic.assignment import NOWHERE, Assignment
from stratum.placement.logic.ledgers import domains
from stratum.placement.logic.scene import Indices, Mask, Scene, Tie, Unit
from stratum.placement.logic.scoring import Scoring
from stratum.placement.solvers.engine import UNBOUNDED, Answer, Literal, Model
from stratum.placement.types import Apart, Budget, Chain, Policy, Spread

MONEY = 10_000
SHARE = 10_000
NANO = 1_000_000_000
FAR = 10**15
Terms = list[tuple[int, int]]


@dataclasses.dataclass(slots=True)
class _Choice:
    """The Booleans of a unit by host."""

    unit: Unit
    on: dict[int, Literal]


class PlacementModel:
    """The model of the units of an assignment that have no host.

    Args:
        state: What is placed.
        scoring: The objective; None asks for any placement.
        hosts: The hosts to choose among; None for all.
        without: Units that stay without a host.
    """

    def __init__(
        self,
        state: Assignment,
        scoring: Scoring | None,
        hosts: Mask | None = None,
        without: frozenset[int] = frozenset(),
    ) -> None:
        self.model = Model()
        self._state = state
        self._scene: Scene = state.scene
        self._scoring = scoring
        self._objective: list[tuple[int, float]] = []
        self._choices = {
            u.number: self._choice(u, hosts) for u in state.unplaced() if u.number not in without
        }
        self._opened: dict[int, Literal] = {}
        self._delays: dict[tuple[int, int], int] = {}
        self._build()

    @property
    def size(self) -> int:
        """How many choices of a host there are."""
        return sum(len(c.on) for c in self._choices.values())

    def hint(self, at: Indices) -> None:
        """Try these hosts first, by unit."""
        pairs = [
            (literal, int(at[number] == host))
            for number, choice in self._choices.items()
            for host, literal in choice.on.items()
        ]
        self.model.hint(pairs)

    def solve(self, work: float, seed: int) -> tuple[dict[int, int], Answer]:
        """Host by unit (empty where none was found), and what the solver says."""
        answer = self.model.solve(work, seed)
        return self.read(answer.values), answer

    def read(self, values: Sequence[int] | Indices) -> dict[int, int]:
        """Host by unit, from the values of all variables; empty where there are none."""
        if not len(values):
            return {}
        on = ((number, h, v) for number, c in self._choices.items() for h, v in c.on.items())
        return {number: host for number, host, literal in on if values[literal]}

    def _choice(self, unit: Unit, hosts: Mask | None) -> _Choice:
        options = self._state.options(unit)
        if hosts is not None:
            options &= hosts
        return _Choice(unit, {int(host): self.model.boolean() for host in np.flatnonzero(options)})

    def _build(self) -> None:
        for choice in self._choices.values():
            self.model.exactly_one(choice.on.values())
        self._open()
        self._capacities()
        for first, tie, second in self._inner_ties():
            self._near(first, tie, second)
        for policy in self._policies():
            self._policy(policy)
        if self._scoring is not None:
            self._cost(self._scoring)

    def _users(self) -> dict[int, list[tuple[_Choice, Literal]]]:
        found: dict[int, list[tuple[_Choice, Literal]]] = {}
        for choice in self._choices.values():
            for host, literal in choice.on.items():
                found.setdefault(host, []).append((choice, literal))
        return found

    def _open(self) -> None:
        """A Boolean for each unused host that costs something when it is used."""
        if self._scoring is None or not self._scoring.opening.any():
            return
        for host, users in self._users().items():
            if self._scoring.opening[host] > 0 and self._state.load[host] == 0:
                opened = self.model.boolean()
                self._opened[host] = opened
                self._objective.append((opened, float(self._scoring.opening[host])))
                for choice, literal in users:
                    if not self._scene.needs[choice.unit.number].any():
                        self.model.any_of([-literal - 1, opened])

    def _capacities(self) -> None:
        for resource, name in enumerate(self._scene.resources):
            scale = 1 if name in {"memory", "disk", "gpus"} else 1_000_000
            needs = {n: round(float(self._scene.needs[n, resource]) * scale) for n in self._choices}
            step = math.gcd(*needs.values()) or 1
            for host, users in self._users().items():
                terms = [(v, needs[c.unit.number] // step) for c, v in users if needs[c.unit.number]]
                room = math.floor(float(self._state.free[resource, host]) * scale + 1e-3) // step
                self._capacity(host, terms, room)

    def _capacity(self, host: int, terms: Terms, room: int) -> None:
        opened = self._opened.get(host)
        if opened is not None and terms:
            self.model.between(-UNBOUNDED, [*terms, (opened, -min(room, sum(c for _, c in terms)))], 0)
        elif sum(factor for _, factor in terms) > room:
            self.model.between(0, terms, room)

    def _inner_ties(self) -> Iterator[tuple[_Choice, Tie, _Choice]]:
        for choice in self._choices.values():
            for tie in choice.unit.ties:
                if tie.other in self._choices and choice.unit.number < tie.other:
                    yield choice, tie, self._choices[tie.other]

    def _near(self, first: _Choice, tie: Tie, second: _Choice) -> None:
        """Of hosts with the same ones in reach, and those out of it, one is chosen at most."""
        theirs = np.fromiter(second.on, int, len(second.on))
        groups: dict[bytes, list[int]] = {}
        far: dict[bytes, np.ndarray] = {}
        for host in first.on:
            away = ~self._scene.reach(tie.bound, host)[theirs]
            key = np.packbits(away).tobytes()
            groups.setdefault(key, []).append(host)
            far[key] = away
        for key, group in groups.items():
            if far[key].any():
                out = [second.on[int(h)] for h in theirs[far[key]]]
                self.model.at_most_one([*(first.on[h] for h in group), *out])

    def _policies(self) -> list[Policy]:
        found = {id(p): p for number in self._choices for p in self._scene.policies.get(number, ())}
        return list(found.values())

    def _members(self, policy: Policy) -> tuple[dict[int, int], dict[int, int]]:
        """How many components of a policy each unit holds: of those to be placed, of those placed."""
        counts: dict[int, int] = {}
        for component in dict.fromkeys(policy.components):
            number = self._scene.unit_of[component]
            counts[number] = counts.get(number, 0) + 1
        return (
            {n: c for n, c in counts.items() if n in self._choices},
            {n: c for n, c in counts.items() if n not in self._choices},
        )

    def _policy(self, policy: Policy) -> None:
        match policy:
            case Apart():
                self._apart(policy)
            case Spread():
                self._spread(policy)
            case Budget():
                self._budget(policy)
            case Chain():
                self._chain(policy)

    def _apart(self, policy: Apart) -> None:
        new, placed = self._members(policy)
        for host in {h for n in new for h in self._choices[n].on}:
            terms = [(self._choices[n].on[host], c) for n, c in new.items() if host in self._choices[n].on]
            here = sum(c for n, c in placed.items() if self._state.at[n] == host)
            if sum(c for _, c in terms) + here > policy.most:
                self.model.between(0, terms, policy.most - here)

    def _spread(self, policy: Spread) -> None:
        new, placed = self._members(policy)
        domain = domains(self._scene, policy.over)
        reached = {domain[self._state.at[n]] for n in placed}
        able: dict[int, list[Literal]] = {}
        for number in new:
            for host, literal in self._choices[number].on.items():
                able.setdefault(domain[host], []).append(literal)
        hit = []
        for number, literals in able.items():
            if number not in reached:
                hit.append(self.model.boolean())
                self.model.any_of([*literals, -hit[-1] - 1])
        self.model.between(policy.domains - len(reached), [(v, 1) for v in hit])

    def _budget(self, policy: Budget) -> None:
        new, placed = self._members(policy)
        paid = {int(self._state.at[n]) for n in placed}
        terms = []
        for host in sorted({h for n in new for h in self._choices[n].on} - paid):
            used = self.model.boolean()
            terms.append((used, round(self._scene.hosts[host].cost * MONEY)))
            for number in new:
                if host in self._choices[number].on:
                    self.model.any_of([-self._choices[number].on[host] - 1, used])
        spent = sum(self._scene.hosts[h].cost for h in paid)
        self.model.between(0, terms, math.floor((policy.most - spent) * MONEY + 1e-3))

    def _chain(self, policy: Chain) -> None:
        units = [self._scene.unit_of[c] for c in policy.components]
        legs = [(a, b) for a, b in itertools.pairwise(units) if a != b]
        terms = [(self._delay(a, b), 1) for a, b in legs]
        self.model.between(0, terms, math.floor(min(policy.max_latency, FAR / NANO - 1) * NANO + 1))

    def _delay(self, first: int, second: int) -> int:
        """A variable for the nanoseconds between two units, at least as large as they are."""
        pair = min(first, second), max(first, second)
        if pair not in self._delays:
            ends = tuple(self._places(n) for n in pair)
            table = self._nanoseconds(*ends)
            self._delays[pair] = self.model.integer(0, int(table[table < FAR].max(initial=0)))
            self._at_least(self._delays[pair], ends, table)
        return self._delays[pair]

    def _places(self, number: int) -> dict[int, Literal | None]:
        if number in self._choices:
            return dict(self._choices[number].on)
        return {int(self._state.at[number]): None}

    def _nanoseconds(
        self, first: dict[int, Literal | None], second: dict[int, Literal | None]
    ) -> "np.ndarray":
        table = self._scene.routes.latency[np.ix_(list(first), list(second))] * NANO
        return np.where(np.isfinite(table), table, FAR).round().astype(np.int64)

    def _at_least(
        self, variable: int, ends: Sequence[dict[int, Literal | None]], table: "np.ndarray"
    ) -> None:
        """The variable is no less than the delay between the hosts that are chosen."""
        first, second = ends
        for row, literal in enumerate(first.values()):
            when = [] if literal is None else [literal]
            fixed = sum(int(d) for d, v in zip(table[row], second.values(), strict=True) if v is None)
            terms = [(v, -int(d)) for d, v in zip(table[row], second.values(), strict=True) if v is not None]
            self.model.between(fixed, [(variable, 1), *terms], when=when)

    def _cost(self, scoring: Scoring) -> None:
        weights = scoring.weights
        for choice in self._choices.values():
            alone = scoring.alone(choice.unit)
            if weights.delay:
                alone = alone + self._to_placed(choice.unit) * weights.delay
            self._objective += [(v, float(alone[h])) for h, v in choice.on.items() if alone[h]]
        if weights.delay:
            self._between_units(weights.delay)
        if weights.crowding:
            self._crowding(weights.crowding)
        self.model.minimise(self._objective)

    def _to_placed(self, unit: Unit) -> "np.ndarray":
        """Milliseconds to the placed partners of a unit, by host."""
        found = np.zeros(len(self._scene.hosts))
        for tie in unit.ties:
            other = int(self._state.at[tie.other])
            if other != NOWHERE:
                found += 1000.0 * self._scene.routes.latency[other]
        return found

    def _between_units(self, weight: float) -> None:
        for first, _, second in self._inner_ties():
            delay = self._delay(first.unit.number, second.unit.number)
            self._objective.append((delay, weight * 1000 / NANO))

    def _crowding(self, weight: float) -> None:
        """The mean of the squared shares of cores and memory that are taken, on each host."""
        for host, users in self._users().items():
            offers = self._scene.hosts[host].offers
            for resource, offered in enumerate((offers.cpu, offers.memory)):
                if offered:
                    self._crowded(host, users, resource, offered, weight / 2)

    def _crowded(
        self,
        host: int,
        users: Iterable[tuple[_Choice, Literal]],
        resource: int,
        offered: float,
        weight: float,
    ) -> None:
        free = float(self._state.free[resource, host])
        terms = [(v, round(self._scene.needs[c.unit.number, resource] / offered * SHARE)) for c, v in users]
        most = sum(c for _, c in terms)
        if not most:
            return
        taken = self.model.integer(0, most)
        self.model.between(0, [(taken, -1), *terms], 0)
        before = max(0.0, 1 - free / offered)
        self._objective.append((taken, 2 * weight * before / SHARE))
        self._objective.append((self.model.square(taken, most), weight / SHARE**2))
