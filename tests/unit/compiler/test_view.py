import json
from collections.abc import Mapping
from typing import Any

import pytest

from stratum.compiler.view import application_view, finding_view
from stratum.core.findings import Finding, Position, Severity
from stratum.language.metamodel import Metamodel
from stratum.language.tree import Document
from stratum.testing import flights_view

FOUND = Finding("some-code", Severity.WARNING, "a/b", "what", Position("x.yaml", 3, 5), "2", "1", "do this")


@pytest.fixture
def view(
    application: Document, infrastructure: Document, metamodel: Metamodel, hosts: Mapping[str, str]
) -> dict[str, Any]:
    seen = application_view(application, infrastructure, metamodel, hosts, {"fog-1": "127.9.0.5"}, [FOUND])
    told: dict[str, Any] = json.loads(json.dumps(seen, allow_nan=False))
    return told


def by_name(things: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    return {thing["name"]: thing for thing in things}


def test_hosts_show_what_they_offer_and_where_they_listen(view: dict[str, Any]) -> None:
    hosts = by_name(view["hosts"])
    assert hosts["fog-1"]["address"] == "127.9.0.5"
    assert (hosts["fog-1"]["type"], hosts["fog-1"]["tier"]) == ("FogServer", "fog")
    assert hosts["cloud-1"]["address"] == ""


def test_components_show_where_they_stand_and_who_chose_it(view: dict[str, Any]) -> None:
    components = by_name(view["components"])
    assert (components["scorer"]["host"], components["scorer"]["placed"]) == ("fog-1", True)
    assert (components["broker"]["host"], components["broker"]["placed"]) == ("fog-1", False)
    assert components["scorer"]["qos"] == {"p95Latency": 0.1, "errorRate": 0.01}
    assert components["scorer"]["requires"]["tier"] == ["fog", "cloud"]
    assert "requires" not in components["scorer"]["attributes"]


def test_every_component_has_its_role(view: dict[str, Any]) -> None:
    roles = [c["role"] for c in view["components"]]
    assert roles == [
        "broker",
        *["publisher"] * 3,
        "model",
        "processor",
        "database",
        "writer",
        "page",
    ]


def test_connections_show_delay_bound_and_topics(view: dict[str, Any]) -> None:
    connections = {(c["source"], c["target"]): c for c in view["connections"]}
    assert connections["processor", "scorer"]["maxLatency"] == 0.005
    assert connections["writer", "broker"]["latency"] == pytest.approx(0.018)
    assert connections["writer", "broker"]["topics"] == ["predictions", "arrivals"]
    assert connections["writer", "archive"]["topics"] == []
    assert connections["board", "archive"]["maxLatency"] is None


def test_what_has_no_host_has_no_delay(
    application: Document, infrastructure: Document, metamodel: Metamodel
) -> None:
    view = application_view(application, infrastructure, metamodel, {}, {}, [])
    told = json.loads(json.dumps(view))
    assert {c["host"] for c in told["components"]} == {None}
    assert not any(c["placed"] for c in told["components"])
    assert {c["latency"] for c in told["connections"]} == {None}


def test_findings_are_told_with_their_place(view: dict[str, Any]) -> None:
    assert view["findings"] == [finding_view(FOUND)]
    assert finding_view(FOUND)["position"] == "x.yaml:3:5"
    assert finding_view(FOUND)["severity"] == "warning"


def test_the_shape_is_the_one_that_the_page_is_built_on(view: dict[str, Any]) -> None:
    fake: dict[str, Any] = json.loads(json.dumps(flights_view.model()))
    assert {*view, "digests"} == set(fake)
    for part in ("hosts", "links", "components", "connections", "findings"):
        assert set(view[part][0]) == set(fake[part][0])
