"""What a gateway is told, and when a replica may end."""

import dataclasses
import json
from typing import Any

import pytest

from stratum.deployment.logic.gateway import describe_settings, ready_targets, shares, write_routes
from stratum.deployment.logic.leaving import DRAIN, PATIENCE, asks_to_follow, still_needed
from stratum.deployment.logic.records import Application, Record, Service
from stratum.deployment.logic.replicas import arrange
from stratum.deployment.logic.services import components_of, expand
from stratum.deployment.types import Limits, Route, State
from stratum.testing.components import make_route, make_service, make_spec

NOW = 1000.0


def service(*routes: Route, before: tuple[Route, ...] = (), asleep: bool = False) -> Service:
    """A service whose routes were ``before`` until now, with all of those running."""
    spec = make_service("s", minimum=0 if asleep else 1)
    old = arrange(Service(spec, before), {})
    running = {r.spec.name: Record(r.spec.name, State.READY, digest=r.digest) for r in old}
    made = Service(spec, routes, old)
    return dataclasses.replace(made, replicas=arrange(made, running))


def records(found: Service, *ready: int, unready: tuple[int, ...] = ()) -> dict[str, Record]:
    states = dict.fromkeys(ready, State.READY) | dict.fromkeys(unready, State.UNREADY)
    return {
        r.spec.name: Record(r.spec.name, states.get(r.slot, State.STARTING), digest=r.digest, service="s")
        for r in found.replicas
    }


def told(found: Service, *ready: int, unready: tuple[int, ...] = ()) -> dict[str, tuple[float, list[int]]]:
    """Weight and slots of each share; a weight below 0 for copies."""
    return {
        share.name: (
            -1.0 if share.mirror else round(share.weight, 3),
            [next(iter(spec.ports.values())) - 20000 for spec in share.specs],
        )
        for share in shares(found, records(found, *ready, unready=unready))
    }


def test_only_ready_replicas_answer() -> None:
    found = service(make_route(replicas=3))
    assert told(found, 1, 3) == {"route-main": (1.0, [1, 3])}
    assert told(found, 1, 3, unready=(2,)) == {"route-main": (1.0, [1, 3])}


def test_routes_share_by_weight_and_one_without_a_ready_replica_gets_nothing() -> None:
    found = service(make_route(weight=0.9), make_route("2", "canary", weight=0.1))
    assert told(found, 1, 2) == {"route-main": (0.9, [1]), "route-canary": (0.1, [2])}
    assert told(found, 1) == {"route-main": (0.9, [1])}


def test_a_shadow_gets_copies_and_never_answers() -> None:
    found = service(make_route(), make_route("2", "shadow", mirror=True))
    assert told(found, 1, 2) == {"route-main": (1.0, [1]), "route-shadow": (-1.0, [2])}
    assert told(found, 2) == {"route-shadow": (-1.0, [2])}


def test_those_that_leave_stand_in_for_those_that_are_not_ready_yet() -> None:
    found = service(make_route("2", replicas=2), before=(make_route(replicas=2),))
    assert told(found, 1, 2) == {"route-main-before": (1.0, [1, 2])}
    assert told(found, 1, 2, 3) == {"route-main": (0.5, [3]), "route-main-before": (0.5, [1, 2])}
    assert told(found, 1, 2, 3, 4) == {"route-main": (1.0, [3, 4])}


def test_a_canary_that_is_dropped_is_out_at_once_unless_nothing_else_is_ready() -> None:
    found = service(make_route(replicas=2), before=(make_route(replicas=2), make_route("2", "canary")))
    assert told(found, 1, 3) == {"route-main": (1.0, [1])}
    assert told(found, 3) == {"any": (1.0, [3])}


def test_a_shadow_that_is_dropped_answers_not_even_then() -> None:
    before = (make_route(), make_route("2", "shadow", mirror=True))
    assert told(service(make_route(), before=before), 2) == {}


def test_what_sleeps_is_held_by_the_activator_at_once() -> None:
    asleep = service(make_route(replicas=0), before=(make_route(),), asleep=True)
    assert told(asleep, 1) == {"activator": (1.0, [0])}
    assert ready_targets(asleep, records(asleep, 1)) == ()
    waking = service(make_route(), asleep=True)
    assert told(waking) == {"activator": (1.0, [0])}
    assert told(waking, 1) == {"route-main": (1.0, [1])}
    assert ready_targets(waking, records(waking, 1)) == ("http://127.0.0.9:20001",)


def test_what_still_runs_is_tried_before_there_is_nothing() -> None:
    found = service(make_route(replicas=2))
    assert told(found, unready=(1, 2)) == {"any": (1.0, [1, 2])}
    assert told(found) == {}


def test_traefik_reads_shares_as_services() -> None:
    found = service(
        make_route(weight=3.0), make_route("2", "canary", weight=1.0), make_route("3", "b", mirror=True)
    )
    http: dict[str, Any] = json.loads(write_routes(shares(found, records(found, 1, 2, 3))))["http"]
    assert http["services"]["answer"]["weighted"]["services"] == [
        {"name": "route-main", "weight": 7500},
        {"name": "route-canary", "weight": 2500},
    ]
    assert http["services"]["mirrored"]["mirroring"] == {
        "service": "answer",
        "mirrors": [{"name": "route-b", "percent": 100}],
    }
    assert http["services"]["route-canary"]["loadBalancer"]["servers"] == [{"url": "http://127.0.0.9:20002"}]
    (again,) = http["middlewares"].values()
    assert again["retry"]["status"] == ["502"], "what died over a request is no reason to fail it"
    assert http["routers"]["all"]["service"] == "mirrored"
    assert http["routers"]["followed"]["entryPoints"] == ["status"]


def test_without_anybody_the_gateway_has_nobody_to_send_to() -> None:
    http = json.loads(write_routes(()))["http"]
    assert http["services"]["answer"]["loadBalancer"]["servers"] == []


def test_what_is_told_is_said_for_people() -> None:
    found = service(make_route(replicas=2), make_route("2", "canary"), asleep=True)

    def said(*ready: int) -> list[str]:
        return [describe_settings(spec) for spec in components_of(found, records(found, *ready))]

    assert said(1, 2, 3)[:2] == [
        "sends requests to 2 of route-main, 1 of route-canary",
        "knows of 3 ready replicas",
    ]
    assert said()[0] == "sends requests to 1 of activator"
    assert describe_settings(make_spec("a", limits=Limits(0.5, 2**20))) == (
        "may now take 0.5 cores and 1 MiB, without a new start"
    )
    assert describe_settings(make_spec("a")) == "may now take all there is, without a new start"
    alone = next(components_of(Service(make_service("s"), ()), {}))
    assert describe_settings(alone) == "has nobody to send requests to"


class TestLeaving:
    def application(self, *ready: int, **gateway: Any) -> Application:
        found = service(make_route(), before=(make_route(replicas=2),))
        app = expand(Application("app", services=(found,), records=records(found, *ready)))
        record = Record("s", State.READY, digest=app.digests["s"], settings=app.settings["s"], adjusted=NOW)
        changed = dataclasses.replace(record, service="s", **gateway)
        return dataclasses.replace(app, records={**app.records, "s": changed})

    @pytest.mark.parametrize(
        ("after", "needed"), [(0.0, True), (DRAIN - 0.1, True), (DRAIN, False), (-1.0, False)]
    )
    def test_a_replica_stays_a_while_after_the_gateway_follows(self, after: float, needed: bool) -> None:
        app = self.application(1, 2, adjusted=NOW - 5)
        assert still_needed(app, app.records["s-2"], NOW, NOW + after) is needed

    @pytest.mark.parametrize(("after", "needed"), [(PATIENCE - 0.1, True), (PATIENCE, False), (-1.0, False)])
    def test_a_gateway_that_says_nothing_is_not_waited_for_without_end(
        self, after: float, needed: bool
    ) -> None:
        app = self.application(1, 2)
        assert still_needed(app, app.records["s-2"], None, NOW + after) is needed

    def test_a_replica_stays_until_the_gateway_knows(self) -> None:
        app = self.application(1, 2, settings="old", adjusted=NOW - 100)
        assert still_needed(app, app.records["s-2"], NOW - 90, NOW)

    def test_a_replica_stays_while_it_is_the_only_one_that_is_ready(self) -> None:
        app = self.application(2, adjusted=NOW - 100)
        assert still_needed(app, app.records["s-2"], NOW - 90, NOW)

    def test_a_replica_that_only_starts_is_waited_for_like_one_that_answers(self) -> None:
        app = self.application(1)
        assert still_needed(app, app.records["s-2"], None, NOW)
        assert not still_needed(app, app.records["s-2"], NOW, NOW + DRAIN)

    def test_without_a_gateway_nothing_is_waited_for(self) -> None:
        app = self.application(1, 2, state=State.BACKING_OFF)
        assert not still_needed(app, app.records["s-2"], None, NOW)

    def test_when_all_ends_the_gateway_ends_first(self) -> None:
        app = self.application(1, 2, adjusted=NOW - 100)
        gone = expand(dataclasses.replace(app, services=(), components=()))
        assert still_needed(gone, gone.records["s-1"], None, NOW)
        assert not still_needed(gone, gone.records["s"], None, NOW)

    def test_a_gateway_is_asked_for_the_routes_of_now_while_somebody_leaves(self) -> None:
        app = self.application(1, 2)
        probe = asks_to_follow(app, app.records["s"])
        assert probe is not None
        assert (probe.address, probe.port) == ("127.0.0.9", 8081)
        gateway = next(spec for spec in app.desired if spec.name == "s")
        assert f"Path(`{probe.path}`)" in gateway.live["routes.yaml"]
        other = next(components_of(service(make_route(weight=0.5)), {})).live["routes.yaml"]
        assert probe.path not in other

    @pytest.mark.parametrize(
        "gateway", [{"settings": "old"}, {"state": State.BACKING_OFF}, {"digest": "another"}]
    )
    def test_a_gateway_that_does_not_know_them_is_not_asked(self, gateway: dict[str, Any]) -> None:
        app = self.application(1, 2, **gateway)
        assert asks_to_follow(app, app.records["s"]) is None

    def test_nothing_is_asked_where_nobody_leaves_and_of_nobody_else(self) -> None:
        app = self.application(1, 2)
        assert asks_to_follow(app, app.records["s-1"]) is None
        stays = {name: one for name, one in app.records.items() if name != "s-2"}
        assert asks_to_follow(dataclasses.replace(app, records=stays), app.records["s"]) is None
