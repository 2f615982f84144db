from collections.abc import Callable

import pytest

from stratum.core.findings import Finding
from stratum.language.constraints.cycles import find

Checker = Callable[..., list[Finding]]


@pytest.mark.parametrize(
    ("edges", "circles"),
    [
        ({}, []),
        ({"a": ["b"], "b": ["c"], "c": []}, []),
        ({"a": ["b", "c"], "b": ["d"], "c": ["d"], "d": []}, []),
        ({"a": ["a"]}, [["a"]]),
        ({"a": ["b"], "b": ["c"], "c": ["a"]}, [["a", "b", "c"]]),
        ({"x": ["a"], "a": ["b"], "b": ["a"]}, [["a", "b"]]),
        ({"a": ["b"], "b": ["a"], "c": ["d"], "d": ["c"]}, [["a", "b"], ["c", "d"]]),
        ({"a": ["b"], "b": ["a", "c"], "c": ["b"]}, [["a", "b"]]),
    ],
)
def test_find(edges: dict[str, list[str]], circles: list[list[str]]) -> None:
    assert list(find(edges, edges)) == circles


def test_a_long_chain_does_not_exhaust_the_stack() -> None:
    size = 50_000
    edges = {str(n): [str((n + 1) % size)] for n in range(size)}
    circles = list(find(edges, edges))
    assert len(circles) == 1
    assert len(circles[0]) == size


def test_the_path_and_a_way_out_are_told(blocks: Checker) -> None:
    findings = [f for f in blocks(("input: raw", "input: scaled")) if f.code == "cycle"]
    assert [f.message for f in findings] == ["a circle of input: known -> scaled -> known"]
    assert findings[0].fix == "remove scaled from input of known, or another of these steps"
    assert findings[0].position.line == 6


def test_long_paths_are_cut(checked: Checker) -> None:
    lines = "".join(
        f"  b{n}: {{type: SelectColumns, input: b{(n + 1) % 30}, columns: [x]}}\n" for n in range(30)
    )
    findings = checked(p=f"stratum: 1\nkind: Pipeline\nname: p\nblocks:\n{lines}")
    circle = next(f for f in findings if f.code == "cycle")
    assert circle.message.endswith("b11 -> … -> b0")
