"""The text of a Mermaid flowchart: tiers hold machines, machines hold components, wires join them."""

import re
from collections.abc import Iterator

from stratum.core.identifiers import identifiers
from stratum.deployment.blueprint import Blueprint, Machine, Workload
from stratum.deployment.renderers import placed
from stratum.deployment.renderers.mermaid import words

_WORD = re.compile(r"[^\w .,:;()/·≤@+-]")


def flowchart(blueprint: Blueprint) -> str:
    """A drawing that Mermaid makes."""
    lines = [f"%% {quoted(placed.head(blueprint))}", "flowchart LR", *_columns(blueprint)]
    shown = [w for w in blueprint.workloads if w.path]
    boxes = identifiers(w.name for w in shown)
    for workload in shown:
        for wire in workload.wires:
            if wire.to in boxes:
                label = words.about_wire(wire)
                arrow = f'-->|"{quoted(label)}"|' if label else "-->"
                lines.append(f"  w_{boxes[workload.name]} {arrow} w_{boxes[wire.to]}")
    machines = identifiers(m.name for m in blueprint.machines)
    for link in blueprint.links:
        label = quoted(words.about_link(link)) or "link"
        lines.append(f'  m_{machines[link.first]} -. "{label}" .- m_{machines[link.second]}')
    return "\n".join((*lines, ""))


def _columns(blueprint: Blueprint) -> Iterator[str]:
    names = identifiers(m.name for m in blueprint.machines)
    for tier, machines in words.columns(blueprint).items():
        yield f'  subgraph t_{tier}["{tier}"]'
        for machine in machines:
            yield from _machine(blueprint, machine, names[machine.name])
        yield "  end"
    loose = words.on(blueprint, "")
    if loose:
        yield f'  subgraph t_{words.SERVICES}["{words.SERVICES}"]'
        yield from (f"  {line}" for line in _boxes(blueprint, loose))
        yield "  end"


def _machine(blueprint: Blueprint, machine: Machine, name: str) -> Iterator[str]:
    about = f"{quoted(machine.name)}<br/>{quoted(words.about_machine(machine))}"
    inside = list(_boxes(blueprint, words.on(blueprint, machine.name)))
    if not inside:
        yield f'    m_{name}["{about}"]'
        return
    yield f'    subgraph m_{name}["{about}"]'
    yield from (f"    {line}" for line in inside)
    yield "    end"


def _boxes(blueprint: Blueprint, workloads: tuple[Workload, ...]) -> Iterator[str]:
    names = identifiers(w.name for w in blueprint.workloads if w.path)
    for workload in workloads:
        about = f"{quoted(workload.name)}<br/>{quoted(words.about_workload(workload))}"
        yield f'  w_{names[workload.name]}["{about}"]'


def quoted(text: str) -> str:
    """A text in which Mermaid sees neither syntax nor HTML: every other sign becomes its number."""
    return _WORD.sub(lambda sign: f"#{ord(sign[0])};" if sign[0].isprintable() else " ", text)
