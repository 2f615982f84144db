"""Which replicas there should be, and in which slots."""

import dataclasses
from collections.abc import Mapping

from stratum.deployment.logic.records import Record, Replica, Service
from stratum.deployment.logic.replicas import LAST_SLOT, arrange, is_reserved
from stratum.deployment.types import Artifact, Limits, Probe, Route, Scrape, State
from stratum.testing.components import make_route, make_service, make_spec

SPEC = make_service("s")


def service(*routes: Route, replicas: tuple[Replica, ...] = ()) -> Service:
    return Service(SPEC, routes, replicas)


def live(*slots: int, state: State = State.READY) -> Mapping[str, Record]:
    return {f"s-{slot}": Record(f"s-{slot}", state) for slot in slots}


def shown(replicas: tuple[Replica, ...]) -> list[tuple[int, str, bool]]:
    return [(r.slot, r.route, r.leaving) for r in replicas]


def test_each_replica_has_a_slot_of_its_own_from_one() -> None:
    found = arrange(service(make_route(replicas=2), make_route("2", "canary")), {})
    assert shown(found) == [(1, "main", False), (2, "main", False), (3, "canary", False)]


def test_a_replica_is_filled_with_its_place() -> None:
    template = dataclasses.replace(
        SPEC.replica,
        scrape=Scrape("prometheus", "http://{address}:{port}/metrics"),
        files={"x": "{artifact}"},
    )
    spec = dataclasses.replace(SPEC, replica=template)
    route = make_route("7", host="h", address="127.0.0.3", limits=Limits(1.0))
    (replica,) = arrange(Service(spec, (route,)), {})
    made = replica.spec
    assert made.command == ("serve", "127.0.0.3", "20001", "7", "digest-7")
    assert (made.name, made.host, made.address, made.ports) == ("s-1", "h", "127.0.0.3", {"port": 20001})
    assert made.readiness == Probe("http", "127.0.0.3", 20001, "/v2/health/ready")
    assert made.scrape == Scrape("prometheus", "http://127.0.0.3:20001/metrics")
    assert made.files == {"x": "digest-7"}
    assert (made.service, made.version, made.limits) == ("s", "7", Limits(1.0))
    assert made.artifacts == (Artifact("digest-7", "/bundles/7"),)
    assert replica.digest == made.digest()


def test_fewer_replicas_leave_from_the_end_and_come_back_where_they_were() -> None:
    before = arrange(service(make_route(replicas=3)), {})
    fewer = arrange(service(make_route(), replicas=before), live(1, 2, 3))
    assert shown(fewer) == [(1, "main", False), (2, "main", True), (3, "main", True)]
    again = arrange(service(make_route(replicas=3), replicas=fewer), live(1, 2, 3))
    assert again == before


def test_what_leaves_and_has_ended_is_forgotten() -> None:
    before = arrange(service(make_route(replicas=3)), {})
    assert shown(arrange(service(make_route(), replicas=before), live(1, 3))) == [
        (1, "main", False),
        (3, "main", True),
    ]


def test_a_slot_is_not_given_away_while_a_process_has_it() -> None:
    before = arrange(service(make_route()), {})
    after = arrange(service(make_route("2"), replicas=before), live(1, 2, state=State.STOPPING))
    assert shown(after) == [(1, "main", True), (3, "main", False)]


def test_other_limits_are_the_same_replica_and_another_host_is_not() -> None:
    before = arrange(service(make_route()), {})
    resized = arrange(service(make_route(limits=Limits(2.0)), replicas=before), live(1))
    assert [(r.slot, r.digest, r.spec.limits) for r in resized] == [(1, before[0].digest, Limits(2.0))]
    moved = arrange(service(make_route(host="host-2"), replicas=before), live(1))
    assert shown(moved) == [(1, "main", True), (2, "main", False)]


def test_a_canary_that_is_promoted_goes_on_as_main() -> None:
    before = arrange(service(make_route(replicas=1), make_route("2", "canary")), {})
    after = arrange(service(make_route("2"), replicas=before), live(1, 2))
    assert shown(after) == [(1, "main", True), (2, "main", False)]


def test_a_replica_waits_for_a_slot_where_all_are_taken() -> None:
    taken = live(*range(1, LAST_SLOT))
    found = arrange(service(make_route(replicas=2)), taken)
    assert shown(found) == [(LAST_SLOT, "main", False)]


def test_names_of_replicas_are_reserved() -> None:
    assert is_reserved("s-12", {"s"})
    assert not is_reserved("s-x", {"s"})
    assert not is_reserved("t-1", {"s"})
    assert not is_reserved(make_spec("s").name, {"s"})
