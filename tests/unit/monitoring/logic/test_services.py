"""Figures of services from their gateways and replicas."""

import math
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from stratum.core.samples import Sample
from stratum.monitoring.logic.flows import changes
from stratum.monitoring.logic.frames import read_frame
from stratum.monitoring.logic.prometheus import parse_exposition
from stratum.monitoring.logic.services import Traffic, follow, service_samples
from stratum.monitoring.types import Flow, Service

RECORDED = Path(__file__).parents[1] / "recorded" / "traefik.txt"
SERVICE = Service(
    "scorer",
    ready=2,
    desired=3,
    cpu_limit=1.5,
    serving=frozenset({"scorer-1", "scorer-2"}),
    versions={"scorer-1": "3", "scorer-2": "4", "scorer-9": "5"},
    routes={"route-main": "3", "route-canary": "4", "route-shadow": "5"},
)


def flow(
    requests: float, errors: float = 0.0, part: str = "", seconds: float = 1.0, fast: float = 0.0
) -> Flow:
    amounts = {"requests_per_second": requests, "errors_per_second": errors, "rows_per_second": requests}
    return Flow(part, seconds, amounts, {0.1: fast, 1.0: requests, math.inf: requests})


def at_door(requests: float, errors: float, part: str = "") -> Flow:
    return Flow(part, 1.0, {"requests_per_second": requests, "errors_per_second": errors}, {0.5: requests})


def told(
    traffic: Traffic, now: float = 9.0, samples: Sequence[Sample] = ()
) -> Mapping[tuple[str, str], float]:
    found = service_samples(SERVICE, traffic, samples, now)
    assert {one.subject for one in found} == {"scorer"}
    return {(one.metric, one.labels.get("version", "")): one.value for one in found}


def test_replicas_are_summed_and_split_by_version_and_mirrors_are_not_in_the_sum() -> None:
    flows = {"scorer-1": [flow(10, part="3", fast=10)], "scorer-2": [flow(5, 1)], "scorer-9": [flow(7, 7)]}
    found = told(follow(Traffic(), SERVICE, flows, 9.0))
    assert found["requests_per_second", ""] == 15.0
    assert found["errors_per_second", ""] == 1.0
    assert found["rows_per_second", ""] == 15.0
    assert found["version_requests_per_second", "3"] == 10.0
    assert found["version_errors_per_second", "4"] == 1.0
    assert found["version_requests_per_second", "5"] == 7.0
    assert found["latency_p50_seconds", ""] == pytest.approx(0.075)
    assert found["version_latency_p95_seconds", "3"] == pytest.approx(0.095)
    assert found["version_latency_p95_seconds", "4"] > 0.9


def test_the_door_sees_errors_that_no_replica_saw() -> None:
    flows = {
        "scorer": [
            at_door(20, 4),
            at_door(16, 0, "route-main"),
            at_door(4, 4, "route-canary"),
            at_door(1, 1, "unknown"),
        ],
        "scorer-1": [flow(16, part="3", fast=16)],
    }
    found = told(follow(Traffic(), SERVICE, flows, 9.0))
    assert (found["requests_per_second", ""], found["errors_per_second", ""]) == (20.0, 4.0)
    assert (found["version_requests_per_second", "4"], found["version_errors_per_second", "4"]) == (4.0, 4.0)
    assert found["version_errors_per_second", "3"] == 0.0
    assert found["rows_per_second", ""] == 16.0
    assert found["latency_p50_seconds", ""] == pytest.approx(0.25)
    assert ("version_requests_per_second", "unknown") not in found


def test_what_a_real_gateway_told_becomes_the_figures_of_the_service() -> None:
    frame = read_frame(parse_exposition(RECORDED.read_text()), 12.0)
    flows = {"scorer": changes(read_frame((), 10.0), frame)}
    found = told(follow(Traffic(), SERVICE, flows, 12.0), 12.0)
    assert (found["requests_per_second", ""], found["errors_per_second", ""]) == (20.0, 2.0)
    assert found["version_errors_per_second", "4"] == found["version_requests_per_second", "4"] == 2.0
    assert found["version_requests_per_second", "3"] == 18.0
    assert 0 < found["latency_p95_seconds", ""] <= 0.005


def test_a_replica_that_goes_takes_nothing_away_and_one_that_comes_brings_no_heap() -> None:
    first = follow(Traffic(), SERVICE, {"scorer-1": [flow(10)], "scorer-2": [flow(10)]}, 1.0)
    second = follow(first, SERVICE, {"scorer-2": [flow(12)]}, 2.0)
    third = follow(second, SERVICE, {"scorer-1": [flow(30, seconds=3.0)], "scorer-2": [flow(10)]}, 3.0)
    rates = [one.flow.amounts["requests_per_second"] for one in third.whole]
    assert rates == [20.0, 12.0, 20.0]


def test_a_round_without_any_reading_is_a_gap() -> None:
    traffic = follow(Traffic(), SERVICE, {"scorer": [at_door(20, 0)]}, 1.0)
    found = told(follow(traffic, SERVICE, {}, 2.0), 2.0)
    assert set(found) == {
        (name, "") for name in ("service_replicas", "service_replicas_desired", "service_cpu_limit_cores")
    }


def test_what_replicas_use_is_summed_without_mirrors_and_others() -> None:
    subjects = ("scorer", "scorer-1", "scorer-2", "scorer-9")
    samples = [Sample("component_cpu_cores", name, 9.0, 0.5) for name in subjects]
    samples += [Sample("component_memory_bytes", name, 9.0, 100.0) for name in subjects]
    found = told(Traffic(), samples=samples)
    assert (found["service_cpu_cores", ""], found["service_memory_bytes", ""]) == (1.0, 200.0)
    assert found["service_cpu_limit_cores", ""] == 1.5


def test_a_service_that_sleeps_uses_nothing_and_has_no_limit() -> None:
    found = {one.metric: one.value for one in service_samples(Service("scorer"), Traffic(), (), 9.0)}
    assert found == {
        "service_replicas": 0.0,
        "service_replicas_desired": 0.0,
        "service_cpu_cores": 0.0,
        "service_memory_bytes": 0.0,
    }


def test_versions_that_are_gone_are_forgotten() -> None:
    traffic = follow(Traffic(), SERVICE, {"scorer-2": [flow(5)]}, 1.0)
    assert set(traffic.versions) == {"4"}
    assert follow(traffic, SERVICE, {}, 30.0) == Traffic()
