"""Whoever is killed while 10,000 events pass: each prediction and outcome is stored exactly once."""

from collections.abc import Callable
from typing import Any

import pytest

EVENTS = 10_000
OUTCOMES = 9_000
RATE = 5_000.0


@pytest.mark.slow
@pytest.mark.parametrize("victim", ["broker", "processor", "model", "writer", "replay"])
def test_everything_is_stored_once_when_one_is_killed(
    plant: Any, wait_until: Callable[..., None], victim: str
) -> None:
    plant.start_services()
    plant.start("replay", rate=RATE)
    wait_until(lambda: plant.count("predictions") > 1_000, "events pass")

    plant.kill(victim)
    stored = plant.count("predictions")
    if victim == "broker":
        plant.start_broker()
    else:
        plant.start(victim)

    assert stored < EVENTS - 1_000
    wait_until(lambda: plant.count("predictions") == EVENTS, "predictions stored")
    wait_until(lambda: plant.count("outcomes") == OUTCOMES, "outcomes stored")
    wait_until(lambda: "stratum_queue_pending 0" in plant.get("writer", "/metrics")[1], "nothing waits")
    assert plant.query("SELECT count(DISTINCT id) FROM predictions") == [(EVENTS,)]
    assert plant.query("SELECT sum(outcome) FROM outcomes") == [(2_000,)]
    wrong = "SELECT count(*) FROM predictions WHERE label != (substr(id, 8) % 1200 > 600)"
    assert plant.query(wrong) == [(0,)]
    assert plant.count("predictions") == EVENTS
