"""Plans that are reviewed and carried out by a process of their own, with real components."""

import os
import signal
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Literal, cast

import pytest

from stratum.core.errors import InvalidInputError, PermanentError
from stratum.core.events import Event
from stratum.core.journal import Query
from stratum.core.operations import Order
from stratum.deployment.agent.pulse import read_pulse
from stratum.runtime.agent import PULSE
from stratum.runtime.operating.records import SOURCE
from stratum.runtime.operating.service import Operating
from stratum.runtime.settings import Settings
from stratum.runtime.wiring import Parts
from stratum.testing.small_flights import stratum
from stratum.testing.waiting import wait_until

APP = "hub"
SITE = """stratum: 1
kind: Infrastructure
name: site
hosts:
  fog-1: {type: FogServer, cpu: 4, memory: 4 GiB, cost: 0.1 /h}
  cloud-1: {type: CloudMachine, cpu: 8, memory: 16 GiB, cost: 0.5 /h}
links:
  far: {between: [fog-1, cloud-1], latency: 18 ms}
"""
MODEL = """stratum: 1
kind: Application
name: hub
infrastructure: site.yaml
components:
  broker: {type: NatsBroker, hostedOn: fog-1, topics: [rows], requires: {cpu: 0.5, memory: 256 MiB}}
"""
Told = Mapping[str, Any]


class Workplace:
    """A workspace with one broker, operated as the API does."""

    def __init__(self, root: Path) -> None:
        self.parts = Parts(Settings(root))
        self.parts.workspace.create({"app.yaml": MODEL, "site.yaml": SITE}, "first")
        self.operating = Operating(Parts(Settings(root)))

    def plan(self, to: Literal["model", "previous", "nothing"] = "model", at: str = "") -> Told:
        return self.operating.plan(APP, Order(to=to, at=at))

    def do(
        self, to: Literal["model", "previous", "nothing"] = "model", at: str = "", reason: str = ""
    ) -> Told:
        """Review and carry out; gives the operation when it is over."""
        review = str(self.plan(to, at)["review"])
        order = Order(to, at=at, review=review, confirm=APP, reason=reason)
        return self.end_of(str(self.operating.begin(APP, order, "ada")["operation"]))

    def end_of(self, identity: str) -> Told:
        wait_until(lambda: self.operation(identity)["over"], 60, f"the end of {identity}")
        return self.operation(identity)

    def operation(self, identity: str) -> Told:
        found = cast("list[Told]", self.operating.operations(APP, 20)["operations"])
        return next(one for one in found if one["id"] == identity)

    def write(self, before: str, after: str) -> None:
        path = self.parts.workspace.root / "app.yaml"
        path.write_text(path.read_text().replace(before, after))

    def running(self) -> dict[str, str]:
        return {spec.name: spec.host for spec in self.parts.deployments.desired(APP)}

    def close(self) -> None:
        if self.running():
            stratum(self.parts.workspace.root, "destroy", APP)
        if pulse := read_pulse(self.parts.state / PULSE):
            os.kill(pulse.pid, signal.SIGTERM)
            wait_until(lambda: read_pulse(self.parts.state / PULSE) is None, 30, "the end of the agent")


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workplace]:
    made = Workplace(tmp_path_factory.mktemp("operating") / "ws")
    yield made
    made.close()


@pytest.mark.slow
def test_what_was_reviewed_is_applied_once(place: Workplace) -> None:
    first = place.plan()
    (start,) = first["actions"]
    assert (start["verb"], start["component"]) == ("start", "broker")
    assert (start["before"], start["after"]) == ("", "fog-1")
    assert first["costs"]["after"] == {"hour": 0.1, "month": 73.0}
    done = place.do(reason="the fair begins")
    assert (done["stage"], done["by"], done["why"]) == ("done", "ada", "the fair begins")
    assert place.plan()["actions"] == []
    with pytest.raises(PermanentError, match="what runs of hub has changed since this plan was reviewed"):
        place.operating.begin(APP, Order(review=first["review"]), "ada")


@pytest.mark.slow
def test_a_move_is_told_with_its_price_and_taken_back(place: Workplace) -> None:
    place.parts.workspace.copy.commit("as it ran first")
    place.write("hostedOn: fog-1", "hostedOn: cloud-1")
    moved = place.plan()
    (replace,) = moved["actions"]
    assert (replace["verb"], replace["before"], replace["after"]) == ("replace", "fog-1", "cloud-1")
    changed = {one["field"]: (one["before"], one["after"]) for one in replace["differences"]}
    assert changed["host"] == ("fog-1", "cloud-1")
    assert (moved["costs"]["before"]["hour"], moved["costs"]["after"]["hour"]) == (0.1, 0.5)
    place.write("memory: 256 MiB", "memory: 512 MiB")
    with pytest.raises(PermanentError, match="the model of hub has changed"):
        place.operating.begin(APP, Order(review=moved["review"]), "ada")
    assert place.do()["stage"] == "done"
    assert place.running() == {"broker": "cloud-1"}
    assert place.do("previous")["stage"] == "done"
    assert place.running() == {"broker": "fog-1"}


@pytest.mark.slow
def test_an_earlier_commit_is_applied_and_everything_ended(place: Workplace) -> None:
    place.write("memory: 512 MiB", "memory: 1 GiB")
    at = place.do(at="HEAD")
    assert (at["stage"], at["at"], place.running()) == ("done", "HEAD", {"broker": "fog-1"})
    review = str(place.plan("nothing")["review"])
    with pytest.raises(InvalidInputError, match="the end of hub is not confirmed"):
        place.operating.begin(APP, Order("nothing", review=review, confirm="hup"), "ada")
    begun = {"reason": "asked for", "cycle": "c1", "kind": "retrain", "request": "r1", "champion": "1"}
    place.parts.journal.append(Event("c1", f"/lifecycle/{APP}", "cycle.begun", "scorer", 1.0, begun))
    document = place.parts.workspace.root / "app.yaml"
    text = document.read_text()
    document.unlink()  # what runs is ended also where no document tells of it any more
    assert place.do("nothing")["stage"] == "done"
    document.write_text(text)
    assert place.running() == {}
    (left,) = place.parts.journal.find(Query(source=f"/lifecycle/{APP}", limit=1))
    assert left.event.data["reason"] == "the application was destroyed"
    assert place.plan("nothing")["actions"] == []


@pytest.mark.slow
def test_what_cannot_be_carried_out_says_why(place: Workplace) -> None:
    place.write("hostedOn: cloud-1", "hostedOn: moon")
    refused = place.plan()
    assert "moon" in refused["refused"]["message"]
    assert refused["findings"]
    place.write("hostedOn: moon", "hostedOn: cloud-1")
    root = place.parts.workspace.root
    with pytest.raises(AssertionError, match="has changed since this plan was reviewed"):
        stratum(root, "apply", APP, "--review", "a.b")
    failed = cast("list[Told]", place.operating.operations(APP, 1)["operations"])[0]
    assert (failed["stage"], failed["over"]) == ("failed", True)


@pytest.mark.slow
def test_both_ways_are_one_and_told_in_the_journal(place: Workplace) -> None:
    root = place.parts.workspace.root
    said = stratum(root, "plan", APP)
    stamp = said.partition("--review ")[2].split()[0]
    assert "hosts in use cost 0 -> 0.5 an hour, 365 a month" in said
    assert stamp == place.plan()["review"]
    stratum(root, "apply", APP, "--review", stamp, "--because", "a test")
    newest = cast("list[Told]", place.operating.operations(APP, 1)["operations"])[0]
    assert (newest["stage"], newest["why"]) == ("done", "a test")
    assert newest["by"].endswith("(system)")
    told = place.parts.journal.find(Query(source=f"{SOURCE}{APP}", limit=4))
    assert [entry.event.type for entry in told] == [
        "operation.done", "operation.recorded", "operation.preparing", "operation.begun",
    ]  # fmt: skip
    lines = stratum(root, "logs", "broker", "--search", "listening")
    assert "4222" in lines
