"""From events to where every application stands."""

import json
from collections.abc import Mapping

from stratum.core.events import Event
from stratum.deployment.logic.fold import (
    DESIRED,
    DESTROYED,
    desired_data,
    digest_of,
    fold,
    fold_from,
    record_data,
    record_type,
    source_of,
)
from stratum.deployment.logic.records import Handle, Record
from stratum.deployment.types import Limits, Probe, Scrape, State
from stratum.testing.components import make_desired, make_spec, make_task

A, T = make_spec("a"), make_task("t", "a")
FULL = make_spec(
    "full",
    "a",
    files={"nats.conf": "x: 1\n"},
    ports={"http": 80},
    readiness=Probe("http", "127.0.0.1", 80, "/ready", 12.5),
    after_ready=("/bin/true", "{dir}"),
    limits=Limits(0.5, 2**20),
    scrape=Scrape("nats", "http://x/"),
)


def event(kind: str, data: Mapping[str, object], source: str = source_of("app")) -> Event:
    through_json: dict[str, object] = json.loads(json.dumps(data))
    return Event("id", source, kind, "x", 1.0, through_json)


def desire(*specs: object) -> Event:
    return event(DESIRED, desired_data(make_desired(*(s for s in specs if isinstance(s, type(A)))), "why"))


def stands(record: Record) -> Event:
    return event(record_type(record), record_data(record))


def test_nothing_happened_nothing_is_there() -> None:
    assert fold([]) == {}


def test_a_desired_state_comes_back_whole_and_sorted() -> None:
    app = fold([desire(T, FULL, A)])["app"]
    assert app.desired == (A, FULL, T)
    assert app.digests == {spec.name: spec.digest() for spec in (A, FULL, T)}
    assert (app.revision, app.digest, app.previous) == (1, digest_of(make_desired(A, T, FULL)), ())


def test_the_digest_of_a_desired_state_does_not_depend_on_order_but_on_content() -> None:
    assert digest_of(make_desired(A, T)) == digest_of(make_desired(T, A))
    several = [(), (A,), (A, T), (make_spec("a", "t"), T), (make_spec("a", limits=Limits(1.0)),)]
    docker = make_desired(A, engine="docker")
    assert len({*(digest_of(make_desired(*specs)) for specs in several), digest_of(docker)}) == 6


def test_the_next_desired_state_remembers_the_one_before() -> None:
    app = fold([desire(A), desire(T)])["app"]
    assert (app.desired, app.previous, app.revision) == ((T,), (A,), 2)
    gone = fold_from({"app": app}, [event(DESTROYED, {"reason": "r"})])["app"]
    assert (gone.desired, gone.previous, gone.revision, gone.digest) == ((), (T,), 3, "")


def test_a_record_comes_back_whole_and_the_latest_counts() -> None:
    first = Record("a", State.STARTING, "r", token="t1")
    handle, hook = Handle("t1", 4, "b/1", "/d"), Handle("t2", 5, "b/2", "/d", "hook")
    last = Record(
        "a", State.UNREADY, "why", "d", 3, ("x", "y"), "t1", handle, "t2", hook, 9, 1.5, 2.5, 3, 4, 5.5,
        State.BACKING_OFF, forced=True, engine="docker", service="s", settings="e", adjusted=6.5,
    )  # fmt: skip
    app = fold([desire(A), stands(first), stands(last)])["app"]
    assert app.records == {"a": last}
    assert stands(last).type == "component.unready"


def test_what_is_neither_wanted_nor_running_is_forgotten() -> None:
    events = [desire(A, T), stands(Record("a", State.READY)), stands(Record("t", State.DONE))]
    destroyed = fold([*events, event(DESTROYED, {})])
    assert set(destroyed["app"].records) == {"a"}
    stopped = fold_from(destroyed, [stands(Record("a", State.STOPPED))])
    assert stopped["app"].records == {}


def test_a_stopped_component_that_is_wanted_is_remembered() -> None:
    assert set(fold([desire(A), stands(Record("a", State.STOPPED))])["app"].records) == {"a"}


def test_strange_events_change_nothing() -> None:
    world = fold([desire(A)])
    assert fold_from(world, [event("deployment.unknown", {}), event(DESIRED, {}, "/registry")]) == world


def test_applications_do_not_touch_each_other() -> None:
    other = event(DESIRED, desired_data(make_desired(T), "why"), source_of("other"))
    world = fold([desire(A), other])
    assert (world["app"].desired, world["other"].desired) == ((A,), (T,))
    assert world["other"].name == "other"
