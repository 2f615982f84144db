"""The rules of a workspace in force: one test for each kind of what may happen."""

from collections.abc import Iterator
from pathlib import Path

import pygit2
import pytest

from stratum.core.events import Event
from stratum.core.journal import Query
from stratum.core.samples import Sample
from stratum.language.library import library
from stratum.runtime.reacting import RuleKeeper
from stratum.store.service import Workspace
from stratum.testing.fakes import InlineWorkers, ManualClock, MemoryJournal, MemoryPowers

HEAD = "stratum: 1\nkind: Rules\nname: mine\nrules:\n"
EMIT = "do: {action: emit, with: {type: alarm.raised"


class Scene:
    """A keeper over a real workspace, whose time is moved by hand.

    Attributes:
        readings: The newest samples.
    """

    def __init__(self, folder: Path, workers: InlineWorkers) -> None:
        self.clock = ManualClock(1_000_000_000.0)
        self.workspace = Workspace(folder, self.clock)
        self.journal = MemoryJournal()
        self.readings: list[Sample] = []
        self._workers = workers
        self.keeper = self.reborn()

    def reborn(self) -> RuleKeeper:
        """The keeper of another process."""
        powers = MemoryPowers(self.journal)
        self.keeper = RuleKeeper(self.workspace, library(), self.journal, self._latest, powers, self._workers)
        return self.keeper

    def write(self, rules: str, name: str = "rules.yaml", head: str = HEAD) -> None:
        (self.workspace.root / name).write_text(head + rules)

    def run(self, seconds: float = 5.0) -> None:
        for _ in range(int(seconds * 2)):
            self.clock.advance(0.5)
            self.keeper.step(self.clock.now())

    def committed(self, message: str) -> str:
        made = self.workspace.copy.commit(message)
        assert made is not None
        return made.id

    def tell(self, kind: str, subject: str = "scorer", source: str = "/user", **data: object) -> None:
        number = len(self.journal.read())
        self.journal.append(Event(f"e-{number}", source, kind, subject, self.clock.now(), data))

    def told(self, kind: str) -> list[Event]:
        return [entry.event for entry in reversed(self.journal.find(Query(type=kind)))]

    def _latest(self, since: float) -> list[Sample]:
        return [sample for sample in self.readings if sample.time >= since]


@pytest.fixture
def scene(tmp_path: Path) -> Iterator[Scene]:
    with InlineWorkers() as workers:
        folder = tmp_path / "ws"
        made = Scene(folder, workers)
        made.workspace.create({"notes.yaml": "mine: 1\n"}, "first")
        yield made


def test_a_stale_model_is_trained_anew_without_being_asked(scene: Scene) -> None:
    scene.run()
    scene.tell("model.stale", source="/lifecycle/flights", reason="worse")
    scene.run()
    (asked,) = scene.told("lifecycle.retrain-requested")
    assert asked.subject == "scorer"
    assert asked.data["by"] == "rule built-in/retrain-stale"
    assert asked.data["cause"] == scene.told("rule.fired")[0].id
    assert scene.told("rule.fired")[0].data["cause"] == scene.told("model.stale")[0].id


def test_a_built_in_rule_can_be_switched_off(scene: Scene) -> None:
    scene.write("", head="stratum: 1\nkind: Rules\nname: mine\noff: retrain-stale\n")
    scene.run()
    scene.tell("model.stale")
    scene.run()
    assert scene.told("rule.*") == []


def test_a_commit_is_told_and_rules_may_wait_for_it(scene: Scene) -> None:
    scene.write(f"  check: {{on: {{type: workspace.committed}}, {EMIT}}}}}}}\n")
    scene.run()
    assert scene.told("workspace.committed") == []
    first = scene.workspace.revision().commit
    second = scene.committed("A rule")
    scene.run()
    (told,) = scene.told("workspace.committed")
    assert (told.source, told.data["commit"], told.data["previous"]) == ("/workspace", second, first)
    assert told.data["reason"] == f"commit {second[:10]} of {told.data['author']}: A rule"
    assert len(scene.told("alarm.raised")) == 1


def test_a_commit_while_nobody_looked_is_told_at_the_next_look(scene: Scene) -> None:
    scene.run()
    (scene.workspace.root / "more.yaml").write_text("mine: 2\n")
    commit = scene.committed("More")
    scene.reborn()
    scene.run()
    scene.reborn()
    scene.run()
    assert [event.data["commit"] for event in scene.told("workspace.committed")] == [commit]


def test_the_first_commit_of_all_is_told(tmp_path: Path) -> None:
    with InlineWorkers() as workers:
        scene = Scene(tmp_path, workers)
        pygit2.init_repository(str(tmp_path), initial_head="main")
        scene.run()
        (tmp_path / "notes.yaml").write_text("mine: 1\n")
        scene.committed("First")
        scene.run()
        assert [(e.data["title"], e.data["previous"]) for e in scene.told("workspace.committed")] == [
            ("First", "")
        ]


def test_history_that_goes_back_and_forth_is_told_each_time(scene: Scene) -> None:
    scene.run()
    first = scene.workspace.revision().commit
    (scene.workspace.root / "more.yaml").write_text("mine: 2\n")
    second = scene.committed("More")
    scene.run()
    repository = pygit2.Repository(str(scene.workspace.root))
    for commit in (first, second):
        repository.reset(commit, pygit2.enums.ResetMode.HARD)
        scene.run()
    assert [e.data["commit"] for e in scene.told("workspace.committed")] == [second, first, second]


def test_a_metric_that_crosses_its_limit(scene: Scene) -> None:
    watch = "{metric: host_cpu_ratio, subject: machine, above: 0.9, for: 30 s}"
    scene.write(
        f"  hot: {{watch: {watch}, {EMIT}, data: {{value: {{cel: event.data.saw.host_cpu_ratio}}}}}}}}}}\n"
    )
    for value in (0.5, 0.95):
        for _ in range(29):
            scene.readings = [Sample("host_cpu_ratio", "machine", scene.clock.now(), value)]
            scene.run(1.0)
        assert scene.told("metric.crossed") == []
    for _ in range(5):
        scene.readings = [Sample("host_cpu_ratio", "machine", scene.clock.now(), 0.97)]
        scene.run(1.0)
    (crossed,) = scene.told("metric.crossed")
    assert crossed.data["reason"] == "host_cpu_ratio of machine is 0.97, above 0.9 for 30 s"
    assert [event.data["value"] for event in scene.told("alarm.raised")] == [0.97]


def test_messages_that_arrive_are_a_metric_like_any_other(scene: Scene) -> None:
    watch = "{metric: rows_per_second, subject: machine, above: 0}"
    scene.write(f"  first-rows: {{watch: {watch}, {EMIT}}}}}}}\n")
    scene.readings = [Sample("rows_per_second", "machine", scene.clock.now() + 1, 0.0)]
    scene.run(3.0)
    assert scene.told("alarm.raised") == []
    scene.readings = [Sample("rows_per_second", "machine", scene.clock.now(), 120.0)]
    scene.run(3.0)
    assert [event.subject for event in scene.told("alarm.raised")] == ["machine"]


def test_a_schedule(scene: Scene) -> None:
    scene.write(f"  often: {{every: 10 min, {EMIT}, subject: scorer}}}}}}\n")
    scene.run(1300.0)
    assert [event.subject for event in scene.told("alarm.raised")] == ["scorer", "scorer"]
    assert [event.data["saw"] for event in scene.told("schedule.due")] == [
        {"moment": "2001-09-09 01:50:00"},
        {"moment": "2001-09-09 02:00:00"},
    ]


def test_rules_change_with_their_documents(scene: Scene) -> None:
    scene.write(f"  one: {{on: {{type: a.b}}, {EMIT}, data: {{n: 1}}}}}}}}\n")
    scene.run()
    scene.tell("a.b")
    scene.run()
    scene.write(f"  one: {{on: {{type: a.b}}, {EMIT}, data: {{n: 2}}}}}}}}\n")
    scene.run()
    scene.tell("a.b")
    scene.run()
    (scene.workspace.root / "rules.yaml").unlink()
    scene.run()
    scene.tell("a.b")
    scene.run()
    assert [event.data["n"] for event in scene.told("alarm.raised")] == [1, 2]


def test_rules_with_errors_are_refused_once_and_those_of_before_stay(scene: Scene) -> None:
    scene.write(f"  one: {{on: {{type: a.b}}, {EMIT}}}}}}}\n")
    scene.run()
    scene.write(f"  one: {{on: {{type: a.b}}, when: event.data., {EMIT}}}}}}}\n")
    scene.run(20.0)
    (refused,) = scene.told("rule.refused")
    assert (refused.source, refused.subject) == ("/workspace", "rules.yaml")
    assert "rules.yaml:5:" in str(refused.data["reason"])
    scene.tell("a.b")
    scene.run()
    assert len(scene.told("alarm.raised")) == 1
    scene.write(f"  one: {{on: {{type: a.b}}, when: event.data.n > 1, {EMIT}}}}}}}\n")
    scene.run()
    scene.tell("a.b", n=1)
    scene.tell("a.b", n=2)
    scene.run()
    assert len(scene.told("alarm.raised")) == 2


def test_a_document_that_is_no_text_stops_nothing(scene: Scene) -> None:
    scene.run()
    (scene.workspace.root / "odd.yaml").write_bytes(b"stratum: 1\nname: \xff\n")
    scene.run(20.0)
    assert len(scene.told("rule.refused")) == 1
    scene.tell("model.stale")
    scene.run()
    assert len(scene.told("lifecycle.retrain-requested")) == 1


def test_an_event_while_nobody_looked_is_answered_once(scene: Scene) -> None:
    scene.run()
    scene.tell("model.stale")
    for _ in range(3):
        scene.reborn()
        scene.run()
    assert len(scene.told("lifecycle.retrain-requested")) == len(scene.told("rule.fired")) == 1


def test_a_clock_that_is_set_back_stops_nothing(scene: Scene) -> None:
    scene.run()
    scene.clock.advance(-1e6)
    scene.write(f"  one: {{on: {{type: a.b}}, {EMIT}}}}}}}\n")
    scene.run()
    scene.tell("a.b")
    scene.run()
    assert len(scene.told("alarm.raised")) == 1


def test_two_rules_that_answer_each_other_end(scene: Scene) -> None:
    scene.write(
        "  ping: {on: {type: a.ping}, do: {action: emit, with: {type: a.pong}}}\n"
        "  pong: {on: {type: a.pong}, do: {action: emit, with: {type: a.ping}}}\n"
    )
    scene.run()
    scene.tell("a.ping")
    scene.run(60.0)
    (failed,) = scene.told("rule.failed")
    assert "8 rules followed from each other" in str(failed.data["reason"])
    assert len(scene.told("a.*")) == 9
