from collections.abc import Callable

import pytest

from stratum.core.findings import Finding

Checker = Callable[..., list[Finding]]

BROKER = "broker: {type: NatsBroker, hostedOn: cloud-1, topics: [rows, answers]}\n"
SCORER = "scorer: {type: ModelService, model: risk%s}\n"
PROCESSOR = "%s: {type: StreamProcessor%s, consumes: rows, produces: answers, connectsTo: [broker, scorer]}\n"


def impossible(findings: list[Finding]) -> list[Finding]:
    return [f for f in findings if f.code == "qos-impossible"]


@pytest.mark.parametrize(("promise", "fails"), [("49 ms", True), ("50 ms", False), ("1 s", False)])
def test_a_request_and_its_answer_have_to_travel(app: Checker, promise: str, fails: bool) -> None:
    scorer = SCORER % f", hostedOn: edge-1, qos: {{p95Latency: {promise}, errorRate: 1 %}}"
    found = impossible(app(BROKER + scorer + PROCESSOR % ("reader", ", hostedOn: cloud-1")))
    told = [(f.element, f.required, f.available) for f in found]
    assert told == ([("app/scorer", f"at most {promise}", "50 ms")] if fails else [])


def test_it_is_told_at_the_promise_for_each_caller_with_the_way(app: Checker) -> None:
    scorer = SCORER % ", hostedOn: edge-1, qos: {p95Latency: 1 ms}"
    callers = PROCESSOR % ("near", ", hostedOn: fog-1") + PROCESSOR % ("here", ", hostedOn: edge-1")
    far = PROCESSOR % ("far", ", hostedOn: cloud-1")
    found = impossible(app(BROKER + scorer + callers + far))
    assert {f.position.line for f in found} == {7}
    assert [f.message for f in found] == [
        "scorer promises 95 of 100 answers within 1 ms; cloud-1 -> fog-1 -> edge-1 and back takes far 50 ms",
        "scorer promises 95 of 100 answers within 1 ms; fog-1 -> edge-1 and back takes near 10 ms",
    ]


def test_without_a_promise_or_a_way_nothing_is_said(app: Checker, site: str) -> None:
    processor = PROCESSOR % ("reader", ", hostedOn: cloud-1")
    assert impossible(app(BROKER + SCORER % ", hostedOn: edge-1" + processor)) == []
    promising = SCORER % ", hostedOn: edge-1, qos: {p95Latency: 1 ms}"
    cut = site.replace("  second: {between: [fog-1, cloud-1], latency: 20 ms}\n", "")
    assert impossible(app(BROKER + promising + processor, site=cut)) == []
    assert impossible(app(BROKER + SCORER % ", qos: {errorRate: 1 %}" + processor)) == []


def test_placed_components_are_measured_too(app: Checker) -> None:
    components = BROKER + SCORER % ", qos: {p95Latency: 9 ms}" + PROCESSOR % ("reader", "")
    assert impossible(app(components)) == []
    assert impossible(app(components, {"app": {"scorer": "fog-1", "reader": "fog-1"}})) == []
    assert len(impossible(app(components, {"app": {"scorer": "edge-1", "reader": "fog-1"}}))) == 1
