"""The picture as SVG: boxes, wires and links, with their facts as tooltips; nothing comes from outside."""

from collections import Counter
from collections.abc import Iterator
from typing import Final
from xml.sax.saxutils import escape, quoteattr

from stratum.core.topology import Link
from stratum.deployment.blueprint import Blueprint, Fact, Machine, Wire, Workload
from stratum.deployment.renderers.mermaid import words
from stratum.deployment.renderers.mermaid.layout import LINE, MARGIN, SPACE, Box, Layout, layout

_STYLE: Final = """\
text { font: 12px system-ui, sans-serif; fill: #56635e; }
.name { font-weight: 600; font-size: 13px; fill: #1a2220; }
.title { font-weight: 600; font-size: 18px; fill: #1a2220; }
.column { fill: #eceeec; } .edge { fill: #f1ecdf; } .fog { fill: #e3edf0; } .cloud { fill: #e9e8f3; }
.machine { fill: #ffffff; stroke: #c2cbc6; } .component { fill: #e3f2f0; stroke: #0b6e67; }
.wire { fill: none; stroke: #0b6e67; stroke-width: 1.5; }
.link { fill: none; stroke: #56635e; stroke-width: 1.5; stroke-dasharray: 4 4; }
.label { font-size: 11px; paint-order: stroke; stroke: #ffffff; stroke-width: 4px; stroke-linejoin: round; }
"""
_ARROW: Final = (
    '<defs><marker id="arrow" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="8" markerHeight="8"'
    ' orient="auto-start-reverse"><path d="M0 0 L8 4 L0 8 z" fill="#0b6e67"/></marker></defs>'
)
_SIGN: Final = 6.4
"""Pixels that a sign takes at most, on average."""
_ASIDE: Final = 40


def picture(blueprint: Blueprint) -> str:
    """An SVG document."""
    made = layout(blueprint)
    size = f'width="{made.width}" height="{made.height}" viewBox="0 0 {made.width} {made.height}"'
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="img" aria-label={quoteattr(blueprint.name)}>',
        f"<style>{_STYLE}</style>",
        _ARROW,
        f'<rect width="{made.width}" height="{made.height}" fill="#f4f6f4"/>',
        *_heading(blueprint, made),
        *_columns(made),
        *(line for link in blueprint.links for line in _link(blueprint, made, link)),
        *(line for machine in blueprint.machines for line in _machine(blueprint, made, machine)),
        *_wires(blueprint, made),
        *(line for w in blueprint.workloads if w.path for line in _workload(blueprint, made, w)),
        *_rules(blueprint, made),
        "</svg>",
    ]
    return "\n".join((*lines, ""))


def _heading(blueprint: Blueprint, made: Layout) -> Iterator[str]:
    facts = sorted(filter(words.is_of_document, blueprint.facts.values()), key=lambda fact: fact.path)
    described = next((f.value for f in facts if f.path == f"{blueprint.name}.description"), "")
    yield f"<g>{_tooltip(words.told(blueprint.name, facts))}"
    yield _text(MARGIN, 34, blueprint.name, made.width, "title")
    yield _text(MARGIN, 56, described, made.width - 2 * MARGIN)
    yield "</g>"


def _columns(made: Layout) -> Iterator[str]:
    for name, box in made.columns.items():
        yield _rect(box, f"column {name}")
        yield _text(box.x + SPACE, box.y + LINE, name, box.width, "name")


def _machine(blueprint: Blueprint, made: Layout, machine: Machine) -> Iterator[str]:
    box = made.machines[machine.name]
    yield f"<g>{_tooltip(words.told(machine.name, _with_parts(blueprint, machine.path, machine.parts)))}"
    yield _rect(box, "machine")
    yield _text(box.x + SPACE, box.y + LINE + 2, machine.name, box.width - 2 * SPACE, "name")
    yield _text(box.x + SPACE, box.y + 2 * LINE + 2, words.about_machine(machine), box.width - 2 * SPACE)
    yield "</g>"


def _workload(blueprint: Blueprint, made: Layout, workload: Workload) -> Iterator[str]:
    box = made.workloads[workload.name]
    yield f"<g>{_tooltip(words.told(workload.name, _with_parts(blueprint, workload.path, workload.parts)))}"
    yield _rect(box, "component")
    yield _text(box.x + SPACE, box.y + LINE + 2, workload.name, box.width - 2 * SPACE, "name")
    yield _text(box.x + SPACE, box.y + 2 * LINE + 2, words.about_workload(workload), box.width - 2 * SPACE)
    yield "</g>"


def _with_parts(blueprint: Blueprint, path: str, parts: tuple[tuple[str, str], ...]) -> Iterator[Fact]:
    """The facts of an element and of what it contains, at any depth."""
    document = path.rpartition("/")[0]
    yield from words.facts_of(blueprint, path)
    for name, _ in parts:
        yield from words.facts_of(blueprint, f"{document}/{name}")


def _wires(blueprint: Blueprint, made: Layout) -> Iterator[str]:
    for workload in blueprint.workloads:
        there = [wire for wire in workload.wires if workload.path and wire.to in made.workloads]
        for number, wire in enumerate(there):
            yield from _wire(workload, wire, made, number)


def _wire(workload: Workload, wire: Wire, made: Layout, number: int) -> Iterator[str]:
    start, end = _ends(made.workloads[workload.name], made.workloads[wire.to])
    yield f"<g>{_tooltip(f'{workload.name} connects to {wire.to}')}"
    yield f'<path class="wire" marker-end="url(#arrow)" d="{_curve(start, end)}"/>'
    is_right = start[0] > made.workloads[workload.name].x
    yield _label(start, words.about_wire(wire), number, is_right=is_right)
    yield "</g>"


def _label(start: tuple[int, int], text: str, number: int, *, is_right: bool) -> str:
    """What is written where a line begins: above it, the next one below it, and so on."""
    x = start[0] + (8 if is_right else -8)
    y = start[1] + (-5 - 14 * (number // 2) if number % 2 == 0 else 13 + 14 * (number // 2))
    anchor = "start" if is_right else "end"
    return f'<text class="label" text-anchor="{anchor}" x="{x}" y="{y}">{escape(text)}</text>'


def _ends(start: Box, end: Box) -> tuple[tuple[int, int], tuple[int, int]]:
    """Where a wire begins and ends: at the sides that face each other, both right where they are in line."""
    if start.x < end.x:
        return (start.x + start.width, start.middle), (end.x, end.middle)
    if start.x > end.x:
        return (start.x, start.middle), (end.x + end.width, end.middle)
    return (start.x + start.width, start.middle), (end.x + end.width, end.middle)


def _curve(start: tuple[int, int], end: tuple[int, int]) -> str:
    (x1, y1), (x2, y2) = start, end
    bend = _ASIDE if x1 == x2 else (x2 - x1) // 2
    second = x2 + _ASIDE if x1 == x2 else x2 - bend
    return f"M{x1} {y1} C{x1 + bend} {y1} {second} {y2} {x2} {y2}"


def _link(blueprint: Blueprint, made: Layout, link: Link) -> Iterator[str]:
    if link.first not in made.machines or link.second not in made.machines:
        return
    near, far = _by_links(blueprint, link)
    first, second = made.machines[near], made.machines[far]
    (x1, _), (x2, _) = _ends(first, second)
    start, end = (x1, first.y + LINE), (x2, second.y + LINE)
    yield f"<g>{_tooltip(words.told(f'{near} and {far}', _of_link(blueprint, link)))}"
    yield f'<path class="link" d="{_curve(start, end)}"/>'
    yield _label(start, words.about_link(link), 0, is_right=x1 > first.x)
    yield "</g>"


def _by_links(blueprint: Blueprint, link: Link) -> tuple[str, str]:
    """The ends of a link, the one with fewer links first: there is room for what is written."""
    count = Counter(end for each in blueprint.links for end in (each.first, each.second))
    ends = (link.first, link.second)
    return ends if count[ends[0]] <= count[ends[1]] else (ends[1], ends[0])


def _of_link(blueprint: Blueprint, link: Link) -> Iterator[Fact]:
    """The facts of an element that is between two machines."""
    for path in words.between(blueprint, link):
        yield from words.facts_of(blueprint, path)


def _rules(blueprint: Blueprint, made: Layout) -> Iterator[str]:
    top = made.height - LINE * len(blueprint.rules) - SPACE
    for number, rule in enumerate(blueprint.rules):
        yield f"<g>{_tooltip(words.told(rule.name, words.facts_of(blueprint, rule.path)))}"
        yield _text(MARGIN, top + number * LINE, words.about_rule(rule), made.width - 2 * MARGIN)
        yield "</g>"


def _tooltip(text: str) -> str:
    return f"<title>{escape(_printable(text))}</title>"


def _rect(box: Box, kind: str) -> str:
    place = f'x="{box.x}" y="{box.y}" width="{box.width}" height="{box.height}"'
    return f'<rect class="{kind}" rx="6" {place}/>'


def _text(x: int, y: int, text: str, width: int, kind: str = "") -> str:
    """A line of text, cut where it would be too long; the tooltip has the whole."""
    size = _SIGN * (1.5 if kind == "title" else 1.1 if kind else 1)
    most = max(4, int(width / size))
    shown = text if len(text) <= most else f"{text[: most - 1]}…"
    chosen = f' class="{kind}"' if kind else ""
    return f'<text{chosen} x="{x}" y="{y}">{escape(_printable(shown))}</text>'


def _printable(text: str) -> str:
    """Without the signs that XML does not take."""
    return "".join(sign if sign.isprintable() or sign == "\n" else " " for sign in text)
