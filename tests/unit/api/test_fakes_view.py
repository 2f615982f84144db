"""The fake promises what the port promises."""

from pathlib import Path

import msgspec
import pytest

from stratum.core.errors import NotFoundError
from stratum.runtime.views import PlatformView
from stratum.testing.flights_view import APPLICATION, flights_platform


@pytest.fixture
def flights(tmp_path: Path) -> PlatformView:
    return flights_platform(lambda: 1_000_000.0, tmp_path)


def test_every_answer_can_be_said_in_json(flights: PlatformView) -> None:
    run = flights.runs()["runs"]
    answers = [
        flights.workspace(),
        flights.application(APPLICATION),
        flights.status(APPLICATION),
        flights.models(),
    ]
    answers += [flights.series(APPLICATION, ["queue_pending"], 60), flights.events(APPLICATION, 5)]
    answers.append(flights.story(APPLICATION, 60))
    assert run
    assert all(msgspec.json.decode(msgspec.json.encode(one)) == one for one in answers)


def test_unknown_names_are_not_found(flights: PlatformView) -> None:
    with pytest.raises(NotFoundError):
        flights.story("nope", 60)
    for ask in (flights.application, flights.status, flights.run):
        with pytest.raises(NotFoundError) as caught:
            ask("nope")
        assert caught.value.hint


def test_the_example_has_nine_components_on_five_hosts(flights: PlatformView) -> None:
    model = msgspec.json.decode(msgspec.json.encode(flights.application(APPLICATION)))
    assert (len(model["components"]), len(model["hosts"])) == (9, 5)
    names = {one["name"] for one in model["components"]}
    assert all({one["source"], one["target"]} <= names for one in model["connections"])
