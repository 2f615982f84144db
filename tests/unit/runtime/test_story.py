"""The story of a run: events, readings and versions in, one answer out."""

import dataclasses
import math
from collections.abc import Mapping
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stratum.core.events import Event
from stratum.monitoring.types import Series
from stratum.runtime.story.cycles import cycle_view, cycles
from stratum.runtime.story.parts import moment_in
from stratum.runtime.story.points import MOST, DataClock, bounded, broken, mean, newest, worst
from stratum.runtime.story.readings import Readings
from stratum.runtime.story.reigns import Reign, reigns
from stratum.runtime.story.tell import decision_view, story
from stratum.runtime.story.types import Account, Promise
from stratum.testing.flights_story import Recorded

START = 1_000_000.0
YEAR = Recorded(START)


def event(kind: str, time: float, group: str = "lifecycle", subject: str = "scorer", **data: object) -> Event:
    return Event(f"{kind}@{time}", f"/{group}/app", kind, subject, time, {"reason": f"why {kind}", **data})


def told(second: float, *, seconds: float = 600.0, running: bool = True) -> dict[str, Any]:
    """The recorded year as JSON has it after so many seconds."""
    answer: dict[str, Any] = msgspec.json.decode(msgspec.json.encode(YEAR(START + second, seconds, running)))
    return answer


def service(second: float, *, running: bool = True) -> dict[str, Any]:
    """Its one service."""
    (found,) = told(second, running=running)["services"]
    return dict(found)


class TestPoints:
    def test_few_stay_as_they_are(self) -> None:
        assert bounded([(1.004, 0.1234567), (2.0, 5.0)], mean) == [[1.0, 0.12346], [2.0, 5.0]]

    def test_no_number_no_point(self) -> None:
        assert bounded([(1.0, math.nan), (2.0, math.inf), (3.0, 1.0)], mean) == [[3.0, 1.0]]

    def test_what_stands_for_many_depends_on_what_is_read(self) -> None:
        points = [(0.0, 1.0), (1.0, 6.0), (2.0, 2.0), (3.0, 7.0)]
        assert bounded(points, worst, 2) == [[2.0, 6.0], [3.0, 7.0]]
        assert bounded(points, newest, 2) == [[2.0, 2.0], [3.0, 7.0]]
        assert bounded(points, mean, 2) == [[2.0, 3.0], [3.0, 7.0]]

    @given(st.lists(st.floats(0, 1e9), unique=True, min_size=1, max_size=50), st.integers(2, 20))
    def test_never_more_than_asked_for_and_the_worst_is_kept(self, times: list[float], most: int) -> None:
        points = [(time, float(index)) for index, time in enumerate(sorted(times))]
        found = bounded(points, worst, most)
        assert len(found) <= most
        assert max(value for _, value in found) == max(value for _, value in points)
        assert [time for time, _ in found] == sorted(time for time, _ in found)

    def test_points_stay_where_they_are_as_more_come(self) -> None:
        points = [(1e6 + second, float(second)) for second in range(1000)]
        early, late = bounded(points[:990], mean), bounded(points, mean)
        assert early[:-1] == late[: len(early) - 1]

    def test_what_is_above_a_bound_is_counted(self) -> None:
        points = [(1.0, 0.1), (2.0, 0.2), (3.0, math.nan), (4.0, 0.3)]
        assert broken(points, 0.15) == (3, 2)
        assert broken(points, None) == (3, 0)
        assert broken((), 0.1) == (0, 0)


class TestDataClock:
    def test_tells_the_moment_of_the_newest_row(self) -> None:
        clock = DataClock([(10.0, 100.0), (20.0, 200.0)])
        assert [clock.at(time) for time in (9.0, 10.0, 15.0, 99.0)] == [None, 100.0, 100.0, 200.0]
        assert clock.now() == 200.0
        assert DataClock(()).now() is None

    def test_of_several_readings_at_one_moment_the_last_counts(self) -> None:
        clock = DataClock([(10.0, 100.0), (20.0, 200.0)])
        assert clock.over([(5.0, 9.0), (10.0, 1.0), (11.0, 2.0), (20.0, 3.0)]) == [(100.0, 2.0), (200.0, 3.0)]

    def test_a_replay_that_begins_again_forgets_the_one_before(self) -> None:
        clock = DataClock([(10.0, 100.0), (20.0, 200.0), (30.0, 100.0)])
        assert clock.over([(15.0, 1.0), (35.0, 2.0)]) == [(100.0, 2.0)]


class TestReadings:
    def test_those_of_versions_are_not_those_of_the_service(self) -> None:
        series = [
            Series("requests_per_second", "scorer", ((1.0, 5.0),), {"version": "3"}),
            Series("requests_per_second", "scorer", ((1.0, 7.0),)),
            Series("requests_per_second", "other", ((1.0, 9.0),)),
        ]
        found = Readings(series, "scorer")
        assert found.plain("requests_per_second") == ((1.0, 7.0),)
        assert found.last_by("requests_per_second", "version") == {"3": 5.0}
        assert found.last("absent") is None

    def test_peaks_are_told_where_readings_were_summed_up(self) -> None:
        coarse = Series("latency_p95_seconds", "scorer", ((0.0, 0.05), (10.0, 0.04)), peaks=(0.3, 0.05))
        found = Readings([coarse], "scorer")
        assert found.highest("latency_p95_seconds") == [(0.0, 0.3), (10.0, 0.05)]
        assert found.plain("latency_p95_seconds")[0] == (0.0, 0.05)


class TestReigns:
    def desired(self, time: float, version: str) -> Event:
        services = [{"name": "scorer", "routes": [{"name": "main", "version": version}]}]
        return event("deployment.desired", time, "deployment", "app", services=services)

    def routed(self, time: float, *changes: Mapping[str, object]) -> Event:
        return event("deployment.routes", time, "deployment", changes=list(changes))

    def test_a_promotion_begins_one_and_a_canary_none(self) -> None:
        canary = self.routed(2.0, {"name": "canary", "version": "4", "weight": 0.1})
        promoted = self.routed(3.0, {"name": "main", "version": "4"}, {"name": "canary", "drop": True})
        found = reigns([self.desired(1.0, "3"), canary, promoted], "scorer")
        assert found == (Reign(1.0, "3"), Reign(3.0, "4"))

    def test_applying_again_changes_nothing_unless_the_model_says_something_new(self) -> None:
        promoted = self.routed(2.0, {"name": "main", "version": "4"})
        events = [self.desired(1.0, "3"), promoted, self.desired(3.0, "3"), self.desired(4.0, "5")]
        assert reigns(events, "scorer") == (Reign(1.0, "3"), Reign(2.0, "4"), Reign(4.0, "5"))

    def test_a_promotion_is_enough_where_its_change_of_routes_is_not_known(self) -> None:
        events = [self.desired(1.0, "3"), event("cycle.promoted", 2.0, challenger="4")]
        assert reigns(events, "scorer")[-1] == Reign(2.0, "4")

    def test_after_a_destruction_the_model_counts_anew(self) -> None:
        promoted = self.routed(2.0, {"name": "main", "version": "4"})
        gone = event("deployment.destroyed", 3.0, "deployment", "app")
        events = [self.desired(1.0, "3"), promoted, gone, self.desired(4.0, "3")]
        assert reigns(events, "scorer")[-1] == Reign(4.0, "3")

    def test_where_nothing_is_told_it_is_the_one_that_answers(self) -> None:
        assert reigns([], "scorer", "7") == (Reign(0.0, "7"),)
        assert reigns([self.desired(1.0, "3")], "other") == ()

    @pytest.mark.parametrize("changes", [None, "main", 3, [None], ["x"], [{"name": "main"}]])
    def test_nonsense_begins_none(self, changes: object) -> None:
        assert reigns([event("deployment.routes", 1.0, "deployment", changes=changes)], "scorer") == ()


class TestCycles:
    def stages(self, *events: Event) -> list[str]:
        return [cycle.stage for cycle in cycles(tuple(reversed(events)), "scorer")]

    def test_one_begins_with_staleness_and_ends_with_its_outcome(self) -> None:
        first = [event("model.stale", 1), event("cycle.begun", 2), event("cycle.promoted", 3, challenger="4")]
        assert self.stages(*first, event("model.stale", 4)) == ["promoted", "stale"]

    def test_one_may_be_asked_for_without_staleness(self) -> None:
        assert self.stages(event("lifecycle.retrain-requested", 1), event("cycle.begun", 2)) == ["begun"]

    def test_a_challenger_is_judged_in_every_stage(self) -> None:
        begun = [event("cycle.begun", 1), event("challenger.judged", 2, at="judging")]
        assert self.stages(*begun) == ["judged"]
        assert self.stages(*begun, event("cycle.shadow", 3), event("challenger.judged", 4, at="shadow")) == [
            "shadow"
        ]

    def test_waiting_is_no_stage(self) -> None:
        found = cycles((event("cycle.held", 3), event("cycle.canary", 2), event("cycle.begun", 1)), "scorer")
        assert found[0].stage == "canary"
        steps = cycle_view(found[0], DataClock(()))["steps"]
        assert isinstance(steps, list)
        assert steps[-1]["stage"] == "held"

    def test_what_is_said_again_and_again_is_one_step(self) -> None:
        events = [event("cycle.begun", 1), *(event("cycle.held", 2 + n, saw={"n": n}) for n in range(90))]
        found = cycles(tuple(reversed(events)), "scorer")
        assert [each.data.get("saw") for each in found[0].events] == [None, {"n": 89}]

    def test_events_of_others_are_none_of_its(self) -> None:
        others = (event("model.stale", 1, subject="other"), event("model.stale", 1, "deployment"))
        assert cycles(others, "scorer") == ()

    def test_the_moment_of_the_event_goes_before_that_of_the_readings(self) -> None:
        clock = DataClock([(0.0, 500.0)])
        found = cycles((event("cycle.begun", 2, moment=700.0), event("model.stale", 1)), "scorer")
        steps = cycle_view(found[0], clock)["steps"]
        assert isinstance(steps, list)
        assert [step["dataTime"] for step in steps] == [500.0, 700.0]

    def test_the_challenger_is_known_from_its_training_on(self) -> None:
        stale, begun = event("model.stale", 1, version="3"), event("cycle.begun", 2, champion="3")
        ended = event("training.ended", 3, challenger="4")
        one, two = cycles((begun, stale), "scorer"), cycles((ended, begun, stale), "scorer")
        assert cycle_view(one[0], DataClock(()))["challenger"] == ""
        assert cycle_view(two[0], DataClock(()))["challenger"] == "4"


def test_moments_are_read_with_and_without_a_zone() -> None:
    texts = ("1970-01-02", "1970-01-02T00:00:00+00:00", "soon", None)
    assert [moment_in(text) for text in texts] == [86_400.0, 86_400.0, None, None]


class TestStory:
    def test_the_year_ends_with_a_rejected_cycle_after_a_promoted_one(self) -> None:
        found = service(300)
        assert found["cycle"]["stage"] == "rejected"
        assert [cycle["stage"] for cycle in found["earlier"]] == ["promoted"]
        assert [one["version"] for one in found["versions"] if one["stage"] == "champion"] == ["4"]

    @pytest.mark.parametrize(
        ("second", "stage", "routes"),
        [
            (50, None, ["main"]),
            (132, "training", ["main"]),
            (142, "shadow", ["main", "shadow"]),
            (152, "canary", ["main", "canary"]),
            (170, "promoted", ["main"]),
        ],
    )
    def test_each_stage_has_its_routes(self, second: float, stage: str | None, routes: list[str]) -> None:
        found = service(second)
        assert (found["cycle"] or {}).get("stage") == stage
        assert [route["name"] for route in found["routes"]] == routes

    def test_what_answered_follows_the_promotion_and_the_baseline_does_not(self) -> None:
        accuracy = service(300)["accuracy"]
        live, baseline = dict(map(tuple, accuracy["live"])), dict(map(tuple, accuracy["baseline"]))
        promoted = next(mark["time"] for mark in accuracy["marks"] if mark["stage"] == "promoted")
        assert all(abs(live[time] - baseline[time]) < 1e-4 for time in live if time < promoted)
        gains = [live[time] - baseline[time] for time in live if promoted < time < promoted + 30 * 86_400]
        assert min(gains) > 0.02

    def test_ready_replicas_are_fewer_than_wanted_while_they_start(self) -> None:
        (main,) = service(62)["routes"]
        assert (main["ready"], main["replicas"]) == (1, 3)

    def test_a_replica_that_leaves_is_not_counted(self) -> None:
        account = YEAR.account(START + 10, 600, running=True)
        state = account.services[0]
        leaving = dataclasses.replace(state.replicas[0], leaving=True)
        changed = dataclasses.replace(
            account, services=(dataclasses.replace(state, replicas=(*state.replicas, leaving)),)
        )
        (found,) = list_of(story(changed)["services"])
        assert found["routes"][0]["ready"] == 1

    def test_the_objective_is_held_in_readings(self) -> None:
        found = service(300)
        assert found["held"]["readings"] == 301
        assert 0 < found["held"]["violated"] < 20

    def test_after_the_end_it_is_history(self) -> None:
        answer = told(300, running=False)
        assert answer["running"] is False
        assert answer["services"][0]["running"] is False
        assert answer["services"][0]["routes"]
        assert answer["decisions"]

    def test_a_service_that_never_ran_has_gaps_and_no_zeros(self) -> None:
        (found,) = list_of(story(Account(START, False, {"s": Promise("s", "m")}))["services"])
        assert set(map(tuple, found["series"].values())) == {()}
        assert found["accuracy"] == {"live": [], "baseline": [], "byVersion": {}, "marks": []}
        assert found["dataTime"] is found["age"] is found["cycle"] is None
        assert found["routes"] == found["versions"] == found["drift"] == []

    def test_an_application_without_models_has_no_services(self) -> None:
        answer = story(Account(START, True, {}))
        assert answer["services"] == answer["decisions"] == []
        assert answer["dataTime"] is None

    def test_nothing_is_longer_than_promised(self) -> None:
        points = tuple((START + second, 1.0) for second in range(5000))
        series = tuple(Series(metric, "s", points) for metric in ("requests_per_second", "service_replicas"))
        many = tuple(event("resources.scaled", float(n), "resources", "s") for n in range(5000, 0, -1))
        answer = story(Account(START, True, {"s": Promise("s", "m")}, events=many, series=series))
        (found,) = list_of(answer["services"])
        assert {len(one) for one in found["series"].values()} <= {0, *range(MOST - 9, MOST + 1)}
        assert len(list_of(answer["decisions"])) <= 100

    def test_a_busy_manager_does_not_hide_the_others(self) -> None:
        many = tuple(event("resources.scaled", float(n), "resources") for n in range(5000, 1, -1))
        answer = story(Account(START, True, {}, events=(*many, event("model.stale", 1.0))))
        assert list_of(answer["decisions"])[-1]["type"] == "model.stale"

    def test_a_statistic_without_threshold_is_not_told(self) -> None:
        labels = {"detector": "ks", "column": "temp"}
        lone = Series("drift_statistic", "s", ((1.0, 0.3),), labels)
        both = Series("drift_threshold", "s", ((1.0, 0.1),), labels)
        without = Account(START, True, {"s": Promise("s", "m")}, series=(lone,))
        (found,) = list_of(story(without)["services"])
        assert found["drift"] == []
        (found,) = list_of(story(dataclasses.replace(without, series=(lone, both)))["services"])
        assert found["drift"][0]["drifted"] is True
        assert found["drift"][0]["share"] == pytest.approx(3.0)
        assert found["drift"][0]["kind"] == "input"

    def test_an_accuracy_on_few_outcomes_is_not_told(self) -> None:
        labels = {"version": "3"}
        right = Series("model_accuracy_ratio", "s", ((1.0, 1.0), (2.0, 0.9), (3.0, 0.8)), labels)
        moments = Series("data_time_seconds", "s", ((1.0, 10.0), (2.0, 20.0), (3.0, 30.0)))
        counted = Series("model_outcomes", "s", ((1.0, 2.0), (3.0, 100.0)), labels)
        whole = Account(START, True, {"s": Promise("s", "m")}, series=(right, moments, counted))
        (found,) = list_of(story(whole)["services"])
        assert found["accuracy"]["byVersion"] == {"3": [[30.0, 0.8]]}
        (found,) = list_of(story(dataclasses.replace(whole, series=(right, moments)))["services"])
        assert len(found["accuracy"]["byVersion"]["3"]) == 3

    def test_the_first_version_was_trained_as_long_ago_as_it_is_old(self) -> None:
        live = next(one for one in service(100)["versions"] if one["version"] == "3")
        later = next(one for one in service(300)["versions"] if one["version"] == "4")
        assert live["trainedUntil"] == pytest.approx(1_356_998_400 - 2 * 86_400)
        assert (later["parent"], later["trainedUntil"]) == ("3", 1_370_217_600)
        before = next(one for one in service(300)["versions"] if one["version"] == "3")
        assert before["trainedUntil"] == pytest.approx(1_356_998_400 - 2 * 86_400)


def list_of(value: object) -> list[dict[str, Any]]:
    """A list in an answer, as JSON has it."""
    found: list[dict[str, Any]] = msgspec.json.decode(msgspec.json.encode(value))
    return found


def test_a_decision_tells_reason_numbers_and_cause_and_no_more() -> None:
    whole = event("deployment.desired", 1.0, "deployment", saw={"n": 1}, cause="e7", components=["much"])
    assert decision_view(whole) == {
        "id": "deployment.desired@1.0",
        "time": 1.0,
        "source": "/deployment/app",
        "type": "deployment.desired",
        "subject": "scorer",
        "reason": "why deployment.desired",
        "saw": {"n": 1},
        "cause": "e7",
    }
    assert decision_view(event("x", 1.0))["saw"] == {}
