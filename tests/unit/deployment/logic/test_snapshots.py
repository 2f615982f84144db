"""A world as text and back."""

import pytest

from stratum.core.events import Event
from stratum.deployment.logic.fold import DESIRED, desired_data, fold, record_data, record_type, source_of
from stratum.deployment.logic.records import Handle, Record
from stratum.deployment.logic.snapshots import read_world, world_key, write_world
from stratum.deployment.types import Desired, Limits, Scrape, State
from stratum.testing.components import make_service, make_spec, make_task

SPECS = (
    make_spec("a", files={"x.json": "{}"}, limits=Limits(0.5, 2**20), scrape=Scrape("nats", "http://x/")),
    make_task("t", "a"),
)
STANDS = Record("a", State.READY, "why", "d", 1, ("t",), "t1", Handle("t1", 4, "b/1", "/d"), since=1.5, pid=9)


def test_a_world_comes_back_whole() -> None:
    events = [
        Event(
            "1",
            source_of("app"),
            DESIRED,
            "app",
            1.0,
            desired_data(Desired(SPECS, (make_service("s", minimum=0),)), "why"),
        ),
        Event("2", source_of("app"), record_type(STANDS), "a", 2.0, record_data(STANDS)),
    ]
    world = fold(events)
    assert world["app"].records == {"a": STANDS}
    assert read_world(write_world(world)) == world
    assert read_world(write_world({})) == {}


@pytest.mark.parametrize("text", ["", "[]", '{"app": {}}', '{"app": {"name": 1}}', "{"])
def test_what_is_no_world_is_none(text: str) -> None:
    assert read_world(text) is None


def test_the_key_stays_while_the_rules_stay() -> None:
    assert world_key() == world_key()
    assert len(world_key()) >= 32
