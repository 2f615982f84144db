from collections.abc import Callable

import pytest

from stratum.core.findings import Finding
from stratum.language.constraints.network import shortest

Checker = Callable[..., list[Finding]]


SITE = "broker: {type: NatsBroker, hostedOn: cloud-1, topics: [rows, answers]}\n"
SCORER = "scorer: {type: ModelService, %s model: risk}\n"
PROCESSOR = (
    "processor: {type: StreamProcessor, %s consumes: rows, produces: answers,"
    " connectsTo: [broker, {to: scorer, maxLatency: %s}]}\n"
)


def network(findings: list[Finding]) -> list[tuple[str, str, str]]:
    return [(f.code, f.required, f.available) for f in findings if f.code.startswith("network")]


@pytest.mark.parametrize(("bound", "late"), [("25 ms", False), ("24 ms", True), ("1 s", False)])
def test_the_latency_of_the_whole_path_counts(app: Checker, bound: str, late: bool) -> None:
    findings = app(SITE + SCORER % "hostedOn: edge-1," + PROCESSOR % ("hostedOn: cloud-1,", bound))
    assert network(findings) == ([("network-latency", f"at most {bound}", "25 ms")] if late else [])


def test_the_path_is_told_from_the_component_to_its_target(app: Checker) -> None:
    findings = app(SITE + SCORER % "hostedOn: edge-1," + PROCESSOR % ("hostedOn: cloud-1,", "5 ms"))
    late = next(f for f in findings if f.code == "network-latency")
    assert late.message == "processor wants scorer within 5 ms; cloud-1 -> fog-1 -> edge-1 takes 25 ms"
    assert late.fix == "host processor and scorer nearer to each other, or allow 25 ms"


def test_on_one_host_there_is_no_way_to_go(app: Checker) -> None:
    both = "hostedOn: cloud-1,"
    assert network(app(SITE + SCORER % both + PROCESSOR % (both, "0.001 ms"))) == []


def test_placed_components_are_measured_too(app: Checker) -> None:
    components = SITE + SCORER % "" + PROCESSOR % ("", "5 ms")
    assert network(app(components)) == []
    assert network(app(components, {"app": {"scorer": "fog-1", "processor": "fog-1"}})) == []
    findings = app(components, {"app": {"scorer": "edge-1", "processor": "cloud-1"}})
    assert network(findings) == [("network-latency", "at most 5 ms", "25 ms")]


def test_hosts_without_a_path_are_told_even_without_a_bound(app: Checker, site: str) -> None:
    cut = site.replace("  second: {between: [fog-1, cloud-1], latency: 20 ms}\n", "")
    components = SITE + SCORER % "hostedOn: cloud-1," + PROCESSOR % ("hostedOn: edge-1,", "1 s")
    findings = app(components, site=cut)
    assert [code for code, _, _ in network(findings)] == ["network-none", "network-none"]
    told = next(f for f in findings if f.code == "network-none")
    assert told.fix == "add a link between cloud-1 and edge-1, or host both in one place"


def test_the_faster_of_two_ways_counts(app: Checker, site: str) -> None:
    direct = (
        site
        + "  direct: {between: [edge-1, cloud-1], latency: 9 ms}\n"
        + "  slow: {between: [edge-1, cloud-1], latency: 1 s}\n"
    )
    components = SITE + SCORER % "hostedOn: edge-1," + PROCESSOR % ("hostedOn: cloud-1,", "5 ms")
    assert network(app(components, site=direct)) == [("network-latency", "at most 5 ms", "9 ms")]


def test_shortest_paths_of_a_graph() -> None:
    graph = {
        "a": {"b": 1.0, "c": 5.0},
        "b": {"a": 1.0, "c": 1.0},
        "c": {"a": 5.0, "b": 1.0, "d": 1.0},
        "d": {"c": 1.0},
        "z": {},
    }
    found = shortest(graph, "a", ["c", "d", "z", "a"])
    assert found == {"a": (0.0, ("a",)), "c": (2.0, ("a", "b", "c")), "d": (3.0, ("a", "b", "c", "d"))}
    assert shortest(graph, "a", []) == {}
