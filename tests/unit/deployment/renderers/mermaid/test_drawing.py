"""Drawings: nothing of a model becomes syntax, and places follow from the model alone."""

import itertools
import xml.etree.ElementTree as ET
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from stratum.core.findings import Position
from stratum.core.topology import Link
from stratum.deployment.blueprint import Blueprint, Fact, Rule, Wire
from stratum.deployment.renderers.mermaid.flowchart import flowchart, quoted
from stratum.deployment.renderers.mermaid.layout import layout
from stratum.deployment.renderers.mermaid.picture import picture
from stratum.testing.blueprints import make_blueprint, make_machine, make_workload

NASTY = '<script>alert(1)</script> & "quotes" ]]> --> | %% \x07'


def drawn(**changes: Any) -> Blueprint:
    a = make_workload("a", "one", path="shop/a", wires=(Wire("b", "http", 0.005),))
    b = make_workload("b", "two", path="shop/b")
    c = make_workload("c", "", path="shop/c", wires=(Wire("a"),))
    machines = (make_machine("one", tier="edge"), make_machine("two", tier="cloud"))
    return make_blueprint(a, b, c, machines=machines, links=(Link("one", "two", 0.02, 1e8),), **changes)


def texts(svg: str) -> list[str]:
    return [element.text or "" for element in ET.fromstring(svg).iter()]


def test_a_flowchart_has_tiers_machines_components_wires_and_links() -> None:
    assert flowchart(drawn()).splitlines()[1:] == [
        "flowchart LR",
        '  subgraph t_edge["edge"]',
        '    subgraph m_one["one<br/>FogServer · 4 cores · 8 GiB · 64 GiB disk · ubuntu 24.04 · x86_64"]',
        '      w_a["a<br/>Program · 0.5 cores · 256 MiB"]',
        "    end",
        "  end",
        '  subgraph t_cloud["cloud"]',
        '    subgraph m_two["two<br/>FogServer · 4 cores · 8 GiB · 64 GiB disk · ubuntu 24.04 · x86_64"]',
        '      w_b["b<br/>Program · 0.5 cores · 256 MiB"]',
        "    end",
        "  end",
        '  subgraph t_services["services"]',
        '    w_c["c<br/>Program · 0.5 cores · 256 MiB"]',
        "  end",
        '  w_a -->|"http · ≤ 5 ms"| w_b',
        "  w_c --> w_a",
        '  m_one -. "20 ms · 100 Mbit/s" .- m_two',
    ]


@given(st.text())
def test_no_text_leaves_its_quotes(text: str) -> None:
    said = quoted(text)
    assert not set(said) & set('"<>&\n\r[]{}|%`')


def test_nothing_of_a_model_becomes_a_part_of_the_picture() -> None:
    fact = Fact("shop/a.description", "shop/a", NASTY, False, Position("a", 1, 1))
    rule = Rule("r", NASTY, ("a",), {"x": NASTY}, "shop/r")
    svg = picture(drawn(facts={fact.path: fact}, rules=(rule,)))
    tags = {element.tag.rpartition("}")[2] for element in ET.fromstring(svg).iter()}
    assert tags == {"svg", "style", "defs", "marker", "path", "rect", "g", "title", "text"}
    assert any("<script>alert(1)</script>" in text for text in texts(svg))


def test_tooltips_tell_every_fact_of_an_element() -> None:
    facts = [Fact(f"shop/a.f{n}", "shop/a", f"value {n}", True, Position("a", n, 1)) for n in range(30)]
    svg = picture(drawn(facts={fact.path: fact for fact in facts}))
    (told,) = (text for text in texts(svg) if text.startswith("a\n"))
    assert told.splitlines()[1:] == [f"f{n}: value {n}" for n in range(30)]


def test_components_stand_in_their_machines_and_no_two_boxes_overlap() -> None:
    made = layout(drawn())
    one, a = made.machines["one"], made.workloads["a"]
    assert one.x < a.x
    assert one.y < a.y
    assert a.x + a.width < one.x + one.width
    assert a.y + a.height <= one.y + one.height
    assert list(made.columns) == ["edge", "cloud", "services"]
    boxes = sorted(made.columns.values(), key=lambda box: box.x)
    assert all(left.x + left.width < right.x for left, right in itertools.pairwise(boxes))
    assert made.width >= max(box.x + box.width for box in boxes)


def test_machines_stand_near_those_that_they_are_linked_with() -> None:
    edges = tuple(make_machine(f"e{n}", tier="edge") for n in range(3))
    clouds = tuple(make_machine(f"c{n}", tier="cloud") for n in range(3))
    links = tuple(Link(f"e{n}", f"c{2 - n}", 0.01) for n in range(3))
    made = layout(make_blueprint(machines=(*edges, *clouds), links=links))
    heights = [(made.machines[f"e{n}"].y, made.machines[f"c{2 - n}"].y) for n in range(3)]
    assert all(first == second for first, second in heights)


def test_an_empty_application_is_a_picture_too() -> None:
    made = make_blueprint()
    assert ET.fromstring(picture(made)).tag.endswith("svg")
    assert flowchart(made).splitlines()[1:] == ["flowchart LR"]
