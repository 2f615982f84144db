"""``stratum events``, ``why``, ``rules``, ``emit``."""

import contextlib
import json
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from stratum.cli.main import cli
from stratum.core.events import Event
from stratum.events.journal import SqliteJournal

RULES = """\
stratum: 1
kind: Rules
name: mine
off: retrain-stale
rules:
  alarm:
    on: {type: "model.*"}
    when: event.data.accuracy < 0.9
    do: {action: emit, with: {type: alarm.raised}}
"""
EVENTS = (
    Event(
        "e-1", "/lifecycle/one", "model.stale", "scorer", 100.0, {"reason": "worse", "saw": {"accuracy": 0.7}}
    ),
    Event(
        "e-2",
        "/rules/mine",
        "rule.fired",
        "scorer",
        101.0,
        {"cause": "e-1", "by": "rule mine/alarm", "rule": "mine/alarm"},
    ),
    Event("e-3", "/lifecycle/two", "cycle.begun", "scorer", 102.0, {"cause": "e-2", "reason": "asked"}),
    Event("e-4", "/deployment/one", "component.ready", "broker", 103.0),
    Event(
        "e-5", "/deployment/one", "component.failed", "scorer-2", 104.0, {"reason": "killed", "cause": "e-0"}
    ),
    Event("e-6", "/deployment/one", "component.failed", "scorer-old", 105.0),
)


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    (tmp_path / "rules.yaml").write_text(RULES)
    return tmp_path


@pytest.fixture
def journal(workspace: Path) -> Iterator[SqliteJournal]:
    journal = SqliteJournal(workspace / ".stratum" / "state.db")
    for event in EVENTS:
        journal.append(event)
    yield journal
    journal.close()


def run(workspace: Path, *arguments: str, text: str = "") -> Result:
    command, *rest = arguments
    return CliRunner().invoke(cli, [command, "--workspace", str(workspace), *rest], input=text)


@pytest.mark.parametrize(
    ("options", "ids"),
    [
        ((), ["e-6", "e-5", "e-4", "e-3", "e-2", "e-1"]),
        (("--limit", "1"), ["e-6"]),
        (("--type", "model.*"), ["e-1"]),
        (("--application", "one"), ["e-6", "e-5", "e-4", "e-1"]),
        (("--source", "/lifecycle/*", "--subject", "scorer"), ["e-3", "e-1"]),
        (("--since", "10 min"), []),
    ],
)
@pytest.mark.usefixtures("journal")
def test_events_that_are_asked_for(workspace: Path, options: tuple[str, ...], ids: list[str]) -> None:
    told = json.loads(run(workspace, "events", "--json", *options).output)
    assert [event["id"] for event in told] == ids
    assert {event["specversion"] for event in told} <= {"1.0"}


@pytest.mark.usefixtures("journal")
def test_events_for_people(workspace: Path) -> None:
    told = run(workspace, "events").output
    assert "1970-01-01 00:01:40" in told
    assert "accuracy 0.7" in told


def test_an_application_and_a_source_exclude_each_other(workspace: Path) -> None:
    assert run(workspace, "events", "-a", "one", "--source", "/x").exit_code == 2


def test_a_while_needs_a_unit(workspace: Path) -> None:
    told = run(workspace, "events", "--since", "10")
    assert told.exit_code == 1
    assert "has no unit" in str(told.exception)


@pytest.mark.usefixtures("journal")
def test_why_tells_what_led_to_it(workspace: Path) -> None:
    told = run(workspace, "why", "scorer").output.splitlines()
    assert [line.strip() for line in told] == [
        "1970-01-01 00:01:44  component.failed of scorer-2: killed",
        "└─ because of an event that is not known: e-0",
        "1970-01-01 00:01:42  cycle.begun of scorer: asked",
        "└─ because of 1970-01-01 00:01:41  rule.fired of scorer by rule mine/alarm",
        "└─ because of 1970-01-01 00:01:40  model.stale of scorer: worse  [accuracy 0.7]",
    ]


@pytest.mark.usefixtures("journal")
def test_why_of_one_application_and_for_programs(workspace: Path) -> None:
    told = json.loads(run(workspace, "why", "two/scorer", "--json").output)
    assert [(step["level"], step["event"]["id"], step["lost"]) for step in told] == [
        (0, "e-3", ""),
        (1, "e-2", ""),
        (2, "e-1", ""),
    ]


@pytest.mark.usefixtures("journal")
def test_why_of_nothing_names_what_comes_near(workspace: Path) -> None:
    failed = run(workspace, "why", "scorr").exception
    assert "did you mean scorer?" in str(failed)


@pytest.mark.usefixtures("journal")
def test_rules_with_their_state(workspace: Path) -> None:
    told = json.loads(run(workspace, "rules", "--json").output)
    assert told["refused"] == []
    assert [(rule["rule"], rule["state"]) for rule in told["rules"]] == [
        ("built-in/retrain-stale", "off"),
        ("mine/alarm", "on"),
    ]
    assert told["rules"][1]["waits"] == "model.*"
    assert told["rules"][1]["last"] == "1970-01-01 00:01:41 fired"
    assert "mine/alarm" in run(workspace, "rules").output


def test_rules_with_errors_are_said(workspace: Path) -> None:
    (workspace / "rules.yaml").write_text(RULES.replace("emit,", "emitt,"))
    told = json.loads(run(workspace, "rules", "--json").output)
    assert "unknown action 'emitt'" in told["refused"][0]["reason"]
    assert "stratum check" in run(workspace, "rules").output


def test_actions_with_their_parameters(workspace: Path) -> None:
    told = json.loads(run(workspace, "rules", "--actions", "--json").output)
    assert ("scale", "replicas", "whole number, required") in [
        (one["action"], one["parameter"], one["value"]) for one in told
    ]
    assert "webhook" in run(workspace, "rules", "--actions").output


def test_an_event_of_one_s_own(workspace: Path) -> None:
    arguments = ("--subject", "scorer", "--data", "accuracy=0.7", "--data", "why=it seems", "--json")
    told = json.loads(run(workspace, "emit", "model.stale", *arguments).output)
    assert (told["source"], told["type"], told["subject"]) == ("/user", "model.stale", "scorer")
    assert told["data"] == {"accuracy": 0.7, "why": "it seems"}
    assert json.loads(run(workspace, "events", "--json").output) == [told]
    assert "told: " in run(workspace, "emit", "model.stale").output


def test_a_cloudevent_is_taken_once(workspace: Path) -> None:
    text = json.dumps({"specversion": "1.0", "id": "mine", "source": "/ours", "type": "org.example.it"})
    for _ in range(2):
        assert run(workspace, "emit", "--cloudevent", "-", text=text).exit_code == 0
    assert [event["id"] for event in json.loads(run(workspace, "events", "--json").output)] == ["mine"]


@pytest.mark.parametrize(
    ("arguments", "text", "said"),
    [
        (("a b\n",), "", "type is"),
        (("a.b", "--data", "nothing"), "", "has no name"),
        (("--cloudevent", "-"), "{", "not JSON"),
        (("--cloudevent", "-"), "[]", "not a mapping"),
        (
            ("--cloudevent", "-"),
            json.dumps({
                "specversion": "1.0",
                "id": "1",
                "source": "/deployment/one",
                "type": "component.ready",
            }),
            "source of the platform itself",
        ),
    ],
)
def test_what_is_no_event_is_refused(
    workspace: Path, arguments: tuple[str, ...], text: str, said: str
) -> None:
    failed = run(workspace, "emit", *arguments, text=text)
    assert failed.exit_code == 1
    assert said in str(failed.exception)
    assert run(workspace, "events", "--json").output.strip() == "[]"


@pytest.mark.parametrize("arguments", [(), ("a.b", "--cloudevent", "-")])
def test_an_event_comes_from_one_place(workspace: Path, arguments: tuple[str, ...]) -> None:
    assert run(workspace, "emit", *arguments).exit_code == 2


def test_following_tells_what_was_and_what_comes_until_it_is_interrupted(
    workspace: Path, journal: SqliteJournal
) -> None:
    # What a shell starts in the background ignores interrupts, and so would all that is started from there.
    command = ["env", "--default-signal=INT", sys.executable, "-m", "stratum", "events", "--follow", "--json"]
    options = ["--limit", "2", "--type", "*.*", "--workspace", str(workspace)]
    with (
        subprocess.Popen([*command, *options], stdout=subprocess.PIPE, text=True) as following,
        contextlib.ExitStack() as ends,
    ):
        ends.callback(following.kill)
        assert following.stdout is not None
        first = [json.loads(following.stdout.readline())["id"] for _ in range(2)]
        journal.append(Event("e-7", "/user", "a.b", "x", 106.0))
        journal.append(Event("e-8", "/user", "ab", "x", 106.0))
        journal.append(Event("e-9", "/user", "a.b", "x", 106.0))
        later = [json.loads(following.stdout.readline())["id"] for _ in range(2)]
        following.send_signal(signal.SIGINT)
        assert following.wait(60) == 0
    assert (first, later) == (["e-5", "e-6"], ["e-7", "e-9"])
