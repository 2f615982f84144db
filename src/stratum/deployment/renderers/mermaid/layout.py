"""Where boxes of a picture stand: tiers beside each other, machines below each other, components in them."""

import dataclasses
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from stratum.deployment.blueprint import Blueprint, Machine, Workload
from stratum.deployment.renderers.mermaid import words

MARGIN: Final = 24
HEAD: Final = 76
"""Above the boxes: name and description of the application."""
WIDTH: Final = 340
"""Of a box of a machine."""
GAP: Final = 140
"""Between columns: room for what is written at the wires."""
TITLE: Final = 52
"""Above the components of a machine: its name and what it is."""
BOX: Final = 50
SPACE: Final = 12
LINE: Final = 18
_SWEEPS: Final = 4


@dataclasses.dataclass(frozen=True, slots=True)
class Box:
    """A rectangle; all numbers are pixels.

    Attributes:
        x: Its left side.
        y: Its upper side.
        width: Its width.
        height: Its height.
    """

    x: int
    y: int
    width: int
    height: int

    @property
    def middle(self) -> int:
        """Half of its height."""
        return self.y + self.height // 2


@dataclasses.dataclass(frozen=True, slots=True)
class Layout:
    """A picture before it is drawn.

    Attributes:
        columns: By tier.
        machines: By name.
        workloads: By name.
        width: Of all.
        height: Of all, with a line for each policy below.
    """

    columns: Mapping[str, Box]
    machines: Mapping[str, Box]
    workloads: Mapping[str, Box]
    width: int
    height: int


def layout(blueprint: Blueprint) -> Layout:
    """Where everything of an application stands; equal ones give equal pictures."""
    machines: dict[str, Box] = {}
    workloads: dict[str, Box] = {}
    order = _ordered(blueprint)
    loose = words.on(blueprint, "")
    names = [*order, *([words.SERVICES] if loose else [])]
    left = {name: MARGIN + number * (WIDTH + 2 * SPACE + GAP) for number, name in enumerate(names)}
    for tier, found in order.items():
        below = HEAD + 2 * SPACE + LINE
        for machine in found:
            held = words.on(blueprint, machine.name)
            box = Box(left[tier] + SPACE, below, WIDTH, TITLE + _height(held))
            machines[machine.name] = box
            workloads |= _inside(held, box.x, box.y + TITLE)
            below = box.y + box.height + 2 * SPACE
    if loose:
        workloads |= _inside(loose, left[words.SERVICES] + SPACE, HEAD + 2 * SPACE + LINE)
    bottom = max((b.y + b.height for b in (*machines.values(), *workloads.values())), default=HEAD)
    height = bottom + SPACE - HEAD
    columns = {name: Box(x, HEAD, WIDTH + 2 * SPACE, height) for name, x in left.items()}
    width = GAP + max((x + WIDTH + 2 * SPACE for x in left.values()), default=WIDTH)
    return Layout(columns, machines, workloads, width, bottom + MARGIN + LINE * _lines(blueprint))


def _lines(blueprint: Blueprint) -> int:
    return len(blueprint.rules) + 1 if blueprint.rules else 0


def _height(held: tuple[Workload, ...]) -> int:
    return len(held) * (BOX + SPACE)


def _inside(held: Iterable[Workload], x: int, y: int) -> dict[str, Box]:
    return {
        workload.name: Box(x + SPACE, y + number * (BOX + SPACE), WIDTH - 2 * SPACE, BOX)
        for number, workload in enumerate(held)
    }


def _ordered(blueprint: Blueprint) -> dict[str, list[Machine]]:
    """The machines of each tier, near to what they are joined with: the mean of places, over a few sweeps."""
    order = {tier: list(machines) for tier, machines in words.columns(blueprint).items()}
    joined = _joined(blueprint)
    for sweep in range(_SWEEPS):
        places = {m.name: n for machines in order.values() for n, m in enumerate(machines)}
        tiers = list(order) if sweep % 2 == 0 else list(reversed(order))
        for tier in tiers[1:]:
            order[tier] = sorted(order[tier], key=lambda m: _mean(m.name, joined, places))
            places |= {m.name: n for n, m in enumerate(order[tier])}
    return order


def _mean(name: str, joined: Mapping[str, set[str]], places: Mapping[str, int]) -> tuple[float, int]:
    near = [places[other] for other in sorted(joined.get(name, ())) if other in places]
    return (sum(near) / len(near) if near else float(places[name]), places[name])


def _joined(blueprint: Blueprint) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for first, second in _pairs(blueprint):
        if first and second and first != second:
            found.setdefault(first, set()).add(second)
            found.setdefault(second, set()).add(first)
    return found


def _pairs(blueprint: Blueprint) -> Iterator[tuple[str, str]]:
    hosts = {workload.name: workload.host for workload in blueprint.workloads}
    yield from ((link.first, link.second) for link in blueprint.links)
    for workload in blueprint.workloads:
        yield from ((workload.host, hosts.get(wire.to, "")) for wire in workload.wires)
