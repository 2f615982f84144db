"""What changes make of routes, and which are refused."""

import dataclasses

import pytest

from stratum.core.errors import InvalidInputError
from stratum.deployment.logic.routes import bound, change_routes, check_changes, renew
from stratum.deployment.types import Limits, Route, RouteChange
from stratum.testing.components import make_route, make_service

MAIN = make_route(replicas=2, limits=Limits(0.5, 100))
TWO = make_route("2")
SPEC = make_service("s", MAIN)


def test_only_what_is_given_changes() -> None:
    assert change_routes([MAIN], [RouteChange("main", replicas=4)]) == (
        dataclasses.replace(MAIN, replicas=4),
    )
    resized = change_routes([MAIN], [RouteChange("main", cpu=1.0)])
    assert resized == (dataclasses.replace(MAIN, limits=Limits(1.0, 100)),)


def test_a_new_route_takes_the_rest_from_main() -> None:
    canary = RouteChange("canary", version="2", artifact=TWO.artifact, replicas=1, weight=0.1)
    assert change_routes([MAIN], [canary]) == (
        MAIN,
        Route("canary", "2", TWO.artifact, "host-1", MAIN.address, 1, MAIN.limits, 0.1),
    )


def test_a_route_ends_and_one_that_is_not_there_does_no_harm() -> None:
    routes = change_routes([MAIN], [RouteChange("shadow", mirror=True)])
    assert [route.name for route in routes] == ["main", "shadow"]
    assert change_routes(routes, [RouteChange("shadow", drop=True), RouteChange("x", drop=True)]) == (MAIN,)


def test_the_address_of_a_host_is_known_from_other_routes() -> None:
    other = make_route(name="canary", host="host-2", address="127.0.0.7")
    moved = change_routes([MAIN, other], [RouteChange("main", host="host-2")])
    assert (moved[0].host, moved[0].address) == ("host-2", "127.0.0.7")


def test_main_stays_within_its_bounds_and_other_routes_are_free() -> None:
    many = [dataclasses.replace(MAIN, replicas=9), make_route(name="canary", replicas=0)]
    assert [route.replicas for route in bound(many, SPEC)] == [5, 0]
    assert bound([dataclasses.replace(MAIN, replicas=0)], SPEC)[0].replicas == 1


class TestApplyingAgain:
    def test_a_new_service_begins_as_the_model_says(self) -> None:
        assert renew(SPEC, None, ()) == (MAIN,)

    def test_an_unchanged_one_keeps_its_routes(self) -> None:
        routes = (dataclasses.replace(MAIN, replicas=4), make_route("2", "canary"))
        assert renew(dataclasses.replace(SPEC, base_port=1), SPEC, routes) == routes

    def test_another_version_takes_over_with_as_many_replicas_and_ends_the_others(self) -> None:
        new = make_service("s", make_route("3"))
        routes = (dataclasses.replace(MAIN, replicas=4), make_route("2", "canary"))
        assert renew(new, SPEC, routes) == (make_route("3", replicas=4),)

    def test_other_bounds_hold_at_once_and_the_other_routes_stay(self) -> None:
        new = make_service("s", MAIN, maximum=3)
        canary = make_route("2", "canary")
        routes = (dataclasses.replace(MAIN, replicas=4), canary)
        assert renew(new, SPEC, routes) == (dataclasses.replace(MAIN, replicas=3), canary)

    def test_what_was_promoted_stays_where_the_model_follows(self) -> None:
        routes = (make_route("2", replicas=3), make_route("3", "canary"))
        assert renew(make_service("s", TWO), SPEC, routes) == (make_route("2", replicas=3), routes[1])


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (RouteChange("main", drop=True), "cannot end"),
        (RouteChange("main", replicas=6), "6 replicas"),
        (RouteChange("main", replicas=0), "0 replicas"),
        (RouteChange("canary", replicas=6), "6 replicas"),
        (RouteChange("main", replicas=-1), "replicas is -1"),
        (RouteChange("main", version="2"), "belong together"),
        (RouteChange("main", artifact=TWO.artifact), "belong together"),
        (RouteChange("main", host="mars"), "no address of host mars"),
        (RouteChange("main", cpu=2.5), "cpu is 2.5"),
        (RouteChange("main", memory=2**31), "memory is"),
        (RouteChange("main", weight=-1.0), "weight is -1"),
        (RouteChange("main", weight=float("nan")), "weight is nan"),
        (RouteChange("main", weight=0.0), "no route of s would answer"),
        (RouteChange("main", mirror=True), "no route of s would answer"),
        (RouteChange("Main"), "cannot name a route"),
        (RouteChange("../x"), "cannot name a route"),
    ],
)
def test_what_cannot_be_meant_is_refused(change: RouteChange, message: str) -> None:
    with pytest.raises(InvalidInputError, match=message):
        check_changes(SPEC, [MAIN], [change])


def test_too_many_replicas_are_refused_with_what_to_write() -> None:
    with pytest.raises(InvalidInputError) as caught:
        check_changes(make_service("s", maximum=1), [MAIN], [RouteChange("main", replicas=2)])
    assert caught.value.message == "route main of s would have 2 replicas; the model bounds it to 1"
    assert "write in s of the model scaling: {policy: none, maximum: 2}" in caught.value.hint


def test_what_can_be_meant_passes() -> None:
    check_changes(SPEC, [MAIN], [RouteChange("main", replicas=5, cpu=2.0, memory=2**30)])
    check_changes(SPEC, [MAIN], [RouteChange("canary", weight=1.0), RouteChange("main", weight=0.0)])
    check_changes(make_service("s", minimum=0), [MAIN], [RouteChange("main", replicas=0)])
